//! What enters: a field's description and the value it was given. What leaves: nothing, or what is wrong with the value
//! and what to do, before anything is sent and without showing a secret.

use crate::value::Form;
use crate::{Field, Kind, OperationSpec, Value, number, sid_type};
use serde::de::IgnoredAny;
use std::fmt;

/// A request that was not sent because a field breaks the limits of the document.
///
/// It names the operation and the field, says what is wrong and what to do, and never shows the value of a secret.
///
/// ```
/// # use twilio_iam::*;
/// # const SPEC: &OperationSpec = &OperationSpec {
/// #     id: "CreateKey", item: "iam_v1::keys::CreateKey", method: Method::Post,
/// #     server: "https://iam.twilio.com", path: "/v1/Keys",
/// #     fields: &[Field::form("FriendlyName", Kind::Text).bound(&Bounds::ANY.max_length(64))],
/// #     body: Some("application/x-www-form-urlencoded"), replies: &[201], help: &[""],
/// #     ..OperationSpec::EMPTY
/// # };
/// let invalid = Request::new(SPEC).with::<String>(0, "x".repeat(65)).encode(None).unwrap_err();
/// assert_eq!(
///     invalid.to_string(),
///     "iam_v1::keys::CreateKey: FriendlyName has 65 characters; shorten it to at most 64",
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid(Box<Detail>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Detail {
    operation: String,
    field: &'static str,
    problem: String,
}

impl Invalid {
    pub(crate) fn new(spec: &OperationSpec, field: &'static str, problem: impl Into<String>) -> Self {
        let path = [spec.item];
        let operation = path.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("::");
        Self(Box::new(Detail { operation, field, problem: problem.into() }))
    }

    /// A setting of a client, or a variable of the environment, that is not right.
    #[cfg(any(feature = "client", feature = "blocking"))]
    pub(crate) fn setting(name: &'static str, problem: impl Into<String>) -> Self {
        Self(Box::new(Detail { operation: String::new(), field: name, problem: problem.into() }))
    }

    /// The operation: `iam_v1::keys::CreateKey`; empty where a setting of the client is not right.
    pub fn operation(&self) -> &str {
        &self.0.operation
    }

    /// The field's name on the wire, or the name of the setting.
    pub fn field(&self) -> &'static str {
        self.0.field
    }

    /// What is wrong, and what to do.
    pub fn problem(&self) -> &str {
        &self.0.problem
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Detail { operation, field, problem } = &*self.0;
        if !operation.is_empty() {
            write!(f, "{operation}: ")?;
        }
        match *field {
            "" => f.write_str(problem),
            field => write!(f, "{field} {problem}"),
        }
    }
}

impl std::error::Error for Invalid {}

/// Holds a value against its field.
pub(crate) fn check(field: &Field, value: &Value) -> Result<(), String> {
    match (field.kind, &value.0) {
        (_, Form::Unfit(problem)) => Err(problem.clone()),
        (Kind::List(kind), Form::List(items)) => {
            check_count(field, items.len())?;
            for (index, item) in items.iter().enumerate() {
                check_one(field, *kind, item).map_err(|problem| format!("at index {index} {problem}"))?;
            }
            Ok(())
        }
        // What a union is decides how many values it is.
        (Kind::Union, Form::List(items)) => items.iter().try_for_each(|item| check_one(field, Kind::Union, item)),
        (Kind::List(kind), _) => {
            check_count(field, 1)?;
            check_one(field, *kind, value)
        }
        (kind, _) => check_one(field, kind, value),
    }
}

fn check_count(field: &Field, count: usize) -> Result<(), String> {
    let items = if count == 1 { "item" } else { "items" };
    match (field.bounds.min_items, field.bounds.max_items) {
        (Some(min), _) if count < min => Err(format!("has {count} {items}; give at least {min}")),
        (_, Some(max)) if count > max => Err(format!("has {count} {items}; give at most {max}")),
        _ => Ok(()),
    }
}

fn check_one(field: &Field, kind: Kind, value: &Value) -> Result<(), String> {
    let (text, written) = match &value.0 {
        Form::Text { text, .. } => (text.as_str(), false),
        Form::Json { text, .. } => (text.as_str(), true),
        Form::List(_) => return Err("is a list; give one value".to_owned()),
        Form::Unfit(problem) => return Err(problem.clone()),
    };
    let wrong = |problem: &str| Err(problem.to_owned());
    match kind {
        Kind::Text => check_text(field, text),
        Kind::Sid(prefixes) => sid_type::check(text, prefixes).map_err(|error| format!("is not right: {error}")),
        Kind::Integer => match text.parse::<i64>() {
            Ok(number) => check_limits(field, text, |limit| number.cmp(&limit)),
            Err(_) => wrong("is not a whole number; give one of 64 bits"),
        },
        #[allow(clippy::cast_precision_loss)]
        Kind::Number => match text.parse::<f64>() {
            Ok(number) if number::is_number(text) => {
                check_limits(field, text, |limit| number.total_cmp(&(limit as f64)))
            }
            _ => wrong("is not a number; give one such as 0.5"),
        },
        Kind::Boolean if text != "true" && text != "false" => wrong("is not a boolean; give true or false"),
        // Twilio takes other spellings too, such as `-30days`, and they go out as they are.
        Kind::Date if !text.contains(|symbol: char| symbol.is_ascii_digit()) => {
            wrong("is not a date; write it as 2026-01-31")
        }
        Kind::DateTime if !text.contains(|symbol: char| symbol.is_ascii_digit()) => {
            wrong("is not a date and time; write it as 2026-01-31T12:00:00Z")
        }
        Kind::Json if !written && serde_json::from_str::<IgnoredAny>(text).is_err() => wrong("is not JSON text"),
        Kind::List(_) => wrong("is a list of lists, which cannot be sent"),
        // A choice is open: the API may know words that the document does not list.
        Kind::Boolean | Kind::Date | Kind::DateTime | Kind::Json | Kind::Union | Kind::Choice(_) => Ok(()),
    }
}

fn check_text(field: &Field, text: &str) -> Result<(), String> {
    if field.bounds.min_length.is_some() || field.bounds.max_length.is_some() {
        let length = text.chars().count();
        let characters = if length == 1 { "character" } else { "characters" };
        if let Some(min) = field.bounds.min_length.filter(|min| length < *min) {
            return Err(format!("has {length} {characters}; give at least {min}"));
        }
        if let Some(max) = field.bounds.max_length.filter(|max| length > *max) {
            return Err(format!("has {length} {characters}; shorten it to at most {max}"));
        }
    }
    match field.bounds.pattern {
        Some(pattern) if !pattern.matches(text) => Err(format!("has another form; it must match {}", pattern.text)),
        _ => Ok(()),
    }
}

fn check_limits(field: &Field, text: &str, compare: impl Fn(i64) -> std::cmp::Ordering) -> Result<(), String> {
    let shown = if field.secret { "out of range" } else { text };
    match (field.bounds.min, field.bounds.max) {
        (Some(min), _) if compare(min).is_lt() => Err(format!("is {shown}; give at least {min}")),
        (_, Some(max)) if compare(max).is_gt() => Err(format!("is {shown}; give at most {max}")),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
