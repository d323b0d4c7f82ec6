//! Time of the parts of a call: the decision about a retry, parsing a SID, decoding a response, and
//! redacting an error. `instructions.rs` measures whole calls, and `load/` compares them with
//! others.

// Private code is compiled a second time, because a benchmark cannot reach it otherwise.
#[path = "../../../verify-client/src/call/budget.rs"]
#[allow(unused, unreachable_pub)]
mod budget;
#[path = "../../../verify-client/src/error/cause.rs"]
#[allow(unused, unreachable_pub)]
mod cause;
#[path = "../../../verify-client/src/codes.rs"]
#[allow(unused, unreachable_pub, missing_docs)]
mod codes;
#[path = "../../../verify-client/src/error/redaction/mod.rs"]
#[allow(unused, unreachable_pub)]
mod redaction;
#[path = "../../../verify-client/src/call/retry.rs"]
#[allow(unused, unreachable_pub, missing_docs)]
mod retry;
#[path = "../../../verify-client/src/call/retry_after.rs"]
#[allow(unused, unreachable_pub)]
mod retry_after;

mod error {
    pub(crate) use crate::cause;
}

use std::hint::black_box;
use std::time::{Duration, SystemTime};

use budget::Budget;
use divan::Bencher;
use divan::counter::BytesCount;
use error::cause::Cause;
use redaction::Redaction;
use retry::{RetryPolicy, Situation};
use verify_client::http::{HeaderMap, HeaderValue};
use verify_client::{AccessToken, AccessTokenSid, ServiceSid};

const SERVICE_SID: &str = "VA0123456789abcdef0123456789abcdef";

fn main() {
    divan::main();
}

#[divan::bench(args = [429, 503, 404])]
fn decide_whether_to_retry(status: u16) -> retry::Decision {
    let situation = Situation {
        cause: Cause::Status { status, code: None },
        found_dead: false,
        retries: 1,
        retry_after: None,
        remaining: Duration::from_secs(20),
        jitter: 0.5,
    };
    retry::decide(black_box(&RetryPolicy::standard()), black_box(situation))
}

#[divan::bench(args = ["2", "Fri, 02 Jan 2026 03:04:15 GMT"])]
fn read_retry_after(bencher: Bencher<'_, '_>, value: &'static str) {
    let headers = HeaderMap::from_iter([(
        verify_client::http::header::RETRY_AFTER,
        HeaderValue::from_static(value),
    )]);
    bencher.bench(|| retry_after::retry_after(black_box(&headers), SystemTime::UNIX_EPOCH));
}

#[divan::bench]
fn account_for_a_call(bencher: Bencher<'_, '_>) {
    let budget = Budget::new();
    bencher.bench(|| {
        black_box(&budget).withdraw();
        budget.deposit();
    });
}

#[divan::bench(args = [SERVICE_SID, "VA0123456789abcdef0123456789abcdeg", ""])]
fn parse_sid(text: &str) -> bool {
    black_box(text).parse::<ServiceSid>().is_ok()
}

#[divan::bench]
fn keep_sid(bencher: Bencher<'_, '_>) {
    let text = || "YK0123456789abcdef0123456789abcdef".to_owned();
    bencher.with_inputs(text).bench_values(AccessTokenSid::try_from);
}

#[divan::bench]
fn decode_response(bencher: Bencher<'_, '_>) {
    let body = load::server::access_token();
    bencher.bench(|| serde_json::from_slice::<AccessToken>(black_box(body.as_bytes())));
}

/// A text that repeats an identity again and again. The text of the second row is four times as
/// long, so linear time is four times as much.
#[divan::bench(args = [1 << 18, 1 << 20])]
fn redact_a_value_without_end(bencher: Bencher<'_, '_>, bytes: usize) {
    redact(bencher, "user ", bytes);
}

/// The same with an encoded identity.
#[divan::bench(args = [1 << 18, 1 << 20])]
fn redact_an_encoded_value_without_end(bencher: Bencher<'_, '_>, bytes: usize) {
    redact(bencher, "&#117;%73er ", bytes);
}

fn redact(bencher: Bencher<'_, '_>, echo: &str, bytes: usize) {
    let secret = "0123456789abcdef0123456789abcdef";
    let redaction = Redaction::of(["user", "Ada's phone", secret]);
    let text = echo.repeat(bytes / echo.len());
    bencher.counter(BytesCount::new(text.len())).bench(|| redaction.redact(black_box(&text)));
}

/// What every failed attempt costs.
#[divan::bench]
fn prepare_to_redact() -> Redaction {
    let secret = "0123456789abcdef0123456789abcdef";
    Redaction::of([black_box("user"), "Ada's phone", secret])
}
