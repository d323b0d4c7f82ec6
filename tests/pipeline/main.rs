//! The xtask as its users see it: whole commands in a temporary workspace,
//! their files, their output and their exit codes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod adopt;
mod bad_input;
mod check;
mod constructs;
mod download;
mod facade;
mod hidden;
mod operations;
mod overlay_steps;
mod public_api;
mod recipe;
mod repository;
mod sync;

/// The same allocator as in the binary behind `cargo xtask`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
