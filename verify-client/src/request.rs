//! The two calls as a caller puts them together: arguments, checks, and `send`.
//!
//! Checks are pure and come before any I/O. What is checked is what Twilio documents for these
//! operations, and nothing else: everything more would refuse what Twilio accepts.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use crate::call::Setup;
use crate::client::Shared;
use crate::error::Error;
use crate::generated::types::{AccessToken, CreateAccessTokenRequest};
use crate::model::{FactorFriendlyName, FactorType, Identity};
use crate::operation::{CREATE_ACCESS_TOKEN, FETCH_ACCESS_TOKEN};
use crate::response::Response;
use crate::retry::RetryPolicy;
use crate::sid::sealed::Sid;
use crate::sid::{AccessTokenSid, IntoSid, ServiceSid};

/// Seconds that an access token can be valid, as the specification documents `Ttl`.
const TTL_SECONDS: std::ops::RangeInclusive<u64> = 60..=300;

/// Characters of a factor's friendly name, as the specification documents it.
const FRIENDLY_NAME_LIMIT: usize = 64;

/// A SID argument; `None` when it was text that is no SID.
type Argument<'a, S> = Option<Cow<'a, S>>;

macro_rules! overrides {
    () => {
        /// The most time for one attempt of this call, instead of the client's.
        pub fn with_attempt_timeout(mut self, limit: Duration) -> Self {
            self.setup.options_mut().attempt_timeout = limit;
            self
        }

        /// The most time for this call, waits and retries included, instead of the client's.
        pub fn with_total_timeout(mut self, limit: Duration) -> Self {
            self.setup.options_mut().total_timeout = limit;
            self
        }

        /// How this call is repeated, instead of the client's policy.
        pub fn with_retry(mut self, policy: RetryPolicy) -> Self {
            self.setup.options_mut().retry = policy;
            self
        }
    };
}

/// A creation of an access token, made by
/// [`Client::create_access_token`](crate::Client::create_access_token).
///
/// Nothing happens until [`send`](CreateAccessToken::send). The methods that begin with `with_`
/// override the client's settings for this call.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent until `send` is called and awaited"]
pub struct CreateAccessToken<'a> {
    setup: Setup,
    service_sid: Argument<'a, ServiceSid>,
    ttl: Option<Duration>,
    form: CreateAccessTokenRequest,
}

impl<'a> CreateAccessToken<'a> {
    pub(crate) fn new(
        shared: &Arc<Shared>,
        service_sid: impl IntoSid<'a, ServiceSid>,
        identity: Identity,
    ) -> Self {
        Self {
            setup: Setup::new(shared),
            service_sid: service_sid.into_sid().ok(),
            ttl: None,
            form: CreateAccessTokenRequest {
                factor_friendly_name: None,
                factor_type: FactorType::Push,
                identity,
                ttl: None,
            },
        }
    }

    /// The kind of factor that the token enrols; push unless set.
    pub fn factor_type(mut self, factor_type: impl Into<FactorType>) -> Self {
        self.form.factor_type = factor_type.into();
        self
    }

    /// The name of the factor to be created, at most 64 characters.
    pub fn factor_friendly_name(mut self, name: impl Into<FactorFriendlyName>) -> Self {
        self.form.factor_friendly_name = Some(name.into());
        self
    }

    /// How long the token is valid: whole seconds from 60 to 300. Twilio takes 60 unless set.
    pub fn ttl(mut self, ttl: Duration) -> Self {
        self.ttl = Some(ttl);
        self.form.ttl = i64::try_from(ttl.as_secs()).ok();
        self
    }

    overrides!();

    /// Makes the call. Dropping the future cancels it at once.
    ///
    /// # Errors
    ///
    /// Before anything is sent, [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument)
    /// with [`field`](Error::field) naming `service_sid`, `identity` (empty), `ttl`,
    /// `factor_friendly_name`, `attempt_timeout` or `total_timeout`. After that, any other kind
    /// but `Configuration`.
    #[expect(
        clippy::manual_async_fn,
        reason = "an async fn would keep the builder twice"
    )]
    pub fn send(self) -> impl Future<Output = Result<Response<AccessToken>, Error>> + Send {
        async move {
            let operation = &CREATE_ACCESS_TOKEN;
            let (service_sid, form) = self.check().map_err(|error| error.during(operation.name))?;
            let name = form.factor_friendly_name.as_ref();
            let sent = [
                form.identity.as_str(),
                name.map_or("", FactorFriendlyName::as_str),
            ];
            self.setup
                .call(operation, &sent)
                .make(|bindings| bindings.create_access_token(service_sid, form).ok())
                .await
        }
    }

    fn check(&self) -> Result<(&ServiceSid, &CreateAccessTokenRequest), Error> {
        let form = &self.form;
        self.setup.options().check(Error::invalid_argument)?;
        let service_sid = argument("service_sid", &self.service_sid)?;
        if form.identity.as_str().is_empty() {
            return Err(Error::invalid_argument(
                "identity",
                "identity must not be empty",
            ));
        }
        if form.factor_friendly_name.as_ref().is_some_and(is_too_long) {
            let problem =
                format!("factor_friendly_name must not exceed {FRIENDLY_NAME_LIMIT} characters");
            return Err(Error::invalid_argument("factor_friendly_name", problem));
        }
        self.ttl.map_or(Ok(()), check_ttl)?;
        Ok((service_sid, form))
    }
}

