//! One call from beginning to end: its options, and what the caller gets in the end.
//!
//! Checking arguments belongs in `request.rs`, sending in `transport.rs`.

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;
use tokio::time::Instant;
use tracing::{Instrument as _, Span};

use crate::client::Shared;
use crate::error::Error;
use crate::exchange::Exchange;
use crate::generated::client::Client as Bindings;
use crate::headers;
use crate::observe::{self, CallReport, Observer};
use crate::operation::Operation;
use crate::response::Response;
use crate::retry::RetryPolicy;
use crate::transport;

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

/// What a call is made with, from the moment that it is asked for.
#[derive(Clone, Debug)]
pub(crate) struct Setup {
    shared: Arc<Shared>,
    /// The client's unless the call has its own.
    own_options: Option<Box<CallOptions>>,
}

impl Setup {
    pub(crate) fn new(shared: &Arc<Shared>) -> Self {
        Self {
            shared: Arc::clone(shared),
            own_options: None,
        }
    }

    pub(crate) fn options(&self) -> &CallOptions {
        self.own_options.as_deref().unwrap_or(&self.shared.options)
    }

    pub(crate) fn options_mut(&mut self) -> &mut CallOptions {
        self.own_options
            .get_or_insert_with(|| Box::new(self.shared.options.clone()))
    }

    /// Starts a call.
    pub(crate) fn call<'a>(
        &'a self,
        operation: &'static Operation,
        sent: &'a [&'a str],
    ) -> Call<'a> {
        Call {
            shared: &self.shared,
            operation,
            options: self.options(),
            sent,
            started: Instant::now(),
        }
    }
}

/// A call that is being made.
pub(crate) struct Call<'a> {
    pub(crate) shared: &'a Shared,
    pub(crate) operation: &'static Operation,
    pub(crate) options: &'a CallOptions,
    /// Personal data in the request, which must not be shown when it comes back.
    pub(crate) sent: &'a [&'a str],
    pub(crate) started: Instant,
}

impl Call<'_> {
    /// Makes the call with the request that `prepare` puts together for each attempt; `None` when
    /// it cannot.
    pub(crate) async fn make<T: DeserializeOwned>(
        &self,
        prepare: impl Fn(&Bindings) -> Option<Exchange<T>>,
    ) -> Result<Response<T>, Error> {
        let span = observe::span(self.operation, &self.shared.endpoint);
        let outcome = match span.is_disabled() {
            true => self.answer(prepare).await,
            false => self.answer(prepare).instrument(span.clone()).await,
        };
        let outcome = outcome.map_err(|error| error.during(self.operation.name));
        if self.observer().is_some() || !span.is_disabled() {
            self.report(&span, outcome.as_ref());
        }
        outcome
    }

    async fn answer<T: DeserializeOwned>(
        &self,
        prepare: impl Fn(&Bindings) -> Option<Exchange<T>>,
    ) -> Result<Response<T>, Error> {
        let (answer, promise, body) = transport::run(self, prepare).await?;
        let elapsed = self.elapsed();
        match promise.decode(answer.status, &body) {
            Ok(value) => Ok(Response::new(value, answer, elapsed)),
            Err(error) => Err(error
                .with_head(answer.status, answer.headers)
                .with_effort(answer.attempts, elapsed)),
        }
    }

    pub(crate) fn observer(&self) -> Option<&dyn Observer> {
        self.shared.observer.as_deref()
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    /// The time left at `now` until the total timeout.
    pub(crate) fn remaining(&self, now: Instant) -> Duration {
        let elapsed = now.duration_since(self.started);
        self.options.total_timeout.saturating_sub(elapsed)
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
