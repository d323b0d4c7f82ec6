//! When credentials are used as they are, renewed ahead of time, or waited for: pure decisions.
//!
//! `source.rs` asks the source, waits and draws random numbers.
//!
//! Credentials with an expiry are kept, and renewed in the last fifth of their time, at most five
//! minutes ahead; the exact moment is random, so that many processes do not renew at once. Without
//! an expiry, the source is asked before every attempt. Rejected credentials are replaced once,
//! however many calls had them rejected.

use std::time::Duration;

use tokio::time::Instant;

use crate::auth::authorization::Authorization;

/// The longest time ahead of the expiry at which a renewal begins.
const LONGEST_MARGIN: Duration = Duration::from_secs(300);

/// The shortest time between two renewals ahead of time.
const SHORTEST_PAUSE: Duration = Duration::from_secs(1);

/// What is known of the credentials that a source gives.
#[derive(Debug, Default)]
pub(super) struct Known {
    current: Option<Current>,
    /// The current credentials, if a response has rejected them and they are not replaced yet.
    rejected: Option<Authorization>,
}

/// The last credentials that the source gave.
#[derive(Debug)]
struct Current {
    authorization: Authorization,
    /// When a renewal ahead of time may begin.
    renew_at: Option<Instant>,
}

/// What to do for a call that needs credentials.
#[derive(Debug)]
pub(super) enum Step {
    /// Use these.
    Use(Authorization),
    /// Use these, and begin a renewal before they expire.
    UseAndRenew(Authorization),
    /// Wait for the source: for the renewal that is in progress, or a new one.
    Renew,
}

impl Known {
    /// Decides for a call that needs credentials at `now`; if a response has just rejected some,
    /// other ones than `rejected`.
    pub(super) fn step(&mut self, now: Instant, rejected: Option<&Authorization>) -> Step {
        let Some(Current { authorization, renew_at }) = &self.current else {
            self.rejected = rejected.cloned();
            return Step::Renew;
        };
        if rejected.is_some_and(|rejected| rejected.is_same(authorization)) {
            self.rejected = rejected.cloned();
        }
        let is_not_kept = authorization.expires().is_none() && rejected.is_none();
        if is_not_kept || self.rejected.is_some() || authorization.has_expired(now) {
            return Step::Renew;
        }
        match renew_at {
            Some(renew_at) if *renew_at <= now => Step::UseAndRenew(authorization.clone()),
            _ => Step::Use(authorization.clone()),
        }
    }

    /// The credentials that the source should replace when it is asked now.
    pub(super) fn rejected(&self) -> Option<&Authorization> {
        self.rejected.as_ref()
    }

    /// Records at `now` what the source gave: `None` when it failed. `asked_for` is the rejected
    /// credentials that it was told about, and `jitter` a random number from 0 to 1.
    pub(super) fn settle(
        &mut self,
        now: Instant,
        asked_for: Option<&Authorization>,
        given: Option<&Authorization>,
        jitter: f64,
    ) {
        match given {
            Some(authorization) => {
                let renew_at = authorization.expires();
                let renew_at = renew_at.map(|expires| renewal_time(now, expires, jitter));
                self.current = Some(Current { authorization: authorization.clone(), renew_at });
            }
            // Credentials that have not expired stay in use, and are renewed once more before that.
            None => {
                if let Some(Current { authorization, renew_at }) = &mut self.current {
                    let left = authorization.expires().map(|expires| expires.duration_since(now));
                    *renew_at = left.map(|left| now + SHORTEST_PAUSE.max(left / 2));
                }
            }
        }
        // A renewal that began before the rejection may give the same credentials again.
        let replaced =
            |rejected: &Authorization| given.is_some_and(|given| !given.is_same(rejected));
        if asked_for.is_some() || self.rejected.as_ref().is_some_and(replaced) {
            self.rejected = None;
        }
    }
}

