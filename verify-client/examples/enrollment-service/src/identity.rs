//! The name under which Twilio knows a user.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use verify_client::Identity;

const SHORTEST_KEY: usize = 32;

/// Makes identities that tell Twilio nothing, even if users are named by e-mail addresses: without
/// the key nobody can find the address by trial. With another key every user has another identity
/// and must enrol again, so do not lose the key.
pub(crate) struct IdentityKey(Hmac<Sha256>);

impl IdentityKey {
    pub(crate) fn new(key: &str) -> Result<Self, String> {
        let key = Some(key.as_bytes()).filter(|key| key.len() >= SHORTEST_KEY);
        key.and_then(|key| Hmac::new_from_slice(key).ok())
            .map(Self)
            .ok_or_else(|| format!("IDENTITY_KEY must have at least {SHORTEST_KEY} characters"))
    }

    /// The identity of a user: 64 hexadecimal digits, always the same.
    pub(crate) fn identity(&self, user: &str) -> Identity {
        let digest = self.0.clone().chain_update(user).finalize().into_bytes();
        let digits: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        digits.into()
    }
}
