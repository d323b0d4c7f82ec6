//! Whether to try again, and when: the policy a caller sets and one pure decision function.
//!
//! Sending, sleeping and random numbers belong in `transport.rs`; reading `Retry-After` in
//! `after.rs`; the limit shared by all calls in `budget.rs`.

pub(crate) mod after;
pub(crate) mod budget;

use std::time::Duration;

use crate::codes;

/// How a call is repeated when an attempt fails in a way that another attempt may cure.
///
/// Repeated are: status 429 (except for the codes that no waiting cures, such as
/// [`codes::MAX_SEND_ATTEMPTS_REACHED`]), 502, 503 and 504, connections that fail or break, and
/// attempts that time out. Creating a token is repeated too: the worst outcome is a spare token
/// that lives for at most 300 seconds. Where even that is unwanted, use
/// [`RetryPolicy::only_unprocessed`].
///
/// The wait before retry *n* is random between zero and `base_delay × 2ⁿ⁻¹`, at most `max_delay`.
/// A `Retry-After` of the answer takes its place. When it asks for more than `max_retry_after`, or
/// when the wait would pass the call's total timeout, the call ends at once with the error in hand.
///
/// All clones of a client share a budget: every call earns a tenth of a retry, and up to 100
/// retries can be saved up. An outage is therefore never answered with a multiple of the requests.
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
    /// At most 2 retries after the first attempt, waits of up to 200 ms and then 400 ms,
    /// `Retry-After` honoured up to 10 seconds. This is the default.
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

    /// No retries: one attempt for each call.
    #[must_use]
    pub const fn none() -> Self {
        Self {
            max_retries: 0,
            ..Self::standard()
        }
    }

    /// As [`RetryPolicy::standard`], but only when Twilio has surely not processed the request:
    /// status 429, which is answered
    /// [before processing](https://www.twilio.com/docs/api/errors/20429), and connections that
    /// could not be opened. No call creates more than one token.
    #[must_use]
    pub const fn only_unprocessed() -> Self {
        Self {
            only_unprocessed: true,
            ..Self::standard()
        }
    }

    /// How often a call may be repeated after its first attempt; 0 means never. 2 unless set.
    #[must_use]
    pub const fn max_retries(mut self, retries: u32) -> Self {
        self.max_retries = retries;
        self
    }

    /// The upper end of the random wait before the first retry. 200 ms unless set; zero means
    /// no wait.
    #[must_use]
    pub const fn base_delay(mut self, delay: Duration) -> Self {
        self.base_delay = delay;
        self
    }

    /// The upper end of the random wait before any retry. 2 seconds unless set.
    #[must_use]
    pub const fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// The longest `Retry-After` that is waited for. 10 seconds unless set.
    #[must_use]
    pub const fn max_retry_after(mut self, delay: Duration) -> Self {
        self.max_retry_after = delay;
        self
    }

    /// Whether a call that has been repeated so often may be repeated once more.
    pub(crate) const fn allows_retry(&self, retries: u32) -> bool {
        retries < self.max_retries
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::standard()
    }
}

/// Why an attempt failed, as far as it matters for repeating it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Cause {
    /// No connection could be opened, so nothing was sent.
    Unsent,
    /// The connection broke or the attempt timed out: nobody knows how far the request got.
    Interrupted,
    /// Twilio, or something in between, answered with a status that is no success.
    Answered {
        /// The HTTP status.
        status: u16,
        /// Twilio's code, when the body had one.
        code: Option<i64>,
    },
    /// Another attempt would end the same way.
    Permanent,
}

impl Cause {
    /// Whether the same request may succeed later.
    pub(crate) fn is_transient(self) -> bool {
        match self {
            Self::Unsent | Self::Interrupted => true,
            Self::Answered { status: 429, code } => !code.is_some_and(outlasts_waiting),
            Self::Answered { status, .. } => matches!(status, 502..=504),
            Self::Permanent => false,
        }
    }

    /// Whether the request has surely not been processed.
    fn is_unprocessed(self) -> bool {
        matches!(self, Self::Unsent | Self::Answered { status: 429, .. })
    }
}

/// Codes that come with status 429 and need a person, not patience.
fn outlasts_waiting(code: i64) -> bool {
    matches!(
        code,
        codes::MAX_CHECK_ATTEMPTS_REACHED
            | codes::MAX_SEND_ATTEMPTS_REACHED
            | codes::MAX_RATE_LIMITS_REACHED
            | codes::MAX_CHALLENGE_ATTEMPTS_REACHED
            | codes::MAX_FACTOR_ATTEMPTS_REACHED
    )
}

/// A failed attempt and what is left of its call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Situation {
    /// Why the attempt failed.
    pub(crate) cause: Cause,
    /// Retries made so far.
    pub(crate) retries: u32,
    /// What the answer asked for.
    pub(crate) retry_after: Option<Duration>,
    /// Time left until the call's total timeout.
    pub(crate) remaining: Duration,
    /// A random number from 0 to 1.
    pub(crate) jitter: f64,
}

