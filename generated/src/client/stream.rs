//! What enters: the first request of a list. What leaves: its pages or its records as a stream, one page in memory at a
//! time. Dropping a `try_next` loses nothing: the page on its way stays with the stream.

use super::Client;
use super::transport::BoxFuture;
use crate::exchange::answer::Answer;
use crate::exchange::paging::Walk;
use crate::exchange::plan::Plan;
use crate::exchange::run::span;
use crate::{Error, FetchedPage, Operation, Page, Request, SavedPage};
use futures_core::Stream;
use std::future::poll_fn;
use std::task::{Context, Poll, ready};
use std::{marker::PhantomData, pin::Pin, sync::Arc};
use tracing::Span;

/// The pages of a list; made by [`Client::pages`].
///
/// It ends after the last page and after the first error. Each page tells where the list goes on
/// ([`FetchedPage::saved`]), and [`Self::resume`] goes on from there. A link to a page that came before ends it with
/// [`Error::Paging`]: a loop of up to 4,096 pages is found at once, a longer one in the course of it, in constant memory.
///
/// ```no_run
/// # async fn example(client: twilio_iam::Client) -> Result<(), twilio_iam::Error> {
/// use twilio_iam::api_v2010::keys::ListKeys;
///
/// let mut pages = client.pages(ListKeys::new().page_size(1000));
/// while let Some(page) = pages.try_next().await? {
///     println!("page {} has {} keys", page.page, page.keys.len());
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a stream does nothing until it is asked"]
pub struct Pages<O> {
    client: Client,
    walk: Walk,
    fetch: Fetch,
    operation: PhantomData<fn() -> O>,
}

type Fetched = (Plan, Span, Result<Answer, Error>);

/// The page on its way.
enum Fetch {
    Idle,
    Running(BoxFuture<'static, Fetched>),
    Ready(Box<Fetched>),
    Refused(Error),
}

impl<O: Operation> Pages<O>
where
    O::Output: Page,
{
    pub(super) fn new(client: Client, request: Request) -> Self {
        Self { client, walk: Walk::new(request), fetch: Fetch::Idle, operation: PhantomData }
    }

    /// Goes on from a saved page. One of another operation, account or host is refused as [`Error::Paging`] by the first
    /// `try_next`, and nothing is sent.
    pub fn resume(mut self, saved: SavedPage) -> Self {
        self.walk.resume(saved);
        self.fetch = Fetch::Idle;
        self
    }

    /// The next page; `None` after the last one.
    ///
    /// # Errors
    ///
    /// [`Error`] of any kind. The stream has then ended.
    pub async fn try_next(&mut self) -> Result<Option<FetchedPage<O::Output>>, Error> {
        poll_fn(|context| self.poll(context)).await.transpose()
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<FetchedPage<O::Output>, Error>>> {
        let page = ready!(self.poll_page(context));
        if let Some(Ok(_)) = page {
            self.prefetch(context);
        }
        Poll::Ready(page)
    }

    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<FetchedPage<O::Output>, Error>>> {
        self.start();
        self.advance(context);
        match std::mem::replace(&mut self.fetch, Fetch::Idle) {
            Fetch::Idle => Poll::Ready(None),
            Fetch::Refused(error) => Poll::Ready(Some(Err(error))),
            Fetch::Ready(fetched) => Poll::Ready(Some(self.page(*fetched))),
            running @ Fetch::Running(_) => {
                self.fetch = running;
                Poll::Pending
            }
        }
    }

    /// Asks for the next page, unless it is on its way or there is none.
    fn start(&mut self) {
        if !matches!(self.fetch, Fetch::Idle) {
            return;
        }
        self.fetch = match self.walk.plan(&self.client.core.settings, &self.client.acting) {
            None => Fetch::Idle,
            Some(Err(error)) => Fetch::Refused(error),
            Some(Ok(plan)) => {
                let (core, span) = (Arc::clone(&self.client.core), span(&plan));
                Fetch::Running(Box::pin(async move {
                    let answer = core.run(&plan, &span).await;
                    (plan, span, answer)
                }))
            }
        };
    }

    fn advance(&mut self, context: &mut Context<'_>) {
        if let Fetch::Running(running) = &mut self.fetch
            && let Poll::Ready(fetched) = running.as_mut().poll(context)
        {
            self.fetch = Fetch::Ready(Box::new(fetched));
        }
    }

    /// Puts the next page on its way, where the client was told to.
    fn prefetch(&mut self, context: &mut Context<'_>) {
        if self.client.core.settings.prefetch {
            self.start();
            self.advance(context);
        }
    }

    fn page(&mut self, (plan, span, answer): Fetched) -> Result<FetchedPage<O::Output>, Error> {
        let answer = answer?;
        let page: O::Output = answer.read(&self.client.core.settings, &plan, &span)?;
        self.walk.turn(&plan, page.next_page(), &answer.body);
        let saved = self.walk.saved(&plan, &self.client.acting);
        Ok(FetchedPage::new(page, saved, answer.ahead(jiff::Timestamp::now())))
    }
}

impl<O: Operation> Stream for Pages<O>
where
    O::Output: Page,
{
    type Item = Result<FetchedPage<O::Output>, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

/// The records of a list; made by [`Client::items`].
///
/// It ends after the last record, at its limit, and after the first error.
///
/// ```no_run
/// # async fn example(client: twilio_iam::Client) -> Result<(), twilio_iam::Error> {
/// use twilio_iam::api_v2010::accounts::ListAccounts;
///
/// let mut accounts = client.items(ListAccounts::new()).limit(10);
/// while let Some(account) = accounts.try_next().await? {
///     println!("{}", account.sid);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a stream does nothing until it is asked"]
pub struct Items<O: Operation>
where
    O::Output: Page,
{
    pages: Pages<O>,
    page: std::vec::IntoIter<<O::Output as Page>::Item>,
    left: usize,
}

/// How many records are given out between two looks at the page on its way.
const LOOK: usize = 64;

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
    /// [`Error`] of any kind. The stream has then ended.
    pub async fn try_next(&mut self) -> Result<Option<<O::Output as Page>::Item>, Error> {
        poll_fn(|context| self.poll(context)).await.transpose()
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<<O::Output as Page>::Item, Error>>> {
        loop {
            if self.left == 0 {
                return Poll::Ready(None);
            }
            if let Some(item) = self.page.next() {
                self.left -= 1;
                if self.page.len() % LOOK == LOOK - 1 {
                    self.pages.advance(context);
                }
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll_page(context)) {
                Some(Ok(page)) => {
                    self.page = page.into_items().into_iter();
                    if self.page.len() < self.left {
                        self.pages.prefetch(context);
                    }
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

/// Nothing in it is pinned.
impl<O: Operation> Unpin for Items<O> where O::Output: Page {}

impl<O: Operation> Stream for Items<O>
where
    O::Output: Page,
{
    type Item = Result<<O::Output as Page>::Item, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}
