//! What enters: records, and the names of members that a user asks for. What leaves: the columns of a table, and what
//! stands in each.

use crate::Json;
use crate::cli::name::kebab;
use crate::cli::secrets::{HIDDEN, Wiping};
use serde_json::Map;
use std::borrow::Cow;

/// One column.
pub(super) struct Column {
    /// As it was asked for, or as the member is named: `friendly_name`, `meta.page`.
    pub(super) name: String,
    path: Vec<String>,
}

impl Column {
    /// The column of a member: `friendly_name`, `friendlyName` or, below another one, `a.b`.
    pub(super) fn named(name: &str) -> Self {
        let name = name.trim();
        Self { name: name.to_owned(), path: name.split('.').map(str::to_owned).collect() }
    }

    /// What a record has there.
    pub(super) fn value<'a>(&self, record: &'a Json) -> Option<&'a Json> {
        self.path
            .iter()
            .try_fold(record, |value, name| value.get(name).or_else(|| value.get(kebab(name).replace('-', "_"))))
    }

    /// The text of it; lists of plain values are joined by commas.
    pub(super) fn text<'a>(&self, record: &'a Json) -> Cow<'a, str> {
        self.value(record).map(plain).unwrap_or_default()
    }

    /// Whether half of it would be of no use.
    pub(super) fn is_whole(&self) -> bool {
        let name = kebab(&self.name);
        name.starts_with("date-") || ["sid", "key", "secret", "token", "number"].iter().any(|end| name.ends_with(end))
    }
}

fn plain(value: &Json) -> Cow<'_, str> {
    match value {
        Json::Null => Cow::Borrowed(""),
        Json::String(text) => Cow::Borrowed(text),
        Json::Array(items) if items.iter().all(is_plain) => {
            Cow::Owned(items.iter().map(plain).collect::<Vec<_>>().join(", "))
        }
        other => Cow::Owned(other.to_string()),
    }
}

fn is_plain(value: &Json) -> bool {
    !value.is_array() && !value.is_object()
}

/// The columns of records of which nothing was asked for: what is plain, without addresses, and what names a record first.
pub(super) fn usual(records: &[Json]) -> Vec<Column> {
    let mut names = members(records);
    names.retain(|name| {
        let is_address =
            ["uri", "uris", "url", "urls", "links"].iter().any(|end| kebab(name).split('-').any(|word| word == *end));
        let shows = |value: &Json| is_plain(value) || matches!(value, Json::Array(items) if items.iter().all(is_plain));
        let values = || records.iter().filter_map(|record| record.get(name));
        !is_address && values().all(shows) && values().any(|value| value.as_str() != Some(HIDDEN))
    });
    names.sort_by_key(|name| match *name {
        "sid" => 0,
        "friendly_name" => 1,
        // Mostly the same in every record.
        name if name.ends_with("account_sid") => 3,
        _ => 2,
    });
    names.into_iter().map(Column::named).collect()
}

/// The members of records, in the order in which they come.
pub(super) fn members(records: &[Json]) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for name in records.iter().filter_map(Json::as_object).flat_map(Map::keys) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    names
}

/// A record with nothing but what was asked for, where something was.
pub(super) fn pick(record: &Json, properties: Option<&[String]>) -> Option<Wiping> {
    let columns = properties?.iter().map(|name| Column::named(name));
    let members = columns.map(|column| (column.name.clone(), column.value(record).cloned().unwrap_or_default()));
    Some(Wiping(Json::Object(members.collect())))
}
