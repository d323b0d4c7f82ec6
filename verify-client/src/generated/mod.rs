pub mod client;
#[cfg(feature = "mock")]
pub mod httpmock;
pub mod types;
