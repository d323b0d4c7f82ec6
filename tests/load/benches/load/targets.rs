//! The targets of the project, and whether this run meets them. This is a table and not a test:
//! time is too noisy to fail a test, and a miss by less than five percent proves nothing. Counts of
//! instructions do prove such a miss.

use crate::endurance::Endurance;
use crate::rounds::Measured;
use crate::scenario::{Scenario, Threads};
use load::contestants::{Kind, Operation, Transport};
use load::report::{self, Table};

/// The share of a time that may be noise.
const NOISE: f64 = 0.05;

pub(crate) fn report(
    results: &[(Scenario, Vec<Measured>)],
    endurance: Endurance,
    instructions: &[(Operation, Transport, f64)],
) {
    let mut table = Table::new(["what", "measured", "target", "met"]);
    for &(operation, transport, ratio) in instructions {
        let (operation, transport) = (operation.name(), transport.name());
        let what = format!("instructions of {operation} against reqwest, {transport}");
        at_most(&mut table, &what, ratio, 1.0);
    }
    for operation in Operation::ALL {
        let one = facade(results, operation, 1);
        let what = format!("CPU of {} against reqwest, one at a time", operation.name());
        let ratio = one.cpu_ratio[1];
        row(&mut table, &what, ratio, "≤ 1", by_time(ratio, 1.0));
    }
    for operation in Operation::ALL {
        let many = facade(results, operation, 64);
        let what = format!("calls per second of {}, 64 in flight", operation.name());
        let ratio = many.rate_ratio[1];
        row(&mut table, &what, ratio, "≥ 0.98", by_time(0.98, ratio));
    }
    at_most(
        &mut table,
        "connections for 10 000 calls, 64 in flight",
        endurance.connections as f64,
        64.0,
    );
    if let (Some(early), Some(late)) = (endurance.early_memory, endurance.late_memory) {
        let growth = late as f64 / early as f64;
        at_most(&mut table, "resident memory in the end against after 10 000 calls", growth, 1.05);
    }
    report::publish("targets", "Targets", &table);
}

/// The facade over plain HTTP on one thread.
fn facade(
    results: &[(Scenario, Vec<Measured>)],
    operation: Operation,
    in_flight: usize,
) -> &Measured {
    let (_, results) = results
        .iter()
        .find(|(scenario, _)| {
            scenario.operation == operation
                && scenario.in_flight == in_flight
                && scenario.transport == Transport::Plain
                && scenario.threads == Threads::One
        })
        .unwrap();
    results.iter().find(|result| result.kind == Kind::Facade).unwrap()
}

fn at_most(table: &mut Table, what: &str, measured: f64, target: f64) {
    let met = if measured <= target { "yes" } else { "no" };
    row(table, what, measured, &format!("≤ {target}"), met);
}

/// Whether times show that one is not more than the other.
fn by_time(one: f64, other: f64) -> &'static str {
    if one <= other {
        "yes"
    } else if one <= other * (1.0 + NOISE) {
        "within the noise"
    } else {
        "no"
    }
}

fn row(table: &mut Table, what: &str, measured: f64, target: &str, met: &str) {
    table.row([what.into(), report::rounded(measured), target.into(), met.into()]);
}
