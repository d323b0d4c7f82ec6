//! What the operations share: the settings of one call, and the check of a SID.

use crate::error::Error;
use crate::model::sid::Sid;

/// The methods that override the client's settings for one call.
macro_rules! overrides {
    () => {
        /// The longest time for one attempt of this call. Default: the client's
        /// [`attempt_timeout`](crate::ClientBuilder::attempt_timeout).
        pub fn with_attempt_timeout(mut self, limit: Duration) -> Self {
            self.call.options_mut().attempt_timeout = limit;
            self
        }

        /// The longest time for this call, including waits and retries. Default: the client's
        /// [`total_timeout`](crate::ClientBuilder::total_timeout).
        pub fn with_total_timeout(mut self, limit: Duration) -> Self {
            self.call.options_mut().total_timeout = limit;
            self
        }

        /// When and how often this call is retried. Default: the client's
        /// [`retry`](crate::ClientBuilder::retry).
        pub fn with_retry(mut self, policy: RetryPolicy) -> Self {
            self.call.options_mut().retry = policy;
            self
        }
    };
}
pub(super) use overrides;

/// The SID of an argument, or the error for text that is no such SID.
pub(super) fn sid_argument<'a, S: Sid>(
    field: &'static str,
    sid: Option<&'a S>,
) -> Result<&'a S, Error> {
    sid.ok_or_else(|| Error::invalid_argument(field, format!("{field} must be {}", S::FORM)))
}
