//! Credentials as callers make them, checked once.
//!
//! `environment.rs` reads them from the environment, `source.rs` asks a provider for them, and
//! `oauth.rs` exchanges those of an OAuth client.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use zeroize::Zeroizing;

use crate::auth::authorization::Authorization;
use crate::error::Error;
use crate::model::sid::{AccountSid, ApiKeySid, Sid};

/// The credentials that a request is sent with.
///
/// Twilio recommends an API key for production, and account SID and auth token for local testing
/// ([Twilio: best practices](https://twilio.com/docs/usage/rest-api-best-practices)). Credentials
/// belong to one account and one region. `Debug` is redacted; the secret is overwritten in memory
/// when the last clone is dropped. Two credentials are equal when requests are sent with the same
/// header, or when both are the ID and the secret of the same OAuth client.
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
pub struct Credentials(pub(crate) Kind);

#[derive(Clone)]
pub(crate) enum Kind {
    /// Every request is sent with the same header.
    Header(Authorization),
    /// The client must obtain an access token first.
    OAuth(Arc<OAuthClient>),
}

/// The ID and the secret of an OAuth client.
#[derive(Eq, PartialEq)]
pub(crate) struct OAuthClient {
    pub(crate) id: String,
    pub(crate) secret: Zeroizing<String>,
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
        let names = FieldNames { username: "account_sid", secret: "auth_token" };
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
        let names = FieldNames { username: "api_key", secret: "api_secret" };
        Self::named_api_key(names, api_key, api_secret.as_ref())
    }

    /// The ID and the secret of an OAuth client. The client exchanges them for access tokens
    /// (grant type `client_credentials`) at `https://oauth.twilio.com/v2/token`.
    ///
    /// Twilio documents OAuth for its API in general, and does not name Verify; its specification
    /// of Verify names basic authentication only. So try it with your account before you rely on
    /// it.
    ///
    /// All clones of a client share an access token. It is renewed in the background before it
    /// expires; without `expires_in` in the response, it expires after 3600 seconds. After a status
    /// 401 the call waits for a new access token.
    ///
    /// The exchange is a separate call, `fetch_oauth_token`, with the client's connections, proxy,
    /// certificates, timeouts and retry policy; settings of a single call do not apply to it, and
    /// it has a retry budget of its own. An [`Observer`](crate::Observer) sees it. If it fails, its
    /// error is the source of the error of each call that waited for it. With a
    /// [`base_url`](crate::ClientBuilder::base_url), it goes to `/v2/token` below that URL; edge
    /// and region do not change its host.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), naming `client_id` or
    /// `client_secret`, when one of them is empty or has control characters in it.
    pub fn oauth(
        client_id: impl AsRef<str>,
        client_secret: impl AsRef<str>,
    ) -> Result<Self, Error> {
        let names = FieldNames { username: "client_id", secret: "client_secret" };
        Self::named_oauth(names, client_id.as_ref(), client_secret.as_ref())
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
    /// token is empty or has characters other than printable ASCII without spaces.
    pub fn bearer(token: impl AsRef<str>) -> Result<Self, Error> {
        let token = Authorization::bearer("bearer token", "bearer", token.as_ref())?;
        Ok(token.into())
    }

    /// Sets how long these credentials are valid, counted from now. Default: without limit.
    ///
    /// This is for credentials that a [`ProvideCredentials`](crate::ProvideCredentials) returns.
    /// The client caches them, and asks for new ones in the background: in the last fifth of the
    /// time, and at most 5 minutes before its end. The setting has no effect on other credentials,
    /// nor on [`oauth`](Credentials::oauth), whose access tokens have an expiry of their own.
    #[must_use]
    pub fn valid_for(self, time: Duration) -> Self {
        match self.0 {
            Kind::Header(header) => header.expiring_at(Instant::now().checked_add(time)).into(),
            Kind::OAuth(client) => Self(Kind::OAuth(client)),
        }
    }

    pub(crate) fn named_auth_token(
        names: FieldNames,
        account_sid: impl TryInto<AccountSid>,
        auth_token: &str,
    ) -> Result<Self, Error> {
        let account_sid =
            account_sid.try_into().map_err(|_| malformed::<AccountSid>(names.username))?;
        Self::basic("auth token", names, account_sid.as_str(), auth_token)
    }

    pub(crate) fn named_api_key(
        names: FieldNames,
        api_key: impl TryInto<ApiKeySid>,
        api_secret: &str,
    ) -> Result<Self, Error> {
        let api_key = api_key.try_into().map_err(|_| malformed::<ApiKeySid>(names.username))?;
        Self::basic("API key", names, api_key.as_str(), api_secret)
    }

    pub(crate) fn named_oauth(names: FieldNames, id: &str, secret: &str) -> Result<Self, Error> {
        check_text(names.username, id)?;
        check_text(names.secret, secret)?;
        Ok(Self(Kind::OAuth(Arc::new(OAuthClient {
            id: id.to_owned(),
            secret: Zeroizing::new(secret.to_owned()),
        }))))
    }

    /// A SID contains no colon, so the user name ends where it should.
    fn basic(
        kind: &'static str,
        names: FieldNames,
        username: &str,
        secret: &str,
    ) -> Result<Self, Error> {
        check_text(names.secret, secret)?;
        let header = Authorization::basic(kind, names.secret, username, secret)?;
        Ok(header.into())
    }
}

