//! A client that outlives its runtime, or serves several.

use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use verify_client::Client;

use crate::support::certificates::Authority;
use crate::support::http2_server::{Http2Server, Http2Step};
use crate::support::mortal_server::MortalServer;
use crate::support::*;

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// Makes calls on runtimes that end, that stop running, and that run again.
fn serves_all_runtimes(client: &Client) {
    let first = runtime();
    assert_eq!(first.block_on(create(client)).unwrap().attempts(), 1);
    drop(first);
    let second = runtime();
    assert!(second.block_on(create(client)).unwrap().attempts() <= 2);
    // The second runtime does not run, and owns the connection.
    let third = runtime();
    assert!(third.block_on(create(client)).unwrap().attempts() <= 2);
    assert!(second.block_on(create(client)).unwrap().attempts() <= 2);
    drop(second);
    assert!(third.block_on(create(client)).unwrap().attempts() <= 2);
}

#[test]
fn a_client_serves_all_runtimes_after_at_most_one_attempt() {
    let servers = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let limit = Duration::from_millis(500);
    let server = servers.block_on(MortalServer::start(Duration::ZERO));
    serves_all_runtimes(&builder(&server.url).attempt_timeout(limit).build().unwrap());

    let authority = Authority::new("known");
    let acceptor = authority.acceptor_of_http2("localhost");
    let body = fixture("created");
    let server = servers.block_on(Http2Server::start(acceptor, &body, [Http2Step::Respond]));
    let client = builder(&server.url).add_root_certificate(authority.root()).attempt_timeout(limit);
    serves_all_runtimes(&client.build().unwrap());
}
