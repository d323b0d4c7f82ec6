//! What can be computed from an access token.

use std::time::Duration;

use crate::generated::types::AccessToken;
use crate::model::timestamp::Timestamp;

impl AccessToken {
    /// When the token stops working: `date_created` plus `ttl` seconds, by Twilio's clock.
    ///
    /// `None` when the response lacks one of the two, or when their sum is not a date that
    /// [`Timestamp`] can hold: nothing is assumed. Your clock and Twilio's may differ; the
    /// `Date` header of the response tells by how much.
    ///
    /// ```no_run
    /// # fn example(token: &verify_client::AccessToken) {
    /// if let Some(expiry) = token.expires_at() {
    ///     println!("{} expires at {expiry}", token.sid);
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn expires_at(&self) -> Option<Timestamp> {
        let ttl = u64::try_from(self.ttl?).ok()?;
        self.date_created?.checked_add(Duration::from_secs(ttl))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(fields: &str) -> AccessToken {
        let body = format!(
            r#"{{"sid": "YK0123456789abcdef0123456789abcdef", "token": "e30..a.b.c"{fields}}}"#
        );
        serde_json::from_str(&body).unwrap()
    }

    #[test]
    fn the_expiry_is_computed_or_absent_and_never_invented() {
        for (fields, expiry) in [
            (
                r#", "date_created": "2026-01-02T03:04:05Z", "ttl": 300"#,
                Some("2026-01-02T03:09:05Z"),
            ),
            (
                r#", "date_created": "2026-01-02T04:04:05+01:00", "ttl": 60"#,
                Some("2026-01-02T03:05:05Z"),
            ),
            (r#", "date_created": "2026-01-02T03:04:05Z""#, None),
            (r#", "ttl": 60"#, None),
            (r#", "date_created": null, "ttl": 60"#, None),
            (r#", "date_created": "2026-01-02T03:04:05Z", "ttl": -1"#, None),
            (r#", "date_created": "2026-01-02T03:04:05Z", "ttl": 9223372036854775807"#, None),
            ("", None),
        ] {
            let expiry = expiry.map(|text| text.parse().unwrap());
            assert_eq!(token(fields).expires_at(), expiry, "{fields}");
        }
    }

    #[test]
    fn personal_data_and_the_token_are_not_in_debug() {
        let token = token(r#", "entity_identity": "canary", "factor_friendly_name": "canary""#);
        let debug = format!("{token:?}");
        assert!(!debug.contains("canary") && !debug.contains("e30"), "{debug}");
    }
}
