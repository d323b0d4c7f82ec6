//! Why no response came, or not all of it: errors of the libraries below, as kinds of this crate.
//!
//! `error/` decides what a failure means for the call. The libraries' errors are chains of sources
//! whose types belong to other crates; only this file reads them.

use std::error::Error as StdError;
use std::io;

use hyper_util::client::legacy;

use crate::transport::connect_error::{BoxError, ConnectError, ProxyRefusal};

/// A request without a response, or with a part of one.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) kind: FailureKind,
    pub(crate) source: BoxError,
}

#[derive(Debug, Eq, PartialEq)]
pub(crate) enum FailureKind {
    /// Opening a connection took too long.
    ConnectTimeout {
        /// The proxy on the way, without credentials.
        proxy: Option<String>,
    },
    /// No connection was opened.
    Connect,
    /// The peer was reached, but the TLS handshake failed.
    Handshake,
    /// The server asked for a client certificate, and there was none.
    CertificateMissing,
    /// A proxy does not open a connection.
    Proxy { refusal: String, transient: bool },
    /// The connection ended before the request was sent.
    Unsent,
    /// The server says that it has not processed the request.
    Unprocessed {
        /// Whether the server takes no more requests over this connection.
        closing: bool,
    },
    /// What came is not HTTP.
    Unparsable,
    /// The connection broke.
    Broken,
    /// The caller's own HTTP client gave up: its own timeout passed.
    #[cfg(feature = "reqwest-0_13")]
    Timeout,
    /// The caller's own HTTP client refuses a redirect.
    #[cfg(feature = "reqwest-0_13")]
    Redirect,
    /// The request cannot be sent at all.
    Request,
}

impl FailureKind {
    /// Whether a connection that has died while it was idle fails in this way.
    pub(crate) fn may_be_a_dead_connection(&self) -> bool {
        let closing = Self::Unprocessed { closing: true };
        matches!(self, Self::Unsent | Self::Broken) || *self == closing
    }
}

impl Failure {
    /// `lacks_certificate` says that a server has asked for a client certificate and got none, and
    /// `served` that a response had come over the connection before.
    pub(super) fn of_request(error: legacy::Error, lacks_certificate: bool, served: bool) -> Self {
        let mut kind = kind(&error, error.is_connect());
        let may_be_the_alert = match kind {
            // In TLS 1.3 the server refuses after the handshake, and its alert can get lost.
            FailureKind::Broken | FailureKind::Unsent => !served,
            FailureKind::Handshake => received_alert(&error),
            _ => false,
        };
        if lacks_certificate && may_be_the_alert {
            kind = FailureKind::CertificateMissing;
        }
        let source = Box::new(error);
        Self { kind, source }
    }

    pub(super) fn of_body(error: hyper::Error) -> Self {
        Self { kind: kind(&error, false), source: Box::new(error) }
    }

    /// A request that cannot be converted for the HTTP stack.
    pub(super) fn unsendable(error: reqwest::Error) -> Self {
        Self { kind: FailureKind::Request, source: Box::new(error.without_url()) }
    }

    #[cfg(feature = "reqwest-0_13")]
    pub(super) fn of_foreign(error: reqwest::Error) -> Self {
        // The URL may contain what the caller's own client has added.
        let error = error.without_url();
        let kind = match kind(&error, error.is_connect()) {
            _ if error.is_redirect() => FailureKind::Redirect,
            _ if error.is_builder() => FailureKind::Request,
            FailureKind::Connect if error.is_timeout() => {
                FailureKind::ConnectTimeout { proxy: None }
            }
            _ if error.is_timeout() => FailureKind::Timeout,
            kind => kind,
        };
        let source = Box::new(error);
        Self { kind, source }
    }
}

