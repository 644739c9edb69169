//! Lists: records in, one page of them out, with the links of v2010 (relative) or of v1 (absolute).

use form_urlencoded::Serializer;
use serde_json::{Value, json};

use crate::{
    call::{Call, Pairs},
    model::Listed,
    refusal::Refusal,
    state::State,
};

/// One page, cut out of its list.
pub(crate) struct Page<T> {
    pub(crate) records: Vec<T>,
    number: u64,
    size: usize,
    /// Token of the page before, where there is one.
    previous: Option<String>,
    /// Token of the next page, where there is one.
    next: Option<String>,
}

const PAGING: [&str; 3] = ["PageSize", "Page", "PageToken"];

impl State {
    /// The page that a request asks for. `below` gives the records that stand below a place, the highest first.
    pub(crate) fn page<T: Listed>(
        &mut self,
        call: &Call,
        below: impl for<'a> Fn(&'a Self, u64) -> Box<dyn Iterator<Item = T> + 'a>,
    ) -> Result<Page<T>, Refusal> {
        let size = number(&call.query, "PageSize", 1..=1000)?.unwrap_or(50) as usize;
        let number = number(&call.query, "Page", 0..=u64::MAX)?.unwrap_or(0);
        let token = call.query.get("PageToken").filter(|token| !token.is_empty());
        let place = match token {
            Some(token) => Some((token.starts_with("PB"), self.page_place(token)?)),
            None if number > 0 => return Err(Refusal::page_without_token()),
            None => None,
        };
        let start = match place {
            Some((false, place)) => place,
            Some((true, place)) => {
                let above: Vec<_> =
                    below(self, u64::MAX).map(|record| record.place()).take_while(|at| *at > place).collect();
                above.iter().rev().nth(size - 1).map_or(u64::MAX, |first| first + 1)
            }
            None => u64::MAX,
        };
        let mut records: Vec<T> = below(self, start).take(size + 1).collect();
        let more = records.len() > size;
        records.truncate(size);
        let first = below(self, u64::MAX).next().map(|record| record.place());
        let has_previous = records.first().is_some_and(|record| Some(record.place()) != first);
        let previous = has_previous.then(|| self.page_token("PB", records.first())).flatten();
        let next = more.then(|| self.page_token("PA", records.last())).flatten();
        Ok(Page { records, number, size, previous, next })
    }

    /// Where a page token points to. One that this fake did not hand out may still name a record.
    fn page_place(&self, token: &str) -> Result<u64, Refusal> {
        let known = self.page_tokens.get(token).copied();
        known.or_else(|| self.place(token.get(2..)?)).ok_or_else(Refusal::page_without_token)
    }

    /// Twilio's form: `PA` (after) or `PB` (before) and a SID. Its place is kept, so that a record which is changed or
    /// deleted meanwhile does not move the page.
    fn page_token<T: Listed>(&mut self, prefix: &str, record: Option<&T>) -> Option<String> {
        let record = record?;
        let token = format!("{prefix}{}", record.sid());
        self.page_tokens.insert(token.clone(), record.place());
        Some(token)
    }
}

impl<T> Page<T> {
    /// The page as v2010 writes it, its records under `key`.
    pub(crate) fn v2010(&self, call: &Call, key: &str, records: Vec<Value>) -> Value {
        let start = self.number * self.size as u64;
        let link = |number, token| self.link(call, "", number, token);
        let mut body = json!({
            "first_page_uri": link(0, None),
            "previous_page_uri": self.previous(call, ""),
            "next_page_uri": self.next(call, ""),
            "uri": link(self.number, call.query.get("PageToken")),
            "page": self.number,
            "page_size": self.size,
            "start": start,
            "end": start + (records.len() as u64).saturating_sub(1),
        });
        body[key] = Value::Array(records);
        body
    }

    /// The page as v1 writes it, its records under `key`.
    pub(crate) fn v1(&self, call: &Call, key: &str, records: Vec<Value>) -> Value {
        let base = &call.base_url;
        let mut body = json!({"meta": {
            "key": key,
            "page": self.number,
            "page_size": self.size,
            "url": self.link(call, base, self.number, call.query.get("PageToken")),
            "first_page_url": self.link(call, base, 0, None),
            "previous_page_url": self.previous(call, base),
            "next_page_url": self.next(call, base),
        }});
        body[key] = Value::Array(records);
        body
    }

    fn next(&self, call: &Call, base: &str) -> Option<String> {
        self.next.as_deref().map(|token| self.link(call, base, self.number + 1, Some(token)))
    }

    fn previous(&self, call: &Call, base: &str) -> Option<String> {
        self.previous.as_deref().map(|token| self.link(call, base, self.number.saturating_sub(1), Some(token)))
    }

    /// The link to a page: the filters of this request, then the paging parameters.
    fn link(&self, call: &Call, base: &str, number: u64, token: Option<&str>) -> String {
        let mut query = Serializer::new(String::new());
        query.extend_pairs(call.query.0.iter().filter(|pair| !PAGING.contains(&pair.0.as_str())));
        query.append_pair("PageSize", &self.size.to_string()).append_pair("Page", &number.to_string());
        query.extend_pairs(token.map(|token| ("PageToken", token)));
        format!("{base}{}?{}", call.path, query.finish())
    }
}

fn number(query: &Pairs, name: &str, range: std::ops::RangeInclusive<u64>) -> Result<Option<u64>, Refusal> {
    let Some(text) = query.get(name) else { return Ok(None) };
    let number = text.parse().ok().filter(|number| range.contains(number));
    let why = format!("`{text}` is not a number from {} to {}", range.start(), range.end());
    number.map(Some).ok_or_else(|| Refusal::invalid(name, &why))
}
