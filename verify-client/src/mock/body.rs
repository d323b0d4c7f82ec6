//! Bodies of requests and responses, for mock servers only: how a form is matched, and how a
//! response with a secret in it is written.

use httpmock::When;
use serde::{Serialize, Serializer};

use crate::generated::types::AccessToken;
use crate::model::factor_type::FactorType;
use crate::model::personal::{FactorFriendlyName, Identity};
use crate::model::sid::{AccessTokenSid, AccountSid, ServiceSid};
use crate::model::timestamp::Timestamp;

/// Matches a form body that contains exactly the fields of `value`, in any order.
///
/// The generated matchers use it where the specification says
/// `application/x-www-form-urlencoded`. A value that cannot be a form matches nothing.
pub fn form_body(when: When, value: &impl Serialize) -> When {
    let expected =
        serde_urlencoded::to_string(value).ok().and_then(|form| sorted_pairs(form.as_bytes()));
    when.header("content-type", "application/x-www-form-urlencoded")
        .is_true(move |request| expected.is_some() && sorted_pairs(request.body_ref()) == expected)
}

fn sorted_pairs(form: &[u8]) -> Option<Vec<(String, String)>> {
    let mut pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(form).ok()?;
    pairs.sort();
    Some(pairs)
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_compared_pair_by_pair_in_any_order() {
        let pairs = |form: &str| sorted_pairs(form.as_bytes());
        assert_eq!(pairs("a=1&b=%20x"), pairs("b=+x&a=1"));
        assert_ne!(pairs("a=1&b=2"), pairs("a=1"));
        assert_ne!(pairs("a=1&a=1"), pairs("a=1"));
        assert_ne!(pairs("a="), pairs(""));
    }
}
