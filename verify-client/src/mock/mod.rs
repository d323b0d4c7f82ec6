//! Help for tests of services that use this crate; with feature `mock` only.
//!
//! [`FakeVerify`] is a Twilio of your own: three lines, no network beyond loopback, and a clock
//! and failures at your command.
//!
//! ```
//! use verify_client::mock::FakeVerify;
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), verify_client::Error> {
//! let twilio = FakeVerify::start();
//! let client = twilio.client();
//! let token = client.create_access_token(twilio.service_sid(), "7c1e5d0a-user").send().await?;
//! # assert_eq!(twilio.tokens().len(), 1);
//! # Ok(())
//! # }
//! ```
//!
//! For answers that it would never give there is [`MockServerExt`]: it adds one method for each
//! operation to httpmock's server, with arguments and answers typed as in the specification.
//!
//! ```
//! use verify_client::mock::{CreateAccessTokenRequest, MockServerExt};
//! use verify_client::{Client, Credentials, FactorType, ServiceSid};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let server = httpmock::MockServer::start_async().await;
//! let service_sid: ServiceSid = "VA0123456789abcdef0123456789abcdef".parse()?;
//! let expected = CreateAccessTokenRequest {
//!     identity: "7c1e5d0a-user".into(),
//!     factor_type: FactorType::Push,
//!     factor_friendly_name: None,
//!     ttl: None,
//! };
//! let mock = server.create_access_token(|when, then| {
//!     when.service_sid(&service_sid).body(&expected);
//!     then.into_inner().status(429).header("retry-after", "60");
//! });
//!
//! let client = Client::builder()
//!     .base_url(server.base_url())
//!     .credentials(Credentials::api_key("SK0123456789abcdef0123456789abcdef", "secret")?)
//!     .build()?;
//! let error = client.create_access_token(&service_sid, "7c1e5d0a-user").send().await.unwrap_err();
//! assert!(error.is_rate_limited());
//! assert_eq!(mock.calls(), 1);
//! # Ok(())
//! # }
//! ```

mod answer;
mod fake;
mod fault;
mod parameters;
mod received;
mod twilio;

use httpmock::When;
use serde::Serialize;

pub use self::fake::FakeVerify;
pub use self::fault::Fault;
pub use self::received::ReceivedCall;
pub use crate::generated::httpmock::{MockServerExt, operations};
pub use crate::generated::types::CreateAccessTokenRequest;

/// Matches a form body that holds exactly the fields of `value`, in any order.
///
/// The generated matchers use this where the specification says
/// `application/x-www-form-urlencoded`. A value that no form can hold matches nothing.
pub fn form_body(when: When, value: &impl Serialize) -> When {
    let expected = serde_urlencoded::to_string(value)
        .ok()
        .and_then(|form| sorted_pairs(form.as_bytes()));
    when.header("content-type", "application/x-www-form-urlencoded")
        .is_true(move |request| expected.is_some() && sorted_pairs(request.body_ref()) == expected)
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
}
