//! The circumstances under which calls are made, and making them.

use std::sync::Arc;

use tokio::runtime::Runtime;
use tokio::task::JoinSet;

use crate::cores;
use load::contestants::{Contestant, Operation, Transport};

#[derive(Clone, Copy, Debug)]
pub(crate) struct Scenario {
    pub(crate) operation: Operation,
    pub(crate) transport: Transport,
    pub(crate) threads: Threads,
    /// How many calls are made at the same time.
    pub(crate) in_flight: usize,
}

/// The threads of the Tokio runtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Threads {
    One,
    Two,
}

impl Threads {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::One => "one thread",
            Self::Two => "two threads",
        }
    }
}

impl Scenario {
    pub(crate) fn all() -> Vec<Self> {
        let mut all = Vec::new();
        for transport in Transport::ALL {
            for threads in [Threads::One, Threads::Two] {
                for in_flight in [1, 64] {
                    all.extend(Operation::ALL.map(|operation| Self {
                        operation,
                        transport,
                        threads,
                        in_flight,
                    }));
                }
            }
        }
        all
    }

    /// The runtime; a single thread gets a core other than the server's.
    pub(crate) fn runtime(&self) -> Runtime {
        let mut builder = match self.threads {
            Threads::One => {
                cores::stay_on(0);
                tokio::runtime::Builder::new_current_thread()
            }
            Threads::Two => tokio::runtime::Builder::new_multi_thread(),
        };
        builder.worker_threads(2).enable_all().build().unwrap()
    }

    /// Makes that many calls, in one task for each call in flight.
    pub(crate) async fn calls(&self, contestant: &Arc<Contestant>, count: usize) {
        let mut tasks = JoinSet::new();
        for task in 0..self.in_flight {
            let share = count / self.in_flight + usize::from(task < count % self.in_flight);
            let (contestant, operation) = (Arc::clone(contestant), self.operation);
            tasks.spawn(async move { contestant.calls(operation, share).await });
        }
        tasks.join_all().await;
    }
}
