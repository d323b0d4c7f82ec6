//! What the load benchmark and the count of allocations share: who makes calls, to which server,
//! and how results are printed. Each of them decides itself what it measures, and how.

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
