//! Where a client gets its credentials: nowhere, fixed ones, or from a provider, which one call at
//! a time asks for all clones.
//!
//! `renewal.rs` decides whether to ask; the provider's interface is in `provider.rs`.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::task::AbortHandle;
use tokio::time::{Instant, timeout, timeout_at};

use crate::auth::authorization::Authorization;
use crate::auth::credentials::{Credentials, Kind};
use crate::auth::flight::{Failure, Flight, Work};
use crate::auth::provider::{CredentialsRequest, ProvideCredentials};
use crate::auth::renewal::{Known, Step};

/// Where a client gets its credentials.
pub(crate) enum CredentialsSource {
    /// Requests are sent without any.
    None,
    Fixed(Authorization),
    Provider(Renewer),
}

impl fmt::Debug for CredentialsSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("Credentials(none)"),
            Self::Fixed(authorization) => write!(f, "Credentials({authorization:?})"),
            Self::Provider(_) => f.write_str("Credentials(provider)"),
        }
    }
}

/// A provider, and what it has given so far.
pub(crate) struct Renewer {
    provider: Arc<dyn ProvideCredentials>,
    /// The longest time for one renewal.
    limit: Duration,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    known: Known,
    /// The renewal that calls wait for.
    renewal: Weak<Renewal>,
    background: Option<Background>,
}

/// One renewal in progress.
struct Renewal {
    rejected: Option<Authorization>,
    flight: Flight<Authorization>,
}

/// A task that ends with the client.
struct Background(AbortHandle);

impl Drop for Background {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Renewer {
    pub(crate) fn new(provider: Arc<dyn ProvideCredentials>, limit: Duration) -> Self {
        let state = Arc::default();
        Self { provider, limit, state }
    }

    /// The credentials for the next attempt; other ones than `rejected`, if the provider has any.
    pub(crate) async fn credentials(
        &self,
        rejected: Option<&Authorization>,
    ) -> Result<Authorization, Failure> {
        loop {
            let (renewal, is_own) = match self.next(rejected) {
                Ok(authorization) => return Ok(authorization),
                Err(renewal) => renewal,
            };
            let is_too_early = rejected.is_some() && renewal.rejected.is_none();
            match renewal.outcome(&self.state).await {
                // It began before these credentials were rejected.
                Ok(given) if is_too_early && rejected.is_some_and(|old| given.is_same(old)) => {}
                // This call joined late, and the renewal ran out of time or lost its runtime.
                Err(Failure::TimedOut(_) | Failure::Panicked) if !is_own => {}
                outcome => return outcome,
            }
        }
    }

    /// Credentials that can be used now; or a renewal to wait for, and whether it is a new one.
    fn next(
        &self,
        rejected: Option<&Authorization>,
    ) -> Result<Authorization, (Arc<Renewal>, bool)> {
        let mut state = guard(&self.state);
        match state.known.step(Instant::now(), rejected) {
            Step::Use(authorization) => Ok(authorization),
            Step::UseAndRenew(authorization) => {
                self.renew_in_background(&mut state, authorization.expires());
                Ok(authorization)
            }
            Step::Renew => Err(match state.renewal.upgrade() {
                Some(renewal) => (renewal, false),
                None => (self.begin(&mut state), true),
            }),
        }
    }

    fn begin(&self, state: &mut State) -> Arc<Renewal> {
        let rejected = state.known.rejected().cloned();
        let work = work(Arc::clone(&self.provider), rejected.clone(), self.limit);
        let renewal = Arc::new(Renewal { rejected, flight: Flight::new(work) });
        state.renewal = Arc::downgrade(&renewal);
        renewal
    }

    /// No call waits for a renewal ahead of time, so it runs in a task of its own until the
    /// credentials expire.
    fn renew_in_background(&self, state: &mut State, expires: Option<Instant>) {
        let (Ok(runtime), Some(expires)) = (Handle::try_current(), expires) else {
            return;
        };
        if state.renewal.upgrade().is_some() {
            return;
        }
        let renewal = self.begin(state);
        let shared = Arc::downgrade(&self.state);
        let task = runtime.spawn(timeout_at(expires, async move {
            let settle = |given: &_| {
                if let Some(state) = shared.upgrade() {
                    renewal.settle(&state, given);
                }
            };
            let _ = renewal.flight.outcome(settle).await;
        }));
        state.background = Some(Background(task.abort_handle()));
    }
}

impl Renewal {
    async fn outcome(&self, state: &Mutex<State>) -> Result<Authorization, Failure> {
        self.flight.outcome(|given| self.settle(state, given)).await
    }

