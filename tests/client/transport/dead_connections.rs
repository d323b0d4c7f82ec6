//! Connections that have died while they were idle: no call fails because of them, the first call
//! that meets one makes a second attempt, and this does not use the retry budget.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::task::JoinSet;
use verify_client::{
    AttemptReport, Client, ClientBuilder, ErrorKind, Observer, RetryPolicy, RetryReason,
};

use crate::support::certificates::Authority;
use crate::support::http2_server::{Http2Server, Http2Step};
use crate::support::mortal_server::{Death, MortalServer};
use crate::support::*;

const DEATHS: [Death; 3] = [Death::Silence, Death::Close, Death::Reset];

/// Long enough that calls at the same time get a connection each.
const LATENCY: Duration = Duration::from_millis(50);

/// The time limit of one attempt, where connections are silent.
const SHORT: Duration = Duration::from_secs(3);

/// Callers at the same time, and calls one after the other.
const MANY: usize = 30;

/// The attempts of `count` calls at the same time, all of which must succeed.
async fn at_once(client: &Client, count: usize) -> Vec<u32> {
    let calls = (0..count).map(|_| {
        let client = client.clone();
        async move { create(&client).await.unwrap().attempts() }
    });
    calls.collect::<JoinSet<_>>().join_all().await
}

/// A retry that is not free would wait longer than the call may take, so the call would fail.
fn only_free() -> RetryPolicy {
    let long = Duration::from_secs(600);
    RetryPolicy::standard().base_delay(long).max_delay(long)
}

fn client(server: &MortalServer) -> Client {
    let client = builder(&server.url).attempt_timeout(SHORT).retry(only_free());
    client.build().unwrap()
}

#[tokio::test]
async fn the_first_call_that_meets_dead_connections_replaces_them_all() {
    let mut scenarios = JoinSet::new();
    for death in DEATHS {
        for pooled in [3, 64] {
            scenarios.spawn(async move {
                let server = MortalServer::start(LATENCY).await;
                let client = client(&server);
                at_once(&client, pooled).await;
                assert_eq!(server.connections(), pooled);
                server.kill(death);
                for attempts in [2, 1, 1, 1] {
                    let token = create(&client).await.unwrap();
                    assert_eq!(token.attempts(), attempts, "{death:?}, {pooled}");
                }
                // The retry's own connection is not kept.
                assert_eq!(server.connections(), pooled + 2);
            });
        }
    }
    scenarios.join_all().await;
}

#[tokio::test]
async fn calls_at_once_that_meet_a_dead_connection_each_all_succeed_and_pay_nothing() {
    for death in DEATHS {
        let server = MortalServer::start(LATENCY).await;
        let client = client(&server);
        at_once(&client, MANY).await;
        server.kill(death);
        assert_eq!(at_once(&client, MANY).await, [2; MANY], "{death:?}");
        assert_eq!(server.requests(), 3 * MANY);
    }
}

#[tokio::test]
async fn calls_that_meet_a_dead_connection_one_after_the_other_pay_nothing() {
    for death in [Death::Close, Death::Reset] {
        let server = MortalServer::start(Duration::ZERO).await;
        let client = client(&server);
        for _ in 0..MANY {
            assert_eq!(create(&client).await.unwrap().attempts(), 1);
            server.kill(death);
            assert_eq!(create(&client).await.unwrap().attempts(), 2, "{death:?}");
        }
    }
}

#[tokio::test]
async fn a_policy_that_excludes_the_retry_is_obeyed_and_the_connections_are_replaced() {
    for policy in [RetryPolicy::none(), RetryPolicy::only_unprocessed()] {
        let server = MortalServer::start(LATENCY).await;
        let client = builder(&server.url).retry(policy).build().unwrap();
        at_once(&client, 3).await;
        server.kill(Death::Close);
        let error = create(&client).await.unwrap_err();
        assert!(error.is_interrupted() && error.attempts() == 1, "{error:?}");
        assert_eq!(create(&client).await.unwrap().attempts(), 1);
    }
}

#[tokio::test]
async fn an_outage_that_begins_with_dead_connections_is_not_multiplied() {
    for death in [Death::Close, Death::Reset] {
        let server = MortalServer::start(LATENCY).await;
        let client = builder(&server.url).build().unwrap();
        at_once(&client, 64).await;
        // The full budget is spent first.
        server.go_down(death);
        while create(&client).await.unwrap_err().attempts() > 1 {}
        let before = server.requests();
        let calls = 500;
        for _ in 0..calls {
            create(&client).await.unwrap_err();
        }
        let requests = server.requests() - before;
        assert!(requests * 10 <= calls * 12, "{requests} requests");
    }
}

