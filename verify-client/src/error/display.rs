//! The text of an error: one line with what happened, why and what to do; and more in `Debug`.

use std::fmt;
use std::time::Duration;

use super::cause::Cause;
use super::text;
use super::{Detail, Error, ErrorKind};
use crate::codes;
use crate::transport::failure::causes;
use crate::transport::headers::Names;

/// The most characters of Twilio's message, and of the cause, that `Display` shows.
const TEXT_LIMIT: usize = 300;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Detail { operation, problem, head, body, attempts, elapsed, .. } = &*self.0;
        if let Some(operation) = operation {
            write!(f, "{operation}: ")?;
        }
        f.write_str(problem)?;
        if let Some((status, _)) = head {
            write!(f, " (status {status}")?;
            if let Some(code) = body.code {
                write!(f, ", code {code}")?;
            }
            f.write_str(")")?;
        }
        if let Some(headline) = body.headline() {
            write!(f, ": {}", text::printable(&text::shortened(headline, TEXT_LIMIT)))?;
        }
        if let Some(reason) = self.reason() {
            write!(f, ": {reason}")?;
        }
        if *attempts > 1 {
            write!(f, ", after {attempts} attempts in {elapsed:.1?}")?;
        }
        if let Some(wait) = self.requested_wait() {
            write!(f, "; the response asks to wait {} s", wait.as_secs())?;
        }
        match self.advice() {
            Some(advice) => write!(f, "; {advice}"),
            None => Ok(()),
        }
    }
}

impl Error {
    /// What the source says, if it may be shown and says more than the problem.
    fn reason(&self) -> Option<String> {
        let source = self.0.source.as_deref()?;
        match self.0.kind {
            // An error of a provider's own may hold a secret.
            ErrorKind::Credentials => self.own_source().map(Self::to_string),
            ErrorKind::Timeout => None,
            ErrorKind::Connect if self.0.field.is_some() => None,
            _ => {
                let innermost = causes(source).last()?.to_string();
                Some(text::printable(&text::shortened(&innermost, TEXT_LIMIT)))
            }
        }
    }

    /// How long the response asks to wait before another call.
    fn requested_wait(&self) -> Option<Duration> {
        let is_known = self.0.kind == ErrorKind::Status && self.is_retryable();
        self.0.retry_after.filter(|wait| is_known && wait.as_secs() > 0)
    }

    /// What to do about the error, if the problem itself does not say that.
    fn advice(&self) -> Option<&'static str> {
        let status = self.status().map(|status| status.as_u16());
        Some(match (self.0.kind, status, self.0.body.code) {
            // The source has its own advice.
            (ErrorKind::Credentials, ..) if self.own_source().is_some() => return None,
            (ErrorKind::Credentials, ..) if self.0.source.is_some() => {
                "the source of this error says why"
            }
            (ErrorKind::Credentials, ..) => "correct the provider",
            (ErrorKind::Connect, ..) if self.0.field == Some("client_certificate") => {
                "pass one to client_certificate"
            }
            (ErrorKind::Connect, ..) if self.0.field == Some("proxy") => {
                "check the address and the credentials of the proxy"
            }
            (ErrorKind::Connect, ..) if self.0.cause == Cause::Permanent => {
                "for a private issuer, call add_root_certificate; a machine without \
                 ca-certificates trusts no issuer"
            }
            (ErrorKind::Connect, ..) => "check the network, DNS, proxy and certificate settings",
            (ErrorKind::Timeout, ..) if self.0.field == Some("proxy") => {
                "check the address of the proxy, or allow more time"
            }
            (ErrorKind::Timeout, ..) => "check the network, or allow more time",
            (ErrorKind::Interrupted, ..) => "check the network, and proxies or gateways on the way",
            (ErrorKind::Protocol, ..) => "check the base URL, and proxies or gateways on the way",
            (ErrorKind::Redirect, ..) => "check the base URL: this client accepts no redirects",
            (ErrorKind::Body, ..) => "check proxies and gateways on the way, or update this crate",
            (ErrorKind::Status, _, Some(codes::AUTHENTICATION_FAILED)) | (_, Some(401), _) => {
                "check that the credentials are correct, active and of this region"
            }
            (_, Some(403), _) => "check the permissions of the credentials",
            (_, Some(404), _) if self.0.operation == Some("fetch_access_token") => {
                "check the SIDs; an access token can be fetched only until it expires"
            }
            (_, Some(404), _) => "check the Service SID, the region and the base URL",
            (_, Some(429), _) if self.is_retryable() => "send fewer requests at a time",
            (_, Some(429), _) => "waiting does not help: read Twilio's page on this code",
            _ if self.is_retryable() => "try again later, and see status.twilio.com",
            (_, Some(400..=499), _) if self.0.body.headline().is_some() => {
                "correct what the message names"
            }
            (_, Some(400..=499), _) => "check the base URL, and proxies or gateways on the way",
            (_, Some(500..), _) => "the request may have been processed: see status.twilio.com",
            _ => return None,
        })
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Detail { kind, operation, field, head, body, attempts, elapsed, source, .. } = &*self.0;
        f.debug_struct("Error")
            .field("kind", kind)
            .field("message", &self.to_string())
            .field("operation", operation)
            .field("field", field)
            .field("status", &head.as_ref().map(|(status, _)| status.as_u16()))
            .field("code", &body.code)
            .field("request_id", &self.request_id())
            .field("headers", &head.as_ref().map(|(_, headers)| Names(headers)))
            .field("attempts", attempts)
            .field("elapsed", elapsed)
            .field("source", source)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::Arc;