    fn settle(&self, state: &Mutex<State>, given: &Result<Authorization, Failure>) {
        let mut state = guard(state);
        let (rejected, given) = (self.rejected.as_ref(), given.as_ref().ok());
        state.known.settle(Instant::now(), rejected, given, fastrand::f64());
        state.renewal = Weak::new();
    }
}

/// Asks the provider, within the limit.
fn work(
    provider: Arc<dyn ProvideCredentials>,
    rejected: Option<Authorization>,
    limit: Duration,
) -> Work<Authorization> {
    Box::pin(async move {
        let rejected = rejected.map(Credentials::from);
        let request = match &rejected {
            Some(credentials) => CredentialsRequest::after_rejection(credentials),
            None => CredentialsRequest::new(),
        };
        let given = timeout(limit, provider.provide(request)).await;
        let given = given.map_err(|_| Failure::TimedOut(limit))?;
        match given.map_err(Failure::new)?.0 {
            Kind::Header(authorization) => Ok(authorization),
            Kind::OAuth(_) => {
                let problem = "the provider returned the credentials of an OAuth client: pass \
                               those to ClientBuilder::credentials instead";
                Err(Failure::new(problem))
            }
        }
    })
}

fn guard(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::time::{advance, sleep};

    use super::*;
    use crate::auth::provider::CredentialsFuture;

    const LIMIT: Duration = Duration::from_secs(30);
    const PAUSE: Duration = Duration::from_secs(1);

    /// What a provider does when it is asked.
    #[derive(Clone, Copy)]
    enum Deed {
        /// Returns credentials that are valid for some seconds, or until they are rejected.
        Give(Option<u64>),
        Fail,
        Hang,
        Panic,
    }
    use Deed::{Fail, Give, Hang, Panic};

    /// Takes a second for each deed; the last one repeats. It numbers the credentials.
    struct Scripted {
        deeds: Vec<Deed>,
        begun: Arc<AtomicUsize>,
        ended: Arc<AtomicUsize>,
    }

    impl ProvideCredentials for Scripted {
        fn provide<'a>(&'a self, _: CredentialsRequest<'a>) -> CredentialsFuture<'a> {
            let number = self.begun.fetch_add(1, Ordering::Relaxed);
            Box::pin(async move {
                sleep(PAUSE).await;
                let given = Credentials::bearer(format!("{}", number + 1)).unwrap();
                let deed = self.deeds.get(number).or(self.deeds.last());
                let given = match deed.unwrap() {
                    Give(None) => Ok(given),
                    Give(Some(seconds)) => Ok(given.valid_for(Duration::from_secs(*seconds))),
                    Fail => Err("the vault is sealed".into()),
                    Hang => std::future::pending().await,
                    Panic => panic!("a provider of the caller's"),
                };
                self.ended.fetch_add(1, Ordering::Relaxed);
                given
            })
        }
    }

    struct Bench {
        renewer: Renewer,
        begun: Arc<AtomicUsize>,
        ended: Arc<AtomicUsize>,
    }

    impl Bench {
        fn new(deeds: &[Deed]) -> Self {
            let (begun, ended) = (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
            let provider = Scripted {
                deeds: deeds.to_vec(),
                begun: Arc::clone(&begun),
                ended: Arc::clone(&ended),
            };
            let renewer = Renewer::new(Arc::new(provider), LIMIT);
            Self { renewer, begun, ended }
        }

        fn begun_and_ended(&self) -> (usize, usize) {
            (self.begun.load(Ordering::Relaxed), self.ended.load(Ordering::Relaxed))
        }

        async fn get(&self) -> Result<String, Failure> {
            Ok(name(&self.renewer.credentials(None).await?))
        }

        async fn replace(&self, rejected: &Authorization) -> Result<String, Failure> {
            Ok(name(&self.renewer.credentials(Some(rejected)).await?))
        }
    }

    fn name(authorization: &Authorization) -> String {
        authorization.header().to_str().unwrap().replace("Bearer ", "")
    }

    /// The credentials of this number.
    fn number(number: usize) -> Authorization {
        Authorization::bearer("bearer token", "bearer", &number.to_string()).unwrap()
    }

    /// Polls all of them at once until all are done.
    async fn all<T>(futures: impl IntoIterator<Item = impl Future<Output = T>>) -> Vec<T> {
        let mut futures: Vec<_> = futures.into_iter().map(Box::pin).collect();
        let mut outputs: Vec<Option<T>> = futures.iter().map(|_| None).collect();
        std::future::poll_fn(|context| {
            for (future, output) in futures.iter_mut().zip(&mut outputs) {
                if output.is_none()
                    && let std::task::Poll::Ready(done) = future.as_mut().poll(context)
                {
                    *output = Some(done);
                }
            }
            match outputs.iter().all(Option::is_some) {
                true => std::task::Poll::Ready(()),
                false => std::task::Poll::Pending,
            }
        })
        .await;
        outputs.into_iter().flatten().collect()
    }

    #[tokio::test(start_paused = true)]
    async fn one_renewal_serves_all_whose_credentials_were_rejected() {
        for lifetime in [None, Some(3600)] {
            let bench = Bench::new(&[Give(lifetime)]);
            assert_eq!(bench.get().await.unwrap(), "1");
            let old = number(1);
            let given = all((0..64).map(|_| bench.replace(&old))).await;
            assert!(given.into_iter().all(|given| given.unwrap() == "2"));
            // The response to one more request with the old ones comes late.
            assert_eq!(bench.replace(&old).await.unwrap(), "2");
            assert_eq!(bench.begun_and_ended(), (2, 2));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn calls_that_need_credentials_at_once_share_them_and_the_failure_too() {
        for (deed, fails) in [(Give(None), false), (Fail, true)] {
            let bench = Bench::new(&[deed]);
            let given = all((0..64).map(|_| bench.get())).await;
            assert!(given.into_iter().all(|given| given.is_err() == fails));
            assert_eq!(bench.begun_and_ended(), (1, 1));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_renewal_goes_on_for_those_who_still_wait_and_ends_with_the_last() {
        let bench = Bench::new(&[Give(None)]);
        let half = || timeout(PAUSE / 2, bench.get());
        let (first, second) = tokio::join!(half(), bench.get());
        assert!(first.is_err() && second.is_ok());
        assert_eq!(bench.begun_and_ended(), (1, 1));

        assert!(tokio::join!(half(), half()).0.is_err());
        advance(PAUSE * 10).await;
        assert_eq!(bench.begun_and_ended(), (2, 1));
        assert_eq!(bench.get().await.unwrap(), "3");
    }

    #[tokio::test(start_paused = true)]
    async fn a_renewal_ahead_of_time_keeps_no_call_waiting() {
        let bench = Bench::new(&[Give(Some(100)), Fail, Give(Some(100))]);
        assert_eq!(bench.get().await.unwrap(), "1");
        advance(Duration::from_secs(90)).await;
        // The first renewal fails; the second begins halfway to the expiry.
        for (wait, expected, begun) in
            [(0, "1", 1), (1, "1", 2), (4, "1", 2), (1, "1", 2), (2, "3", 3)]
        {
            sleep(Duration::from_secs(wait)).await;
            let now = Instant::now();
            assert_eq!(bench.get().await.unwrap(), expected);
            assert_eq!(now, Instant::now());
            assert_eq!(bench.begun_and_ended().0, begun);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_renewal_ahead_of_time_that_hangs_ends_with_the_expiry_or_the_client() {
        let bench = Bench::new(&[Give(Some(20)), Hang, Give(Some(20)), Hang]);
        for expected in ["1", "3"] {
            assert_eq!(bench.get().await.unwrap(), expected);
            sleep(Duration::from_secs(19)).await;
            assert_eq!(bench.get().await.unwrap(), expected);
            sleep(PAUSE).await;
        }
        let state = Arc::downgrade(&bench.renewer.state);
        let begun = Arc::clone(&bench.begun);
        let tasks = || Handle::current().metrics().num_alive_tasks();
        drop(bench);
        assert!(state.upgrade().is_none());
        sleep(PAUSE).await;
        assert_eq!((tasks(), Arc::strong_count(&begun)), (0, 1));
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_joins_late_does_not_fail_with_a_renewal_that_hung_or_panicked() {
        for (deed, takes) in [(Hang, LIMIT + PAUSE), (Panic, PAUSE * 2)] {
            let bench = Bench::new(&[deed, Give(None)]);
            let begun = Instant::now();
            let late = async {
                sleep(PAUSE / 2).await;
                bench.get().await
            };
            let (first, late) = tokio::join!(bench.get(), late);
            assert!(matches!(first, Err(Failure::TimedOut(LIMIT) | Failure::Panicked)));
            assert_eq!(late.unwrap(), "2");
            assert_eq!(begun.elapsed(), takes);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn credentials_that_nobody_can_send_are_refused() {
        struct OAuth;
        impl ProvideCredentials for OAuth {
            fn provide<'a>(&'a self, _: CredentialsRequest<'a>) -> CredentialsFuture<'a> {
                Box::pin(async { Ok(Credentials::oauth("OQ", "canary")?) })
            }
        }
        let failure = Renewer::new(Arc::new(OAuth), LIMIT).credentials(None).await;
        let shown = format!("{:?}", failure.unwrap_err());
        assert!(shown.contains("OAuth") && !shown.contains("canary"), "{shown}");
    }
}
