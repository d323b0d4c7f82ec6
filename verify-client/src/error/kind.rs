//! The kinds of error.

#[cfg(doc)]
use super::Error;

/// What went wrong.
///
/// Each kind has a predicate of [`Error`] that is true for it; more kinds may come.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client could not be built from its settings
    /// ([`is_configuration`](Error::is_configuration)).
    Configuration,
    /// An argument is one that Twilio is documented to refuse, and nothing was sent
    /// ([`is_invalid_argument`](Error::is_invalid_argument)).
    InvalidArgument,
    /// The credentials provider failed, or the exchange for an OAuth access token did
    /// ([`is_auth`](Error::is_auth)).
    Credentials,
    /// No connection could be opened ([`is_connect`](Error::is_connect)).
    Connect,
    /// An attempt or the whole call took too long ([`is_timeout`](Error::is_timeout)).
    Timeout,
    /// The connection broke before the response was complete
    /// ([`is_interrupted`](Error::is_interrupted)).
    Interrupted,
    /// The response is not valid HTTP ([`is_protocol`](Error::is_protocol)).
    Protocol,
    /// The response was a redirect, which the client never follows
    /// ([`is_redirect`](Error::is_redirect)).
    Redirect,
    /// The response had a status that is no success ([`is_status`](Error::is_status)).
    Status,
    /// The response was a success, but its body is empty, too long or not what the specification
    /// promises ([`is_body`](Error::is_body)).
    Body,
}

impl ErrorKind {
    /// A short name, as in the field `error.type` of traces.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Configuration => "configuration",
            Self::InvalidArgument => "invalid_argument",
            Self::Credentials => "credentials",
            Self::Connect => "connect",
            Self::Timeout => "timeout",
            Self::Interrupted => "interrupted",
            Self::Protocol => "protocol",
            Self::Redirect => "redirect",
            Self::Status => "status",
            Self::Body => "body",
        }
    }
}