/// A random moment in the first half of the margin before the expiry.
fn renewal_time(now: Instant, expires: Instant, jitter: f64) -> Instant {
    let margin = LONGEST_MARGIN.min(expires.duration_since(now) / 5);
    let ahead = margin.mul_f64(1.0 - jitter / 2.0);
    (expires - ahead).max(now + SHORTEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn token(name: &str, expires: Option<Instant>) -> Authorization {
        Authorization::bearer("bearer token", "bearer", name).unwrap().expiring_at(expires)
    }

    /// The step in one word, with the credentials that it takes.
    fn step(
        known: &mut Known,
        now: Instant,
        rejected: Option<&Authorization>,
    ) -> (&'static str, String) {
        let name = |authorization: Authorization| {
            let header = authorization.header().to_str().unwrap();
            header.strip_prefix("Bearer ").unwrap().to_owned()
        };
        match known.step(now, rejected) {
            Step::Use(authorization) => ("use", name(authorization)),
            Step::UseAndRenew(authorization) => ("use and renew", name(authorization)),
            Step::Renew => ("renew", known.rejected().cloned().map(name).unwrap_or_default()),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn credentials_are_kept_until_shortly_before_they_expire() {
        let start = Instant::now();
        for (lifetime, jitter, seconds_and_steps) in [
            // 5 minutes ahead at most, and half of that at least.
            (
                3600,
                0.0,
                vec![
                    (0, "use"),
                    (3299, "use"),
                    (3300, "use and renew"),
                    (3599, "use and renew"),
                    (3600, "renew"),
                ],
            ),
            (3600, 1.0, vec![(3449, "use"), (3450, "use and renew"), (3600, "renew")]),
            // A fifth of a short time.
            (10, 0.0, vec![(7, "use"), (8, "use and renew"), (10, "renew")]),
            (10, 1.0, vec![(8, "use"), (9, "use and renew"), (10, "renew")]),
            (1, 0.0, vec![(0, "use"), (1, "renew")]),
            (0, 0.0, vec![(0, "renew")]),
        ] {
            let mut known = Known::default();
            assert_eq!(step(&mut known, start, None).0, "renew");
            let given = token("a", Some(start + seconds(lifetime)));
            known.settle(start, None, Some(&given), jitter);
            for (at, expected) in seconds_and_steps {
                let found = step(&mut known, start + seconds(at), None).0;
                assert_eq!(found, expected, "{at} of {lifetime} s, jitter {jitter}");
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn without_an_expiry_the_source_is_asked_for_every_attempt() {
        let now = Instant::now();
        let mut known = Known::default();
        known.settle(now, None, Some(&token("a", None)), 0.0);
        assert_eq!(step(&mut known, now, None), ("renew", String::new()));
    }

    #[tokio::test(start_paused = true)]
    async fn rejected_credentials_are_replaced_once() {
        let now = Instant::now();
        for expires in [None, Some(now + seconds(3600))] {
            let (old, new) = (token("old", expires), token("new", expires));
            let mut known = Known::default();
            known.settle(now, None, Some(&old), 0.0);
            // All who come now wait for the same renewal, also those who know of no rejection.
            assert_eq!(step(&mut known, now, Some(&old)), ("renew", "old".to_owned()));
            assert_eq!(step(&mut known, now, Some(&old)), ("renew", "old".to_owned()));
            assert_eq!(step(&mut known, now, None), ("renew", "old".to_owned()));
            known.settle(now, Some(&old), Some(&new), 0.0);
            // A rejection that comes late finds them replaced.
            assert_eq!(step(&mut known, now, Some(&old)), ("use", "new".to_owned()));
            assert_eq!(step(&mut known, now, Some(&new)), ("renew", "new".to_owned()));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_renewal_from_before_the_rejection_does_not_answer_it() {
        let now = Instant::now();
        let old = token("old", None);
        let mut known = Known::default();
        known.settle(now, None, Some(&old), 0.0);
        step(&mut known, now, Some(&old));
        known.settle(now, None, Some(&old), 0.0);
        assert_eq!(step(&mut known, now, None), ("renew", "old".to_owned()));
        known.settle(now, None, Some(&token("new", None)), 0.0);
        assert_eq!(step(&mut known, now, None), ("renew", String::new()));
    }

    #[tokio::test(start_paused = true)]
    async fn after_a_failure_what_has_not_expired_stays_in_use() {
        let start = Instant::now();
        let old = token("old", Some(start + seconds(100)));
        let mut known = Known::default();
        known.settle(start, None, Some(&old), 0.0);
        let now = start + seconds(80);
        assert_eq!(step(&mut known, now, None).0, "use and renew");
        known.settle(now, None, None, 0.0);
        for (at, expected) in [(80, "use"), (89, "use"), (90, "use and renew"), (100, "renew")] {
            assert_eq!(step(&mut known, start + seconds(at), None).0, expected, "{at}");
        }
        // A rejection that could not be cured may have been Twilio's mistake.
        assert_eq!(step(&mut known, now, Some(&old)), ("renew", "old".to_owned()));
        known.settle(now, Some(&old), None, 0.0);
        assert_eq!(step(&mut known, now, None), ("use", "old".to_owned()));
    }
}
