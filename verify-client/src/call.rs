//! One call from beginning to end: its options, what the transport records about it, and what the
//! caller gets in the end.
//!
//! Checking arguments belongs in `request.rs`, sending in `transport.rs`.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::{HeaderMap, StatusCode};
use progenitor_client::ResponseValue;
use serde::de::DeserializeOwned;
use tokio::time::Instant;
use tracing::{Instrument as _, Span};

use crate::client::Shared;
use crate::error::Error;
use crate::generated;
use crate::headers;
use crate::observe::{self, CallReport, Observer};
use crate::operation::Operation;
use crate::response::Response;
use crate::retry::RetryPolicy;

/// What a client decides for all of its calls and a call for itself.
#[derive(Clone, Debug)]
pub(crate) struct CallOptions {
    pub(crate) attempt_timeout: Duration,
    pub(crate) total_timeout: Duration,
    pub(crate) retry: RetryPolicy,
}

impl CallOptions {
    /// Refuses limits within which nothing can be done.
    pub(crate) fn check(&self, refuse: fn(&'static str, String) -> Error) -> Result<(), Error> {
        for (name, limit) in [
            ("attempt_timeout", self.attempt_timeout),
            ("total_timeout", self.total_timeout),
        ] {
            if limit.is_zero() {
                return Err(refuse(name, format!("{name} must be longer than zero")));
            }
        }
        Ok(())
    }
}

/// The head of a successful answer.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) attempts: u32,
}

/// A call that is being made.
pub(crate) struct Call {
    shared: Arc<Shared>,
    pub(crate) operation: &'static Operation,
    pub(crate) options: CallOptions,
    /// Personal data in the request, which must not be shown when it comes back.
    pub(crate) sent: Vec<String>,
    started: Instant,
    record: Mutex<Option<Result<Answer, Error>>>,
}

/// What the generated client carries for the transport.
#[derive(Clone)]
pub(crate) struct Inner(pub(crate) Arc<Call>);

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Inner")
            .field(&self.0.operation.name)
            .finish()
    }
}

impl Call {
    pub(crate) fn new(
        shared: Arc<Shared>,
        operation: &'static Operation,
        options: CallOptions,
        sent: Vec<String>,
    ) -> Arc<Self> {
        let record = Mutex::new(None);
        Arc::new(Self {
            shared,
            operation,
            options,
            sent,
            started: Instant::now(),
            record,
        })
    }

    /// Makes the call with `exchange`, and turns what the generated client returns into what the
    /// caller gets.
    pub(crate) async fn make<T: DeserializeOwned>(
        self: &Arc<Self>,
        exchange: impl Future<Output = GeneratedResult<T>>,
    ) -> Result<Response<T>, Error> {
        let span = observe::span(self.operation, &self.shared.endpoint);
        let result = exchange.instrument(span.clone()).await;
        let outcome = self
            .outcome(result)
            .map_err(|error| error.during(self.operation.name));
        self.report(&span, outcome.as_ref());
        outcome
    }

    /// The generated client for this one call.
    pub(crate) fn client(self: &Arc<Self>) -> generated::client::Client {
        generated::client::Client::new_with_client(
            self.shared.endpoint.url(),
            self.shared.http.clone(),
            Inner(Arc::clone(self)),
        )
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
    }

    pub(crate) fn observer(&self) -> Option<&dyn Observer> {
        self.shared.observer.as_deref()
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    /// The time left until the total timeout.
    pub(crate) fn remaining(&self) -> Duration {
        self.options.total_timeout.saturating_sub(self.elapsed())
    }

    pub(crate) fn record(&self, outcome: Result<Answer, Error>) {
        *self.record.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
    }

    /// What the transport recorded comes first; then what the generated client made of the body.
    fn outcome<T: DeserializeOwned>(
        &self,
        result: GeneratedResult<T>,
    ) -> Result<Response<T>, Error> {
        use progenitor_client::Error as Generated;

        let recorded = self
            .record
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let Some(answer) = recorded.transpose()? else {
            return Err(Error::unsendable());
        };
        let elapsed = self.elapsed();
        let error = match result {
            Ok(value) => return Ok(Response::new(value.into_inner(), answer, elapsed)),
            Err(Generated::InvalidResponsePayload(body, _)) => Error::undecodable::<T>(&body),
            Err(_) => Error::unexpected_success(),
        };
        let Answer {
            status,
            headers,
            attempts,
        } = answer;
        Err(error
            .with_head(status, headers)
            .with_effort(attempts, elapsed))
    }

    fn report<T>(&self, span: &Span, outcome: Result<&Response<T>, &Error>) {
        let (attempts, status, headers) = match outcome {
            Ok(response) => (
                response.attempts(),
                Some(response.status()),
                Some(response.headers()),
            ),
            Err(error) => (error.attempts(), error.status(), error.headers()),
        };
        let report = CallReport {
            operation: self.operation.name,
            attempts,
            status: status.map(|status| status.as_u16()),
            error: outcome.err().map(Error::kind),
            duration: self.elapsed(),
            request_id: headers.and_then(headers::request_id),
        };
        observe::end(self.observer(), span, &report, outcome.err());
    }
}

/// What a method of the generated client returns.
pub(crate) type GeneratedResult<T> = Result<ResponseValue<T>, progenitor_client::Error<()>>;
