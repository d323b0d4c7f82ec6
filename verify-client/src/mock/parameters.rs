//! Checks the form of `CreateAccessToken` as Twilio documents it.
//!
//! The limits of the client are repeated here on purpose: the fake must not agree with a client
//! whose limits are wrong.

use crate::generated::types::CreateAccessTokenRequest;
use crate::model::factor_type::FactorType;
use crate::model::personal::FactorFriendlyName;

/// The form that was sent, or the name of the parameter that is wrong.
///
/// A body of another content type has no parameters.
pub(super) fn read(
    content_type: Option<&str>,
    body: &[u8],
) -> Result<CreateAccessTokenRequest, &'static str> {
    let pairs: Vec<(String, String)> = content_type
        .filter(|content_type| is_form(content_type))
        .and_then(|_| serde_urlencoded::from_bytes(body).ok())
        .unwrap_or_default();
    let parameter = |name: &str| {
        let found = pairs.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    };
    let identity =
        parameter("Identity").filter(|identity| !identity.is_empty()).ok_or("Identity")?;
    let factor_type =
        parameter("FactorType").filter(|factor_type| *factor_type == "push").ok_or("FactorType")?;
    let name = parameter("FactorFriendlyName");
    if name.is_some_and(|name| name.chars().count() > 64) {
        return Err("FactorFriendlyName");
    }
    let ttl = parameter("Ttl").map(seconds).transpose()?;
    Ok(CreateAccessTokenRequest {
        factor_friendly_name: name.map(FactorFriendlyName::from),
        factor_type: FactorType::from(factor_type),
        identity: identity.into(),
        ttl,
    })
}

/// Whether the identity is as Twilio documents it for the other operations of Verify Push: 8 to 64
/// characters, letters and digits with single dashes between them.
pub(super) fn is_usual_identity(identity: &str) -> bool {
    (8..=64).contains(&identity.len())
        && identity
            .split('-')
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// The value of a field, if `content_type` says that the body is a form.
pub(super) fn field(content_type: Option<&str>, body: &[u8], name: &str) -> Option<String> {
    let pairs: Vec<(String, String)> = content_type
        .filter(|content_type| is_form(content_type))
        .and_then(|_| serde_urlencoded::from_bytes(body).ok())?;
    pairs.into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
}

fn is_form(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

fn seconds(ttl: &str) -> Result<i64, &'static str> {
    let seconds = ttl.parse().ok();
    seconds.filter(|ttl| (60..=300).contains(ttl)).ok_or("Ttl")
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &str = "application/x-www-form-urlencoded";

    #[test]
    fn a_wrong_parameter_is_named() {
        let long = format!("Identity=a&FactorType=push&FactorFriendlyName={}", "%C3%BC".repeat(65));
        for (form, wrong) in [
            ("", "Identity"),
            ("Identity=&FactorType=push", "Identity"),
            ("identity=a&FactorType=push", "Identity"),
            ("Identity=a", "FactorType"),
            ("Identity=a&FactorType=", "FactorType"),
            ("Identity=a&FactorType=totp", "FactorType"),
            ("Identity=a&FactorType=Push", "FactorType"),
            ("Identity=a&FactorType=push&Ttl=", "Ttl"),
            ("Identity=a&FactorType=push&Ttl=59", "Ttl"),
            ("Identity=a&FactorType=push&Ttl=301", "Ttl"),
            ("Identity=a&FactorType=push&Ttl=-60", "Ttl"),
            ("Identity=a&FactorType=push&Ttl=60.5", "Ttl"),
            ("Identity=a&FactorType=push&Ttl=99999999999999999999", "Ttl"),
            (&long, "FactorFriendlyName"),
        ] {
            let parameter = read(Some(FORM), form.as_bytes()).unwrap_err();
            assert_eq!(parameter, wrong, "{form}");
        }
    }

    #[test]
    fn a_good_form_is_read_as_it_was_meant() {
        let name = "%C3%BC".repeat(64);
        for (form, ttl) in [
            ("Identity=z%C3%B6+e&FactorType=push".to_owned(), None),
            ("Ttl=60&FactorType=push&Identity=z%C3%B6%20e".to_owned(), Some(60)),
            (
                format!("Identity=z%C3%B6+e&FactorType=push&Ttl=300&FactorFriendlyName={name}"),
                Some(300),
            ),
        ] {
            let form = read(Some(FORM), form.as_bytes()).unwrap();
            assert_eq!(form.identity.as_str(), "zö e");
            assert_eq!(form.factor_type, FactorType::Push);
            assert_eq!(form.ttl, ttl);
        }
    }

    #[test]
    fn an_identity_is_usual_when_the_other_operations_take_it() {
        for (identity, expected) in [
            ("7c1e5d0a-user", true),
            ("12345678", true),
            (&"a".repeat(64), true),
            ("1234567", false),
            (&"a".repeat(65), false),
            ("user@example.com", false),
            ("-12345678", false),
            ("1234--5678", false),
            ("zoë-zoë-zoë", false),
            ("", false),
        ] {
            assert_eq!(is_usual_identity(identity), expected, "{identity}");
        }
    }

    #[test]
    fn a_body_of_another_content_type_is_no_form() {
        let body = b"Identity=a&FactorType=push";
        for content_type in [None, Some(""), Some("application/json"), Some("text/plain")] {
            assert_eq!(read(content_type, body).unwrap_err(), "Identity");
        }
        let content_type = "Application/X-WWW-Form-Urlencoded; charset=UTF-8";
        assert!(read(Some(content_type), body).is_ok());
    }
}
