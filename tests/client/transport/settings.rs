//! What a caller sets about connections.

use std::time::Duration;

use crate::support::certificates::Authority;
use crate::support::mortal_server::MortalServer;
use crate::support::*;

#[tokio::test]
async fn connections_are_kept_as_long_and_as_many_as_they_should_be() {
    let server = MortalServer::start(Duration::ZERO).await;
    let kept = builder(&server.url).build().unwrap();
    let none = builder(&server.url).max_idle_connections(0).build().unwrap();
    let short = builder(&server.url).idle_timeout(Duration::from_millis(50));
    let short = short.build().unwrap();
    for (client, connections) in [(kept, 1), (none, 3), (short, 3)] {
        let before = server.connections();
        for _ in 0..3 {
            create(&client).await.unwrap();
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        assert_eq!(server.connections() - before, connections);
    }
    let error = builder(&server.url).idle_timeout(Duration::ZERO).build();
    assert_eq!(error.unwrap_err().field(), Some("idle_timeout"));
}

#[tokio::test]
async fn http_1_1_is_all_that_is_offered_where_the_caller_wants_it() {
    let authority = Authority::new("known");
    // The server prefers HTTP/2, and would then read what it gets as HTTP/1.1.
    let server = Server::start_secure(authority.acceptor_of_both("localhost"), [created()]).await;
    let client = || builder(&server.url).add_root_certificate(authority.root());
    assert!(create(&client().http1_only().build().unwrap()).await.is_ok());
    assert!(create(&client().build().unwrap()).await.is_err());
}
