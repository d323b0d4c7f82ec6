//! An access token, as modelled by a developer who needs all of its fields.

use chrono::{DateTime, Utc};
use serde::Deserialize;

#[derive(Deserialize)]
#[allow(dead_code, reason = "what is measured is that they are decoded")]
pub(super) struct Response {
    sid: String,
    account_sid: String,
    service_sid: String,
    entity_identity: String,
    factor_type: String,
    factor_friendly_name: String,
    token: String,
    url: String,
    ttl: i64,
    date_created: DateTime<Utc>,
}
