//! The response headers that this client understands, and a way to print headers without their
//! values.
//!
//! `Retry-After` is read in `call/retry_after.rs`.

use std::fmt;
use std::time::Duration;

use http::{HeaderMap, HeaderName};

static REQUEST_ID: HeaderName = HeaderName::from_static("twilio-request-id");
static CONCURRENT_REQUESTS: HeaderName = HeaderName::from_static("twilio-concurrent-requests");
static REQUEST_DURATION: HeaderName = HeaderName::from_static("twilio-request-duration");

/// Twilio's identifier of the request, which its support asks for. A value of another form is not
/// returned, because reports and logs show the identifier.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    let is_id = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let text = headers.get(&REQUEST_ID)?.to_str().ok()?;
    (matches!(text.len(), 1..=64) && text.bytes().all(is_id)).then_some(text)
}

/// Removes the identifier if it `repeats` what was sent.
pub(crate) fn redact_request_id(headers: &mut HeaderMap, repeats: impl FnOnce(&str) -> bool) {
    if request_id(headers).is_some_and(repeats) {
        headers.remove(&REQUEST_ID);
    }
}

/// Hides values that repeat what was sent from the `Debug` of headers.
pub(crate) fn mark_sensitive(headers: &mut HeaderMap, repeats: impl Fn(&str) -> bool) {
    for value in headers.values_mut() {
        if repeats(&String::from_utf8_lossy(value.as_bytes())) {
            value.set_sensitive(true);
        }
    }
}

/// How many requests of the account were in flight.
pub(crate) fn concurrent_requests(headers: &HeaderMap) -> Option<u32> {
    headers.get(&CONCURRENT_REQUESTS)?.to_str().ok()?.trim().parse().ok()
}

/// How long Twilio took; the header is in seconds, with a fraction.
pub(crate) fn request_duration(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(&REQUEST_DURATION)?.to_str().ok()?.trim().parse().ok()?;
    Duration::try_from_secs_f64(seconds).ok()
}

/// Prints the names of headers and none of their values.
pub(crate) struct Names<'a>(pub(crate) &'a HeaderMap);

impl fmt::Debug for Names<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.keys().map(|name| name.as_str())).finish()
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn headers(name: &'static str, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(
            http::HeaderName::from_static(name),
            HeaderValue::from_static(value),
        )])
    }

    #[test]
    fn an_identifier_has_the_form_of_one() {
        let long = "a".repeat(64);
        for (value, is_id) in [
            ("RQ0123456789abcdef0123456789abcdef", true),
            ("7c1e5d0a-4b7f-4f6e-9a35-2f6d1c8b0e47", true),
            (long.as_str(), true),
            (&format!("{long}a"), false),
            ("", false),
            ("RQ1 secret", false),
            ("s3CR&t", false),
            ("user=1", false),
        ] {
            let value = HeaderValue::from_str(value).unwrap();
            let mut headers = HeaderMap::from_iter([(REQUEST_ID.clone(), value.clone())]);
            assert_eq!(request_id(&headers).is_some(), is_id, "{value:?}");
            redact_request_id(&mut headers, |_| false);
            assert_eq!(headers.len(), 1);
            redact_request_id(&mut headers, |_| true);
            assert_eq!(headers.is_empty(), is_id);
        }
    }

    #[test]
    fn a_value_that_is_no_number_is_absent() {
        for (value, expected) in
            [("0", Some(0)), (" 12 ", Some(12)), ("-1", None), ("many", None), ("", None)]
        {
            let headers = headers("twilio-concurrent-requests", value);
            assert_eq!(concurrent_requests(&headers), expected, "{value}");
        }
        for (value, expected) in [
            ("0.042", Some(Duration::from_millis(42))),
            ("3", Some(Duration::from_secs(3))),
            ("-1", None),
            ("NaN", None),
            ("1e300", None),
        ] {
            let headers = headers("twilio-request-duration", value);
            assert_eq!(request_duration(&headers), expected, "{value}");
        }
    }
}
