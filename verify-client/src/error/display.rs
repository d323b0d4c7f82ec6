//! How an error reads: one line with what happened and what to do, and the details for `Debug`.

use std::fmt;

use super::cause::Cause;
use super::text;
use super::{Detail, Error, ErrorKind};
use crate::codes;
use crate::transport::headers::Names;

/// The most characters of Twilio's message that `Display` shows.
const HEADLINE_LIMIT: usize = 300;

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
            write!(f, ": {}", text::printable(&text::shortened(headline, HEADLINE_LIMIT)))?;
        }
        if *attempts > 1 {
            write!(f, ", after {attempts} attempts in {elapsed:.1?}")?;
        }
        match self.advice() {
            Some(advice) => write!(f, "; {advice}"),
            None => Ok(()),
        }
    }
}

impl Error {
    /// What to do about it, where the problem itself does not say.
    fn advice(&self) -> Option<&'static str> {
        let status = self.status().map(|status| status.as_u16());
        Some(match (self.0.kind, status, self.0.body.code) {
            (
                ErrorKind::Configuration | ErrorKind::InvalidArgument | ErrorKind::Credentials,
                ..,
            ) if self.0.source.is_some() => "the source of this error says why",
            (ErrorKind::Credentials, ..) => "correct the provider",
            (ErrorKind::Connect, ..) if self.0.field == Some("client_certificate") => {
                "pass one to client_certificate"
            }
            (ErrorKind::Connect, ..) if self.0.field == Some("proxy") => {
                "check the address and the credentials of the proxy"
            }
            (ErrorKind::Connect, ..) if self.0.cause == Cause::Permanent => {
                "the source of this error says why: add_root_certificate trusts a private issuer, \
                 and a machine without ca-certificates trusts none"
            }
            (ErrorKind::Connect, ..) => "check the network, DNS, proxy and certificate settings",
            (ErrorKind::Timeout, ..) => "check the network, or allow more time",
            (ErrorKind::Interrupted, ..) => "check the network, and proxies or gateways on the way",
            (ErrorKind::Protocol, ..) => "check the base URL, and proxies or gateways on the way",
            (ErrorKind::Redirect, ..) => "check the base URL: this client accepts no redirects",
            (ErrorKind::Body, ..) => "check proxies and gateways on the way, or update this crate",
            (ErrorKind::Status, _, Some(codes::AUTHENTICATION_FAILED)) | (_, Some(401), _) => {
                "check that the credentials are correct, active and of this region"
            }
            (_, Some(403), _) => "check the permissions of the credentials",
            (_, Some(404), _) => {
                "check the SIDs; an access token can be fetched only until it expires"
            }
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
    use http::{HeaderMap, StatusCode};

    use super::*;
    use crate::error::redaction::Redaction;

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
