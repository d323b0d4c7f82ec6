//! What the operations have in common: the settings of one call, and the check of a SID.

use crate::error::Error;
use crate::model::sid::Sid;

/// The methods that override the client's settings for one call, by the `options_mut` of `call`.
macro_rules! overrides {
    () => {
        /// The longest time for one attempt of this call. Zero is an error of `send`. Default: the
        /// client's [`attempt_timeout`](crate::ClientBuilder::attempt_timeout), 10 seconds unless
        /// set.
        pub fn with_attempt_timeout(mut self, limit: Duration) -> Self {
            self.call.options_mut().attempt_timeout = limit;
            self
        }

        /// The longest time for this call, including waits and retries. Zero is an error of `send`.
        /// Default: the client's [`total_timeout`](crate::ClientBuilder::total_timeout), 30 seconds
        /// unless set.
        pub fn with_total_timeout(mut self, limit: Duration) -> Self {
            self.call.options_mut().total_timeout = limit;
            self
        }

        /// When and how often this call is retried. Default: the client's
        /// [`retry`](crate::ClientBuilder::retry), [`RetryPolicy::standard`] unless set.
        pub fn with_retry(mut self, policy: RetryPolicy) -> Self {
            self.call.options_mut().retry = policy;
            self
        }

        /// Adds a header to every request of this call, such as one for a gateway or for tracing.
        /// The same name again adds another value. Default: none.
        ///
        /// A name or a value that HTTP does not allow is an error of `send`, naming `header`, and
        /// so are headers that the client sets itself: those for authorization, the user agent, the
        /// body and the connection. No error shows the value.
        pub fn with_header(
            mut self,
            name: impl TryInto<http::HeaderName>,
            value: impl TryInto<http::HeaderValue>,
        ) -> Self {
            let (name, value) = (name.try_into().ok(), value.try_into().ok());
            self.call.options_mut().add_header(name, value);
            self
        }
    };
}
pub(crate) use overrides;

/// The SID of an argument, or the error if the text is not such a SID.
pub(super) fn sid_argument<'a, S: Sid>(
    field: &'static str,
    sid: Option<&'a S>,
) -> Result<&'a S, Error> {
    sid.ok_or_else(|| Error::invalid_argument(field, format!("{field} must be {}", S::FORM)))
}
