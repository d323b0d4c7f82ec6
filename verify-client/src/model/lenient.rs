//! Decodes the optional fields of a response.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// Reads a field of JSON; a value that is not a `T` counts as absent.
pub(crate) fn optional<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let value = <&RawValue>::deserialize(deserializer)?;
    Ok(serde_json::from_str(value.get()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use crate::generated::types::AccessToken;

    #[test]
    fn an_odd_field_is_absent_and_the_token_stays() {
        for odd in [
            r#""ttl": "60""#,
            r#""ttl": 60.5"#,
            r#""date_created": "2026-01-02T03:04:05""#,
            r#""date_created": "1969-12-31T23:59:59Z""#,
            r#""date_created": {"a": [1, "2"]}"#,
            r#""account_sid": """#,
            r#""service_sid": [null]"#,
            r#""url": 7"#,
            r#""factor_type": false"#,
        ] {
            let sid = r#""sid": "YK0123456789abcdef0123456789abcdef""#;
            let body = format!(r#"{{{odd}, {sid}, "token": "e30"}}"#);
            let token: AccessToken = serde_json::from_str(&body).unwrap();
            assert_eq!(token.token.expose_secret(), "e30");
            assert!(token.ttl.is_none() && token.date_created.is_none(), "{odd}");
            assert!(token.account_sid.is_none() && token.service_sid.is_none());
            assert!(token.url.is_none() && token.factor_type.is_none(), "{odd}");
        }
    }
}
