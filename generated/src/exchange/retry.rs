//! What enters: how often and how long a caller is ready to try again. What leaves: the policy that decides every wait.

use std::time::Duration;

/// How often a request is tried, and how long the waits between are.
///
/// A wait is drawn between nothing and `base` doubled with each attempt, at most `cap` (full jitter,
/// <https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>). A `Retry-After` of the answer is the
/// least wait, up to `longest_retry_after`. What is tried again, and what never is, is not a
/// matter of policy: a client's documentation says it.
///
/// ```
/// use std::time::Duration;
/// use twilio_iam::RetryPolicy;
///
/// let patient = RetryPolicy::new().attempts(6).cap(Duration::from_secs(30));
/// let never = RetryPolicy::never();
/// assert_ne!(patient, never);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    attempts: u32,
    base: Duration,
    cap: Duration,
    longest_retry_after: Duration,
}

impl RetryPolicy {
    /// Four attempts; waits from half a second, at most eight; a `Retry-After` of up to a minute.
    pub const fn new() -> Self {
        Self {
            attempts: 4,
            base: Duration::from_millis(500),
            cap: Duration::from_secs(8),
            longest_retry_after: Duration::from_secs(60),
        }
    }

    /// One attempt, whatever comes of it.
    pub const fn never() -> Self {
        Self::new().attempts(1)
    }

    /// At most so many attempts, the first one counted.
    #[must_use]
    pub const fn attempts(self, attempts: u32) -> Self {
        Self { attempts, ..self }
    }

    /// The longest wait after the first attempt; doubled after each further one.
    #[must_use]
    pub const fn base(self, base: Duration) -> Self {
        Self { base, ..self }
    }

    /// The longest wait after any attempt.
    #[must_use]
    pub const fn cap(self, cap: Duration) -> Self {
        Self { cap, ..self }
    }

    /// The longest `Retry-After` that is honoured; a longer one is cut to this.
    #[must_use]
    pub const fn longest_retry_after(self, longest: Duration) -> Self {
        Self { longest_retry_after: longest, ..self }
    }

    pub(super) const fn allows(&self, made: u32) -> bool {
        made < self.attempts
    }

    /// The wait after `made` attempts. `random` is any number, drawn anew for each wait.
    pub(super) fn wait(&self, made: u32, retry_after: Option<Duration>, random: u64) -> Duration {
        let doubled = self.base.saturating_mul(2_u32.saturating_pow(made.saturating_sub(1)));
        let drawn = fraction(doubled.min(self.cap), random);
        match retry_after {
            // A little later than told, so that many clients do not all come back in the same instant.
            Some(told) => told.min(self.longest_retry_after).saturating_add(drawn.min(fraction(self.base, random))),
            None => drawn,
        }
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new()
    }
}

/// `random / 2^64` of a duration.
fn fraction(of: Duration, random: u64) -> Duration {
    let nanos = u64::try_from(of.as_nanos()).unwrap_or(u64::MAX);
    let drawn = (u128::from(nanos) * u128::from(random)) >> 64;
    Duration::from_nanos(u64::try_from(drawn).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HALF: u64 = 1 << 63;

    #[test]
    fn waits_double_up_to_the_cap_and_are_drawn_from_nothing() {
        let policy = RetryPolicy::new();
        let drawn: Vec<u128> = (1..=7).map(|made| policy.wait(made, None, HALF).as_millis()).collect();
        assert_eq!(drawn, [250, 500, 1000, 2000, 4000, 4000, 4000]);
        assert_eq!(policy.wait(5, None, 0), Duration::ZERO);
        assert!(policy.wait(u32::MAX, None, u64::MAX) <= Duration::from_secs(8));
    }

    #[test]
    fn what_twilio_asks_for_is_the_least_wait_and_has_an_end() {
        let policy = RetryPolicy::new();
        let told = |seconds, random| policy.wait(1, Some(Duration::from_secs(seconds)), random);
        assert_eq!(told(3, 0), Duration::from_secs(3));
        assert_eq!(told(3, HALF), Duration::from_millis(3250));
        assert_eq!(told(86_400, 0), Duration::from_secs(60));
    }

    #[test]
    fn no_wait_is_longer_than_time_goes() {
        let patient = RetryPolicy::new().longest_retry_after(Duration::MAX).base(Duration::MAX).cap(Duration::MAX);
        assert_eq!(patient.wait(9, Some(Duration::MAX), u64::MAX), Duration::MAX);
        assert!(patient.wait(9, None, u64::MAX) > Duration::ZERO);
    }
}
