//! Compares what the documents of the repository say with the repository.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod architecture;
mod dependencies;
mod errors;
mod links;
mod paths;
mod readme;
