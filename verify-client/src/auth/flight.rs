//! Work that several callers wait for together: it continues as long as one of them waits, and is
//! cancelled when none is left.
//!
//! The caller that waits first polls the work. If that caller gives up, the next one continues
//! where the work stands, on any runtime. If the work panics, all callers get an error.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::sync::Mutex;

/// Work that has not ended yet.
pub(super) type Work<T> = Pin<Box<dyn Future<Output = Result<T, Failure>> + Send>>;

/// Why there is no output; all callers that wait get the same.
#[derive(Clone, Debug)]
pub(crate) enum Failure {
    /// The work failed.
    Failed(Arc<dyn std::error::Error + Send + Sync>),
    /// It took longer than its limit.
    TimedOut(Duration),
    /// It panicked, as work does whose runtime has ended.
    Panicked,
}

impl Failure {
    pub(super) fn new(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Failed(error.into().into())
    }
}

/// Work in progress, or its outcome.
pub(super) struct Flight<T>(Mutex<Progress<T>>);

enum Progress<T> {
    Working(Work<T>),
    Done(Result<T, Failure>),
}

impl<T: Clone> Flight<T> {
    /// Work that begins when a caller waits for it.
    pub(super) fn new(work: Work<T>) -> Self {
        Self(Mutex::new(Progress::Working(work)))
    }

    /// Waits for the outcome. `settle` is called with it once, before any caller gets it.
    pub(super) async fn outcome(
        &self,
        settle: impl FnOnce(&Result<T, Failure>),
    ) -> Result<T, Failure> {
        let mut progress = self.0.lock().await;
        match &mut *progress {
            Progress::Done(outcome) => outcome.clone(),
            Progress::Working(work) => {
                let outcome = Guarded(work).await;
                settle(&outcome);
                *progress = Progress::Done(outcome.clone());
                outcome
            }
        }
    }
}

/// Work whose panic is a failure.
struct Guarded<'a, T>(&'a mut Work<T>);

impl<T> Future for Guarded<'_, T> {
    type Output = Result<T, Failure>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        // Work that has panicked is dropped and never polled again.
        catch_unwind(AssertUnwindSafe(|| self.0.as_mut().poll(context)))
            .unwrap_or(Poll::Ready(Err(Failure::Panicked)))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use tokio::time::{sleep, timeout};

    use super::*;

    /// Adds itself to `ended` when it is dropped.
    struct Ending(Arc<AtomicUsize>);

    impl Drop for Ending {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn work(ended: &Arc<AtomicUsize>) -> Arc<Flight<u8>> {
        let ending = Ending(Arc::clone(ended));
        Arc::new(Flight::new(Box::pin(async move {
            sleep(Duration::from_secs(2)).await;
            drop(ending);
            Ok(7)
        })))
    }

    #[tokio::test(start_paused = true)]
    async fn it_goes_on_when_the_caller_that_drives_it_gives_up() {
        let ended = Arc::default();
        let flight = work(&ended);
        let settled = AtomicUsize::new(0);
        let wait = || flight.outcome(|_| _ = settled.fetch_add(1, Ordering::Relaxed));
        let impatient = timeout(Duration::from_secs(1), wait());
        let (first, second, third) = tokio::join!(impatient, wait(), wait());
        assert!(first.is_err());
        assert!(matches!((second, third), (Ok(7), Ok(7))));
        assert!(matches!(wait().await, Ok(7)));
        assert_eq!(settled.into_inner(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn it_is_cancelled_when_nobody_is_left() {
        let ended = Arc::default();
        let flight = work(&ended);
        let weak = Arc::downgrade(&flight);
        assert!(timeout(Duration::from_secs(1), flight.outcome(|_| ())).await.is_err());
        assert_eq!(ended.load(Ordering::Relaxed), 0);
        drop(flight);
        assert_eq!(ended.load(Ordering::Relaxed), 1);
        assert!(weak.upgrade().is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn a_panic_is_an_error_for_all_who_wait() {
        let flight = Flight::<u8>::new(Box::pin(async {
            sleep(Duration::from_secs(1)).await;
            panic!("a provider of the caller's");
        }));
        let (first, second) = tokio::join!(flight.outcome(|_| ()), flight.outcome(|_| ()));
        for outcome in [first, second] {
            assert!(matches!(outcome, Err(Failure::Panicked)));
        }
    }
}
