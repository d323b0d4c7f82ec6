//! Whether to make another attempt, and when: the policy that a caller sets, and one pure decision.
//!
//! `attempts.rs` sends, waits and draws random numbers; `retry_after.rs` reads `Retry-After`;
//! `budget.rs` has the limit that all calls share.

use std::time::Duration;

use crate::error::cause::{Cause, Stop};

/// When and how often a call is retried after an attempt that failed.
///
/// A call is retried when a connection fails or breaks, when an attempt times out, and after status
/// 408, 429, 502, 503 or 504. Some codes with 429 are never retried, such as
/// [`codes::MAX_SEND_ATTEMPTS_REACHED`](crate::codes::MAX_SEND_ATTEMPTS_REACHED), because waiting
/// does not help. The creation of a token is retried too: each retry can leave a spare token, which
/// lives for at most 300 seconds. If even that is too much, use [`RetryPolicy::only_unprocessed`].
///
/// The wait before retry *n* is random between zero and `base_delay × 2ⁿ⁻¹`, and at most
/// `max_delay`. If the response has a `Retry-After`, that is the wait instead. If it is longer
/// than `max_retry_after`, or the wait would pass the call's total timeout, the call ends at once
/// with the error of the last attempt.
///
/// All clones of a client share a budget, so that an outage does not multiply the requests. It
/// starts with 100 retries, which is the most it holds; each call adds a tenth of one. When it is
/// empty, calls are not retried.
///
/// If an attempt meets a dead connection that was used before, the first retry of the call comes at
/// once and over a new connection; it does not use the budget, but counts against `max_retries`.
/// Renewing credentials after a status 401 uses neither, and happens at most once in a call, under
/// every policy.
///
/// ```
/// use std::time::Duration;
/// use verify_client::RetryPolicy;
///
/// let patient = RetryPolicy::standard().max_retries(5).max_delay(Duration::from_secs(5));
/// assert_ne!(patient, RetryPolicy::default());
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RetryPolicy {
    max_retries: u32,
    base_delay: Duration,
    max_delay: Duration,
    max_retry_after: Duration,
    only_unprocessed: bool,
}

impl RetryPolicy {
    /// The default: at most 2 retries, after waits of up to 200 ms and then 400 ms. The client
    /// obeys a `Retry-After` of up to 10 seconds.
    #[must_use]
    pub const fn standard() -> Self {
        Self {
            max_retries: 2,
            base_delay: Duration::from_millis(200),
            max_delay: Duration::from_secs(2),
            max_retry_after: Duration::from_secs(10),
            only_unprocessed: false,
        }
    }

    /// No retries. After a status 401, credentials from a provider or OAuth are still renewed once.
    #[must_use]
    pub const fn none() -> Self {
        Self { max_retries: 0, ..Self::standard() }
    }

    /// Like [`RetryPolicy::standard`], but retries only if Twilio has certainly not processed the
    /// request: after status 429, which Twilio sends
    /// [before it processes anything](https://www.twilio.com/docs/api/errors/20429), when no
    /// connection could be opened, and when the server says so in HTTP/2 (`REFUSED_STREAM`, or a
    /// `GOAWAY` for earlier requests). No call creates more than one token.
    #[must_use]
    pub const fn only_unprocessed() -> Self {
        Self { only_unprocessed: true, ..Self::standard() }
    }

    /// How often a call may be retried after its first attempt; 0 means never. Default: 2.
    #[must_use]
    pub const fn max_retries(mut self, retries: u32) -> Self {
        self.max_retries = retries;
        self
    }

    /// The longest random wait before the first retry; zero means no wait. Default: 200 ms.
    #[must_use]
    pub const fn base_delay(mut self, delay: Duration) -> Self {
        self.base_delay = delay;
        self
    }

