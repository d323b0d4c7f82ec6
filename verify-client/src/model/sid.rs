//! SIDs: Twilio's identifiers, two letters and 32 hexadecimal digits.
//!
//! Each kind of SID is one use of `sid!`. The generated code uses these types where the
//! specification names the schema, and the generated client puts SIDs into paths.

use std::fmt;
use std::str::FromStr;

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::model::ascii;

/// The characters of every SID.
const LENGTH: usize = 34;

/// The text is not a SID of the kind that was asked for.
///
/// The error says which form was expected, and never repeats the text.
///
/// ```
/// use verify_client::ServiceSid;
///
/// let error = "VA0123".parse::<ServiceSid>().unwrap_err();
/// assert_eq!(error.to_string(), "expected VA and 32 hexadecimal digits");
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct InvalidSid {
    form: &'static str,
}

impl fmt::Display for InvalidSid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}", self.form)
    }
}

impl std::error::Error for InvalidSid {}

/// A kind of SID.
pub(crate) trait Sid: Sized {
    /// The form in words, for error messages.
    const FORM: &'static str;
}

/// Copies a text that has this prefix and 32 hexadecimal digits after it.
fn parse(text: &str, prefix: [u8; 2]) -> Option<[u8; LENGTH]> {
    let bytes: [u8; LENGTH] = text.as_bytes().try_into().ok()?;
    let [first, second, digits @ ..] = &bytes;
    ([*first, *second] == prefix && ascii::all(digits, |byte| byte.is_ascii_hexdigit()))
        .then_some(bytes)
}

macro_rules! sid {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        ///
        /// [`parse`](str::parse) and `try_from` make one from text; other text is the error
        /// [`InvalidSid`]. The digits may have either case, which is kept.
        ///
        /// ```
        #[doc = concat!("use verify_client::", stringify!($name), ";")]
        ///
        #[doc = concat!(
            "let sid: ", stringify!($name), " = \"", $prefix,
            "0123456789abcdef0123456789abcdef\".parse()?;"
        )]
        #[doc = concat!("assert!(sid.as_str().starts_with(\"", $prefix, "\"));")]
        #[doc = concat!("assert!(\"", $prefix, "\".parse::<", stringify!($name), ">().is_err());")]
        /// # Ok::<(), verify_client::InvalidSid>(())
        /// ```
        #[derive(Clone, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub struct $name([u8; LENGTH]);

        impl $name {
            /// The SID as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                // A SID has ASCII only.
                std::str::from_utf8(&self.0).unwrap_or_default()
            }
        }

        impl Sid for $name {
            const FORM: &'static str = concat!($prefix, " and 32 hexadecimal digits");
        }

        impl FromStr for $name {
            type Err = InvalidSid;

            fn from_str(text: &str) -> Result<Self, InvalidSid> {
                const PREFIX: [u8; 2] = {
                    let [first, second] = $prefix.as_bytes() else {
                        panic!("a prefix has two letters")
                    };
                    [*first, *second]
                };
                match parse(text, PREFIX) {
                    Some(bytes) => Ok(Self(bytes)),
                    None => Err(InvalidSid { form: Self::FORM }),
                }
            }
        }

        impl TryFrom<&str> for $name {
            type Error = InvalidSid;

            fn try_from(text: &str) -> Result<Self, InvalidSid> {
                text.parse()
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidSid;

            fn try_from(text: String) -> Result<Self, InvalidSid> {
                text.parse()
            }
        }

        impl TryFrom<&String> for $name {
            type Error = InvalidSid;

            fn try_from(text: &String) -> Result<Self, InvalidSid> {
                text.parse()
            }
        }

        impl From<&$name> for $name {
            fn from(sid: &$name) -> Self {
                sid.clone()
            }
        }

        impl From<$name> for String {
            fn from(sid: $name) -> Self {
                sid.as_str().to_owned()
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($name)).field(&self.as_str()).finish()
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Text;

                impl Visitor<'_> for Text {
                    type Value = $name;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str($name::FORM)
                    }

                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<$name, E> {
                        text.parse().map_err(E::custom)
                    }
                }

                deserializer.deserialize_str(Text)
            }
        }
    };
}

