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

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some(server::ARGUMENT) {
        server::run();
        return ExitCode::SUCCESS;
    }
    let peer = Peer::start();
    let mut table = Table::new(["operation", "contestant", "allocations", "bytes", "ratio"]);
    let mut within = true;
    for operation in Operation::ALL {
        let counts = Kind::ALL.map(|kind| (kind, least(&peer, kind, operation)));
        let by_hand = counts.iter().find(|(kind, _)| *kind == Kind::Reqwest);
        let by_hand = by_hand.map_or(0.0, |(_, count)| count.allocations);
        for (kind, count) in counts {
            within &= kind != Kind::Facade || count.allocations <= by_hand;
            table.row([
                operation.name().into(),
                kind.name().into(),
                report::rounded(count.allocations),
                report::rounded(count.bytes),
                report::rounded(count.allocations / by_hand),
            ]);
        }
    }
    report::publish("allocations", "Allocations of a call", &table);
    if within {
        ExitCode::SUCCESS
    } else {
        eprintln!("the facade allocates more often than a call written by hand");
        ExitCode::FAILURE
    }
}

/// What one call allocates; a reallocation counts like an allocation.
#[derive(Clone, Copy)]
struct Count {
    allocations: f64,
    bytes: f64,
}

/// The least of several batches.
fn least(peer: &Peer, kind: Kind, operation: Operation) -> Count {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let counts = runtime.block_on(async {
        let contestant = Contestant::new(kind, peer, Transport::Plain);
        contestant.calls(operation, WARM_UP).await;
        let mut counts = Vec::with_capacity(BATCHES);
        for _ in 0..BATCHES {
            let region = Region::new(ALLOCATOR);
            contestant.calls(operation, CALLS).await;
            let change = region.change();
            counts.push(Count {
                allocations: (change.allocations + change.reallocations) as f64 / CALLS as f64,
                bytes: change.bytes_allocated as f64 / CALLS as f64,
            });
        }
        counts
    });
    let least = counts
        .into_iter()
        .min_by(|a, b| a.allocations.total_cmp(&b.allocations));
    least.unwrap()
}