    /// The longest random wait before any retry. Default: 2 seconds.
    #[must_use]
    pub const fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// The longest `Retry-After` that a call waits for; after a longer one the call ends. Default:
    /// 10 seconds.
    #[must_use]
    pub const fn max_retry_after(mut self, delay: Duration) -> Self {
        self.max_retry_after = delay;
        self
    }

    /// Whether a call with this many retries may be retried once more.
    pub(crate) const fn allows_retry(&self, retries: u32) -> bool {
        retries < self.max_retries
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::standard()
    }
}

/// A failed attempt, and what is left of its call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Situation {
    /// Why the attempt failed.
    pub(crate) cause: Cause,
    /// Whether it met a dead connection, for the first time in the call.
    pub(crate) found_dead: bool,
    /// Retries made so far.
    pub(crate) retries: u32,
    /// The wait that the response asks for.
    pub(crate) retry_after: Option<Duration>,
    /// Time left until the call's total timeout.
    pub(crate) remaining: Duration,
    /// A random number from 0 to 1.
    pub(crate) jitter: f64,
}

/// What to do after a failed attempt.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Decision {
    /// Wait this long, then send the request again.
    Retry(Duration),
    /// End the call with the error of this attempt.
    Stop(Stop),
}

/// Decides whether to retry after a failed attempt.
pub(crate) fn decide(policy: &RetryPolicy, situation: Situation) -> Decision {
    let Situation { cause, found_dead, retries, retry_after, remaining, jitter } = situation;
    if !cause.is_transient() || (policy.only_unprocessed && !cause.is_unprocessed()) {
        return Decision::Stop(Stop::Permanent);
    }
    if !policy.allows_retry(retries) {
        return Decision::Stop(Stop::Retries);
    }
    let delay = match retry_after {
        // A dead connection tells nothing about the server.
        _ if found_dead => Duration::ZERO,
        Some(asked) if asked > policy.max_retry_after => return Decision::Stop(Stop::Time),
        Some(asked) => asked,
        None => backoff(policy, retries, jitter),
    };
    if delay < remaining { Decision::Retry(delay) } else { Decision::Stop(Stop::Time) }
}

