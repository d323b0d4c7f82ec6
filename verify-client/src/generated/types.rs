/// An access token.
#[derive(::serde::Deserialize, Clone, Debug)]
#[cfg_attr(feature = "mock", derive(::serde::Serialize))]
pub struct AccessToken {
    /// account
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub account_sid: ::std::option::Option<AccountSid>,
    /// The date that this access token was created, given in [ISO 8601](https://en.wikipedia.org/wiki/ISO_8601) format.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub date_created: ::std::option::Option<
        ::chrono::DateTime<::chrono::offset::Utc>,
    >,
    /// The identity.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub entity_identity: ::std::option::Option<crate::model::Identity>,
    /// The name.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub factor_friendly_name: ::std::option::Option<
        crate::model::FactorFriendlyName,
    >,
    /// factor type
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub factor_type: ::std::option::Option<crate::model::FactorType>,
    /// service
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub service_sid: ::std::option::Option<ServiceSid>,
    /// token sid
    pub sid: AccessTokenSid,
    /// The token.
    pub token: crate::secret::Token,
    /// Seconds.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub ttl: ::std::option::Option<i64>,
    /// The URL of this resource.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub url: ::std::option::Option<::std::string::String>,
}
/// z
#[derive(::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[serde(transparent)]
pub struct AccessTokenSid(::std::string::String);
impl ::std::ops::Deref for AccessTokenSid {
    type Target = ::std::string::String;
    fn deref(&self) -> &::std::string::String {
        &self.0
    }
}
impl ::std::convert::From<AccessTokenSid> for ::std::string::String {
    fn from(value: AccessTokenSid) -> Self {
        value.0
    }
}
impl ::std::str::FromStr for AccessTokenSid {
    type Err = self::error::ConversionError;
    fn from_str(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        if value.chars().count() > 34usize {
            return Err("longer than 34 characters".into());
        }
        if value.chars().count() < 34usize {
            return Err("shorter than 34 characters".into());
        }
        static PATTERN: ::std::sync::LazyLock<::regress::Regex> = ::std::sync::LazyLock::new(||
        { ::regress::Regex::new("^YK[0-9a-fA-F]{32}$").unwrap() });
        if PATTERN.find(value).is_none() {
            return Err("doesn't match pattern \"^YK[0-9a-fA-F]{32}$\"".into());
        }
        Ok(Self(value.to_string()))
    }
}
impl ::std::convert::TryFrom<&str> for AccessTokenSid {
    type Error = self::error::ConversionError;
    fn try_from(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
impl ::std::convert::TryFrom<::std::string::String> for AccessTokenSid {
    type Error = self::error::ConversionError;
    fn try_from(
        value: ::std::string::String,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
impl<'de> ::serde::Deserialize<'de> for AccessTokenSid {
    fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
    where
        D: ::serde::Deserializer<'de>,
    {
        ::std::string::String::deserialize(deserializer)?
            .parse()
            .map_err(|e: self::error::ConversionError| {
                <D::Error as ::serde::de::Error>::custom(e.to_string())
            })
    }
}
/// y
#[derive(::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[serde(transparent)]
pub struct AccountSid(::std::string::String);
impl ::std::ops::Deref for AccountSid {
    type Target = ::std::string::String;
    fn deref(&self) -> &::std::string::String {
        &self.0
    }
}
impl ::std::convert::From<AccountSid> for ::std::string::String {
    fn from(value: AccountSid) -> Self {
        value.0
    }
}
impl ::std::str::FromStr for AccountSid {
    type Err = self::error::ConversionError;
    fn from_str(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        if value.chars().count() > 34usize {
            return Err("longer than 34 characters".into());
        }
        if value.chars().count() < 34usize {
            return Err("shorter than 34 characters".into());
        }
        static PATTERN: ::std::sync::LazyLock<::regress::Regex> = ::std::sync::LazyLock::new(||
        { ::regress::Regex::new("^AC[0-9a-fA-F]{32}$").unwrap() });
        if PATTERN.find(value).is_none() {
            return Err("doesn't match pattern \"^AC[0-9a-fA-F]{32}$\"".into());
        }
        Ok(Self(value.to_string()))
    }
}
impl ::std::convert::TryFrom<&str> for AccountSid {
    type Error = self::error::ConversionError;
    fn try_from(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
impl ::std::convert::TryFrom<::std::string::String> for AccountSid {
    type Error = self::error::ConversionError;
    fn try_from(
        value: ::std::string::String,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
impl<'de> ::serde::Deserialize<'de> for AccountSid {
    fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
    where
        D: ::serde::Deserializer<'de>,
    {
        ::std::string::String::deserialize(deserializer)?
            .parse()
            .map_err(|e: self::error::ConversionError| {
                <D::Error as ::serde::de::Error>::custom(e.to_string())
            })
    }
}
/// Error body.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default)]
pub struct ApiError {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub code: ::std::option::Option<i64>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub details: ::std::option::Option<::serde_json::Value>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub message: ::std::option::Option<::std::string::String>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub more_info: ::std::option::Option<::std::string::String>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub status: ::std::option::Option<i64>,
}
/// Form of the request.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
pub struct CreateAccessTokenRequest {
    /// The name.
    #[serde(
        rename = "FactorFriendlyName",
        skip_serializing_if = "::std::option::Option::is_none"
    )]
    pub factor_friendly_name: ::std::option::Option<
        crate::model::FactorFriendlyName,
    >,
    /// Kind of factor.
    #[serde(rename = "FactorType")]
    pub factor_type: crate::model::FactorType,
    /// The identity.
    #[serde(rename = "Identity")]
    pub identity: crate::model::Identity,
    /// How long, in seconds, the access token is valid. Can be an integer between 60 and 300. Default is 60.
    #[serde(rename = "Ttl", skip_serializing_if = "::std::option::Option::is_none")]
    pub ttl: ::std::option::Option<i64>,
}
/// x
#[derive(::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[serde(transparent)]
pub struct ServiceSid(::std::string::String);
impl ::std::ops::Deref for ServiceSid {
    type Target = ::std::string::String;
    fn deref(&self) -> &::std::string::String {
        &self.0
    }
}
impl ::std::convert::From<ServiceSid> for ::std::string::String {
    fn from(value: ServiceSid) -> Self {
        value.0
    }
}
impl ::std::str::FromStr for ServiceSid {
    type Err = self::error::ConversionError;
    fn from_str(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        if value.chars().count() > 34usize {
            return Err("longer than 34 characters".into());
        }
        if value.chars().count() < 34usize {
            return Err("shorter than 34 characters".into());
        }
        static PATTERN: ::std::sync::LazyLock<::regress::Regex> = ::std::sync::LazyLock::new(||
        { ::regress::Regex::new("^VA[0-9a-fA-F]{32}$").unwrap() });
        if PATTERN.find(value).is_none() {
            return Err("doesn't match pattern \"^VA[0-9a-fA-F]{32}$\"".into());
        }
        Ok(Self(value.to_string()))
    }
}
impl ::std::convert::TryFrom<&str> for ServiceSid {
    type Error = self::error::ConversionError;
    fn try_from(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
impl ::std::convert::TryFrom<::std::string::String> for ServiceSid {
    type Error = self::error::ConversionError;
    fn try_from(
        value: ::std::string::String,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
impl<'de> ::serde::Deserialize<'de> for ServiceSid {
    fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
    where
        D: ::serde::Deserializer<'de>,
    {
        ::std::string::String::deserialize(deserializer)?
            .parse()
            .map_err(|e: self::error::ConversionError| {
                <D::Error as ::serde::de::Error>::custom(e.to_string())
            })
    }
}
/// Error types.
pub mod error {
    /// Error from a `TryFrom` or `FromStr` implementation.
    pub struct ConversionError(::std::borrow::Cow<'static, str>);
    impl ::std::error::Error for ConversionError {}
    impl ::std::fmt::Display for ConversionError {
        fn fmt(
            &self,
            f: &mut ::std::fmt::Formatter<'_>,
        ) -> Result<(), ::std::fmt::Error> {
            ::std::fmt::Display::fmt(&self.0, f)
        }
    }
    impl ::std::fmt::Debug for ConversionError {
        fn fmt(
            &self,
            f: &mut ::std::fmt::Formatter<'_>,
        ) -> Result<(), ::std::fmt::Error> {
            ::std::fmt::Debug::fmt(&self.0, f)
        }
    }
    impl From<&'static str> for ConversionError {
        fn from(value: &'static str) -> Self {
            Self(value.into())
        }
    }
    impl From<String> for ConversionError {
        fn from(value: String) -> Self {
            Self(value.into())
        }
    }
}
