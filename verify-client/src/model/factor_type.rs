//! The kind of a factor: the kinds that the specification names, and any other.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The kind of factor that an access token enrols (`#/components/schemas/FactorType`).
///
/// Twilio knows one kind today. Another kind in a response is kept, and never makes a call fail. To
/// compare with a kind that this version does not know, use [`as_str`](FactorType::as_str): a
/// later version may give that kind a variant of its own.
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
    /// A kind that this version of the crate does not know.
    Unknown(UnknownFactorType),
}

/// A kind of factor that this version of the crate does not know.
///
/// It is opaque, so that no code depends on which kinds are unknown.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct UnknownFactorType(Box<str>);

impl FactorType {
    /// The kind as it is written on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Push => "push",
            Self::Unknown(UnknownFactorType(kind)) => kind,
        }
    }
}

impl From<&str> for FactorType {
    fn from(kind: &str) -> Self {
        match kind {
            "push" => Self::Push,
            unknown => Self::Unknown(UnknownFactorType(unknown.into())),
        }
    }
}

impl FromStr for FactorType {
    type Err = Infallible;

    fn from_str(kind: &str) -> Result<Self, Infallible> {
        Ok(Self::from(kind))
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

            fn visit_str<E>(self, kind: &str) -> Result<FactorType, E> {
                Ok(FactorType::from(kind))
            }
        }

        deserializer.deserialize_str(Text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_kind_is_kept_as_it_came() {
        let kind: FactorType = serde_json::from_str("\"Passkey 2\"").unwrap();
        assert!(matches!(kind, FactorType::Unknown(_)));
        assert_eq!(kind.as_str(), "Passkey 2");
        assert_eq!(serde_json::to_string(&kind).unwrap(), "\"Passkey 2\"");
    }
}
