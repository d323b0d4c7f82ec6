//! The `Authorization` header of a request: its value, when it expires, and which parts of it no
//! error may show.
//!
//! What callers make it from is in `credentials.rs`.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::HeaderValue;
use tokio::time::Instant;
use zeroize::Zeroizing;

use crate::error::Error;
use crate::model::ascii;

/// A header that identifies the client to Twilio.
#[derive(Clone)]
pub(crate) struct Authorization {
    kind: &'static str,
    header: HeaderValue,
    expires: Option<Instant>,
}

impl Authorization {
    /// Basic authentication; `username` must not contain a colon. Errors name `field`.
    pub(super) fn basic(
        kind: &'static str,
        field: &'static str,
        username: &str,
        secret: &str,
    ) -> Result<Self, Error> {
        let plain = Zeroizing::new(format!("{username}:{secret}"));
        let mut header = Zeroizing::new(String::with_capacity(8 + plain.len() * 2));
        header.push_str("Basic ");
        STANDARD.encode_string(plain.as_bytes(), &mut header);
        Self::new(kind, field, header)
    }

    /// A bearer token. Errors name `field`.
    pub(super) fn bearer(
        kind: &'static str,
        field: &'static str,
        token: &str,
    ) -> Result<Self, Error> {
        if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            let problem = format!("{field} must be printable ASCII without spaces, and not empty");
            return Err(Error::configuration(field, problem));
        }
        Self::new(kind, field, Zeroizing::new(format!("Bearer {token}")))
    }

    /// All clones of the header share one buffer, which is overwritten when the last one is
    /// dropped.
    fn new(
        kind: &'static str,
        field: &'static str,
        header: Zeroizing<String>,
    ) -> Result<Self, Error> {
        let mut header = HeaderValue::from_maybe_shared(Bytes::from_owner(Erased(header)))
            .map_err(|_| {
                Error::configuration(
                    field,
                    format!("{field} must be a text that an HTTP header can hold"),
                )
            })?;
        header.set_sensitive(true);
        Ok(Self { kind, header, expires: None })
    }

    pub(super) fn expiring_at(self, expires: Option<Instant>) -> Self {
        Self { expires, ..self }
    }

    /// The value of the header.
    pub(crate) fn header(&self) -> &HeaderValue {
        &self.header
    }

    /// When it expires, if that is known.
    pub(super) fn expires(&self) -> Option<Instant> {
        self.expires
    }

    pub(super) fn has_expired(&self, now: Instant) -> bool {
        self.expires.is_some_and(|expires| expires <= now)
    }

    /// Whether both have the same value, whatever their expiry.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.header == other.header
    }

    /// What an error must not show: the part of the header after the scheme, and the secret that
    /// basic authentication encodes in it.
    pub(crate) fn secrets(&self) -> Vec<Zeroizing<String>> {
        secrets(&self.header)
    }

    /// Whether `text` contains the secret as it is. It allocates nothing, because it runs for every
    /// successful response.
    pub(crate) fn is_repeated_in(&self, text: &str) -> bool {
        let Some((_, sent)) = self.header.to_str().ok().and_then(|text| text.split_once(' '))
        else {
            return false;
        };
        // A longer secret does not fit into an identifier of 64 characters.
        let mut plain = Zeroizing::new([0; 192]);
        let length = STANDARD.decode_slice(sent, &mut *plain).unwrap_or_default();
        let plain = plain.get(..length).unwrap_or_default();
        let secret = plain.splitn(2, |byte| *byte == b':').nth(1);
        ascii::repeats(text, sent.as_bytes())
            || secret.is_some_and(|secret| ascii::repeats(text, secret))
    }
}

fn secrets(header: &HeaderValue) -> Vec<Zeroizing<String>> {
    let Some((_, sent)) = header.to_str().ok().and_then(|text| text.split_once(' ')) else {
        return Vec::new();
    };
    let plain = STANDARD.decode(sent).ok().map(Zeroizing::new);
    let secret = plain
        .as_deref()
        .and_then(|plain| std::str::from_utf8(plain).ok()?.split_once(':'))
        .map(|(_, secret)| secret);
    [Some(sent), secret]
        .into_iter()
        .flatten()
        .map(|secret| Zeroizing::new(secret.to_owned()))
        .collect()
}

/// A buffer that is overwritten when dropped.
struct Erased(Zeroizing<String>);

impl AsRef<[u8]> for Erased {
    fn as_ref(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, [redacted]", self.kind)
    }
}
