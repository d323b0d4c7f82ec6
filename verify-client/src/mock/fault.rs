//! Failures on demand: what goes wrong, and the script that decides which requests fail.

use std::collections::VecDeque;
use std::fmt;
use std::time::Duration;

use http::header::RETRY_AFTER;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use crate::codes;
use crate::mock::response::{Delivery, FakeResponse};

/// What goes wrong with a request to [`FakeVerify`](super::FakeVerify), whatever it asks for.
///
/// ```
/// use std::time::Duration;
/// use verify_client::mock::Fault;
///
/// let fault = Fault::rate_limited().retry_after(Duration::from_secs(3));
/// assert_eq!(format!("{fault:?}"), "Fault(429)");
/// assert_eq!(format!("{:?}", Fault::half_a_body()), "Fault(Half)");
/// ```
#[derive(Clone)]
#[must_use = "a fault happens only when passed to `fail_next` or `fail_share`"]
pub struct Fault {
    /// The response; without one, the request gets the response to what it asks for.
    response: Option<FakeResponse>,
    headers: HeaderMap,
    delivery: Delivery,
}

impl Fault {
    fn respond(response: FakeResponse) -> Self {
        Self { response: Some(response), ..Self::deliver(Delivery::Whole) }
    }

    fn deliver(delivery: Delivery) -> Self {
        Self { response: None, headers: HeaderMap::new(), delivery }
    }

    /// Too many requests: status 429 with Twilio's body and code 20429, and no `Retry-After`.
    pub fn rate_limited() -> Self {
        let code = codes::TOO_MANY_REQUESTS;
        Self::error(StatusCode::TOO_MANY_REQUESTS, code, "Too Many Requests")
    }

    /// The service is down: status 503 and an empty body.
    pub fn unavailable() -> Self {
        let plain = HeaderValue::from_static("text/plain");
        Self::response(StatusCode::SERVICE_UNAVAILABLE, &plain, "")
    }

    /// A gateway gets no response from the service: status 502 and an HTML page.
    pub fn bad_gateway() -> Self {
        let page = "<html><head><title>502 Bad Gateway</title></head>\
                    <body><h1>502 Bad Gateway</h1></body></html>";
        let html = HeaderValue::from_static("text/html");
        Self::response(StatusCode::BAD_GATEWAY, &html, page)
    }

    /// The fake refuses credentials although they are correct: status 401 with Twilio's body and
    /// code 20003.
    pub fn unauthorized() -> Self {
        Self::respond(FakeResponse::unauthorized())
    }

    /// Any other error in Twilio's classic format; [`codes`](crate::codes) names some codes.
    pub fn error(status: StatusCode, code: i64, message: &str) -> Self {
        Self::respond(FakeResponse::error(status, code, message))
    }

    /// Any response at all.
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
        Self::respond(FakeResponse::new(status, content_type, body.into()))
    }

    /// The connection is closed before any response, and the fake has not processed the request.
    pub fn close() -> Self {
        Self::deliver(Delivery::Close)
    }

    /// No response ever comes, on a connection that stays open, and the fake has not processed the
    /// request.
    pub fn silence() -> Self {
        Self::deliver(Delivery::Silence)
    }

    /// The fake processes the request, and the connection breaks in the middle of the response's
    /// body.
    pub fn half_a_body() -> Self {
        Self::deliver(Delivery::Half)
    }

    /// The fake processes the request, and the body of its response comes in 8 pieces, with this
    /// pause after each.
    pub fn slow(pause: Duration) -> Self {
        Self::deliver(Delivery::Slow(pause))
    }

    /// HTTP/2's GOAWAY: the server says that it has processed none of the connection's requests
    /// that have no response yet, and closes it. A connection with HTTP/1.1 has no such message and
    /// is just closed.
    ///
    /// The client speaks HTTP/2 over TLS only, and the fake does not speak TLS. So this needs an
    /// HTTP client of your own with prior knowledge of HTTP/2 (feature `reqwest-0_13`).
    pub fn go_away() -> Self {
        Self::deliver(Delivery::GoAway)
    }

    /// Adds the header `Retry-After`, in whole seconds, rounded down. It has no effect on
    /// [`close`](Fault::close), [`silence`](Fault::silence) and [`go_away`](Fault::go_away), which
    /// send no response.
    pub fn retry_after(self, delay: Duration) -> Self {
        self.header(RETRY_AFTER, delay.as_secs().into())
    }

    /// Sets a header of the response, in place of the fake's own header of that name. Like
    /// [`retry_after`](Fault::retry_after), it has no effect where there is no response.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// The fake's response with what goes wrong; `serve` processes the request.
    pub(super) fn apply(self, serve: impl FnOnce() -> FakeResponse) -> FakeResponse {
        let is_processed = matches!(self.delivery, Delivery::Half | Delivery::Slow(_));
        let mut response = match self.response {
            Some(response) => response,
            None if is_processed => serve(),
            None => FakeResponse::unauthorized(),
        };
        response.headers.extend(self.headers);
        FakeResponse { delivery: self.delivery, ..response }
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.response {
            Some(response) => write!(f, "Fault({})", response.status.as_u16()),
            None => write!(f, "Fault({:?})", self.delivery),
        }
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

    /// What goes wrong with the next request, if anything does.
    pub(super) fn turn(&mut self) -> Option<Fault> {
        while let Some((count, fault)) = self.next.front_mut() {
            if let Some(rest) = count.checked_sub(1) {
                *count = rest;
                return Some(fault.clone());
            }
            self.next.pop_front();
        }
        let Share { share, dice, fault } = self.share.as_mut()?;
        (dice.f64() < *share).then(|| fault.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turns(script: &mut Script, count: usize) -> Vec<Option<u16>> {
        let turn = |_| script.turn().map(|fault| fault.response.unwrap().status.as_u16());
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