/// What to do after a failed attempt.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Decision {
    /// Wait for so long, then send the request again.
    Retry(Duration),
    /// End the call with the error in hand.
    Stop(Stop),
}

/// Why a call ends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Stop {
    /// Another attempt would end the same way, or the policy excludes this cause.
    Permanent,
    /// The policy's retries are used up.
    Retries,
    /// The next wait would be longer than the policy or the total timeout allows.
    Time,
    /// The budget shared by all calls of the client is spent.
    Budget,
}

/// Decides whether to repeat a failed attempt.
pub(crate) fn decide(policy: &RetryPolicy, situation: Situation) -> Decision {
    let Situation {
        cause,
        retries,
        retry_after,
        remaining,
        jitter,
    } = situation;
    if !cause.is_transient() || (policy.only_unprocessed && !cause.is_unprocessed()) {
        return Decision::Stop(Stop::Permanent);
    }
    if !policy.allows_retry(retries) {
        return Decision::Stop(Stop::Retries);
    }
    let delay = match retry_after {
        Some(asked) if asked > policy.max_retry_after => return Decision::Stop(Stop::Time),
        Some(asked) => asked,
        None => backoff(policy, retries, jitter),
    };
    if delay < remaining {
        Decision::Retry(delay)
    } else {
        Decision::Stop(Stop::Time)
    }
}

/// A random share of the exponentially growing wait ("full jitter").
fn backoff(policy: &RetryPolicy, retries: u32, jitter: f64) -> Duration {
    let limit = policy
        .base_delay
        .saturating_mul(2_u32.saturating_pow(retries))
        .min(policy.max_delay);
    Duration::try_from_secs_f64(limit.as_secs_f64() * jitter).map_or(limit, |wait| wait.min(limit))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn situation(cause: Cause) -> Situation {
        Situation {
            cause,
            retries: 0,
            retry_after: None,
            remaining: 30 * SECOND,
            jitter: 0.5,
        }
    }

    fn answered(status: u16, code: Option<i64>) -> Cause {
        Cause::Answered { status, code }
    }

    #[test]
    fn only_what_another_attempt_may_cure_is_repeated() {
        let again = Decision::Retry(Duration::from_millis(100));
        let never = Decision::Stop(Stop::Permanent);
        let table = [
            // cause, standard, only_unprocessed
            (Cause::Unsent, again, again),
            (Cause::Interrupted, again, never),
            (Cause::Permanent, never, never),
            (answered(301, None), never, never),
            (answered(400, Some(60200)), never, never),
            (answered(401, Some(20003)), never, never),
            (answered(404, Some(20404)), never, never),
            (answered(408, None), never, never),
            (answered(429, None), again, again),
            (answered(429, Some(20429)), again, again),
            (answered(429, Some(60202)), never, never),
            (answered(429, Some(60203)), never, never),
            (answered(429, Some(60207)), never, never),
            (answered(429, Some(60308)), never, never),
            (answered(429, Some(60310)), never, never),
            (answered(500, None), never, never),
            (answered(501, None), never, never),
            (answered(502, None), again, never),
            (answered(503, Some(60202)), again, never),
            (answered(504, None), again, never),
            (answered(505, None), never, never),
        ];
        for (cause, standard, only_unprocessed) in table {
            let situation = situation(cause);
            assert_eq!(
                decide(&RetryPolicy::standard(), situation),
                standard,
                "{cause:?}"
            );
            assert_eq!(
                decide(&RetryPolicy::only_unprocessed(), situation),
                only_unprocessed,
                "{cause:?}"
            );
            assert!(matches!(
                decide(&RetryPolicy::none(), situation),
                Decision::Stop(_)
            ));
        }
    }

    #[test]
    fn waits_grow_are_capped_and_end_with_the_policy() {
        let policy = RetryPolicy::standard().max_retries(40).max_delay(SECOND);
        let wait = |retries, jitter| {
            decide(
                &policy,
                Situation {
                    retries,
                    jitter,
                    ..situation(Cause::Unsent)
                },
            )
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
            let situation = Situation {
                retry_after: Some(asked),
                remaining,
                ..situation(answered(429, None))
            };
            assert_eq!(
                decide(&policy, situation),
                expected,
                "{asked:?} of {remaining:?}"
            );
        }
    }

    #[test]
    fn the_longest_durations_do_not_overflow() {
        let policy = RetryPolicy::standard()
            .max_retries(u32::MAX)
            .base_delay(Duration::MAX)
            .max_delay(Duration::MAX);
        let situation = Situation {
            retries: 1000,
            jitter: 0.999,
            ..situation(Cause::Unsent)
        };
        assert_eq!(decide(&policy, situation), Decision::Stop(Stop::Time));
    }
}
