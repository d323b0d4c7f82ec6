//! Instructions of one call, which noise does not reach: callgrind counts those of this program
//! making many calls and making more, and the difference is that of the calls alone.
//!
//! The server is a child, which callgrind does not follow.

use std::path::Path;
use std::process::Command;

use crate::contestants::{Kind, Operation, Transport};
use crate::report::{self, Table};

const FEW: usize = 300;
const MORE: usize = 800;

pub(crate) fn run(transport: Transport) {
    let mut table = Table::new(["operation", "contestant", "instructions", "ratio"]);
    for operation in Operation::ALL {
        let baseline = per_call(operation, Kind::Reqwest, transport);
        for kind in Kind::ALL {
            let count = match kind {
                Kind::Reqwest => baseline,
                _ => per_call(operation, kind, transport),
            };
            table.row([
                operation.name().into(),
                kind.name().into(),
                count.into(),
                report::rounded(count as f64 / baseline as f64),
            ]);
        }
    }
    let title = format!("Instructions of a call, {}", transport.name());
    report::publish(
        &format!("instructions-{}", transport.name()),
        &title,
        &table,
    );
}

fn per_call(operation: Operation, kind: Kind, transport: Transport) -> u64 {
    eprintln!("{} by {}", operation.name(), kind.name());
    let [few, more] = [FEW, MORE].map(|calls| count(calls, operation, kind, transport));
    (more - few) / (MORE - FEW) as u64
}

/// Instructions of a whole run with as many calls. The profile stays, for a closer look.
fn count(calls: usize, operation: Operation, kind: Kind, transport: Transport) -> u64 {
    let profile = report::directory().join(format!(
        "callgrind.{}.{}.{}.{calls}",
        operation.name(),
        kind.name(),
        transport.name()
    ));
    let output = Command::new("valgrind")
        .arg("--tool=callgrind")
        .arg(format!("--callgrind-out-file={}", profile.display()))
        .arg(std::env::current_exe().unwrap())
        .args(["--calls", &calls.to_string()])
        .args(["--contestant", kind.name()])
        .args(["--operation", operation.name()])
        .args(["--transport", transport.name()])
        .output();
    let output = output.unwrap_or_else(|error| panic!("valgrind is needed: {error}"));
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    total(&profile)
}

fn total(profile: &Path) -> u64 {
    let text = std::fs::read_to_string(profile).unwrap();
    let total = text.lines().find_map(|line| line.strip_prefix("totals: "));
    total.unwrap().trim().parse().unwrap()
}
