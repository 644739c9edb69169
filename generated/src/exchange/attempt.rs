//! What enters: what came of each attempt of one request. What leaves: what to do next, wait and send again or stop.
//! It holds no clock and sends nothing, so the async and the blocking client decide alike.

use super::retry::RetryPolicy;
use super::transport::{Sent, TransportErrorKind};
use crate::Method;
use std::time::Duration;

/// The attempts of one request.
#[derive(Clone, Debug)]
pub(crate) struct Attempts {
    policy: RetryPolicy,
    method: Method,
    deadline: Duration,
    made: u32,
    /// An earlier attempt may have been processed.
    unknown: bool,
    renewed: bool,
}

/// What came of an attempt.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Outcome {
    /// An answer, whole.
    Answer {
        status: u16,
        /// Whether it is Twilio's word that there is no such resource.
        gone: bool,
        retry_after: Option<Duration>,
        renewable: bool,
    },
    /// No answer, or not the whole of it.
    Failure { kind: TransportErrorKind, sent: Sent },
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Take the outcome as it is.
    Done,
    /// The resource is gone, by an earlier attempt most likely: a delete has done what it was for.
    Gone,
    /// Get another token, and send again.
    Renew,
    /// Wait, and send again.
    Wait(Duration),
}

impl Attempts {
    pub(crate) fn new(policy: RetryPolicy, method: Method, deadline: Duration) -> Self {
        Self { policy, method, deadline, made: 0, unknown: false, renewed: false }
    }

    /// Counts one more attempt; gives its number, from 1.
    pub(crate) fn begin(&mut self) -> u32 {
        self.made += 1;
        self.made
    }

    /// How many attempts there were.
    pub(crate) fn made(&self) -> u32 {
        self.made
    }

    /// Whether an attempt may have been processed.
    pub(crate) fn unknown(&self) -> bool {
        self.unknown
    }

    /// What is left until the deadline.
    pub(crate) fn left(&self, elapsed: Duration) -> Duration {
        self.deadline.saturating_sub(elapsed)
    }

    /// Decides. `elapsed` is the time since the first attempt began, `random` any number.
    pub(crate) fn step(&mut self, outcome: Outcome, elapsed: Duration, random: u64) -> Step {
        if let Outcome::Answer { gone: true, .. } = outcome {
            return if self.method == Method::Delete && self.unknown { Step::Gone } else { Step::Done };
        }
        if let Outcome::Answer { status: 401, renewable: true, .. } = outcome
            && !std::mem::replace(&mut self.renewed, true)
        {
            return Step::Renew;
        }
        let (again, processed) = self.again(outcome);
        self.unknown |= processed;
        if !again || !self.policy.allows(self.made) {
            return Step::Done;
        }
        let retry_after = match outcome {
            Outcome::Answer { retry_after, .. } => retry_after,
            Outcome::Failure { .. } => None,
        };
        let wait = self.policy.wait(self.made, retry_after, random);
        // A wait that ends after the deadline would only delay the bad news.
        if elapsed.saturating_add(wait) < self.deadline { Step::Wait(wait) } else { Step::Done }
    }

    /// Whether the method is one that changes something.
    fn changes(&self) -> bool {
        !matches!(self.method, Method::Get | Method::Head | Method::Options | Method::Trace)
    }

    /// Whether an outcome allows another attempt, and whether the attempt may have been processed.
    fn again(&self, outcome: Outcome) -> (bool, bool) {
        let repeatable = matches!(self.method, Method::Get | Method::Delete);
        match outcome {
            // Twilio turned it away before it did anything.
            Outcome::Answer { status: 429, .. } => (true, false),
            Outcome::Answer { status: 500..=599, .. } => (repeatable, true),
            // These send on to look at what came of a request; 307 and 308 ask for it once more, elsewhere.
            Outcome::Answer { status: 301..=303, .. } => (false, self.changes()),
            Outcome::Answer { .. } => (false, false),
            Outcome::Failure { kind, sent: Sent::No } => {
                (matches!(kind, TransportErrorKind::Connect | TransportErrorKind::Timeout), false)
            }
            Outcome::Failure { kind, sent: Sent::Maybe } => {
                let passing = matches!(
                    kind,
                    TransportErrorKind::Connect | TransportErrorKind::Timeout | TransportErrorKind::Closed
                );
                (repeatable && passing, true)
            }
        }
    }
}

