//! SIDs: what Twilio calls its identifiers, two letters and 32 hexadecimal digits.
//!
//! The three types of the API come from the specification; this file gives them the conversions
//! a caller expects and adds the one that only credentials use. How a SID gets into a path is the
//! generated client's business.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

pub use crate::generated::types::error::ConversionError as InvalidSid;
pub use crate::generated::types::{AccessTokenSid, AccountSid, ServiceSid};

/// The SID of an API key: `SK` and 32 hexadecimal digits
/// ([Twilio: API keys](https://www.twilio.com/docs/iam/api-keys)).
///
/// ```
/// use verify_client::ApiKeySid;
///
/// let sid: ApiKeySid = "SK0123456789abcdef0123456789abcdef".parse()?;
/// assert_eq!(sid.as_ref(), "SK0123456789abcdef0123456789abcdef");
/// assert!("AC0123456789abcdef0123456789abcdef".parse::<ApiKeySid>().is_err());
/// # Ok::<(), verify_client::InvalidSid>(())
/// ```
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct ApiKeySid(String);

impl FromStr for ApiKeySid {
    type Err = InvalidSid;

    fn from_str(value: &str) -> Result<Self, InvalidSid> {
        let digits = value.strip_prefix("SK").unwrap_or_default();
        if digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            Ok(Self(value.to_owned()))
        } else {
            Err("not SK and 32 hexadecimal digits".into())
        }
    }
}

impl TryFrom<&str> for ApiKeySid {
    type Error = InvalidSid;

    fn try_from(value: &str) -> Result<Self, InvalidSid> {
        value.parse()
    }
}

impl TryFrom<String> for ApiKeySid {
    type Error = InvalidSid;

    fn try_from(value: String) -> Result<Self, InvalidSid> {
        value.parse()
    }
}

impl From<ApiKeySid> for String {
    fn from(value: ApiKeySid) -> Self {
        value.0
    }
}

impl AsRef<str> for ApiKeySid {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

macro_rules! conversions {
    ($($sid:ident, $form:literal;)+) => {$(
        impl fmt::Display for $sid {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_ref())
            }
        }

        impl TryFrom<&String> for $sid {
            type Error = InvalidSid;

            fn try_from(value: &String) -> Result<Self, InvalidSid> {
                value.parse()
            }
        }

        impl sealed::Sid for $sid {
            const FORM: &'static str = $form;
        }
    )+};
}

conversions! {
    AccessTokenSid, "YK and 32 hexadecimal digits";
    AccountSid, "AC and 32 hexadecimal digits";
    ApiKeySid, "SK and 32 hexadecimal digits";
    ServiceSid, "VA and 32 hexadecimal digits";
}

macro_rules! as_ref {
    ($($sid:ident)+) => {$(
        impl AsRef<str> for $sid {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }
    )+};
}

as_ref! { AccessTokenSid AccountSid ServiceSid }

/// What a method takes where it needs a SID: the SID itself, a reference to it, or text.
///
/// Text is parsed when the method is called; when it is not a SID, the error comes from `send`,
/// before any connection is made. A reference is not copied.
pub trait IntoSid<'a, S: Clone + 'a>: sealed::Sealed<S> {
    #[doc(hidden)]
    fn into_sid(self) -> Result<Cow<'a, S>, InvalidSid>;
}

impl<'a, S: sealed::Sid> IntoSid<'a, S> for S {
    fn into_sid(self) -> Result<Cow<'a, S>, InvalidSid> {
        Ok(Cow::Owned(self))
    }
}

impl<'a, S: sealed::Sid> IntoSid<'a, S> for &'a S {
    fn into_sid(self) -> Result<Cow<'a, S>, InvalidSid> {
        Ok(Cow::Borrowed(self))
    }
}

impl<'a, S: sealed::Sid> IntoSid<'a, S> for &str {
    fn into_sid(self) -> Result<Cow<'a, S>, InvalidSid> {
        self.parse().map(Cow::Owned)
    }
}

impl<'a, S: sealed::Sid> IntoSid<'a, S> for &String {
    fn into_sid(self) -> Result<Cow<'a, S>, InvalidSid> {
        self.parse().map(Cow::Owned)
    }
}

impl<'a, S: sealed::Sid> IntoSid<'a, S> for String {
    fn into_sid(self) -> Result<Cow<'a, S>, InvalidSid> {
        self.parse().map(Cow::Owned)
    }
}

pub(crate) mod sealed {
    use super::InvalidSid;

    /// A SID type of this crate.
    pub trait Sid: Clone + std::str::FromStr<Err = InvalidSid> + 'static {
        /// The form in words, for error messages.
        const FORM: &'static str;
    }

    /// Keeps `IntoSid` to the conversions of this file.
    pub trait Sealed<S> {}

    impl<S: Sid> Sealed<S> for S {}
    impl<S: Sid> Sealed<S> for &S {}
    impl<S: Sid> Sealed<S> for &str {}
    impl<S: Sid> Sealed<S> for &String {}
    impl<S: Sid> Sealed<S> for String {}
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEX: &str = "0123456789abcdefABCDEF0123456789";

    fn parses<S: sealed::Sid>(text: &str) -> bool {
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
    fn a_reference_is_borrowed_and_text_is_parsed() {
        let sid: ServiceSid = format!("VA{HEX}").parse().unwrap();
        let borrowed: Cow<'_, ServiceSid> = (&sid).into_sid().unwrap();
        assert!(matches!(borrowed, Cow::Borrowed(_)));
        let text = sid.to_string();
        let parsed: Cow<'_, ServiceSid> = (&text).into_sid().unwrap();
        assert_eq!(parsed.as_ref(), &sid);
    }

    #[test]
    fn padding_applies_to_the_whole_sid() {
        let sid: ServiceSid = format!("VA{HEX}").parse().unwrap();
        assert_eq!(format!("{sid:>36}"), format!("  VA{HEX}"));
    }
}