sid! {
    /// SID of an access token: `YK` and 32 hexadecimal digits
    /// (`#/components/schemas/AccessTokenSid`).
    AccessTokenSid, "YK"
}

sid! {
    /// SID of an account: `AC` and 32 hexadecimal digits (`#/components/schemas/AccountSid`).
    AccountSid, "AC"
}

sid! {
    /// SID of an API key: `SK` and 32 hexadecimal digits
    /// ([Twilio: API keys](https://www.twilio.com/docs/iam/api-keys)).
    ApiKeySid, "SK"
}

sid! {
    /// SID of a Verify Service: `VA` and 32 hexadecimal digits
    /// (`#/components/schemas/ServiceSid`).
    ServiceSid, "VA"
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEX: &str = "0123456789abcdefABCDEF0123456789";

    fn parses<S: FromStr>(text: &str) -> bool {
        text.parse::<S>().is_ok()
    }

    #[test]
    fn each_type_takes_its_own_prefix_and_32_hexadecimal_digits() {
        for (prefix, check) in [
            ("AC", parses::<AccountSid> as fn(&str) -> bool),
            ("SK", parses::<ApiKeySid>),
            ("VA", parses::<ServiceSid>),
            ("YK", parses::<AccessTokenSid>),
        ] {
            assert!(check(&format!("{prefix}{HEX}")), "{prefix}");
            for wrong in [
                String::new(),
                prefix.to_owned(),
                format!("XX{HEX}"),
                format!("{}{HEX}", prefix.to_lowercase()),
                format!("{prefix}{HEX}0"),
                format!("{prefix}{}", &HEX[1..]),
                format!("{prefix}{}g", &HEX[1..]),
                format!("{prefix}{}/", &HEX[1..]),
                format!("{prefix}{HEX}\n"),
                format!(" {prefix}{}", &HEX[1..]),
                format!("{prefix}{}é", &HEX[2..]),
            ] {
                assert!(!check(&wrong), "{wrong:?}");
            }
        }
    }

    #[test]
    fn text_goes_in_and_comes_out_unchanged() {
        let text = format!("VA{HEX}");
        let sid: ServiceSid = text.parse().unwrap();
        assert_eq!(ServiceSid::try_from(text.as_str()), Ok(sid.clone()));
        assert_eq!(ServiceSid::try_from(&text), Ok(sid.clone()));
        assert_eq!(ServiceSid::try_from(text.clone()), Ok(sid.clone()));
        assert_eq!(ServiceSid::from(&sid), sid);
        assert_eq!((sid.as_str(), sid.as_ref()), (text.as_str(), text.as_str()));
        assert_eq!(format!("{sid:>36}"), format!("  VA{HEX}"));
        assert_eq!(format!("{sid:?}"), format!("ServiceSid(\"VA{HEX}\")"));
        let json = serde_json::to_string(&sid).unwrap();
        assert_eq!(json, format!("\"{text}\""));
        assert_eq!(serde_json::from_str::<ServiceSid>(&json).unwrap(), sid);
        assert!(serde_json::from_str::<AccountSid>(&json).is_err());
        assert_eq!(String::from(sid), text);
    }

    #[test]
    fn sids_sort_as_their_texts_do() {
        let sid = |digit: &str| format!("VA{}", digit.repeat(32)).parse::<ServiceSid>().unwrap();
        assert!(sid("0") < sid("A") && sid("A") < sid("a"));
    }

    #[test]
    fn the_error_names_the_form_and_not_the_text() {
        let error = ApiKeySid::try_from("canary").unwrap_err();
        assert_eq!(error.to_string(), "expected SK and 32 hexadecimal digits");
        assert!(!format!("{error:?}").contains("canary"));
    }
}
