//! One call from beginning to end: its own options, its span, and what the caller gets.
//!
//! `operations/` checks arguments, and `attempts.rs` sends requests.

use std::sync::Arc;

use serde::de::DeserializeOwned;
use tokio::time::Instant;
use tracing::{Instrument as _, Span};

use crate::call::attempt;
use crate::call::attempts;
use crate::call::context::CallContext;
use crate::call::observe::{self, CallReport};
use crate::call::operation::Operation;
use crate::error::Error;
use crate::generated::client::Client as Bindings;
use crate::inner::Inner;
use crate::options::CallOptions;
use crate::response::{Response, ResponseParts};
use crate::transport::headers;
use crate::transport::prepared::PreparedRequest;

/// A call to be made: the client, and the options that differ from the client's.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    inner: Arc<Inner>,
    own_options: Option<Box<CallOptions>>,
}

impl Call {
    pub(crate) fn new(inner: &Arc<Inner>) -> Self {
        Self { inner: Arc::clone(inner), own_options: None }
    }

    pub(crate) fn options(&self) -> &CallOptions {
        self.own_options.as_deref().unwrap_or(&self.inner.options)
    }

    pub(crate) fn options_mut(&mut self) -> &mut CallOptions {
        self.own_options.get_or_insert_with(|| Box::new(self.inner.options.clone()))
    }

    /// Makes the call with the request that `prepare` makes for each attempt. No error shows
    /// `personal`.
    pub(crate) async fn run<T: DeserializeOwned>(
        &self,
        operation: &'static Operation,
        personal: &[&str],
        prepare: impl Fn(&Bindings) -> Result<PreparedRequest<T>, Error>,
    ) -> Result<Response<T>, Error> {
        let call = CallContext {
            inner: &self.inner,
            operation,
            options: self.options(),
            personal,
            started: Instant::now(),
        };
        check_process(self.inner.process, std::process::id())
            .map_err(|error| error.during(operation.name))?;
        let span = observe::span(operation, &self.inner.endpoint);
        let outcome = match span.is_disabled() {
            true => respond(&call, prepare).await,
            false => respond(&call, prepare).instrument(span.clone()).await,
        };
        let outcome = outcome.map_err(|error| error.during(operation.name));
        if call.observer().is_some() || !span.is_disabled() {
            report(&call, &span, outcome.as_ref());
        }
        outcome
    }
}

/// Refuses calls in a process that was forked from the one that built the client: they would wait
/// for connections that only the other process serves.
fn check_process(built: u32, current: u32) -> Result<(), Error> {
    match built == current {
        true => Ok(()),
        false => Err(Error::forked()),
    }
}

async fn respond<T: DeserializeOwned>(
    call: &CallContext<'_>,
    prepare: impl Fn(&Bindings) -> Result<PreparedRequest<T>, Error>,
) -> Result<Response<T>, Error> {
    let (parts, expected, body) = attempts::run(call, prepare).await?;
    let elapsed = call.elapsed();
    match expected.decode(parts.status, &body) {
        Ok(decoded) => {
            Ok(Response::from_parts(ResponseParts { elapsed, raw_body: body, ..parts }, decoded))
        }
        Err(error) => Err(attempt::with_head(error, parts.status, parts.headers)
            .with_effort(parts.attempts, elapsed)),
    }
}

fn report<T>(call: &CallContext<'_>, span: &Span, outcome: Result<&Response<T>, &Error>) {
    let (attempts, status, headers) = match outcome {
        Ok(response) => (response.attempts(), Some(response.status()), Some(response.headers())),
        Err(error) => (error.attempts(), error.status(), error.headers()),
    };
    let report = CallReport {
        operation: call.operation.name,
        attempts,
        status: status.map(|status| status.as_u16()),
        error: outcome.err().map(Error::kind),
        duration: call.elapsed(),
        request_id: headers.and_then(headers::request_id),
    };
    observe::end(call.observer(), span, &report, outcome.err());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forked_process_must_build_a_client_of_its_own() {
        assert!(check_process(7, 7).is_ok());
        let error = check_process(7, 8).unwrap_err();
        assert!(error.is_configuration() && !error.is_retryable());
        assert!(error.to_string().contains("fork"), "{error}");
    }
}
