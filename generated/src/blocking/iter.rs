//! What enters: the first request of a list. What leaves: its pages or its records as an iterator, one page in memory at a
//! time, or two with prefetch.

use super::Client;
use crate::exchange::answer::Answer;
use crate::exchange::paging::Walk;
use crate::exchange::plan::Plan;
use crate::exchange::run::span;
use crate::{Error, FetchedPage, Operation, Page, Request, SavedPage, Sent, TransportError, TransportErrorKind};
use std::{marker::PhantomData, sync::Arc, sync::mpsc, thread};
use tracing::Span;

/// The pages of a list; made by [`Client::pages`].
///
/// It ends after the last page and after the first error. Each page tells where the list goes on
/// ([`FetchedPage::saved`]), and [`Self::resume`] goes on from there. A link to a page that came before ends it with
/// [`Error::Paging`]: a loop of up to 4,096 pages is found at once, a longer one in the course of it, in constant memory.
///
/// ```no_run
/// # fn example(client: twilio_iam::blocking::Client) -> Result<(), twilio_iam::Error> {
/// use twilio_iam::api_v2010::keys::ListKeys;
///
/// for page in client.pages(ListKeys::new().page_size(1000)) {
///     println!("{} keys", page?.keys.len());
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "an iterator does nothing until it is asked"]
pub struct Pages<O> {
    client: Client,
    walk: Walk,
    ahead: Option<Ahead>,
    operation: PhantomData<fn() -> O>,
}

/// The page that was asked for before it is needed.
enum Ahead {
    Running(Plan, Span, mpsc::Receiver<Result<Answer, Error>>),
    /// There was no thread for it.
    Planned(Plan),
    Refused(Error),
}

impl<O: Operation> Pages<O>
where
    O::Output: Page,
{
    pub(super) fn new(client: Client, request: Request) -> Self {
        Self { client, walk: Walk::new(request), ahead: None, operation: PhantomData }
    }

    /// Goes on from a saved page. One of another operation, account or host is refused as [`Error::Paging`] by the first
    /// `try_next`, and nothing is sent.
    pub fn resume(mut self, saved: SavedPage) -> Self {
        self.walk.resume(saved);
        self.ahead = None;
        self
    }

    /// The next page; `None` after the last one.
    ///
    /// # Errors
    ///
    /// [`Error`] of any kind. The iterator has then ended.
    pub fn try_next(&mut self) -> Result<Option<FetchedPage<O::Output>>, Error> {
        let page = self.fetch()?;
        if page.is_some() {
            self.prefetch();
        }
        Ok(page)
    }

    fn fetch(&mut self) -> Result<Option<FetchedPage<O::Output>>, Error> {
        let (plan, span, answer) = match self.ahead.take() {
            Some(Ahead::Refused(error)) => return Err(error),
            Some(Ahead::Running(plan, span, receiver)) => {
                (plan, span, receiver.recv().unwrap_or_else(|_| Err(lost()))?)
            }
            Some(Ahead::Planned(plan)) => self.run(plan)?,
            None => match self.walk.plan(&self.client.core.settings, &self.client.acting) {
                None => return Ok(None),
                Some(plan) => self.run(plan?)?,
            },
        };
        let page: O::Output = answer.read(&self.client.core.settings, &plan, &span)?;
        self.walk.turn(&plan, page.next_page(), &answer.body);
        let saved = self.walk.saved(&plan, &self.client.acting);
        Ok(Some(FetchedPage::new(page, saved, answer.ahead(jiff::Timestamp::now()))))
    }

    fn run(&self, plan: Plan) -> Result<(Plan, Span, Answer), Error> {
        let span = span(&plan);
        let answer = self.client.core.run(&plan, &span)?;
        Ok((plan, span, answer))
    }

    /// Puts the next page on its way, on a thread that ends with it, where the client was told to.
    fn prefetch(&mut self) {
        if !self.client.core.settings.prefetch {
            return;
        }
        self.ahead = match self.walk.plan(&self.client.core.settings, &self.client.acting) {
            None => None,
            Some(Err(error)) => Some(Ahead::Refused(error)),
            Some(Ok(plan)) => {
                let (sender, receiver) = mpsc::sync_channel(1);
                let (core, asked) = (Arc::clone(&self.client.core), plan.clone());
                let span = span(&plan);
                let entered = span.clone();
                let thread = thread::Builder::new().name("twilio-iam page".to_owned()).spawn(move || {
                    // Whoever asked may be gone; then nobody needs the answer.
                    let _ = sender.send(core.run(&asked, &entered));
                });
                Some(if thread.is_ok() { Ahead::Running(plan, span, receiver) } else { Ahead::Planned(plan) })
            }
        };
    }
}

fn lost() -> Error {
    TransportError::new(TransportErrorKind::Other, Sent::Maybe).with_detail("the thread that asked ended").into()
}

impl<O: Operation> Iterator for Pages<O>
where
    O::Output: Page,
{
    type Item = Result<FetchedPage<O::Output>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.try_next().transpose()
    }
}

/// The records of a list; made by [`Client::items`].
///
/// It ends after the last record, at its limit, and after the first error.
///
/// ```no_run
/// # fn example(client: twilio_iam::blocking::Client) -> Result<(), twilio_iam::Error> {
/// use twilio_iam::api_v2010::accounts::ListAccounts;
///
/// for account in client.items(ListAccounts::new()).limit(10) {
///     println!("{}", account?.sid);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "an iterator does nothing until it is asked"]
pub struct Items<O: Operation>
where
    O::Output: Page,
{
    pages: Pages<O>,
    page: std::vec::IntoIter<<O::Output as Page>::Item>,
    left: usize,
}

impl<O: Operation> Items<O>
where
    O::Output: Page,
{
    pub(super) fn new(pages: Pages<O>) -> Self {
        Self { pages, page: Vec::new().into_iter(), left: usize::MAX }
    }

    /// At most so many records; lowers the size of the pages to match.
    pub fn limit(mut self, records: usize) -> Self {
        self.left = records;
        self.pages.walk.limit(records);
        self
    }

    /// Goes on from a saved page, as [`Pages::resume`].
    pub fn resume(self, saved: SavedPage) -> Self {
        Self { pages: self.pages.resume(saved), ..self }
    }

    /// The next record; `None` after the last one.
    ///
    /// # Errors
    ///
    /// [`Error`] of any kind. The iterator has then ended.
    pub fn try_next(&mut self) -> Result<Option<<O::Output as Page>::Item>, Error> {
        while self.left > 0 {
            if let Some(item) = self.page.next() {
                self.left -= 1;
                return Ok(Some(item));
            }
            let Some(page) = self.pages.fetch()? else { break };
            self.page = page.into_items().into_iter();
            if self.page.len() < self.left {
                self.pages.prefetch();
            }
        }
        Ok(None)
    }
}

impl<O: Operation> Iterator for Items<O>
where
    O::Output: Page,
{
    type Item = Result<<O::Output as Page>::Item, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.try_next().transpose()
    }
}
