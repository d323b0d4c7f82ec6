//! Personal data that is sent and returned: texts whose `Debug` does not show them.
//!
//! These types do not check what Twilio accepts, so that every response decodes: operations check
//! that before they send. Secrets are in `secret.rs`.

use std::fmt;

use serde::{Deserialize, Serialize};

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
    /// The user that a token is for: the name that your system gives to the Verify Entity.
    ///
    /// Your system makes the identity and never changes it. It should not be personal data: use a
    /// UUID, for example ([Twilio: Access
    /// Tokens](https://www.twilio.com/docs/verify/api/access-token)). For the operations that use
    /// an identity later, Twilio documents 8 to 64 characters: letters, digits and single dashes
    /// between them. For the creation of a token it documents no limit, so the client refuses an
    /// empty identity only.
    ///
    /// Twilio treats an identity as personal data, so `Debug` is redacted and there is no
    /// `Display`.
    Identity
}

personal_text! {
    /// The name of the factor that the device will create, for the user to read: at most 64
    /// characters
    /// (`#/components/schemas/AccessToken/properties/factor_friendly_name`).
    ///
    /// Twilio treats the name as personal data, so `Debug` is redacted and there is no `Display`.
    FactorFriendlyName
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_text() {
        let shown =
            format!("{:?}{:?}", Identity::from("canary"), FactorFriendlyName::from("canary"));
        assert_eq!(shown, "Identity([redacted])FactorFriendlyName([redacted])");
    }
}
