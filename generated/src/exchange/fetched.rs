//! What enters: a decoded page, and the place of the next one. What leaves: the two together, for whoever goes on later.

use crate::{Page, SavedPage};
use jiff::SignedDuration;
use std::ops::Deref;

/// A page of a list as it was fetched: the page itself, by `Deref`, and where the list goes on.
///
/// ```no_run
/// # #[cfg(feature = "client")]
/// # async fn example(client: twilio_iam::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use twilio_iam::api_v2010::keys::ListKeys;
///
/// let mut pages = client.pages(ListKeys::new());
/// while let Some(page) = pages.try_next().await? {
///     println!("{} keys", page.keys.len());
///     if let Some(saved) = page.saved() {
///         std::fs::write("place.json", serde_json::to_string(saved)?)?;
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct FetchedPage<P> {
    page: P,
    saved: Option<SavedPage>,
    /// By how much Twilio's clock is ahead of ours.
    pub(crate) ahead: SignedDuration,
}

impl<P> FetchedPage<P> {
    pub(crate) fn new(page: P, saved: Option<SavedPage>, ahead: SignedDuration) -> Self {
        Self { page, saved, ahead }
    }

    /// Where the list goes on after this page, to be kept and given to `resume`; `None` on the last page.
    pub fn saved(&self) -> Option<&SavedPage> {
        self.saved.as_ref()
    }

    /// The page.
    pub fn into_inner(self) -> P {
        self.page
    }
}

impl<P: Page> FetchedPage<P> {
    /// The records of the page.
    pub fn into_items(self) -> Vec<P::Item> {
        self.page.into_items()
    }
}

impl<P> Deref for FetchedPage<P> {
    type Target = P;

    fn deref(&self) -> &P {
        &self.page
    }
}
