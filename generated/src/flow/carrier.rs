//! What the flows need of a client, async or blocking, so that each is written once.

use crate::{AccountSid, Credentials, Error, Operation};
use std::future::Future;

pub(super) trait Carrier: Clone {
    fn send<O: Operation>(&self, operation: O) -> impl Future<Output = Result<O::Output, Error>>;

    /// The account that the client acts for.
    fn account_sid(&self) -> &AccountSid;

    fn credentials(&self) -> &Credentials;

    /// A client as this one, for the account of other credentials.
    fn with_credentials(&self, credentials: Credentials) -> Self;
}

/// The output of a future that never waits, as those over the blocking client do not.
#[cfg(feature = "blocking")]
pub(super) fn at_once<F: Future>(future: F) -> F::Output {
    use std::task::{Context, Poll, Waker};
    let mut future = std::pin::pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
        std::thread::yield_now();
    }
}
