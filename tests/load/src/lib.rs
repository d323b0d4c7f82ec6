//! Who makes calls, to which server, and how the results come out: what the load benchmark and the
//! count of allocations share. What they measure, and how, is theirs.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a benchmark stops by panicking")]
#![allow(missing_debug_implementations, reason = "nothing of it is logged")]
#![allow(
    clippy::print_stdout,
    reason = "what it prints is its report, or its reply to the process that asks"
)]

pub mod certificate;
pub mod contestants;
pub mod peer;
pub mod report;
pub mod server;
