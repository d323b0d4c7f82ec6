//! The client as a stranger uses it: over real sockets on loopback, and against fixtures that are
//! raw bodies. The folders are the rooms of verify-client; pure decisions are tested there, where
//! they are made.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod auth;
mod call;
mod error;
mod mock;
mod model;
mod operations;
mod support;
mod surface;
mod transport;
