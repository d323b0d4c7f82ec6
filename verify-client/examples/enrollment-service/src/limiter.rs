//! Limits the tokens of each user, so that nobody can use up the account's own limit.
//!
//! It counts in this process: several instances of a service need a store that they share.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use verify_client::Identity;

/// Tokens for an identity in each window of time.
const TOKENS: u32 = 5;
const WINDOW: Duration = Duration::from_secs(60);

/// The most identities that are counted at a time; beyond that, new ones must wait.
const MOST_IDENTITIES: usize = 100_000;

#[derive(Default)]
pub(crate) struct Limiter(Mutex<HashMap<Identity, Count>>);

struct Count {
    since: Instant,
    tokens: u32,
}

impl Limiter {
    /// Counts a token, or says how long to wait for it.
    pub(crate) fn admit(&self, identity: &Identity, now: Instant) -> Result<(), Duration> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let age = |count: &Count| now.saturating_duration_since(count.since);
        if counts.len() >= MOST_IDENTITIES && !counts.contains_key(identity) {
            counts.retain(|_, count| age(count) < WINDOW);
            if counts.len() >= MOST_IDENTITIES {
                return Err(WINDOW);
            }
        }
        let count = counts.entry(identity.clone()).or_insert(Count { since: now, tokens: 0 });
        if age(count) >= WINDOW {
            *count = Count { since: now, tokens: 0 };
        }
        if count.tokens == TOKENS {
            return Err(WINDOW - age(count));
        }
        count.tokens += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_waits_until_its_window_is_over() {
        let (limiter, start) = (Limiter::default(), Instant::now());
        let [ada, bob] = ["ada", "bob"].map(Identity::from);
        for _ in 0..TOKENS {
            assert_eq!(limiter.admit(&ada, start), Ok(()));
        }
        let later = start + WINDOW / 4;
        assert_eq!(limiter.admit(&ada, later), Err(WINDOW - WINDOW / 4));
        assert_eq!(limiter.admit(&bob, later), Ok(()));
        assert_eq!(limiter.admit(&ada, start + WINDOW), Ok(()));
    }

    #[test]
    fn no_more_identities_are_counted_than_it_keeps() {
        let (limiter, start) = (Limiter::default(), Instant::now());
        for number in 0..MOST_IDENTITIES {
            assert_eq!(limiter.admit(&number.to_string().into(), start), Ok(()));
        }
        assert_eq!(limiter.admit(&"0".into(), start), Ok(()));
        assert_eq!(limiter.admit(&"new".into(), start), Err(WINDOW));
        assert_eq!(limiter.admit(&"new".into(), start + WINDOW), Ok(()));
    }
}
