//! Rounds, in each of which every contestant has its turn; the order changes from round to round,
//! so that what the machine does besides hits each alike.

use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

use crate::contestants::{Contestant, Kind, Operation, Transport};
use crate::peer::Peer;
use crate::report::{self, Table};

pub(crate) fn run(quick: bool) {
    let (rounds, calls) = if quick { (3, 200) } else { (15, 4000) };
    let peer = Peer::start();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let mut table = Table::new([
        "operation",
        "contestant",
        "cpu_us",
        "calls_per_s",
        "cpu_ratio",
    ]);
    for operation in Operation::ALL {
        let contestants = Kind::ALL.map(|kind| Contestant::new(kind, &peer, Transport::Plain));
        let mut batches: [Vec<Batch>; Kind::ALL.len()] = Default::default();
        for contestant in &contestants {
            runtime.block_on(contestant.calls(operation, calls));
        }
        for round in 0..rounds {
            eprintln!("{} {round}", operation.name());
            for turn in 0..contestants.len() {
                let turn = (turn + round) % contestants.len();
                let batch = measure(calls, || {
                    runtime.block_on(contestants[turn].calls(operation, calls));
                });
                batches[turn].push(batch);
            }
        }
        for (kind, own) in Kind::ALL.iter().zip(&batches) {
            let against = &batches[1];
            let ratios = own
                .iter()
                .zip(against)
                .map(|(own, other)| own.cpu / other.cpu);
            table.row([
                operation.name().into(),
                kind.name().into(),
                report::rounded(median(own.iter().map(|batch| batch.cpu * 1e6))),
                report::rounded(median(own.iter().map(|batch| batch.rate))),
                report::rounded(median(ratios)),
            ]);
        }
    }
    report::publish("load", "Calls", &table);
}

/// What a batch of calls took.
struct Batch {
    /// Seconds of processor time for a call.
    cpu: f64,
    /// Calls in a second.
    rate: f64,
}

fn measure(calls: usize, make: impl FnOnce()) -> Batch {
    let (cpu, time) = (cpu_time(), Instant::now());
    make();
    Batch {
        cpu: (cpu_time() - cpu).as_secs_f64() / calls as f64,
        rate: calls as f64 / time.elapsed().as_secs_f64(),
    }
}

/// Processor time of this process, in user and kernel mode.
fn cpu_time() -> Duration {
    Duration::try_from(clock_gettime(ClockId::ProcessCPUTime)).unwrap()
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
