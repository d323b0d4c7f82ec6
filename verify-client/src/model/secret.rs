//! Secrets of the model: they are never printed, and are overwritten when dropped.
//!
//! Credentials are in `auth/credentials.rs`; personal data, which is redacted but not secret, is in
//! `personal.rs`.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

/// An access token as Twilio returned it: an encrypted compact JWT, opaque to your service.
///
/// Hand it to the device that enrols a push factor, and to nobody else. `Debug` is redacted,
/// there is no `Display` and no `Serialize`, and the text is overwritten in memory when the value
/// is dropped.
///
/// ```
/// # fn deliver(_: &str) {}
/// # fn example(token: &verify_client::Token) {
/// deliver(token.expose_secret());
/// assert_eq!(format!("{token:?}"), "Token([redacted])");
/// # }
/// ```
#[derive(Clone)]
pub struct Token(Zeroizing<Box<str>>);

impl Token {
    /// The token itself. Keep it out of logs, error messages and URLs.
    #[must_use]
    pub fn expose_secret(&self) -> &str {
        &self.0
    }
}

impl From<String> for Token {
    fn from(value: String) -> Self {
        // Shrinking the string could leave a copy behind.
        Self::from(Zeroizing::new(value).as_str())
    }
}

impl From<&str> for Token {
    fn from(value: &str) -> Self {
        Self(Zeroizing::new(value.into()))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token([redacted])")
    }
}

impl<'de> Deserialize<'de> for Token {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let token = Zeroizing::new(Box::<str>::deserialize(deserializer)?);
        match token.trim().is_empty() {
            true => Err(D::Error::custom("the token is blank")),
            false => Ok(Self(token)),
        }
    }
}