fn kind(error: &(dyn StdError + 'static), connecting: bool) -> FailureKind {
    for cause in causes(error) {
        if let Some(error) = cause.downcast_ref::<ConnectError>() {
            match error {
                ConnectError::TimedOut { proxy } => {
                    return FailureKind::ConnectTimeout { proxy: proxy.clone() };
                }
                ConnectError::Proxy(refusal) => return proxy(refusal, error),
                ConnectError::Other(_) => {}
            }
        }
        if let Some(kind) = cause.downcast_ref::<hyper::Error>().and_then(of_hyper) {
            return kind;
        }
        if let Some(kind) = cause.downcast_ref::<h2::Error>().and_then(of_h2) {
            return kind;
        }
        if demands_a_certificate(cause) {
            return FailureKind::CertificateMissing;
        }
        if is_refused_handshake(cause) {
            return FailureKind::Handshake;
        }
        if cause.downcast_ref().is_some_and(is_malformed) {
            return FailureKind::Unparsable;
        }
    }
    match connecting {
        true => FailureKind::Connect,
        false => FailureKind::Broken,
    }
}

fn proxy(refusal: &ProxyRefusal, error: &ConnectError) -> FailureKind {
    FailureKind::Proxy { refusal: error.to_string(), transient: refusal.transient }
}

fn of_hyper(error: &hyper::Error) -> Option<FailureKind> {
    if error.is_parse() {
        Some(FailureKind::Unparsable)
    } else if error.is_canceled() {
        Some(FailureKind::Unsent)
    } else {
        None
    }
}

/// h2 reports a GOAWAY as the error only of streams above its last identifier, which the server
/// promises not to process (RFC 9113, 6.8 and 8.7).
fn of_h2(error: &h2::Error) -> Option<FailureKind> {
    let refused = error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM);
    if error.is_remote() && (refused || error.is_go_away()) {
        let closing = error.is_go_away();
        Some(FailureKind::Unprocessed { closing })
    } else if error.is_library() {
        Some(FailureKind::Unparsable)
    } else {
        None
    }
}

/// hyper reports malformed chunks as invalid input.
fn is_malformed(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::InvalidInput)
}

/// The error and its chain of sources, including the errors that I/O errors wrap.
pub(crate) fn causes<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |&cause| {
        match cause.downcast_ref::<io::Error>() {
            // The source of an I/O error is the source of the error that it wraps, not that error.
            Some(error) => error.get_ref().map(|wrapped| wrapped as _),
            None => cause.source(),
        }
    })
}

/// Whether one side refused the handshake: unlike a connection that failed, another attempt would
/// end the same way.
fn is_refused_handshake(cause: &(dyn StdError + 'static)) -> bool {
    cause
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == io::ErrorKind::InvalidData)
        || is_refused_by_the_systems_library(cause)
}

/// Whether the server refused the handshake, and not this side.
#[cfg(feature = "rustls")]
fn received_alert(error: &(dyn StdError + 'static)) -> bool {
    use tokio_rustls::rustls::Error;

    causes(error).any(|cause| matches!(cause.downcast_ref(), Some(Error::AlertReceived(_))))
}

#[cfg(not(feature = "rustls"))]
fn received_alert(_: &(dyn StdError + 'static)) -> bool {
    false
}

/// Only the text of OpenSSL's error says that the server sent the alert `certificate_required`,
/// number 116 (RFC 8446, 6.2). After the handshake, an I/O error has that text.
#[cfg(feature = "native-tls")]
fn demands_a_certificate(cause: &(dyn StdError + 'static)) -> bool {
    let of_tls = cause.is::<native_tls::Error>() || cause.is::<io::Error>();
    of_tls && cause.to_string().contains("SSL alert number 116")
}

#[cfg(not(feature = "native-tls"))]
fn demands_a_certificate(_: &(dyn StdError + 'static)) -> bool {
    false
}

/// The system's library reports a connection that broke as a failed handshake as well.
#[cfg(feature = "native-tls")]
fn is_refused_by_the_systems_library(cause: &(dyn StdError + 'static)) -> bool {
    cause.is::<native_tls::Error>() && !causes(cause).any(|cause| cause.is::<io::Error>())
}

#[cfg(not(feature = "native-tls"))]
fn is_refused_by_the_systems_library(_: &(dyn StdError + 'static)) -> bool {
    false
}