#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<Reported>>>);

/// Whether the connection was reused, what went wrong, and why another attempt follows.
type Reported = (Option<bool>, Option<ErrorKind>, Option<RetryReason>);

impl Observer for Seen {
    fn on_attempt(&self, attempt: &AttemptReport<'_>) {
        let seen = (attempt.connection_reused, attempt.error, attempt.retry_reason);
        self.0.lock().unwrap().push(seen);
    }
}

#[tokio::test]
async fn an_observer_is_told_of_reuse_and_of_the_reason_for_a_retry() {
    let server = MortalServer::start(Duration::ZERO).await;
    let seen = Seen::default();
    let client = builder(&server.url).observer(seen.clone()).build().unwrap();
    create(&client).await.unwrap();
    create(&client).await.unwrap();
    server.kill(Death::Close);
    create(&client).await.unwrap();
    let expected = [
        (Some(false), None, None),
        (Some(true), None, None),
        (Some(true), Some(ErrorKind::Interrupted), Some(RetryReason::DeadConnection)),
        (Some(false), None, None),
    ];
    assert_eq!(*seen.0.lock().unwrap(), expected);
}

/// A server that speaks HTTP/2 and follows a script, and a client for it.
async fn http2(
    script: &[Http2Step],
    policy: RetryPolicy,
    limit: Duration,
) -> (Http2Server, Client) {
    let (server, client) = http2_builder(script).await;
    (server, client.attempt_timeout(limit).retry(policy).build().unwrap())
}

async fn http2_builder(script: &[Http2Step]) -> (Http2Server, ClientBuilder) {
    let authority = Authority::new("known");
    let acceptor = authority.acceptor_of_http2("localhost");
    let server = Http2Server::start(acceptor, &fixture("created"), script.to_vec()).await;
    let client = builder(&server.url).add_root_certificate(authority.root());
    (server, client)
}

#[tokio::test]
async fn an_http2_connection_that_falls_silent_is_replaced() {
    use Http2Step::{FallSilent, Respond};

    let (server, client) = http2(&[Respond, FallSilent, Respond], only_free(), SHORT).await;
    for attempts in [1, 2, 1, 1, 1] {
        assert_eq!(create(&client).await.unwrap().attempts(), attempts);
    }
    assert_eq!(server.connections(), 3);
}

#[tokio::test]
async fn calls_at_once_on_an_http2_connection_that_falls_silent_all_succeed() {
    use Http2Step::{FallSilent, Respond};

    let script = [Respond, FallSilent, Respond];
    let (_server, client) = http2(&script, only_free(), Duration::from_secs(6)).await;
    create(&client).await.unwrap();
    assert_eq!(at_once(&client, 10).await, [2; 10]);
    assert_eq!(create(&client).await.unwrap().attempts(), 1);
}

#[tokio::test]
async fn an_http2_connection_that_never_served_is_not_used_again_either() {
    use Http2Step::{FallSilent, Respond};

    let (_server, client) = http2(&[FallSilent, Respond], quick(), SHORT).await;
    for attempts in [2, 1, 1] {
        assert_eq!(create(&client).await.unwrap().attempts(), attempts);
    }
}

#[tokio::test]
async fn a_silent_http2_connection_is_found_before_the_attempts_time_is_over() {
    use Http2Step::{FallSilent, Respond};

    let (_server, client) = http2_builder(&[Respond, FallSilent, Respond]).await;
    let seen = Seen::default();
    let limit = Duration::from_secs(6);
    let client = client.attempt_timeout(limit).observer(seen.clone()).build().unwrap();
    create(&client).await.unwrap();
    assert_eq!(create(&client).await.unwrap().attempts(), 2);
    // A ping without an acknowledgement ended the attempt: it did not time out.
    let silent = (Some(true), Some(ErrorKind::Interrupted), Some(RetryReason::DeadConnection));
    assert_eq!(seen.0.lock().unwrap()[1], silent);
}

#[tokio::test]
async fn what_http2_promises_not_to_have_processed_is_retried_under_every_policy() {
    use Http2Step::{GoAway, Refuse, Respond};

    for policy in [quick(), RetryPolicy::only_unprocessed()] {
        for fault in [GoAway, Refuse] {
            let limit = Duration::from_secs(10);
            let (_server, client) = http2(&[fault, Respond], policy.clone(), limit).await;
            assert_eq!(create(&client).await.unwrap().attempts(), 2, "{fault:?}");
            let (_server, client) = http2(&[Respond, fault, Respond], policy.clone(), limit).await;
            create(&client).await.unwrap();
            assert_eq!(create(&client).await.unwrap().attempts(), 2, "{fault:?}");
        }
    }
}
