//! The targets of the project, and whether this run meets them. It is a table and not a test: time
//! is too noisy to fail anything.

use crate::endurance::Endurance;
use crate::rounds::Measured;
use crate::scenario::{Scenario, Threads};
use load::contestants::{Kind, Operation, Transport};
use load::report::{self, Table};

pub(crate) fn report(results: &[(Scenario, Vec<Measured>)], endurance: Endurance) {
    let mut table = Table::new(["what", "measured", "target", "met"]);
    for operation in Operation::ALL {
        let one = facade(results, operation, 1);
        let what = format!("CPU of {} against reqwest, one at a time", operation.name());
        at_most(&mut table, &what, one.cpu_ratio[1], 1.0);
    }
    for operation in Operation::ALL {
        let many = facade(results, operation, 64);
        let what = format!("calls per second of {}, 64 in flight", operation.name());
        at_least(&mut table, &what, many.rate_ratio[1], 0.98);
    }
    at_most(
        &mut table,
        "connections for 10 000 calls, 64 in flight",
        endurance.connections as f64,
        64.0,
    );
    if let (Some(early), Some(late)) = (endurance.early_memory, endurance.late_memory) {
        let growth = late as f64 / early as f64;
        at_most(
            &mut table,
            "resident memory in the end against after 10 000 calls",
            growth,
            1.05,
        );
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
    results
        .iter()
        .find(|result| result.kind == Kind::Facade)
        .unwrap()
}

fn at_most(table: &mut Table, what: &str, measured: f64, target: f64) {
    row(
        table,
        what,
        measured,
        format!("≤ {target}"),
        measured <= target,
    );
}

fn at_least(table: &mut Table, what: &str, measured: f64, target: f64) {
    row(
        table,
        what,
        measured,
        format!("≥ {target}"),
        measured >= target,
    );
}

fn row(table: &mut Table, what: &str, measured: f64, target: String, is_met: bool) {
    let met = if is_met { "yes" } else { "no" };
    table.row([
        what.into(),
        report::rounded(measured),
        target.into(),
        met.into(),
    ]);
}
