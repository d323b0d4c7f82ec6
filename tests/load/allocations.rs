//! Allocations of one call, counted exactly: the facade makes no more of them than the same call
//! written by hand with reqwest.
//!
//! Everything runs on one thread, on a connection that is open, so that a count depends on the
//! code alone. What comes in at some calls only (a buffer that grows, a timer's wheel that turns)
//! is left out by taking the least of several batches.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a benchmark stops by panicking"
)]

mod contestants;
mod peer;
mod report;
mod server;

use std::alloc::System;
use std::process::ExitCode;

use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

use contestants::{Contestant, Kind, Operation, Transport};
use peer::Peer;
use report::Table;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const WARM_UP: usize = 200;
const BATCHES: usize = 9;
const CALLS: usize = 100;