/// A look-up of an access token, made by
/// [`Client::fetch_access_token`](crate::Client::fetch_access_token).
///
/// Nothing happens until [`send`](FetchAccessToken::send). The methods that begin with `with_`
/// override the client's settings for this call.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent until `send` is called and awaited"]
pub struct FetchAccessToken<'a> {
    setup: Setup,
    service_sid: Argument<'a, ServiceSid>,
    sid: Argument<'a, AccessTokenSid>,
}

impl<'a> FetchAccessToken<'a> {
    pub(crate) fn new(
        shared: &Arc<Shared>,
        service_sid: impl IntoSid<'a, ServiceSid>,
        sid: impl IntoSid<'a, AccessTokenSid>,
    ) -> Self {
        Self {
            setup: Setup::new(shared),
            service_sid: service_sid.into_sid().ok(),
            sid: sid.into_sid().ok(),
        }
    }

    overrides!();

    /// Makes the call. Dropping the future cancels it at once.
    ///
    /// # Errors
    ///
    /// Before anything is sent, [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument)
    /// with [`field`](Error::field) naming `service_sid`, `sid`, `attempt_timeout` or
    /// `total_timeout`. After that, any other kind but `Configuration`; a token that has expired
    /// [is not found](Error::is_not_found).
    #[expect(
        clippy::manual_async_fn,
        reason = "an async fn would keep the builder twice"
    )]
    pub fn send(self) -> impl Future<Output = Result<Response<AccessToken>, Error>> + Send {
        async move {
            let operation = &FETCH_ACCESS_TOKEN;
            let (service_sid, sid) = self.check().map_err(|error| error.during(operation.name))?;
            self.setup
                .call(operation, &[])
                .make(|bindings| bindings.fetch_access_token(service_sid, sid).ok())
                .await
        }
    }

    fn check(&self) -> Result<(&ServiceSid, &AccessTokenSid), Error> {
        self.setup.options().check(Error::invalid_argument)?;
        let service_sid = argument("service_sid", &self.service_sid)?;
        let sid = argument("sid", &self.sid)?;
        Ok((service_sid, sid))
    }
}

fn argument<'a, S: Sid>(
    field: &'static str,
    argument: &'a Argument<'_, S>,
) -> Result<&'a S, Error> {
    argument
        .as_deref()
        .ok_or_else(|| Error::invalid_argument(field, format!("{field} must be {}", S::FORM)))
}

fn is_too_long(name: &FactorFriendlyName) -> bool {
    name.as_str().chars().nth(FRIENDLY_NAME_LIMIT).is_some()
}

fn check_ttl(ttl: Duration) -> Result<(), Error> {
    if ttl.subsec_nanos() == 0 && TTL_SECONDS.contains(&ttl.as_secs()) {
        return Ok(());
    }
    let (first, last) = (TTL_SECONDS.start(), TTL_SECONDS.end());
    let problem = format!("ttl must be whole seconds from {first} to {last}");
    Err(Error::invalid_argument("ttl", problem))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_to_live_is_whole_seconds_from_60_to_300() {
        for (ttl, expected) in [
            (Duration::from_secs(60), true),
            (Duration::from_secs(300), true),
            (Duration::from_secs(59), false),
            (Duration::from_secs(301), false),
            (Duration::ZERO, false),
            (Duration::MAX, false),
            (Duration::from_millis(60_500), false),
            (Duration::new(300, 1), false),
        ] {
            assert_eq!(check_ttl(ttl).is_ok(), expected, "{ttl:?}");
        }
    }

    #[test]
    fn a_friendly_name_is_counted_in_characters() {
        for (name, too_long) in [
            ("é".repeat(64), false),
            ("é".repeat(65), true),
            (String::new(), false),
        ] {
            assert_eq!(is_too_long(&name.into()), too_long);
        }
    }
}
