//! Credentials, checked and turned into a header once.
//!
//! Reading them from the environment belongs in `environment.rs`, asking a provider for them in
//! `provider.rs`.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::HeaderValue;
use zeroize::Zeroizing;

use crate::error::Error;
use crate::model::sid::{AccountSid, ApiKeySid, Sid};

/// The credentials that a request is sent with.
///
/// Twilio recommends an API key for production, and account SID and auth token for local testing
/// ([Twilio: best practices](https://twilio.com/docs/usage/rest-api-best-practices)). Credentials
/// belong to one account and one region. `Debug` is redacted; the secret is overwritten in memory
/// when the last clone is dropped.
///
/// ```
/// use verify_client::Credentials;
///
/// let credentials = Credentials::api_key("SK0123456789abcdef0123456789abcdef", "secret")?;
/// assert_eq!(format!("{credentials:?}"), "Credentials(API key, [redacted])");
///
/// let error = Credentials::api_key("SK0123456789abcdef0123456789abcdef", "").unwrap_err();
/// assert_eq!(error.field(), Some("api_secret"));
/// # Ok::<(), verify_client::Error>(())
/// ```
#[derive(Clone)]
pub struct Credentials {
    scheme: &'static str,
    header: HeaderValue,
}

impl Credentials {
    /// The account's SID and its auth token.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), naming `account_sid` or
    /// `auth_token`, when the SID is not `AC` and 32 hexadecimal digits, or when the token is empty
    /// or has control characters in it.
    pub fn auth_token(
        account_sid: impl TryInto<AccountSid>,
        auth_token: impl AsRef<str>,
    ) -> Result<Self, Error> {
        let names = FieldNames {
            username: "account_sid",
            secret: "auth_token",
        };
        Self::named_auth_token(names, account_sid, auth_token.as_ref())
    }

    /// An API key's SID and its secret; the account's SID is not needed.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), naming `api_key` or
    /// `api_secret`, when the SID is not `SK` and 32 hexadecimal digits, or when the secret is
    /// empty or has control characters in it.
    pub fn api_key(
        api_key: impl TryInto<ApiKeySid>,
        api_secret: impl AsRef<str>,
    ) -> Result<Self, Error> {
        let names = FieldNames {
            username: "api_key",
            secret: "api_secret",
        };
        Self::named_api_key(names, api_key, api_secret.as_ref())
    }

    /// A bearer token, such as an OAuth access token, that your own
    /// [`ProvideCredentials`](crate::ProvideCredentials) obtains and renews.
    ///
    /// Twilio does not document whether Verify accepts one for these operations: the
    /// specification names basic authentication only
    /// (`#/components/securitySchemes/accountSid_authToken`).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), naming `bearer`, when the
    /// token is empty or holds anything but printable ASCII without spaces.
    pub fn bearer(token: impl AsRef<str>) -> Result<Self, Error> {
        let token = token.as_ref();
        if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            let problem = "bearer must be printable ASCII without spaces, and not empty";
            return Err(Error::configuration("bearer", problem));
        }
        Self::new(
            "bearer token",
            "bearer",
            Zeroizing::new(format!("Bearer {token}")),
        )
    }

    pub(crate) fn named_auth_token(
        names: FieldNames,
        account_sid: impl TryInto<AccountSid>,
        auth_token: &str,
    ) -> Result<Self, Error> {
        let account_sid = account_sid
            .try_into()
            .map_err(|_| malformed::<AccountSid>(names.username))?;
        Self::basic("auth token", names, account_sid.as_str(), auth_token)
    }

    pub(crate) fn named_api_key(
        names: FieldNames,
        api_key: impl TryInto<ApiKeySid>,
        api_secret: &str,
    ) -> Result<Self, Error> {
        let api_key = api_key
            .try_into()
            .map_err(|_| malformed::<ApiKeySid>(names.username))?;
        Self::basic("API key", names, api_key.as_str(), api_secret)
    }

    /// A SID holds no colon, so the username ends where it should.
    fn basic(
        scheme: &'static str,
        names: FieldNames,
        username: &str,
        secret: &str,
    ) -> Result<Self, Error> {
        let field = names.secret;
        if secret.is_empty() {
            return Err(Error::configuration(field, format!("{field} is empty")));
        }
        if secret.chars().any(char::is_control) {
            let problem = format!("{field} contains a line break or another control character");
            return Err(Error::configuration(field, problem));
        }
        let plain = Zeroizing::new(format!("{username}:{secret}"));
        let mut header = Zeroizing::new(String::with_capacity(8 + plain.len() * 2));
        header.push_str("Basic ");
        STANDARD.encode_string(plain.as_bytes(), &mut header);
        Self::new(scheme, field, header)
    }

    /// The header shares the one buffer, which is overwritten when its last user is gone.
    fn new(
        scheme: &'static str,
        field: &'static str,
        header: Zeroizing<String>,
    ) -> Result<Self, Error> {
        let mut header = HeaderValue::from_maybe_shared(Bytes::from_owner(Erased(header)))
            .map_err(|_| {
                Error::configuration(field, format!("{field} cannot be sent in a header"))
            })?;
        header.set_sensitive(true);
        Ok(Self { scheme, header })
    }

    /// The value of the `Authorization` header.
    pub(crate) fn header(&self) -> &HeaderValue {
        &self.header
    }
}

