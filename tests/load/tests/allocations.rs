//! Allocations of one call, counted exactly: the facade makes no more of them than the same call
//! written by hand with reqwest.
//!
//! Everything runs on one thread, on an open connection, so that a count depends on the code alone.
//! Some calls have additional allocations (a buffer grows, the timer wheel turns): taking the least
//! of several batches leaves these out.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a benchmark stops by panicking")]
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "its report goes to the one, its progress to the other"
)]

use std::alloc::System;
use std::process::ExitCode;

use load::contestants::{Contestant, Kind, Operation, Transport};
use load::peer::{Host, Peer};
use load::report::{self, Table};
use load::server;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const WARM_UP: usize = 50;
const BATCHES: usize = 5;
const CALLS: usize = 20;

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some(server::ARGUMENT) {
        server::run();
        return ExitCode::SUCCESS;
    }
    let mut peer = Peer::start(Host::Name);
    let mut table =
        Table::new(["operation", "transport", "contestant", "allocations", "bytes", "ratio"]);
    let mut within = true;
    for transport in Transport::ALL {
        for operation in Operation::ALL {
            let by_hand = least(&mut peer, Kind::Reqwest, operation, transport);
            for kind in Kind::ALL {
                let count = least(&mut peer, kind, operation, transport);
                within &= kind != Kind::Facade || count.allocations <= by_hand.allocations;
                table.row([
                    operation.name().into(),
                    transport.name().into(),
                    kind.name().into(),
                    report::rounded(count.allocations),
                    report::rounded(count.bytes),
                    report::rounded(count.allocations / by_hand.allocations),
                ]);
            }
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
fn least(peer: &mut Peer, kind: Kind, operation: Operation, transport: Transport) -> Count {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let contestant = Contestant::new(kind, peer, transport);
    runtime.block_on(contestant.calls(operation, WARM_UP));
    let connections = peer.connections();
    let counts = [(); BATCHES].map(|()| {
        let region = Region::new(ALLOCATOR);
        runtime.block_on(contestant.calls(operation, CALLS));
        let change = region.change();
        Count {
            allocations: (change.allocations + change.reallocations) as f64 / CALLS as f64,
            bytes: change.bytes_allocated as f64 / CALLS as f64,
        }
    });
    assert_eq!(peer.connections(), connections, "a connection was opened");
    let least = counts.into_iter().min_by(|a, b| a.allocations.total_cmp(&b.allocations));
    least.unwrap()
}
