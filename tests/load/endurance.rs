//! What many calls leave behind: connections that they opened, and memory. A process of its own
//! makes them, so that no other contestant's memory is counted.

use std::io::{Write as _, stdout};
use std::process::Command;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::contestants::{Contestant, Kind, Operation, Transport};
use crate::peer::Peer;
use crate::report::{self, Table};
use crate::scenario::{Scenario, Threads};

/// The calls after which is looked first.
const EARLY: usize = 10_000;

/// What was seen after the early calls, and after all.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Endurance {
    pub(crate) connections: usize,
    /// `None` where the system does not tell in `/proc`.
    pub(crate) early_memory: Option<u64>,
    pub(crate) late_memory: Option<u64>,
}

/// Starts the process, prints what it says, and gives it.
pub(crate) fn run(calls: usize) -> Endurance {
    eprintln!("{calls} calls");
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--endure", &calls.to_string()])
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let endurance: Endurance = serde_json::from_slice(&output.stdout).unwrap();
    let mut table = Table::new(["calls", "in flight", "connections", "resident KiB"]);
    let kibibytes = |memory: Option<u64>| memory.map(|memory| memory / 1024).into();
    table.row([
        EARLY.into(),
        64.into(),
        endurance.connections.into(),
        kibibytes(endurance.early_memory),
    ]);
    table.row([
        calls.into(),
        64.into(),
        endurance.connections.into(),
        kibibytes(endurance.late_memory),
    ]);
    report::publish("endurance", "What calls leave behind", &table);
    endurance
}

/// In the process of its own: makes the calls and says what was seen.
pub(crate) fn make_calls(calls: usize) {
    let mut peer = Peer::start();
    let scenario = Scenario {
        operation: Operation::Create,
        transport: Transport::Plain,
        threads: Threads::One,
        in_flight: 64,
    };
    let contestant = Arc::new(Contestant::new(Kind::Facade, &peer, scenario.transport));
    let runtime = scenario.runtime();
    runtime.block_on(scenario.calls(&contestant, EARLY));
    let connections = peer.connections();
    let early_memory = resident_memory();
    runtime.block_on(scenario.calls(&contestant, calls.saturating_sub(EARLY)));
    let endurance = Endurance {
        connections,
        early_memory,
        late_memory: resident_memory(),
    };
    serde_json::to_writer(stdout(), &endurance).unwrap();
    stdout().flush().unwrap();
}

/// Bytes of this process that are in memory.
fn resident_memory() -> Option<u64> {
    let pages = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = pages.split(' ').nth(1)?.parse().ok()?;
    Some(pages * rustix::param::page_size() as u64)
}
