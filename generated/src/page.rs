//! What enters: a decoded page of a list. What leaves: its items, and where the page after it is.

use crate::Reply;

/// A reply that is one page of a list.
///
/// ```
/// use std::collections::BTreeMap;
/// use twilio_iam::{NextPage, Page};
///
/// struct Names { names: Vec<String>, next_page_uri: Option<String> }
/// twilio_iam::model! { Names required(names) optional(next_page_uri) }
///
/// impl Page for Names {
///     type Item = String;
///     fn next_page(&self) -> Option<NextPage> { NextPage::uri(self.next_page_uri.as_deref()) }
///     fn into_items(self) -> Vec<String> { self.names }
/// }
///
/// let page: Names = serde_json::from_str(r#"{"names": ["a"], "next_page_uri": "/Names?Page=1"}"#)?;
/// assert_eq!(page.next_page(), Some(NextPage::Uri("/Names?Page=1".into())));
/// # Ok::<(), serde_json::Error>(())
/// ```
pub trait Page: Reply {
    /// One record of the list.
    type Item;

    /// Where the next page is; `None` on the last one.
    fn next_page(&self) -> Option<NextPage>;

    /// The records of this page, in the order in which they came.
    fn into_items(self) -> Vec<Self::Item>;
}

/// An answer that may be null: then it is the last page, and an empty one.
impl<P: Page> Page for Option<P>
where
    Self: Reply,
{
    type Item = P::Item;

    fn next_page(&self) -> Option<NextPage> {
        self.as_ref()?.next_page()
    }

    fn into_items(self) -> Vec<P::Item> {
        self.map(P::into_items).unwrap_or_default()
    }
}

/// Where the next page of a list is. It came out of a reply: whoever follows it keeps credentials on the same host.
///
/// ```
/// use twilio_iam::NextPage;
///
/// assert_eq!(NextPage::uri(Some("")), None);
/// assert_eq!(NextPage::token(Some("abc")), Some(NextPage::Token("abc".into())));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum NextPage {
    /// A reference, relative to the host or absolute (`next_page_uri`, `meta.next_page_url`).
    Uri(String),
    /// A token for the query parameter that [`Paging::token`] names (`meta.nextToken`).
    Token(String),
}

impl NextPage {
    /// The page at this reference; `None` when there is none, or an empty one.
    pub fn uri(reference: Option<&str>) -> Option<Self> {
        reference.filter(|text| !text.is_empty()).map(|text| Self::Uri(text.to_owned()))
    }

    /// The page with this token; `None` when there is none, or an empty one.
    pub fn token(token: Option<&str>) -> Option<Self> {
        token.filter(|text| !text.is_empty()).map(|text| Self::Token(text.to_owned()))
    }
}

/// How an operation's pages are asked for and read.
///
/// ```
/// let paging = twilio_iam::Paging::of("keys").sized_by("PageSize");
/// assert_eq!((paging.items, paging.size, paging.token), ("keys", Some("PageSize"), None));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Paging {
    /// The member of the page that holds the records.
    pub items: &'static str,
    /// The query parameter for the number of records per page.
    pub size: Option<&'static str>,
    /// The query parameter for the token of the page after this one.
    pub token: Option<&'static str>,
}

impl Paging {
    /// Pages with their records in `items`, which follow one another by address.
    pub const fn of(items: &'static str) -> Self {
        Self { items, size: None, token: None }
    }

    /// The same, where the query parameter `size` sets the number of records per page.
    #[must_use]
    pub const fn sized_by(self, size: &'static str) -> Self {
        Self { size: Some(size), ..self }
    }

    /// The same, where pages follow one another by a token in the query parameter `token`.
    #[must_use]
    pub const fn by_token(self, token: &'static str) -> Self {
        Self { token: Some(token), ..self }
    }
}
