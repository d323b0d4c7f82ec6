//! How the typed helpers for httpmock match a request, with the feature `httpmock-0_9`.

use httpmock::When;
use serde::Serialize;
use serde_json::Value;

use crate::generated::types::CreateAccessTokenRequest;
use crate::model::factor_type::FactorType;
use crate::model::personal::Identity;
use crate::transport::prepared::path_segment;

/// The form of a creation for `identity`, with the factor type push and nothing else: what the
/// client sends without further settings. Set the fields that your test needs.
pub fn create_access_token_request(identity: impl Into<Identity>) -> CreateAccessTokenRequest {
    CreateAccessTokenRequest {
        factor_friendly_name: None,
        factor_type: FactorType::Push,
        identity: identity.into(),
        ttl: None,
    }
}

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

/// A parameter in the path as the client sends it, as a regular expression.
pub(crate) fn in_path(value: impl Serialize) -> String {
    regex::escape(&path_segment(&sent(value)))
}

/// A parameter as the client sends it, before it is encoded. A value that is not a text, a number
/// or a boolean matches nothing that the client sends.
pub(crate) fn sent(value: impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(text)) => text,
        value => value.unwrap_or_default().to_string(),
    }
}

fn sorted_pairs(form: &[u8]) -> Option<Vec<(String, String)>> {
    let mut pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(form).ok()?;
    pairs.sort();
    Some(pairs)
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

    #[test]
    fn a_parameter_is_matched_as_it_is_sent() {
        for (text, path) in [("a-b", "a-b"), ("a.b (c)/", "a.b%20(c)%2F"), ("+", "+")] {
            let matcher = regex::Regex::new(&format!("^/{}$", in_path(text))).unwrap();
            assert!(matcher.is_match(&format!("/{path}")), "{matcher}");
            assert!(!matcher.is_match("/a-b-c") && !matcher.is_match("/axb%20(c)%2F"));
        }
        assert_eq!(sent(Identity::from("a b")), "a b");
        assert_eq!(sent(FactorType::Push), "push");
        assert_eq!((sent(7), sent(1.0), sent(true)), ("7".into(), "1.0".into(), "true".into()));
    }
}
