//! Rounds, in each of which every contestant has its turn. The order changes from round to round,
//! so that other work of the machine affects all contestants alike, and each follows each other
//! equally often, with the caches as that one left them. Ratios are taken within a round.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};
use serde_json::Value;

use crate::scenario::Scenario;
use load::contestants::{Contestant, Kind};
use load::peer::Peer;
use load::report::{self, Table};

/// What is measured of a contestant: medians over all rounds.
pub(crate) struct Measured {
    pub(crate) kind: Kind,
    /// Microseconds of processor time for a call.
    pub(crate) cpu: f64,
    /// Calls in a second.
    pub(crate) rate: f64,
    /// Processor time against that of the call written by hand, in quartiles.
    pub(crate) cpu_ratio: [f64; 3],
    /// Calls in a second against those of the call written by hand, in quartiles.
    pub(crate) rate_ratio: [f64; 3],
}

/// The amount of work.
#[derive(Clone, Copy)]
pub(crate) struct Extent {
    pub(crate) warm_up: usize,
    /// One more than a multiple of four, so that each quartile is the value of one round.
    pub(crate) rounds: usize,
    /// Calls of one contestant in one round.
    pub(crate) calls: usize,
}

/// A batch of calls; there is one for each contestant and round.
#[derive(Clone, Copy)]
struct Batch {
    cpu: f64,
    rate: f64,
}

/// Measures every scenario, and prints the results.
pub(crate) fn run(peer: &Peer, extent: Extent) -> Vec<(Scenario, Vec<Measured>)> {
    let mut table = Table::new([
        "operation",
        "transport",
        "runtime",
        "in flight",
        "client",
        "CPU µs",
        "CPU ratio",
        "CPU quartiles",
        "calls/s",
        "rate ratio",
        "rate quartiles",
    ]);
    let mut all = Vec::new();
    for scenario in Scenario::all() {
        eprintln!("{scenario:?}");
        // A thread of its own, because it may be bound to a core.
        let results = std::thread::scope(|scope| {
            let measuring = scope.spawn(|| measure(&scenario, peer, extent));
            measuring.join().unwrap()
        });
        for result in &results {
            table.row([
                scenario.operation.name().into(),
                scenario.transport.name().into(),
                scenario.threads.name().into(),
                scenario.in_flight.into(),
                result.kind.name().into(),
                report::rounded(result.cpu),
                report::rounded(result.cpu_ratio[1]),
                quartiles(result.cpu_ratio),
                result.rate.round().into(),
                report::rounded(result.rate_ratio[1]),
                quartiles(result.rate_ratio),
            ]);
        }
        all.push((scenario, results));
    }
    report::publish("load", "Calls", &table);
    all
}

/// Every order of that many contestants.
fn orders(contestants: usize) -> Vec<Vec<usize>> {
    let Some(last) = contestants.checked_sub(1) else {
        return vec![Vec::new()];
    };
    let insert = |order: Vec<usize>| {
        (0..contestants).map(move |place| {
            let mut order = order.clone();
            order.insert(place, last);
            order
        })
    };
    orders(last).into_iter().flat_map(insert).collect()
}

fn quartiles([first, _, third]: [f64; 3]) -> Value {
    format!("{first:.3} to {third:.3}").into()
}

fn measure(scenario: &Scenario, peer: &Peer, extent: Extent) -> Vec<Measured> {
    let runtime = scenario.runtime();
    let contestants =
        Kind::ALL.map(|kind| Arc::new(Contestant::new(kind, peer, scenario.transport)));
    for contestant in &contestants {
        runtime.block_on(scenario.calls(contestant, extent.warm_up));
    }
    let mut rounds = Vec::new();
    let orders = orders(contestants.len());
    for order in orders.iter().cycle().take(extent.rounds) {
        let mut batches = [Batch { cpu: 0.0, rate: 0.0 }; Kind::ALL.len()];
        for &turn in order {
            let (cpu, time) = (cpu_time(), Instant::now());
            runtime.block_on(scenario.calls(&contestants[turn], extent.calls));
            batches[turn] = Batch {
                cpu: (cpu_time() - cpu).as_secs_f64() * 1e6 / extent.calls as f64,
                rate: extent.calls as f64 / time.elapsed().as_secs_f64(),
            };
        }
        rounds.push(batches);
    }
    let by_hand = Kind::ALL.iter().position(|kind| *kind == Kind::Reqwest).unwrap();
    let over_rounds = |of: &dyn Fn(&[Batch; Kind::ALL.len()]) -> f64| {
        let mut values: Vec<f64> = rounds.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        [1, 2, 3].map(|quarter| values[(values.len() - 1) * quarter / 4])
    };
    let result = |(index, &kind): (usize, &Kind)| Measured {
        kind,
        cpu: over_rounds(&|batches| batches[index].cpu)[1],
        rate: over_rounds(&|batches| batches[index].rate)[1],
        cpu_ratio: over_rounds(&|batches| batches[index].cpu / batches[by_hand].cpu),
        rate_ratio: over_rounds(&|batches| batches[index].rate / batches[by_hand].rate),
    };
    Kind::ALL.iter().enumerate().map(result).collect()
}

/// Processor time of this process, in user and kernel mode.
fn cpu_time() -> Duration {
    Duration::try_from(clock_gettime(ClockId::ProcessCPUTime)).unwrap()
}
