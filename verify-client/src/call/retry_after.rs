//! Reading `Retry-After` (RFC 9110, section 10.2.3), in both of its forms. Pure.
//!
//! `retry.rs` decides what follows from it.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};

/// How long the server asks to wait; `None` when there is no such header, or it is neither a
/// number of seconds nor a date.
///
/// A date is compared with the `Date` of the same response, so that the two clocks need not agree,
/// or with `now` if that header is missing. A date in the past means no wait.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(value.parse().map_or(Duration::MAX, Duration::from_secs));
    }
    let moment = httpdate::parse_http_date(value).ok()?;
    let reference = date(headers).unwrap_or(now);
    Some(moment.duration_since(reference).unwrap_or_default())
}

fn date(headers: &HeaderMap) -> Option<SystemTime> {
    httpdate::parse_http_date(headers.get(DATE)?.to_str().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn seconds_dates_and_nonsense() {
        let now = httpdate::parse_http_date("Fri, 02 Jan 2026 03:04:05 GMT").unwrap();
        let seconds = |seconds| Some(Duration::from_secs(seconds));
        let table: [(&[u8], Option<&str>, Option<Duration>); 14] = [
            (b"0", None, seconds(0)),
            (b"2", None, seconds(2)),
            (b" 7 ", None, seconds(7)),
            (b"99999999999999999999999", None, Some(Duration::MAX)),
            (b"-1", None, None),
            (b"1.5", None, None),
            (b"", None, None),
            (b"soon", None, None),
            (b"\xff", None, None),
            (b"Fri, 02 Jan 2026 03:04:15 GMT", None, seconds(10)),
            (b"Fri, 02 Jan 2026 03:04:00 GMT", None, seconds(0)),
            (b"Fri, 02 Jan 2026 03:04:15 GMT", Some("Fri, 02 Jan 2026 03:04:12 GMT"), seconds(3)),
            (b"Fri, 02 Jan 2026 03:04:15 GMT", Some("yesterday"), seconds(10)),
            (b"Fri, 32 Jan 2026 03:04:15 GMT", None, None),
        ];
        for (value, date, expected) in table {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, HeaderValue::from_bytes(value).unwrap());
            if let Some(date) = date {
                headers.insert(DATE, HeaderValue::from_str(date).unwrap());
            }
            assert_eq!(retry_after(&headers, now), expected, "{value:?} {date:?}");
        }
        assert_eq!(retry_after(&HeaderMap::new(), now), None);
    }
}
