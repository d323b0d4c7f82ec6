//! Where a client gets its credentials: fixed ones, or a provider that can renew them.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use crate::auth::credentials::Credentials;

/// What [`ProvideCredentials::provide`] returns.
pub type CredentialsFuture<'a> = Pin<
    Box<
        dyn Future<Output = Result<Credentials, Box<dyn std::error::Error + Send + Sync>>>
            + Send
            + 'a,
    >,
>;

/// A source of credentials that change: a vault, a rotated key, a token that expires.
///
/// The client asks it before every attempt, within the call's total timeout, so a provider should
/// keep what it has. When Twilio responds with status 401, the client asks once more in the same
/// call with the [rejected](CredentialsRequest::rejected) credentials, and sends the request again
/// with what it gets.
///
/// ```
/// use verify_client::{Credentials, CredentialsFuture, CredentialsRequest, ProvideCredentials};
///
/// struct Vault;
///
/// impl ProvideCredentials for Vault {
///     fn provide<'a>(&'a self, request: CredentialsRequest<'a>) -> CredentialsFuture<'a> {
///         Box::pin(async move {
///             if request.rejected().is_some() {
///                 // Forget what was cached.
///             }
///             Ok(Credentials::api_key("SK0123456789abcdef0123456789abcdef", "from the vault")?)
///         })
///     }
/// }
///
/// let client = verify_client::Client::builder().credentials_provider(Vault).build()?;
/// # Ok::<(), verify_client::Error>(())
/// ```
pub trait ProvideCredentials: Send + Sync {
    /// Returns the credentials for the next attempt.
    ///
    /// # Errors
    ///
    /// An error ends the call and becomes the source of the call's error, so its texts must not
    /// contain secrets.
    fn provide<'a>(&'a self, request: CredentialsRequest<'a>) -> CredentialsFuture<'a>;
}

/// What the client tells a provider when it asks for credentials.
///
/// The client makes it; in the tests of a provider you can make one yourself.
#[derive(Clone, Copy, Debug, Default)]
pub struct CredentialsRequest<'a> {
    rejected: Option<&'a Credentials>,
}

impl<'a> CredentialsRequest<'a> {
    /// A request for credentials before an attempt.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A request for other credentials, because Twilio has refused these with status 401.
    #[must_use]
    pub fn after_rejection(rejected: &'a Credentials) -> Self {
        Self {
            rejected: Some(rejected),
        }
    }

    /// The credentials that Twilio has just refused with status 401: renew them if you can.
    /// `None` before an ordinary attempt.
    #[must_use]
    pub fn rejected(&self) -> Option<&'a Credentials> {
        self.rejected
    }
}

/// Where a client gets its credentials.
#[derive(Clone)]
pub(crate) enum CredentialsSource {
    Fixed(Credentials),
    Provider(Arc<dyn ProvideCredentials>),
}

impl fmt::Debug for CredentialsSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixed(credentials) => credentials.fmt(f),
            Self::Provider(_) => f.write_str("Credentials(provider)"),
        }
    }
}
