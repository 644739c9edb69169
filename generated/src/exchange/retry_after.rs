//! What enters: the headers of an answer and the time of day. What leaves: how long the answer asks to wait.

use http::{HeaderMap, header};
use jiff::{Timestamp, fmt::rfc2822};
use std::time::Duration;

/// `Retry-After`, in seconds or as a date (RFC 9110, section 10.2.3). A date is held against the answer's own `Date`
/// where there is one, so that a clock that is wrong here does no harm.
pub(crate) fn retry_after(headers: &HeaderMap, now: impl FnOnce() -> Timestamp) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let until = http_date(text)?;
    let now = date(headers).unwrap_or_else(now);
    Some(Duration::try_from(until.duration_since(now)).unwrap_or(Duration::ZERO))
}

/// The answer's own time.
pub(crate) fn date(headers: &HeaderMap) -> Option<Timestamp> {
    http_date(headers.get(header::DATE)?.to_str().ok()?)
}

fn http_date(text: &str) -> Option<Timestamp> {
    rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_timestamp(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_dates_are_read_and_nothing_else() {
        let now: Timestamp = "2026-11-20T10:00:00Z".parse().unwrap();
        let cases = [
            ("7", None, Some(7)),
            (" 0 ", None, Some(0)),
            ("99999999999999999999999", None, Some(u64::MAX)),
            ("Fri, 20 Nov 2026 10:00:09 GMT", None, Some(9)),
            ("Fri, 20 Nov 2026 09:00:00 GMT", None, Some(0)),
            // The clock here is an hour slow, the server's is right.
            ("Fri, 20 Nov 2026 11:00:05 GMT", Some("Fri, 20 Nov 2026 11:00:00 GMT"), Some(5)),
            ("-1", None, None),
            ("1.5", None, None),
            ("soon", None, None),
            ("", None, None),
        ];
        for (text, date, expected) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(header::RETRY_AFTER, text.parse().unwrap());
            if let Some(date) = date {
                headers.insert(header::DATE, date.parse().unwrap());
            }
            assert_eq!(retry_after(&headers, || now), expected.map(Duration::from_secs), "{text:?}");
        }
        assert_eq!(retry_after(&HeaderMap::new(), || now), None);
    }
}
