//! The client as a stranger uses it: over real sockets on loopback, and against fixtures that are
//! raw bodies. Pure decisions are tested where they are made, in verify-client itself.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod bad_input;
mod canaries;
mod certificates;
mod credentials;
mod errors;
mod fake;
mod faults;
mod from_env;
mod http2_peer;
mod leaks;
mod leniency;
mod limits;
mod mock_helpers;
mod observation;
mod outage;
mod own_http_client;
mod properties;
mod requests;
mod retries;
mod support;
mod surface;
mod tls;
mod traces;
