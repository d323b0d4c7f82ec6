//! The client as a dependent uses it: over real sockets on loopback, and with raw bodies as
//! fixtures. The folders correspond to those of `verify-client/src`; pure decisions are tested
//! there, where they are made.

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
