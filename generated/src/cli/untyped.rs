//! What enters: a request of any operation, known only by its description. What leaves: the same as an operation whose
//! answer is JSON, so that the client sends it as it sends every other.

use crate::decode::{Decode, DecodeError, Mismatch, Reply};
use crate::{Json, NextPage, Operation, OperationSpec, Page, Request};
use serde::de::Deserializer;
use std::marker::PhantomData;

/// One call, answered by whatever JSON comes.
pub(super) struct Untyped(pub(super) Request);

impl Operation for Untyped {
    type Output = Json;
    /// The client goes by the request's own description.
    const SPEC: OperationSpec = OperationSpec::EMPTY;

    fn request(&self) -> &Request {
        &self.0
    }
}

/// One call of `O`: JSON too, and an error where `O` itself could not read the answer.
pub(super) struct Typed<O>(Request, PhantomData<fn() -> O>);

impl<O> Typed<O> {
    pub(super) fn new(request: Request) -> Self {
        Self(request, PhantomData)
    }
}

impl<O: Operation> Operation for Typed<O> {
    type Output = Read<O::Output>;
    const SPEC: OperationSpec = O::SPEC;

    fn request(&self) -> &Request {
        &self.0
    }
}

/// JSON that a `T` can be read of.
pub(super) struct Read<T>(pub(super) Json, PhantomData<fn() -> T>);

impl<T: Reply> Reply for Read<T> {
    fn read(status: u16, body: &[u8]) -> Result<Self, DecodeError> {
        T::read(status, body)?;
        Ok(Self(Json::read(status, body)?, PhantomData))
    }
}

/// One list, answered by pages of whatever JSON comes.
pub(super) struct UntypedList(pub(super) Request);

impl Operation for UntypedList {
    type Output = UntypedPage;
    const SPEC: OperationSpec = OperationSpec::EMPTY;

    fn request(&self) -> &Request {
        &self.0
    }
}

/// A page of a list. The records are under the member that the operation's description names.
pub(super) struct UntypedPage(Json);

impl UntypedPage {
    /// The records under `items`, without which it is no page of the list.
    pub(super) fn take(mut self, items: &'static str) -> Result<Vec<Json>, Mismatch> {
        match self.0.get_mut(items).map(Json::take) {
            Some(Json::Array(records)) => Ok(records),
            other => Err(Mismatch::new("an array", kind(other.as_ref())).at_member(items)),
        }
    }
}

/// Where a page may say that there is another one.
const LINKS: [&[&str]; 3] = [&["next_page_uri"], &["meta", "next_page_url"], &["meta", "nextToken"]];

impl Decode for UntypedPage {
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Result<Self, Mismatch>, D::Error> {
        Ok(Json::decode(deserializer)?.and_then(|page| {
            for path in LINKS {
                let link = path.iter().try_fold(&page, |value, name| value.get(name));
                // Where there is another page and it is not known which, the list would seem to be at its end.
                if link.is_some_and(|link| !link.is_null() && !link.is_string()) {
                    let mismatch = Mismatch::new("a string", kind(link));
                    return Err(path.iter().rev().fold(mismatch, |mismatch, name| mismatch.at_member(*name)));
                }
            }
            Ok(Self(page))
        }))
    }
}

/// What a value is, in the words of the reader.
fn kind(value: Option<&Json>) -> &'static str {
    match value {
        None => "nothing",
        Some(Json::Null) => "null",
        Some(Json::Bool(_)) => "a boolean",
        Some(Json::Number(_)) => "a number",
        Some(Json::String(_)) => "a string",
        Some(Json::Array(_)) => "an array",
        Some(Json::Object(_)) => "an object",
    }
}

impl Page for UntypedPage {
    type Item = Json;

    fn next_page(&self) -> Option<NextPage> {
        let [uri, url, token] =
            LINKS.map(|path| path.iter().try_fold(&self.0, |value, name| value.get(name)).and_then(Json::as_str));
        NextPage::uri(uri).or_else(|| NextPage::uri(url)).or_else(|| NextPage::token(token))
    }

    fn into_items(self) -> Vec<Json> {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Json>, String> {
        let page = UntypedPage::read(200, text.as_bytes()).map_err(|error| error.to_string())?;
        page.take("keys").map_err(|mismatch| mismatch.to_string())
    }

    #[test]
    fn a_page_has_its_records_and_a_link_that_can_be_followed() {
        for text in [
            r#"{"keys": [1]}"#,
            r#"{"keys": [1], "next_page_uri": null}"#,
            r#"{"keys": [1], "next_page_uri": "/x", "meta": {"next_page_url": ""}}"#,
            r#"{"keys": [1], "meta": null}"#,
        ] {
            assert_eq!(read(text).map(|records| records.len()), Ok(1), "{text}");
        }
        for (text, problem) in [
            ("{}", "$.keys: expected an array, found nothing"),
            ("null", "$.keys: expected an array, found nothing"),
            (r#"{"keys": null}"#, "$.keys: expected an array, found null"),
            (r#"{"keys": {}}"#, "$.keys: expected an array, found an object"),
            (r#"{"keys": [], "next_page_uri": 1}"#, "$.next_page_uri: expected a string, found a number"),
            (
                r#"{"keys": [], "meta": {"next_page_url": {}}}"#,
                "$.meta.next_page_url: expected a string, found an object",
            ),
            (r#"{"keys": [], "meta": {"nextToken": false}}"#, "$.meta.nextToken: expected a string, found a boolean"),
        ] {
            assert_eq!(read(text), Err(problem.to_owned()), "{text}");
        }
        assert!(read("").is_err());
    }
}