/// What an error must not show of an `Authorization` header: the part that was sent as it is, and
/// the secret that basic authentication wraps in it.
pub(crate) fn secrets(header: &HeaderValue) -> Vec<Zeroizing<String>> {
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

/// How the caller knows the two halves: as arguments, or as environment variables.
#[derive(Clone, Copy)]
pub(crate) struct FieldNames {
    pub(crate) username: &'static str,
    pub(crate) secret: &'static str,
}

fn malformed<S: Sid>(field: &'static str) -> Error {
    Error::configuration(field, format!("{field} must be {}", S::FORM))
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Credentials({}, [redacted])", self.scheme)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCOUNT: &str = "AC0123456789abcdef0123456789abcdef";
    const KEY: &str = "SK0123456789abcdef0123456789abcdef";

    #[test]
    fn the_header_is_basic_or_bearer_and_sensitive() {
        for (credentials, expected) in [
            (
                Credentials::auth_token(ACCOUNT, "pä:ss"),
                "Basic QUMwMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZjpww6Q6c3M=",
            ),
            (
                Credentials::api_key(KEY, "s"),
                "Basic U0swMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZjpz",
            ),
            (Credentials::bearer("a.b-c"), "Bearer a.b-c"),
        ] {
            let credentials = credentials.unwrap();
            assert_eq!(credentials.header().to_str().unwrap(), expected);
            assert!(credentials.header().is_sensitive());
            assert!(format!("{credentials:?}").ends_with("[redacted])"));
        }
    }

    #[test]
    fn the_secret_in_a_header_is_found() {
        for (credentials, expected) in [
            (
                Credentials::auth_token(ACCOUNT, "pä:ss"),
                vec![
                    "QUMwMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZjpww6Q6c3M=",
                    "pä:ss",
                ],
            ),
            (Credentials::bearer("a.b-c"), vec!["a.b-c"]),
        ] {
            let found = secrets(credentials.unwrap().header());
            let found: Vec<&str> = found.iter().map(|secret| secret.as_str()).collect();
            assert_eq!(found, expected);
        }
        assert!(secrets(&HeaderValue::from_static("opaque")).is_empty());
    }

    #[test]
    fn what_cannot_be_sent_is_refused_and_the_field_named() {
        for (credentials, field) in [
            (Credentials::auth_token(KEY, "s"), "account_sid"),
            (Credentials::auth_token("AC:", "s"), "account_sid"),
            (
                Credentials::auth_token(format!("{ACCOUNT}\n"), "s"),
                "account_sid",
            ),
            (Credentials::auth_token(ACCOUNT, ""), "auth_token"),
            (Credentials::auth_token(ACCOUNT, "canary\n"), "auth_token"),
            (
                Credentials::auth_token(ACCOUNT, "canary\u{7f}"),
                "auth_token",
            ),
            (Credentials::api_key(ACCOUNT, "s"), "api_key"),
            (Credentials::api_key(KEY, ""), "api_secret"),
            (Credentials::api_key(KEY, "canary\r\nX: y"), "api_secret"),
            (Credentials::bearer(""), "bearer"),
            (Credentials::bearer("canary canary"), "bearer"),
            (Credentials::bearer("canary\n"), "bearer"),
            (Credentials::bearer("canaré"), "bearer"),
        ] {
            let error = credentials.unwrap_err();
            assert_eq!(error.field(), Some(field));
            assert!(error.is_configuration());
            assert!(error.to_string().contains(field), "{error}");
            assert!(!format!("{error}{error:?}").contains("canar"), "{error:?}");
        }
    }
}
