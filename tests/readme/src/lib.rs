//! A module for each block of Rust in the documents; the build script writes the modules.

#![allow(
    dead_code,
    missing_debug_implementations,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a reader's program may do so"
)]

include!(concat!(env!("OUT_DIR"), "/blocks.rs"));
