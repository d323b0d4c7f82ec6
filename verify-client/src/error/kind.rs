//! The kinds of error.

/// What went wrong.
///
/// Each kind has a predicate of [`Error`](crate::Error) that is true for it; more kinds may come.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client was built or used wrongly, and nothing was sent
    /// ([`is_configuration`](crate::Error::is_configuration)).
    Configuration,
    /// The client refused an argument, and nothing was sent
    /// ([`is_invalid_argument`](crate::Error::is_invalid_argument)).
    InvalidArgument,
    /// The credentials provider failed, or no OAuth access token could be obtained
    /// ([`is_auth`](crate::Error::is_auth)).
    Credentials,
    /// No connection could be opened ([`is_connect`](crate::Error::is_connect)).
    Connect,
    /// Connecting, an attempt or the whole call took too long
    /// ([`is_timeout`](crate::Error::is_timeout)).
    Timeout,
    /// The connection ended before the response was complete
    /// ([`is_interrupted`](crate::Error::is_interrupted)).
    Interrupted,
    /// The response is not valid HTTP ([`is_protocol`](crate::Error::is_protocol)).
    Protocol,
    /// The response was a redirect, which the client never follows, or an HTTP client of your own
    /// followed one ([`is_redirect`](crate::Error::is_redirect)).
    Redirect,
    /// The response had a status that is not a success ([`is_status`](crate::Error::is_status)).
    Status,
    /// The response was a success, but its body is empty, too long or not what the specification
    /// promises, or the specification does not list its status
    /// ([`is_body`](crate::Error::is_body)).
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
