//! Instructions of one call, a number without noise: callgrind counts those of many calls on an
//! open connection, and nothing before.
//!
//! The server is a child process, which callgrind does not follow. The kernel's work and reading
//! the clock are not counted.

use std::path::Path;
use std::process::Command;

use load::contestants::{Kind, Operation, Transport};
use load::report::{self, Table};

const CALLS: u64 = 500;

/// Whether valgrind is installed.
pub(crate) fn are_countable() -> bool {
    let version = Command::new("valgrind").arg("--version").output();
    version.is_ok_and(|output| output.status.success())
}

/// Counts, prints, and returns for each operation the ratio of the facade's instructions to those
/// of the call written by hand.
pub(crate) fn run(transport: Transport) -> Vec<(Operation, f64)> {
    let mut ratios = Vec::new();
    let mut table = Table::new(["operation", "contestant", "instructions", "ratio"]);
    for operation in Operation::ALL {
        let baseline = per_call(operation, Kind::Reqwest, transport);
        for kind in Kind::ALL {
            let count = match kind {
                Kind::Reqwest => baseline,
                _ => per_call(operation, kind, transport),
            };
            let ratio = count as f64 / baseline as f64;
            table.row([
                operation.name().into(),
                kind.name().into(),
                count.into(),
                report::rounded(ratio),
            ]);
            if kind == Kind::Facade {
                ratios.push((operation, ratio));
            }
        }
    }
    let title = format!("Instructions of a call, {}", transport.name());
    report::publish(&format!("instructions-{}", transport.name()), &title, &table);
    ratios
}

/// Counts in a run that makes many calls. The profile is kept, for a closer look.
fn per_call(operation: Operation, kind: Kind, transport: Transport) -> u64 {
    eprintln!("{} by {}", operation.name(), kind.name());
    let profile = report::directory().join(format!(
        "callgrind.{}.{}.{}",
        operation.name(),
        kind.name(),
        transport.name()
    ));
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--toggle-collect=*watched_calls*"])
        .arg(format!("--callgrind-out-file={}", profile.display()))
        .arg(std::env::current_exe().unwrap())
        .args(["--calls", &CALLS.to_string()])
        .args(["--contestant", kind.name()])
        .args(["--operation", operation.name()])
        .args(["--transport", transport.name()])
        .output();
    let output = output.unwrap_or_else(|error| panic!("valgrind is needed: {error}"));
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let total = total(&profile);
    assert_ne!(total, 0, "the calls were not found in the profile");
    total / CALLS
}

fn total(profile: &Path) -> u64 {
    let text = std::fs::read_to_string(profile).unwrap();
    let total = text.lines().find_map(|line| line.strip_prefix("totals: "));
    total.unwrap().trim().parse().unwrap()
}
