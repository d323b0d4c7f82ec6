//! An outage: a service that responds with 503 to many callers at once gets few more requests than
//! it would get without retries, and serves every caller as soon as it is back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use verify_client::{AttemptReport, CallReport, Client, Observer};

use crate::support::*;

const CALLERS: usize = 64;

/// What a caller does between two calls.
const PAUSE: Duration = Duration::from_millis(100);

/// How much longer than a second a busy machine may take.
const NOISE: Duration = Duration::from_secs(5);

/// How long the outage lasts; `OUTAGE_SECONDS` sets another time.
#[allow(
    clippy::disallowed_methods,
    reason = "a switch of this test, which no state of the client depends on"
)]
fn duration() -> Duration {
    let seconds = std::env::var("OUTAGE_SECONDS").ok();
    Duration::from_secs(seconds.map_or(3, |seconds| seconds.parse().unwrap()))
}

#[derive(Clone, Default)]
struct Counts {
    attempts: Arc<AtomicUsize>,
    calls: Arc<AtomicUsize>,
}

impl Counts {
    fn now(&self) -> (usize, usize) {
        let read = |count: &AtomicUsize| count.load(SeqCst);
        (read(&self.attempts), read(&self.calls))
    }
}

impl Observer for Counts {
    fn on_attempt(&self, _: &AttemptReport<'_>) {
        self.attempts.fetch_add(1, SeqCst);
    }

    fn on_call(&self, _: &CallReport<'_>) {
        self.calls.fetch_add(1, SeqCst);
    }
}

/// Calls again and again until told to stop.
async fn call_on(client: Client, stop: Arc<AtomicBool>) {
    while !stop.load(SeqCst) {
        let error = fetch(&client).await.unwrap_err();
        assert!(error.is_retryable() && error.is_exhausted(), "{error:?}");
        tokio::time::sleep(PAUSE).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_outage_is_not_multiplied_and_ends_when_it_ends() {
    let server = Server::start([json(503, "", "")]).await;
    let counts = Counts::default();
    let client = builder(&server.url).observer(counts.clone()).build().unwrap();

    // The calls spend the full budget first.
    let mut saved = 0;
    while fetch(&client).await.unwrap_err().attempts() > 1 {
        saved += 1;
        assert!(saved < 100, "more than was saved up has been spent");
    }

    let (attempts, calls) = counts.now();
    let requests = server.connections();
    assert_eq!(requests, attempts);
    let stop = Arc::new(AtomicBool::new(false));
    let callers: JoinSet<()> =
        (0..CALLERS).map(|_| call_on(client.clone(), Arc::clone(&stop))).collect();
    tokio::time::sleep(duration()).await;
    stop.store(true, SeqCst);
    callers.join_all().await;
    let calls = counts.now().1 - calls;
    let requests = server.connections() - requests;
    assert!(calls > 2 * CALLERS, "only {calls} calls");
    assert!(requests * 10 <= calls * 12, "{requests} requests for {calls} calls");

    // No further call fails, and all callers are served within a second, plus noise.
    server.follow([created()]);
    let recovery = Instant::now();
    let served: JoinSet<_> = (0..CALLERS)
        .map(|_| {
            let client = client.clone();
            async move { create(&client).await.unwrap().attempts() }
        })
        .collect();
    assert_eq!(served.join_all().await, [1; CALLERS]);
    assert!(recovery.elapsed() < Duration::from_secs(1) + NOISE, "{:?}", recovery.elapsed());
}
