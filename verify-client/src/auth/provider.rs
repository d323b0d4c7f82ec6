//! The trait that a service implements to give a client credentials that change.
//!
//! `renewal.rs` decides when the client asks.

use std::pin::Pin;

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
/// The client asks before every attempt, within the call's total timeout, so let your provider
/// cache its credentials. If you set [`valid_for`](Credentials::valid_for) on them, the client
/// caches them and asks again in the background before they expire: then return new ones.
///
/// When Twilio responds with status 401, the client asks with the
/// [rejected](CredentialsRequest::rejected) credentials, once for each call, and sends the request
/// again with the credentials that it gets. [`RetryPolicy`](crate::RetryPolicy) says what this
/// counts against. If the provider has returned newer credentials meanwhile, the client uses those
/// without asking.
///
/// The client and its clones ask once at a time: calls that need credentials meanwhile wait for
/// the same future, and get the same credentials or the same error. The future is dropped when no
/// call waits for it any more, or after the client's total timeout. A future in the background is
/// dropped when the credentials expire.
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
    /// contain secrets. A panic ends the call with an error too. In the background, neither ends a
    /// call as long as the old credentials are valid.
    fn provide<'a>(&'a self, request: CredentialsRequest<'a>) -> CredentialsFuture<'a>;
}

/// What the client tells a provider when it asks for credentials.
///
/// The client makes this request. In the tests of a provider, make it yourself.
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

    /// A request for other credentials, because Twilio has refused `rejected` with status 401.
    #[must_use]
    pub fn after_rejection(rejected: &'a Credentials) -> Self {
        Self { rejected: Some(rejected) }
    }

    /// The credentials that Twilio has just refused with status 401: renew them if you can.
    /// `None` before an ordinary attempt.
    #[must_use]
    pub fn rejected(&self) -> Option<&'a Credentials> {
        self.rejected
    }
}
