//! What time the fake thinks it is, and how Twilio writes it: RFC 2822 in v2010 and IAM, ISO 8601 elsewhere.

use std::time::{Duration, SystemTime};

use jiff::{SignedDuration, Timestamp};

/// A clock that runs, or one that stands still until it is moved.
#[derive(Clone, Debug)]
pub(crate) struct Clock {
    frozen: Option<Timestamp>,
    moved: SignedDuration,
}

impl Clock {
    pub(crate) fn real() -> Self {
        Self { frozen: None, moved: SignedDuration::ZERO }
    }

    pub(crate) fn frozen(at: Timestamp) -> Self {
        Self { frozen: Some(at), moved: SignedDuration::ZERO }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.frozen.unwrap_or_else(Timestamp::now).saturating_add(self.moved).unwrap_or(Timestamp::MAX)
    }

    /// Moves the clock forward; a frozen one stands still at its new time.
    pub(crate) fn advance(&mut self, by: Duration) {
        self.moved += SignedDuration::try_from(by).unwrap_or(SignedDuration::ZERO);
    }
}

/// How a reply writes its dates.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateStyle {
    /// `Mon, 13 Jun 2016 22:50:08 +0000`
    Rfc2822,
    /// `2016-06-13T22:50:08Z`
    Iso8601,
}

impl DateStyle {
    pub(crate) fn write(self, time: Timestamp) -> String {
        match self {
            Self::Rfc2822 => time.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string(),
            Self::Iso8601 => time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        }
    }
}

/// The time as the standard library tells it; a time before the year 1 or after 9999 becomes the nearest one.
pub(crate) fn timestamp(time: SystemTime) -> Timestamp {
    Timestamp::try_from(time).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_both_ways() {
        let time: Timestamp = "2016-06-13T22:50:08Z".parse().unwrap();
        assert_eq!(DateStyle::Rfc2822.write(time), "Mon, 13 Jun 2016 22:50:08 +0000");
        assert_eq!(DateStyle::Iso8601.write(time), "2016-06-13T22:50:08Z");
    }

    #[test]
    fn a_frozen_clock_moves_only_when_told() {
        let mut clock = Clock::frozen("2016-06-13T22:50:08Z".parse().unwrap());
        assert_eq!(clock.now(), clock.now());
        clock.advance(Duration::from_secs(3600));
        assert_eq!(clock.now().to_string(), "2016-06-13T23:50:08Z");
    }
}
