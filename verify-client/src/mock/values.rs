//! Values of the model for tests: their types are `non_exhaustive`, so only this crate can make
//! them.

use crate::generated::types::AccessToken;
use crate::model::secret::Token;
use crate::model::sid::AccessTokenSid;

/// An access token with a SID and a token, and nothing else. Set the fields that your test needs.
///
/// ```
/// use verify_client::mock;
///
/// let sid = "YK0123456789abcdef0123456789abcdef".parse()?;
/// let mut token = mock::access_token(sid, "e30..a.b.c");
/// token.ttl = Some(60);
/// # Ok::<(), verify_client::InvalidSid>(())
/// ```
pub fn access_token(sid: AccessTokenSid, token: impl Into<Token>) -> AccessToken {
    AccessToken {
        account_sid: None,
        date_created: None,
        entity_identity: None,
        factor_friendly_name: None,
        factor_type: None,
        service_sid: None,
        sid,
        token: token.into(),
        ttl: None,
        url: None,
    }
}
