//! Failures on demand: the responses, and the script that decides which requests get one.

use std::collections::VecDeque;
use std::fmt;
use std::time::Duration;

use http::{HeaderValue, StatusCode};

use crate::codes;
use crate::mock::response::FakeResponse;

/// A failure with which [`FakeVerify`](super::FakeVerify) responds to any request.
///
/// ```
/// use std::time::Duration;
/// use verify_client::mock::Fault;
///
/// let fault = Fault::rate_limited().retry_after(Duration::from_secs(3));
/// assert_eq!(format!("{fault:?}"), "Fault(429)");
/// ```
#[derive(Clone)]
#[must_use = "a fault happens only when passed to `fail_next` or `fail_share`"]
pub struct Fault(FakeResponse);

impl Fault {
    /// Too many requests: status 429 with Twilio's body and code 20429, and no `Retry-After`.
    pub fn rate_limited() -> Self {
        let code = codes::TOO_MANY_REQUESTS;
        Self::error(StatusCode::TOO_MANY_REQUESTS, code, "Too Many Requests")
    }

    /// The service is down: status 503 and an empty body.
    pub fn unavailable() -> Self {
        Self(FakeResponse::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "text/plain",
            "",
        ))
    }

    /// A gateway gets no response from the service: status 502 and a page of HTML.
    pub fn bad_gateway() -> Self {
        let page = "<html><head><title>502 Bad Gateway</title></head>\
                    <body><h1>502 Bad Gateway</h1></body></html>";
        Self(FakeResponse::new(
            StatusCode::BAD_GATEWAY,
            "text/html",
            page,
        ))
    }

    /// The fake refuses credentials although they are correct: status 401 with Twilio's body and
    /// code 20003.
    pub fn unauthorized() -> Self {
        Self(FakeResponse::unauthorized())
    }

    /// Any other error in Twilio's classic form; [`codes`](crate::codes) names some codes.
    pub fn error(status: StatusCode, code: i64, message: &str) -> Self {
        Self(FakeResponse::error(status, code, message))
    }

    /// Any response at all. Bytes of the content type that are not UTF-8 are replaced.
    ///
    /// ```
    /// use verify_client::http::{HeaderValue, StatusCode};
    /// use verify_client::mock::Fault;
    ///
    /// let json = HeaderValue::from_static("application/json");
    /// let cut_short = Fault::response(StatusCode::OK, &json, r#"{"sid": "YK0123"#);
    /// ```
    pub fn response(
        status: StatusCode,
        content_type: &HeaderValue,
        body: impl Into<Vec<u8>>,
    ) -> Self {
        let content_type = String::from_utf8_lossy(content_type.as_bytes());
        Self(FakeResponse::new(status, &content_type, body.into()))
    }

    /// Adds the header `Retry-After`, in whole seconds, rounded down.
    pub fn retry_after(self, delay: Duration) -> Self {
        let seconds = delay.as_secs().to_string();
        Self(self.0.with_header("retry-after", seconds))
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fault({})", self.0.status.as_u16())
    }
}

/// Which requests fail, and how.
#[derive(Default)]
pub(super) struct Script {
    next: VecDeque<(usize, Fault)>,
    share: Option<Share>,
}

struct Share {
    share: f64,
    dice: fastrand::Rng,
    fault: Fault,
}

impl Script {
    /// The next `count` requests fail, after those that an earlier call has chosen.
    pub(super) fn fail_next(&mut self, count: usize, fault: Fault) {
        self.next.push_back((count, fault));
    }

    /// A share of the requests fails, instead of the share that was set before.
    pub(super) fn fail_share(&mut self, share: f64, seed: u64, fault: Fault) {
        let dice = fastrand::Rng::with_seed(seed);
        self.share = Some(Share { share, dice, fault });
    }

    /// The failure for the next request, if it shall fail.
    pub(super) fn turn(&mut self) -> Option<FakeResponse> {
        while let Some((count, fault)) = self.next.front_mut() {
            if let Some(rest) = count.checked_sub(1) {
                *count = rest;
                return Some(fault.0.clone());
            }
            self.next.pop_front();
        }
        let Share { share, dice, fault } = self.share.as_mut()?;
        (dice.f64() < *share).then(|| fault.0.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turns(script: &mut Script, count: usize) -> Vec<Option<u16>> {
        let turn = |_| script.turn().map(|response| response.status.as_u16());
        (0..count).map(turn).collect()
    }

    #[test]
    fn failures_come_in_the_order_in_which_they_were_set() {
        let mut script = Script::default();
        script.fail_next(0, Fault::unauthorized());
        script.fail_next(2, Fault::unavailable());
        script.fail_next(1, Fault::bad_gateway());
        let expected = [Some(503), Some(503), Some(502), None, None];
        assert_eq!(turns(&mut script, 5), expected);
    }

    #[test]
    fn a_share_is_about_that_share_and_the_same_for_the_same_seed() {
        let run = |share, seed| {
            let mut script = Script::default();
            script.fail_share(share, seed, Fault::unavailable());
            turns(&mut script, 1000)
        };
        let failed = run(0.2, 7).iter().flatten().count();
        assert!((150..250).contains(&failed), "{failed}");
        assert_eq!(run(0.2, 7), run(0.2, 7));
        assert_ne!(run(0.2, 7), run(0.2, 8));
        assert_eq!(run(0.0, 7), [None; 1000]);
        assert_eq!(run(f64::NAN, 7), [None; 1000]);
        assert_eq!(run(1.0, 7), [Some(503); 1000]);
    }
}
