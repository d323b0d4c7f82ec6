//! The time from the start of a program to its first response: the facade against the same call
//! written by hand with reqwest.
//!
//! ```sh
//! cargo bench -p load --bench start
//! ```
//!
//! Each start is a process of its own that builds the client and makes one call; contestants take
//! turns. Over TLS, reading the system's certificates takes most of the time.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a benchmark stops by panicking")]
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "its report goes to the one, its progress to the other"
)]

use std::process::Command;
use std::time::Instant;

use clap::Parser;
use load::contestants::{Contestant, Kind, Operation, Transport};
use load::peer::{Host, Peer};
use load::report::{self, Table};
use load::server;

const KINDS: [Kind; 2] = [Kind::Facade, Kind::Reqwest];

#[derive(Parser)]
struct Arguments {
    /// Start once, and say how many nanoseconds it took.
    #[arg(long, hide = true)]
    once: bool,

    #[arg(long, hide = true, value_enum, default_value_t = Kind::Facade)]
    contestant: Kind,

    #[arg(long, hide = true, value_enum, default_value_t = Transport::Plain)]
    transport: Transport,

    /// Given by `cargo bench`.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() {
    if std::env::args().nth(1).as_deref() == Some(server::ARGUMENT) {
        return server::run();
    }
    let arguments = Arguments::parse();
    if arguments.once {
        return start(arguments.contestant, arguments.transport);
    }
    let rounds = if arguments.bench { 51 } else { 1 };
    let mut table = Table::new(["transport", "contestant", "median µs", "ratio"]);
    for transport in Transport::ALL {
        let mut times = KINDS.map(|_| Vec::new());
        for _ in 0..rounds {
            for (kind, times) in KINDS.into_iter().zip(&mut times) {
                times.push(start_once(kind, transport));
            }
        }
        let medians = times.map(|mut times| {
            times.sort_unstable();
            times[rounds / 2]
        });
        for (kind, median) in KINDS.into_iter().zip(medians) {
            table.row([
                transport.name().into(),
                kind.name().into(),
                (median / 1000).into(),
                report::rounded(median as f64 / medians[1] as f64),
            ]);
        }
    }
    report::publish("start", "From the start to the first response", &table);
}

/// Builds the client and makes one call.
fn start(kind: Kind, transport: Transport) {
    let peer = Peer::start(Host::Name);
    let begun = Instant::now();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let contestant = Contestant::new(kind, &peer, transport);
    runtime.block_on(contestant.calls(Operation::Create, 1));
    println!("{}", begun.elapsed().as_nanos());
}

fn start_once(kind: Kind, transport: Transport) -> u64 {
    let output = Command::new(std::env::current_exe().unwrap())
        .arg("--once")
        .args(["--contestant", kind.name()])
        .args(["--transport", transport.name()])
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    String::from_utf8(output.stdout).unwrap().trim().parse().unwrap()
}
