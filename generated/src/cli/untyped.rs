//! What enters: a request of any operation, known only by its description. What leaves: the same as an operation whose
//! answer is JSON, so that the client sends it as it sends every other.

use crate::decode::{Decode, Mismatch};
use crate::{Json, NextPage, Operation, OperationSpec, Page, Request};
use serde::de::Deserializer;

/// One call, answered by whatever JSON comes.
pub(super) struct Untyped(pub(super) Request);

impl Operation for Untyped {
    type Output = Json;
    /// The client goes by the request's own description.
    const SPEC: &'static OperationSpec = &OperationSpec::EMPTY;

    fn request(&self) -> &Request {
        &self.0
    }
}

/// One list, answered by pages of whatever JSON comes.
pub(super) struct UntypedList(pub(super) Request);

impl Operation for UntypedList {
    type Output = UntypedPage;
    const SPEC: &'static OperationSpec = &OperationSpec::EMPTY;

    fn request(&self) -> &Request {
        &self.0
    }
}

/// A page of a list. The records are under the member that the operation's description names.
pub(super) struct UntypedPage(Json);

impl UntypedPage {
    /// The records under `items`.
    pub(super) fn take(mut self, items: &str) -> Vec<Json> {
        match self.0.get_mut(items).map(Json::take) {
            Some(Json::Array(records)) => records,
            _ => Vec::new(),
        }
    }
}

impl Decode for UntypedPage {
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Result<Self, Mismatch>, D::Error> {
        Ok(Json::decode(deserializer)?.map(Self))
    }
}

impl Page for UntypedPage {
    type Item = Json;

    fn next_page(&self) -> Option<NextPage> {
        let text = |pointer: &str| self.0.pointer(pointer).and_then(Json::as_str);
        NextPage::uri(text("/next_page_uri"))
            .or_else(|| NextPage::uri(text("/meta/next_page_url")))
            .or_else(|| NextPage::token(text("/meta/nextToken")))
    }

    fn into_items(self) -> Vec<Json> {
        Vec::new()
    }
}
