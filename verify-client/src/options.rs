//! The settings that a client has for all of its calls and that a call may override.

use std::time::Duration;

use crate::call::retry::RetryPolicy;
use crate::error::Error;

const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(10);
const TOTAL_TIMEOUT: Duration = Duration::from_secs(30);

/// Limits of a call, and how it is retried.
#[derive(Clone, Debug)]
pub(crate) struct CallOptions {
    pub(crate) attempt_timeout: Duration,
    pub(crate) total_timeout: Duration,
    pub(crate) retry: RetryPolicy,
}

impl Default for CallOptions {
    fn default() -> Self {
        Self {
            attempt_timeout: ATTEMPT_TIMEOUT,
            total_timeout: TOTAL_TIMEOUT,
            retry: RetryPolicy::standard(),
        }
    }
}

impl CallOptions {
    /// Refuses limits that leave no time at all.
    pub(crate) fn check(&self, refuse: fn(&'static str, String) -> Error) -> Result<(), Error> {
        for (name, limit) in [
            ("attempt_timeout", self.attempt_timeout),
            ("total_timeout", self.total_timeout),
        ] {
            if limit.is_zero() {
                return Err(refuse(name, format!("{name} must be longer than zero")));
            }
        }
        Ok(())
    }
}
