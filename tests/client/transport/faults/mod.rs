//! The fault matrix: one row for each thing that can go wrong between this client and Twilio, with
//! its effect: the kind of error, the status, the attempts and the time.
//!
//! Each file of this folder has the rows for one place of the fault. Rows run over real sockets on
//! loopback, all rows of a file at once; the texts of every error are searched for canaries.

mod connections;
mod responses;
mod secure;

use std::time::Duration;

use tokio::task::JoinSet;
use verify_client::{Client, Error, ErrorKind};

use crate::support::canaries;
use crate::support::traces;
use crate::support::*;

/// How much longer than necessary a call may take: machines are noisy.
const SLACK: Duration = Duration::from_secs(15);

/// The time limit of one attempt, in rows where time runs out.
const SHORT: Duration = Duration::from_secs(1);

/// One row.
struct Fault {
    name: &'static str,
    peer: Peer,
    /// `None` when the call succeeds in the end.
    kind: Option<ErrorKind>,
    /// The status of the last response.
    status: Option<u16>,
    attempts: u32,
    /// The least time the call takes; the most is [`SLACK`] more.
    elapsed: Duration,
}

/// The server or other peer, and the client.
struct Peer {
    client: Client,
    /// Keeps the peer alive.
    _server: Option<Server>,
}

impl Peer {
    async fn script(script: impl IntoIterator<Item = Step>) -> Self {
        let server = Server::start(script).await;
        Self { client: server.client(), _server: Some(server) }
    }

    /// A peer for rows where time runs out.
    async fn slow(script: impl IntoIterator<Item = Step>) -> Self {
        let server = Server::start(script).await;
        let client = builder(&server.url).attempt_timeout(SHORT).build().unwrap();
        Self { client, _server: Some(server) }
    }

    fn without_server(client: Client) -> Self {
        Self { client, _server: None }
    }
}

impl Fault {
    /// A fault that the client gives up on.
    fn fatal(
        name: &'static str,
        peer: Peer,
        kind: ErrorKind,
        status: impl Into<Option<u16>>,
        attempts: u32,
    ) -> Self {
        Self {
            name,
            peer,
            kind: Some(kind),
            status: status.into(),
            attempts,
            elapsed: Duration::ZERO,
        }
    }

    /// A fault of which the caller sees nothing except the time that it takes.
    fn cured(name: &'static str, peer: Peer, status: u16, attempts: u32) -> Self {
        Self { name, peer, kind: None, status: Some(status), attempts, elapsed: Duration::ZERO }
    }

    fn taking(self, elapsed: Duration) -> Self {
        Self { elapsed, ..self }
    }

    /// Makes one call, and returns how the outcome differs from what the row expects.
    async fn problems(self) -> Vec<String> {
        let Self { name, peer, kind, status, attempts, elapsed } = self;
        let begun = std::time::Instant::now();
        let outcome = create(&peer.client).await;
        let taken = begun.elapsed();
        let (found, leaks) = match &outcome {
            Ok(token) => {
                let found = (None, Some(token.status().as_u16()), token.attempts());
                (found, canaries::in_debug(token))
            }
            Err(error) => {
                let status = error.status().map(|status| status.as_u16());
                let found = (Some(error.kind()), status, error.attempts());
                (found, canaries::in_error(error))
            }
        };
        let mut problems = leaks;
        if outcome.as_ref().is_err_and(|error| !is_of_its_kind(error)) {
            problems.push(format!("the predicate of its kind is false: {outcome:?}"));
        }
        if found != (kind, status, attempts) {
            let expected = (kind, status, attempts);
            problems.push(format!("{found:?} instead of {expected:?}: {outcome:?}"));
        }
        if taken < elapsed || taken > elapsed + SLACK {
            problems.push(format!("took {taken:?}, not {elapsed:?} and a little"));
        }
        problems.into_iter().map(|problem| format!("{name}: {problem}")).collect()
    }
}

/// Whether the predicate of an error's kind is true for it.
fn is_of_its_kind(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::Configuration => error.is_configuration(),
        ErrorKind::InvalidArgument => error.is_invalid_argument(),
        ErrorKind::Credentials => error.is_auth(),
        ErrorKind::Connect => error.is_connect(),
        ErrorKind::Timeout => error.is_timeout(),
        ErrorKind::Interrupted => error.is_interrupted(),
        ErrorKind::Protocol => error.is_protocol(),
        ErrorKind::Redirect => error.is_redirect(),
        ErrorKind::Status => error.is_status(),
        ErrorKind::Body => error.is_body(),
        other => panic!("{other:?} has no predicate"),
    }
}

/// Runs all rows at once, and fails with everything that is wrong with them.
async fn run(rows: Vec<Fault>) {
    let problems: Vec<String> =
        rows.into_iter().map(Fault::problems).collect::<JoinSet<_>>().join_all().await.concat();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    let leaks = traces::everything().leaks();
    assert!(leaks.is_empty(), "{}", leaks.join("\n"));
}