    use http::{HeaderMap, StatusCode};

    use super::*;
    use crate::auth::flight::Failure;
    use crate::error::redaction::Redaction;
    use crate::transport::failure::{Failure as TransportFailure, FailureKind};

    fn status(status: u16, wait: Option<u64>) -> Error {
        let status = StatusCode::from_u16(status).unwrap();
        let error = Error::unsuccessful(status, br#"{"message": "M"}"#, &Redaction::of([]));
        error.with_head(status, HeaderMap::new(), wait.map(Duration::from_secs))
    }

    #[test]
    fn the_cause_is_named_where_it_is_fit_to_be_shown() {
        let failed = |kind| {
            let source = Box::new(io::Error::other(io::Error::other("canary's\nreason")));
            Error::failed(TransportFailure { kind, source }, false, &Redaction::of(["canary"]))
        };
        let refusal = "the proxy is down".to_owned();
        for (error, expected) in [
            (failed(FailureKind::Connect), "opened: [redacted]'s\u{fffd}reason; check the network"),
            (failed(FailureKind::Handshake), "failed: [redacted]'s\u{fffd}reason; for a private"),
            (failed(FailureKind::Proxy { refusal, transient: true }), "is down; check the address"),
            (
                failed(FailureKind::ConnectTimeout { proxy: None }),
                "opening a connection took longer than connect_timeout; check the network",
            ),
            (
                failed(FailureKind::ConnectTimeout { proxy: Some("http://canary".to_owned()) }),
                "through the proxy http://[redacted] took longer than connect_timeout; check the address",
            ),
            (Error::configuration("f", "P").caused_by("why".into()), "P: why"),
            (Error::undecodable::<u8>(&"[]".into()), "decoded: not what the specification says"),
            (
                Error::credentials(Failure::Failed(Arc::new(status(401, None)))),
                "obtained: the response is an error (status 401 Unauthorized): M; check that the",
            ),
            (
                Error::credentials(Failure::Failed(Arc::new(io::Error::other("canary")))),
                "could not be obtained; the source of this error says why",
            ),
        ] {
            let text = error.to_string();
            assert!(text.contains(expected) && !text.contains("canary"), "{text}");
        }
    }

    #[test]
    fn the_wait_that_the_response_asks_for_is_named() {
        for (error, wait) in [
            (status(429, Some(60)), Some("; the response asks to wait 60 s; send fewer")),
            (status(503, Some(7)), Some("; the response asks to wait 7 s; try again later")),
            (status(429, Some(0)), None),
            (status(503, None), None),
            (status(400, Some(60)), None),
        ] {
            let text = error.to_string();
            match wait {
                Some(wait) => assert!(text.contains(wait), "{text}"),
                None => assert!(!text.contains("to wait"), "{text}"),
            }
        }
    }

    #[test]
    fn only_the_error_of_a_fetch_says_that_tokens_expire() {
        for (operation, tells) in [("fetch_access_token", true), ("create_access_token", false)] {
            let text = status(404, None).during(operation).to_string();
            assert_eq!(text.contains("until it expires"), tells, "{text}");
        }
    }

    #[test]
    fn another_attempt_is_advised_exactly_where_it_may_help() {
        for status in (400..600).filter_map(|status| StatusCode::from_u16(status).ok()) {
            for body in ["", r#"{"message": "M"}"#] {
                let error = Error::unsuccessful(status, body.as_bytes(), &Redaction::of([]));
                let error = error.with_head(status, HeaderMap::new(), None);
                let advises = ["try again later", "send fewer requests"];
                let advises = advises.iter().any(|words| error.to_string().contains(words));
                assert_eq!(advises, error.is_retryable(), "{error}");
            }
        }
    }
}
