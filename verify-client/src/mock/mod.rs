//! Tools for tests of services that use this crate; only with the feature `mock`.
//!
//! [`FakeVerify`] is a fake Twilio in your process. It takes three lines and no network beyond
//! loopback, and your test controls its clock and its failures.
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
//! For responses that the fake never sends, the feature `httpmock-0_9` has `MockServerExt`. This
//! trait adds a method for each operation to the server of `httpmock`, with typed arguments and
//! responses.
//!
#![cfg_attr(feature = "httpmock-0_9", doc = "```")]
#![cfg_attr(not(feature = "httpmock-0_9"), doc = "```ignore")]
//! use verify_client::mock::{MockServerExt, create_access_token_request, httpmock};
//! use verify_client::{Client, Credentials, ServiceSid};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let server = httpmock::MockServer::start_async().await;
//! let service_sid: ServiceSid = "VA0123456789abcdef0123456789abcdef".parse()?;
//! let expected = create_access_token_request("7c1e5d0a-user");
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

pub(crate) mod body;
mod fake;
mod fault;
#[cfg(feature = "httpmock-0_9")]
pub(crate) mod matching;
mod parameters;
mod received;
mod response;
mod server;
mod twilio;
mod values;

pub use self::fake::FakeVerify;
pub use self::fault::Fault;
pub use self::received::ReceivedRequest;
pub use self::values::access_token;
pub use crate::generated::types::CreateAccessTokenRequest;
#[cfg(feature = "httpmock-0_9")]
pub use {
    self::matching::{create_access_token_request, form_body},
    crate::generated::httpmock::{MockServerExt, operations},
    httpmock,
};
