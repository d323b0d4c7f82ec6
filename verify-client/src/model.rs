//! Hand-written parts of the model: the types whose meaning the specification cannot express, and
//! what can be computed from a token.
//!
//! Secrets belong in `secret.rs`, identifiers in `sid.rs`. Nothing here looks at what Twilio
//! accepts: that is checked when a request is sent, in `request.rs`, so that every answer decodes.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, TimeDelta, Utc};
use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::generated::types::AccessToken;

/// The kind of factor that an access token enrols (`#/components/schemas/FactorType`).
///
/// Twilio knows one kind today. Another one in an answer is kept as it came, and never fails a
/// call.
///
/// ```
/// use verify_client::FactorType;
///
/// assert_eq!(FactorType::from("push"), FactorType::Push);
/// assert_eq!(FactorType::from("passkey").as_str(), "passkey");
/// ```
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum FactorType {
    /// A push factor, `push` on the wire.
    #[default]
    Push,
    /// A kind that this version of the crate does not know, verbatim.
    Other(String),
}

impl FactorType {
    /// The kind as it is written on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Push => "push",
            Self::Other(other) => other,
        }
    }
}

impl From<&str> for FactorType {
    fn from(value: &str) -> Self {
        match value {
            "push" => Self::Push,
            other => Self::Other(other.to_owned()),
        }
    }
}

impl FromStr for FactorType {
    type Err = Infallible;

    fn from_str(value: &str) -> Result<Self, Infallible> {
        Ok(Self::from(value))
    }
}

impl fmt::Display for FactorType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for FactorType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for FactorType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl Visitor<'_> for Text {
            type Value = FactorType;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_str<E>(self, value: &str) -> Result<FactorType, E> {
                Ok(FactorType::from(value))
            }
        }

        deserializer.deserialize_str(Text)
    }
}

macro_rules! personal_text {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Eq, Hash, PartialEq, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The text itself. It is personal data: keep it out of logs.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "([redacted])"))
            }
        }

        impl From<String> for $name {
            fn from(value: String) -> Self {
                Self(value)
            }
        }

        impl From<&str> for $name {
            fn from(value: &str) -> Self {
                Self(value.to_owned())
            }
        }

        impl From<&String> for $name {
            fn from(value: &String) -> Self {
                Self(value.clone())
            }
        }

        impl From<&$name> for $name {
            fn from(value: &$name) -> Self {
                value.clone()
            }
        }
    };
}

personal_text! {
    /// Who the token is for: the name your system gives to the Verify Entity.
    ///
    /// Immutable, not personal by itself and made by your system, such as a UUID
    /// ([Twilio: Access Tokens](https://www.twilio.com/docs/verify/api/access-token)). Twilio
    /// documents 8 to 64 letters, digits and dashes for the operations that use an identity
    /// later; for this one it states no limit, so only an empty identity is refused here.
    ///
    /// Twilio treats it as personal data, so `Debug` is redacted and there is no `Display`.
    Identity
}

personal_text! {
    /// The name of the factor to be created, as the user will read it: at most 64 characters
    /// (`#/components/schemas/AccessToken/properties/factor_friendly_name`).
    ///
    /// Twilio treats it as personal data, so `Debug` is redacted and there is no `Display`.
    FactorFriendlyName
}

impl AccessToken {
    /// When the token stops working: `date_created` plus `ttl` seconds, by Twilio's clock.
    ///
    /// `None` when the answer lacked either of the two, or when they make no date: nothing is
    /// ever assumed. Your clock and Twilio's may differ; the answer's `Date` header tells by how
    /// much.
    ///
    /// ```no_run
    /// # fn example(token: &verify_client::AccessToken) {
    /// if let Some(expiry) = token.expires_at() {
    ///     println!("{} expires at {expiry}", token.sid);
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn expires_at(&self) -> Option<DateTime<Utc>> {
        self.date_created?
            .checked_add_signed(TimeDelta::try_seconds(self.ttl?)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(fields: &str) -> AccessToken {
        let body = format!(
            r#"{{"sid": "YK0123456789abcdef0123456789abcdef", "token": "e30..a.b.c"{fields}}}"#
        );
        serde_json::from_str(&body).unwrap()
    }

    #[test]
    fn the_expiry_is_computed_or_absent_and_never_invented() {
        for (fields, expiry) in [
            (
                r#", "date_created": "2026-01-02T03:04:05Z", "ttl": 300"#,
                Some("2026-01-02T03:09:05Z"),
            ),
            (
                r#", "date_created": "2026-01-02T04:04:05+01:00", "ttl": 60"#,
                Some("2026-01-02T03:05:05Z"),
            ),
            (r#", "date_created": "2026-01-02T03:04:05Z""#, None),
            (r#", "ttl": 60"#, None),
            (r#", "date_created": null, "ttl": 60"#, None),
            (
                r#", "date_created": "2026-01-02T03:04:05Z", "ttl": 9223372036854775807"#,
                None,
            ),
            (
                r#", "date_created": "2026-01-02T03:04:05Z", "ttl": 9223372036854775"#,
                None,
            ),
            ("", None),
        ] {
            let expected = expiry.map(|text| text.parse::<DateTime<Utc>>().unwrap());
            assert_eq!(token(fields).expires_at(), expected, "{fields}");
        }
    }

    #[test]
    fn an_unknown_factor_type_is_kept_verbatim() {
        let token = token(r#", "factor_type": "Passkey 2""#);
        assert_eq!(
            token.factor_type,
            Some(FactorType::Other("Passkey 2".into()))
        );
    }

    #[test]
    fn personal_data_and_the_token_are_not_in_debug() {
        let token = token(r#", "entity_identity": "canary", "factor_friendly_name": "canary""#);
        let debug = format!("{token:?}");
        assert!(
            !debug.contains("canary") && !debug.contains("e30"),
            "{debug}"
        );
    }
}