/// A random number, from the keys that the standard library draws for its hash maps: fit to spread waits, no more.
pub(crate) fn random() -> u64 {
    use std::hash::{BuildHasher, RandomState};
    RandomState::new().hash_one(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Sent::{Maybe, No};
    use TransportErrorKind::{Closed, Connect, Other, Timeout, TooLarge};

    const fn answer(status: u16) -> Outcome {
        Outcome::Answer { status, gone: false, retry_after: None, renewable: false }
    }

    const fn failure(kind: TransportErrorKind, sent: Sent) -> Outcome {
        Outcome::Failure { kind, sent }
    }

    fn first(method: Method, outcome: Outcome) -> Step {
        let mut attempts = Attempts::new(RetryPolicy::new(), method, Duration::from_secs(60));
        attempts.begin();
        attempts.step(outcome, Duration::ZERO, 1 << 63)
    }

    #[test]
    fn what_is_repeated() {
        let table = [
            // outcome                         GET    POST   DELETE
            (answer(200), [false, false, false]),
            (answer(302), [false, false, false]),
            (answer(400), [false, false, false]),
            (answer(401), [false, false, false]),
            (answer(403), [false, false, false]),
            (answer(404), [false, false, false]),
            (answer(408), [false, false, false]),
            (answer(429), [true, true, true]),
            (answer(500), [true, false, true]),
            (answer(503), [true, false, true]),
            (answer(599), [true, false, true]),
            (failure(Connect, No), [true, true, true]),
            (failure(Timeout, No), [true, true, true]),
            (failure(Timeout, Maybe), [true, false, true]),
            (failure(Closed, Maybe), [true, false, true]),
            (failure(Connect, Maybe), [true, false, true]),
            (failure(TooLarge, Maybe), [false, false, false]),
            (failure(Other, Maybe), [false, false, false]),
            (failure(Other, No), [false, false, false]),
        ];
        for (outcome, expected) in table {
            let repeated = [Method::Get, Method::Post, Method::Delete]
                .map(|method| matches!(first(method, outcome), Step::Wait(_)));
            assert_eq!(repeated, expected, "{outcome:?}");
        }
        for method in [Method::Put, Method::Patch, Method::Head, Method::Options, Method::Trace] {
            assert_eq!(first(method, answer(503)), Step::Done, "{method}");
            assert_eq!(first(method, failure(Timeout, Maybe)), Step::Done, "{method}");
            assert!(matches!(first(method, answer(429)), Step::Wait(_)), "{method}");
        }
    }

    #[test]
    fn what_a_redirect_tells_of_the_fate_of_a_change() {
        use Method::{Delete, Get, Head, Options, Patch, Post, Put, Trace};
        for status in 300..310 {
            for method in [Get, Head, Options, Trace, Delete, Patch, Post, Put] {
                let mut attempts = Attempts::new(RetryPolicy::new(), method, Duration::from_secs(60));
                attempts.begin();
                assert_eq!(attempts.step(answer(status), Duration::ZERO, 0), Step::Done);
                let changes = matches!(method, Post | Delete | Put | Patch);
                assert_eq!(attempts.unknown(), changes && (301..=303).contains(&status), "{method} {status}");
            }
        }
    }

    #[test]
    fn attempts_and_time_have_an_end() {
        let mut attempts = Attempts::new(RetryPolicy::new().attempts(3), Method::Get, Duration::from_secs(60));
        let mut steps = Vec::new();
        for _ in 0..3 {
            attempts.begin();
            steps.push(attempts.step(answer(500), Duration::ZERO, 1 << 63));
        }
        assert_eq!(steps, [Step::Wait(Duration::from_millis(250)), Step::Wait(Duration::from_millis(500)), Step::Done]);

        let mut attempts = Attempts::new(RetryPolicy::new(), Method::Get, Duration::from_secs(10));
        attempts.begin();
        let told =
            Outcome::Answer { status: 429, gone: false, retry_after: Some(Duration::from_secs(3)), renewable: false };
        assert_eq!(attempts.step(told, Duration::from_secs(6), 0), Step::Wait(Duration::from_secs(3)));
        assert_eq!(attempts.step(told, Duration::from_secs(7), 0), Step::Done);
        assert_eq!(attempts.left(Duration::from_secs(7)), Duration::from_secs(3));
        assert_eq!(attempts.left(Duration::from_secs(70)), Duration::ZERO);
    }

    #[test]
    fn a_delete_that_finds_nothing_is_done_only_after_an_attempt_of_unknown_fate() {
        let table = [
            (Method::Delete, failure(Closed, Maybe), Step::Gone),
            (Method::Delete, failure(Timeout, Maybe), Step::Gone),
            (Method::Delete, answer(502), Step::Gone),
            (Method::Delete, answer(429), Step::Done),
            (Method::Delete, failure(Connect, No), Step::Done),
            (Method::Get, failure(Closed, Maybe), Step::Done),
        ];
        for (method, earlier, expected) in table {
            let mut attempts = Attempts::new(RetryPolicy::new(), method, Duration::from_secs(60));
            attempts.begin();
            assert!(matches!(attempts.step(earlier, Duration::ZERO, 0), Step::Wait(_)));
            attempts.begin();
            let unknown = attempts.unknown();
            // What is no word of Twilio's leaves it as it was.
            assert_eq!(attempts.step(answer(404), Duration::ZERO, 0), Step::Done, "{method} after {earlier:?}");
            assert_eq!(attempts.unknown(), unknown);
            let gone = Outcome::Answer { status: 404, gone: true, retry_after: None, renewable: false };
            assert_eq!(attempts.step(gone, Duration::ZERO, 0), expected, "{method} after {earlier:?}");
        }
    }

    #[test]
    fn a_token_is_renewed_once() {
        let stale = Outcome::Answer { status: 401, gone: false, retry_after: None, renewable: true };
        let mut attempts = Attempts::new(RetryPolicy::never(), Method::Post, Duration::from_secs(60));
        attempts.begin();
        assert_eq!(attempts.step(stale, Duration::ZERO, 0), Step::Renew);
        attempts.begin();
        assert_eq!(attempts.step(stale, Duration::ZERO, 0), Step::Done);
    }

    #[test]
    fn random_numbers_differ() {
        assert_ne!(random(), random());
    }
}
