//! What a call costs: the facade against the same call written by hand with reqwest, and against
//! bare hyper as the floor, on loopback, in one run.
//!
//! ```sh
//! cargo bench -p load --bench load                      # everything, in seven minutes
//! cargo bench -p load --bench load -- --quick           # does it still work?
//! cargo bench -p load --bench load -- --instructions    # only those, counted by callgrind
//! ```
//!
//! Tables go to standard output as Markdown, and to `target/benchmarks/` as JSON. Absolute figures
//! depend on the machine and its other work; ratios compare contestants of the same round. From
//! time alone, differences below five percent prove nothing.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a benchmark stops by panicking")]
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "its report goes to the one, its progress to the other"
)]

mod cores;
mod endurance;
mod instructions;
mod rounds;
mod scenario;
mod targets;

use clap::Parser;
use tokio::runtime::Runtime;

use load::contestants::{Contestant, Kind, Operation, Transport};
use load::peer::{Host, Peer};
use load::server;

use rounds::Extent;

#[derive(Parser)]
struct Arguments {
    /// Take seconds, for a first impression and to see that it works.
    #[arg(long)]
    quick: bool,

    /// Only count instructions, with valgrind.
    #[arg(long)]
    instructions: bool,

    /// Only make as many calls, one after the other, for a profiler to watch.
    #[arg(long, value_name = "COUNT")]
    calls: Option<usize>,

    /// Whose calls `--calls` and `--endure` make.
    #[arg(long, value_enum, default_value_t = Kind::Facade)]
    contestant: Kind,

    /// Which calls `--calls` makes.
    #[arg(long, value_enum, default_value_t = Operation::Create)]
    operation: Operation,

    /// How `--calls` and `--instructions` connect.
    #[arg(long, value_enum, default_value_t = Transport::Plain)]
    transport: Transport,

    /// Only make as many calls, and say what they leave behind.
    #[arg(long, hide = true, value_name = "COUNT")]
    endure: Option<usize>,

    /// How `--endure` finds the server.
    #[arg(long, hide = true, value_enum, default_value_t = Host::Name)]
    host: Host,

    /// Given by `cargo bench`.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() {
    if std::env::args().nth(1).as_deref() == Some(server::ARGUMENT) {
        cores::stay_on(1);
        return server::run();
    }
    let arguments = Arguments::parse();
    if let Some(count) = arguments.calls {
        make_calls(&arguments, count);
    } else if let Some(count) = arguments.endure {
        endurance::make_calls(arguments.contestant, arguments.host, count);
    } else if arguments.instructions {
        instructions::run(arguments.transport);
    } else if arguments.quick || !arguments.bench {
        measure(QUICK, 10_000, &[]);
    } else if instructions::are_countable() {
        measure(FULL, 1_000_000, &Transport::ALL);
    } else {
        eprintln!("no instructions are counted: valgrind is not there");
        measure(FULL, 1_000_000, &[]);
    }
}

const QUICK: Extent = Extent { warm_up: 64, rounds: 5, calls: 64 };

/// Eight times each order of four contestants, and one round more.
const FULL: Extent = Extent { warm_up: 5_000, rounds: 193, calls: 512 };

fn measure(extent: Extent, endurance_calls: usize, transports_to_count: &[Transport]) {
    let peer = Peer::start(Host::Name);
    let results = rounds::run(&peer, extent);
    let endurance = endurance::run(endurance_calls);
    let mut instructions = Vec::new();
    for &transport in transports_to_count {
        let ratios = instructions::run(transport);
        instructions.extend(ratios.into_iter().map(|(it, ratio)| (it, transport, ratio)));
    }
    targets::report(&results, endurance, &instructions);
}

/// Calls before those that `--calls` asks for, so that everything that happens once is done.
const BEFORE: usize = 300;

fn make_calls(arguments: &Arguments, count: usize) {
    let peer = Peer::start(Host::Name);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let contestant = Contestant::new(arguments.contestant, &peer, arguments.transport);
    runtime.block_on(contestant.calls(arguments.operation, BEFORE));
    watched_calls(&runtime, &contestant, arguments.operation, count);
}

/// The function that a profiler watches and finds by its name.
#[inline(never)]
fn watched_calls(runtime: &Runtime, contestant: &Contestant, operation: Operation, count: usize) {
    runtime.block_on(contestant.calls(operation, count));
}
