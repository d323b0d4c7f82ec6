//! Why an attempt failed and why a call ended, as far as it matters for another attempt. Pure.

use crate::codes;

/// Why an attempt failed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Cause {
    /// No connection could be opened, or it ended too early, so nothing was sent.
    Unsent,
    /// The server says that it has not processed the request.
    Unprocessed,
    /// The connection broke or the attempt timed out, so the request may have been processed.
    Ambiguous,
    /// Twilio, or something in between, responded with a status that is not a success.
    Status {
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
            Self::Unsent | Self::Unprocessed | Self::Ambiguous => true,
            Self::Status { status: 429, code } => !code.is_some_and(outlasts_waiting),
            Self::Status { status, .. } => matches!(status, 408 | 502..=504),
            Self::Permanent => false,
        }
    }

    /// Whether the request has certainly not been processed.
    pub(crate) fn is_unprocessed(self) -> bool {
        matches!(self, Self::Unsent | Self::Unprocessed | Self::Status { status: 429, .. })
    }
}

/// Codes that come with status 429 and that waiting does not cure.
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

/// Why a call ends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Stop {
    /// Another attempt would end the same way, or the policy excludes the cause.
    Permanent,
    /// The policy's retries are used up.
    Retries,
    /// The next wait would be longer than the policy or the total timeout allows.
    Time,
    /// The budget that all calls of the client share is spent.
    Budget,
}
