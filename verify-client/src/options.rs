//! The settings that a client has for all of its calls, and that one call may override.

use std::fmt;
use std::time::Duration;

use http::header::{self, HeaderMap, HeaderName, HeaderValue};

use crate::call::retry::RetryPolicy;
use crate::error::Error;

const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(10);
const TOTAL_TIMEOUT: Duration = Duration::from_secs(30);

/// Headers that the client, the HTTP library or the caller's other settings decide.
static RESERVED: [HeaderName; 13] = [
    header::ACCEPT,
    header::ACCEPT_ENCODING,
    header::AUTHORIZATION,
    header::CONNECTION,
    header::CONTENT_LENGTH,
    header::CONTENT_TYPE,
    header::EXPECT,
    header::HOST,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
    header::USER_AGENT,
];

/// Limits of a call, and how it is retried.
#[derive(Clone)]
pub(crate) struct CallOptions {
    pub(crate) attempt_timeout: Duration,
    pub(crate) total_timeout: Duration,
    pub(crate) retry: RetryPolicy,
    /// Headers that the caller adds to each request; their values are marked as sensitive.
    pub(crate) headers: HeaderMap,
    /// What is wrong with one of the headers.
    header_problem: Option<&'static str>,
}

impl Default for CallOptions {
    fn default() -> Self {
        Self {
            attempt_timeout: ATTEMPT_TIMEOUT,
            total_timeout: TOTAL_TIMEOUT,
            retry: RetryPolicy::standard(),
            headers: HeaderMap::new(),
            header_problem: None,
        }
    }
}

impl CallOptions {
    /// Refuses limits that leave no time at all.
    pub(crate) fn check(&self, refuse: fn(&'static str, String) -> Error) -> Result<(), Error> {
        for (name, limit) in
            [("attempt_timeout", self.attempt_timeout), ("total_timeout", self.total_timeout)]
        {
            if limit.is_zero() {
                return Err(refuse(name, format!("{name} must be longer than zero")));
            }
        }
        match self.header_problem {
            Some(problem) => Err(refuse("header", problem.to_owned())),
            None => Ok(()),
        }
    }

    /// Adds a header; `None` stands for an invalid name or value. [`check`](Self::check) reports
    /// what is wrong.
    pub(crate) fn add_header(&mut self, name: Option<HeaderName>, value: Option<HeaderValue>) {
        self.header_problem = match (name, value) {
            (None, _) => Some("header must have a name of letters, digits and hyphens"),
            (_, None) => Some("header must have a value of visible characters, spaces and tabs"),
            (Some(name), _) if RESERVED.contains(&name) => {
                Some("header must not be one that the client sets itself, such as authorization")
            }
            (Some(name), Some(mut value)) => {
                value.set_sensitive(true);
                self.headers.append(name, value);
                return;
            }
        };
    }
}

impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallOptions")
            .field("attempt_timeout", &self.attempt_timeout)
            .field("total_timeout", &self.total_timeout)
            .field("retry", &self.retry)
            .field("headers", &self.headers)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(name: &str, value: &str) -> Result<CallOptions, Error> {
        let mut options = CallOptions::default();
        options.add_header(name.try_into().ok(), value.try_into().ok());
        options.add_header(Some(header::COOKIE), Some(HeaderValue::from_static("a=b")));
        options.check(Error::invalid_argument).map(|()| options)
    }

    #[test]
    fn a_header_is_added_unless_it_is_none_or_the_clients_own() {
        assert_eq!(checked("x-trace", "1").unwrap().headers.len(), 2);
        for (name, value) in [
            ("", "1"),
            ("a b", "1"),
            ("x-trace", "canary\r\nx-other: 1"),
            ("Authorization", "canary"),
            ("host", "canary"),
            ("content-length", "5"),
            ("user-agent", "canary"),
        ] {
            let error = checked(name, value).unwrap_err();
            assert_eq!(error.field(), Some("header"), "{name}");
            assert!(!format!("{error}{error:?}").contains("canary"));
        }
    }

    #[test]
    fn debug_shows_no_value() {
        let options = checked("x-trace", "canary").unwrap();
        assert!(!format!("{options:?}").contains("canary"));
    }
}
