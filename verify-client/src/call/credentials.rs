//! The credentials of each attempt, and those that a response has rejected.
//!
//! `auth/` knows where they come from; the loop over attempts is in `attempts.rs`.

use std::borrow::Cow;
use std::pin::pin;

use http::StatusCode;
use tokio::time::Instant;

use crate::auth::authorization::Authorization;
use crate::auth::source::CredentialsSource;
use crate::call::context::CallContext;
use crate::call::deadline::{Limit, before};
use crate::error::Error;

/// The credentials of one attempt; `None` when its request is sent without.
pub(super) type OfAttempt<'c> = Option<Cow<'c, Authorization>>;

/// Credentials that a response has rejected with status 401, and the error of that attempt.
pub(super) struct Rejected {
    authorization: Authorization,
    error: Error,
}

/// Replaces the credentials of a call, at most once.
#[derive(Default)]
pub(super) struct Replacement {
    has_begun: bool,
    rejected: Option<Rejected>,
}

impl Replacement {
    /// Whether the credentials of an attempt that ended with `error` are to be replaced.
    pub(super) fn is_due(&self, call: &CallContext<'_>, error: &Error) -> bool {
        !self.has_begun
            && error.status() == Some(StatusCode::UNAUTHORIZED)
            && matches!(call.inner.credentials, CredentialsSource::Provider(_))
    }

    /// Makes the next attempt ask for credentials other than those that `error` is about.
    pub(super) fn begin(&mut self, used: OfAttempt<'_>, error: Error) {
        self.has_begun = true;
        self.rejected =
            used.map(|authorization| Rejected { authorization: authorization.into_owned(), error });
    }

    /// The credentials for the next attempt, within the time that the whole call allows.
    pub(super) async fn next<'c>(
        &mut self,
        call: &CallContext<'c>,
        now: Instant,
    ) -> Result<OfAttempt<'c>, Error> {
        let renewer = match &call.inner.credentials {
            CredentialsSource::None => return Ok(None),
            CredentialsSource::Fixed(authorization) => {
                return Ok(Some(Cow::Borrowed(authorization)));
            }
            CredentialsSource::Provider(renewer) => renewer,
        };
        let rejected = self.rejected.take();
        let renewed =
            renewer.credentials(rejected.as_ref().map(|rejected| &rejected.authorization));
        let limit = Limit::of_call(call, now);
        let error = match before(pin!(limit.after(now)), pin!(renewed)).await {
            Some(Ok(authorization)) => return Ok(Some(Cow::Owned(authorization))),
            Some(Err(failure)) => Error::credentials(failure),
            None => limit.passed(),
        };
        Err(match rejected {
            Some(rejected) => error.after_rejection(rejected.error),
            None => error,
        })
    }
}
