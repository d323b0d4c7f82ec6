//! `cargo xtask audit`: its rules one by one, real history, whole repositories,
//! and arbitrary values.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod cases;
mod dependents;
mod hidden;
mod history;
mod html;
mod oracle;
mod pairs;
mod repository;
mod robustness;
mod support;

/// The same allocator as in the binary behind `cargo xtask`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