impl From<Authorization> for Credentials {
    fn from(header: Authorization) -> Self {
        Self(Kind::Header(header))
    }
}

impl PartialEq for Credentials {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Kind::Header(this), Kind::Header(other)) => this.is_same(other),
            (Kind::OAuth(this), Kind::OAuth(other)) => this == other,
            _ => false,
        }
    }
}

impl Eq for Credentials {}

fn check_text(field: &'static str, text: &str) -> Result<(), Error> {
    if text.is_empty() {
        return Err(Error::configuration(field, format!("{field} must not be empty")));
    }
    if text.chars().any(char::is_control) {
        let problem = format!("{field} must not contain a line break or another control character");
        return Err(Error::configuration(field, problem));
    }
    Ok(())
}

/// The names by which the caller knows the two parts: of arguments, or of environment variables.
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
        match &self.0 {
            Kind::Header(header) => write!(f, "Credentials({header:?})"),
            Kind::OAuth(_) => f.write_str("Credentials(OAuth client, [redacted])"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCOUNT: &str = "AC0123456789abcdef0123456789abcdef";
    const KEY: &str = "SK0123456789abcdef0123456789abcdef";

    fn header(credentials: Credentials) -> Authorization {
        match credentials.0 {
            Kind::Header(header) => header,
            Kind::OAuth(_) => unreachable!(),
        }
    }

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
            assert!(format!("{credentials:?}").ends_with("[redacted])"));
            let header = header(credentials);
            assert_eq!(header.header().to_str().unwrap(), expected);
            assert!(header.header().is_sensitive());
        }
    }

    #[test]
    fn the_secret_in_a_header_is_found() {
        for (credentials, expected) in [
            (
                Credentials::auth_token(ACCOUNT, "pä:ss"),
                vec!["QUMwMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZjpww6Q6c3M=", "pä:ss"],
            ),
            (Credentials::bearer("a.b-c"), vec!["a.b-c"]),
        ] {
            let found = header(credentials.unwrap()).secrets();
            let found: Vec<&str> = found.iter().map(|secret| secret.as_str()).collect();
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn what_cannot_be_sent_is_refused_and_the_field_named() {
        for (credentials, field) in [
            (Credentials::auth_token(KEY, "s"), "account_sid"),
            (Credentials::auth_token("AC:", "s"), "account_sid"),
            (Credentials::auth_token(format!("{ACCOUNT}\n"), "s"), "account_sid"),
            (Credentials::auth_token(ACCOUNT, ""), "auth_token"),
            (Credentials::auth_token(ACCOUNT, "canary\n"), "auth_token"),
            (Credentials::auth_token(ACCOUNT, "canary\u{7f}"), "auth_token"),
            (Credentials::api_key(ACCOUNT, "s"), "api_key"),
            (Credentials::api_key(KEY, ""), "api_secret"),
            (Credentials::api_key(KEY, "canary\r\nX: y"), "api_secret"),
            (Credentials::oauth("", "s"), "client_id"),
            (Credentials::oauth("canary\n", "s"), "client_id"),
            (Credentials::oauth("OQ", ""), "client_secret"),
            (Credentials::oauth("OQ", "canary\n"), "client_secret"),
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

    #[test]
    fn credentials_are_equal_when_they_are_sent_as_the_same() {
        let bearer = |token| Credentials::bearer(token).unwrap();
        let oauth = |secret| Credentials::oauth("OQ", secret).unwrap();
        assert_eq!(bearer("a").valid_for(Duration::ZERO), bearer("a"));
        assert_eq!(oauth("a"), oauth("a").valid_for(Duration::ZERO));
        assert_ne!(bearer("a"), bearer("b"));
        assert_ne!(oauth("a"), oauth("b"));
        assert_ne!(bearer("a"), oauth("a"));
    }
}
