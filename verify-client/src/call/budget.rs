//! The retry budget that all clones of a client share, so that an outage does not multiply the
//! requests.
//!
//! `retry.rs` decides whether a failed attempt is worth a retry at all.

use std::sync::atomic::{AtomicU32, Ordering};

/// The cost of one retry; each call adds 1, so ten calls pay for one retry.
const COST: u32 = 10;

/// The most that can be saved up: 100 retries.
const CAPACITY: u32 = 100 * COST;

/// A token bucket: each call adds one, and each retry takes [`COST`].
#[derive(Debug)]
pub(crate) struct Budget(AtomicU32);

impl Budget {
    /// A full bucket.
    pub(crate) const fn new() -> Self {
        Self(AtomicU32::new(CAPACITY))
    }

    /// Records a call.
    pub(crate) fn deposit(&self) {
        self.update(|saved| (saved < CAPACITY).then_some(saved + 1));
    }

    /// Pays for a retry; `false` if not enough is left.
    pub(crate) fn withdraw(&self) -> bool {
        self.update(|saved| saved.checked_sub(COST))
    }

    fn update(&self, change: impl FnMut(u32) -> Option<u32>) -> bool {
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, change).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_retries_are_saved_up_and_ten_calls_earn_another() {
        let budget = Budget::new();
        budget.deposit();
        assert_eq!((0..200).filter(|_| budget.withdraw()).count(), 100);
        for _ in 0..9 {
            budget.deposit();
            assert!(!budget.withdraw());
        }
        budget.deposit();
        assert!(budget.withdraw());
        assert!(!budget.withdraw());
    }

    #[test]
    fn once_spent_an_outage_costs_at_most_a_tenth_more_requests() {
        let budget = Budget::new();
        while budget.withdraw() {}
        let calls = 1000;
        let retries = (0..calls)
            .map(|_| {
                budget.deposit();
                usize::from(budget.withdraw())
            })
            .sum::<usize>();
        assert_eq!(retries, calls / 10);
    }
}
