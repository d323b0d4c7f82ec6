//! Writes bodies of responses that contain a secret, for mock servers only.

use serde::{Serialize, Serializer};

use crate::generated::types::AccessToken;
use crate::model::factor_type::FactorType;
use crate::model::personal::{FactorFriendlyName, Identity};
use crate::model::sid::{AccessTokenSid, AccountSid, ServiceSid};
use crate::model::timestamp::Timestamp;

/// A value with its secrets, which its own type does not serialise.
///
/// The generated mocks use it for responses with a secret in them.
pub(crate) struct Revealed<'a, T>(pub(crate) &'a T);

impl Serialize for Revealed<'_, AccessToken> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let AccessToken {
            account_sid,
            date_created,
            entity_identity,
            factor_friendly_name,
            factor_type,
            service_sid,
            sid,
            token,
            ttl,
            url,
        } = self.0;
        let body = TokenBody {
            sid,
            account_sid: account_sid.as_ref(),
            service_sid: service_sid.as_ref(),
            entity_identity: entity_identity.as_ref(),
            factor_type: factor_type.as_ref(),
            factor_friendly_name: factor_friendly_name.as_ref(),
            token: token.expose_secret(),
            url: url.as_deref(),
            ttl: *ttl,
            date_created: *date_created,
        };
        body.serialize(serializer)
    }
}

/// A token with every property of the specification, null where it is absent.
#[derive(Serialize)]
struct TokenBody<'a> {
    sid: &'a AccessTokenSid,
    account_sid: Option<&'a AccountSid>,
    service_sid: Option<&'a ServiceSid>,
    entity_identity: Option<&'a Identity>,
    factor_type: Option<&'a FactorType>,
    factor_friendly_name: Option<&'a FactorFriendlyName>,
    token: &'a str,
    url: Option<&'a str>,
    ttl: Option<i64>,
    date_created: Option<Timestamp>,
}