/// A random share of the exponentially growing wait ("full jitter").
fn backoff(policy: &RetryPolicy, retries: u32, jitter: f64) -> Duration {
    let limit =
        policy.base_delay.saturating_mul(2_u32.saturating_pow(retries)).min(policy.max_delay);
    Duration::try_from_secs_f64(limit.as_secs_f64() * jitter).map_or(limit, |wait| wait.min(limit))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn situation(cause: Cause) -> Situation {
        Situation {
            cause,
            found_dead: false,
            retries: 0,
            retry_after: None,
            remaining: 30 * SECOND,
            jitter: 0.5,
        }
    }

    fn status(status: u16, code: Option<i64>) -> Cause {
        Cause::Status { status, code }
    }

    #[test]
    fn only_what_another_attempt_may_cure_is_retried() {
        let again = Decision::Retry(Duration::from_millis(100));
        let never = Decision::Stop(Stop::Permanent);
        let table = [
            // cause, standard, only_unprocessed
            (Cause::Unsent, again, again),
            (Cause::Unprocessed, again, again),
            (Cause::Ambiguous, again, never),
            (Cause::Permanent, never, never),
            (status(301, None), never, never),
            (status(400, Some(60200)), never, never),
            (status(401, Some(20003)), never, never),
            (status(404, Some(20404)), never, never),
            (status(408, None), again, never),
            (status(429, None), again, again),
            (status(429, Some(20429)), again, again),
            (status(429, Some(60202)), never, never),
            (status(429, Some(60203)), never, never),
            (status(429, Some(60207)), never, never),
            (status(429, Some(60308)), never, never),
            (status(429, Some(60310)), never, never),
            (status(500, None), never, never),
            (status(501, None), never, never),
            (status(502, None), again, never),
            (status(503, Some(60202)), again, never),
            (status(504, None), again, never),
            (status(505, None), never, never),
        ];
        for (cause, standard, only_unprocessed) in table {
            let situation = situation(cause);
            assert_eq!(decide(&RetryPolicy::standard(), situation), standard, "{cause:?}");
            assert_eq!(
                decide(&RetryPolicy::only_unprocessed(), situation),
                only_unprocessed,
                "{cause:?}"
            );
            assert!(matches!(decide(&RetryPolicy::none(), situation), Decision::Stop(_)));
        }
    }

    #[test]
    fn waits_grow_are_capped_and_end_with_the_policy() {
        let policy = RetryPolicy::standard().max_retries(40).max_delay(SECOND);
        let wait = |retries, jitter| {
            decide(&policy, Situation { retries, jitter, ..situation(Cause::Unsent) })
        };
        let retry = |millis| Decision::Retry(Duration::from_millis(millis));
        for (retries, jitter, expected) in [
            (0, 0.0, retry(0)),
            (0, 0.5, retry(100)),
            (1, 0.5, retry(200)),
            (2, 0.5, retry(400)),
            (3, 0.5, retry(500)),
            (39, 0.5, retry(500)),
            (0, 1.0, retry(200)),
            (0, 7.0, retry(200)),
            (0, -1.0, retry(200)),
            (0, f64::NAN, retry(200)),
            (40, 0.5, Decision::Stop(Stop::Retries)),
        ] {
            assert_eq!(wait(retries, jitter), expected, "retry {retries}");
        }
    }

    #[test]
    fn retry_after_takes_the_place_of_the_wait_within_its_cap_and_the_deadline() {
        let policy = RetryPolicy::standard();
        for (asked, remaining, expected) in [
            (Duration::ZERO, SECOND, Decision::Retry(Duration::ZERO)),
            (2 * SECOND, 30 * SECOND, Decision::Retry(2 * SECOND)),
            (10 * SECOND, 30 * SECOND, Decision::Retry(10 * SECOND)),
            (11 * SECOND, 30 * SECOND, Decision::Stop(Stop::Time)),
            (Duration::MAX, Duration::MAX, Decision::Stop(Stop::Time)),
            (2 * SECOND, 2 * SECOND, Decision::Stop(Stop::Time)),
            (Duration::ZERO, Duration::ZERO, Decision::Stop(Stop::Time)),
        ] {
            let situation =
                Situation { retry_after: Some(asked), remaining, ..situation(status(429, None)) };
            assert_eq!(decide(&policy, situation), expected, "{asked:?} of {remaining:?}");
        }
    }

    #[test]
    fn a_dead_connection_is_replaced_at_once() {
        let dead = |cause, retries| Situation { found_dead: true, retries, ..situation(cause) };
        let at_once = Decision::Retry(Duration::ZERO);
        for (policy, cause, expected) in [
            (RetryPolicy::standard(), Cause::Ambiguous, at_once),
            (RetryPolicy::standard(), Cause::Unprocessed, at_once),
            (RetryPolicy::only_unprocessed(), Cause::Unprocessed, at_once),
            (RetryPolicy::only_unprocessed(), Cause::Ambiguous, Decision::Stop(Stop::Permanent)),
            (RetryPolicy::none(), Cause::Ambiguous, Decision::Stop(Stop::Retries)),
        ] {
            assert_eq!(decide(&policy, dead(cause, 0)), expected, "{cause:?}");
            assert!(matches!(decide(&policy, dead(cause, 2)), Decision::Stop(_)));
        }
    }

    #[test]
    fn the_longest_durations_do_not_overflow() {
        let policy = RetryPolicy::standard()
            .max_retries(u32::MAX)
            .base_delay(Duration::MAX)
            .max_delay(Duration::MAX);
        let situation = Situation { retries: 1000, jitter: 0.999, ..situation(Cause::Unsent) };
        assert_eq!(decide(&policy, situation), Decision::Stop(Stop::Time));
    }
}
