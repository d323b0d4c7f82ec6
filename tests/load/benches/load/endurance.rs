//! What many calls leave behind: connections that they opened, and memory. A process of its own
//! makes them, so that no other contestant's memory is counted.
//!
//! More connections may be opened than calls are in flight. If the resolver or a handshake makes
//! opening a connection take longer than a call, the pool below reqwest gives a waiting call the
//! first connection that becomes free, and keeps the new one for later. So the server is reached by
//! its address; its name is used only to show what that adds.

use std::io::{Write as _, stdout};
use std::process::Command;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::scenario::{Scenario, Threads};
use load::contestants::{Contestant, Kind, Operation, Transport};
use load::peer::{Host, Peer};
use load::report::{self, Table};

/// The number of calls before the first look.
const EARLY: usize = 10_000;

/// What was seen after the early calls, and after all.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Endurance {
    pub(crate) connections: usize,
    pub(crate) connections_in_the_end: usize,
    /// `None` where the system does not tell in `/proc`.
    pub(crate) early_memory: Option<u64>,
    pub(crate) late_memory: Option<u64>,
}

/// Has the facade make that many calls, and other contestants the early ones to compare
/// connections; prints what was seen, and returns what was seen of the facade.
pub(crate) fn run(calls: usize) -> Endurance {
    let mut table =
        Table::new(["client", "server by", "calls", "in flight", "connections", "resident KiB"]);
    let mut row =
        |kind: Kind, host: Host, calls: usize, connections: usize, memory: Option<u64>| {
            table.row([
                kind.name().into(),
                called(host).into(),
                calls.into(),
                64.into(),
                connections.into(),
                memory.map(|memory| memory / 1024).into(),
            ]);
        };
    let facade = start(Kind::Facade, Host::Address, calls);
    let (early, late) = (facade.early_memory, facade.late_memory);
    let (first, all) = (facade.connections, facade.connections_in_the_end);
    row(Kind::Facade, Host::Address, EARLY, first, early);
    row(Kind::Facade, Host::Address, calls, all, late);
    for (kind, host) in
        [(Kind::Reqwest, Host::Address), (Kind::Facade, Host::Name), (Kind::Reqwest, Host::Name)]
    {
        let other = start(kind, host, EARLY);
        row(kind, host, EARLY, other.connections, other.early_memory);
    }
    report::publish("endurance", "What calls leave behind", &table);
    facade
}

/// Starts the process, and returns its output.
fn start(kind: Kind, host: Host, calls: usize) -> Endurance {
    eprintln!("{calls} calls by {}", kind.name());
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--endure", &calls.to_string()])
        .args(["--contestant", kind.name()])
        .args(["--host", called(host)])
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// In that process: makes the calls and prints what was seen.
pub(crate) fn make_calls(kind: Kind, host: Host, calls: usize) {
    let mut peer = Peer::start(host);
    let scenario = Scenario {
        operation: Operation::Create,
        transport: Transport::Plain,
        threads: Threads::One,
        in_flight: 64,
    };
    let contestant = Arc::new(Contestant::new(kind, &peer, scenario.transport));
    let runtime = scenario.runtime();
    runtime.block_on(scenario.calls(&contestant, EARLY));
    let connections = peer.connections();
    let early_memory = resident_memory();
    runtime.block_on(scenario.calls(&contestant, calls.saturating_sub(EARLY)));
    let endurance = Endurance {
        connections,
        connections_in_the_end: peer.connections(),
        early_memory,
        late_memory: resident_memory(),
    };
    serde_json::to_writer(stdout(), &endurance).unwrap();
    stdout().flush().unwrap();
}

/// The host as in `--host` and in the table.
fn called(host: Host) -> &'static str {
    match host {
        Host::Name => "name",
        Host::Address => "address",
    }
}

/// The bytes of this process that are in memory.
fn resident_memory() -> Option<u64> {
    let pages = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = pages.split(' ').nth(1)?.parse().ok()?;
    Some(pages * rustix::param::page_size() as u64)
}
