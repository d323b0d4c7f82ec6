//! `CreateAccessToken`: arguments, checks, and `send`.
//!
//! Checks are pure and come before any I/O. They refuse what Twilio documents as wrong for this
//! operation, and nothing else: more would refuse what Twilio accepts.

use std::time::Duration;

use crate::call::operation::Operation;
use crate::call::retry::RetryPolicy;
use crate::call::run::Call;
use crate::client::Client;
use crate::error::Error;
use crate::generated::types::{AccessToken, CreateAccessTokenRequest};
use crate::model::factor_type::FactorType;
use crate::model::personal::{FactorFriendlyName, Identity};
use crate::model::sid::ServiceSid;
use crate::operations::arguments::{overrides, sid_argument};
use crate::response::Response;

pub(crate) static OPERATION: Operation = Operation {
    name: "create_access_token",
    method: "POST",
    template: "/v2/Services/{ServiceSid}/AccessTokens",
};

/// How many seconds an access token can be valid, as the specification documents `Ttl`.
const TTL_SECONDS: std::ops::RangeInclusive<u64> = 60..=300;

/// The most characters of a factor's friendly name, as the specification documents it.
const FRIENDLY_NAME_LIMIT: usize = 64;

impl Client {
    /// Creates an access token, with which a device enrols a push factor for `identity`
    /// (`POST /v2/Services/{ServiceSid}/AccessTokens`).
    ///
    /// `service_sid` is a [`ServiceSid`], a reference to one, or text; text that is not such a SID
    /// is an error of [`send`]. `identity` is your system's name for the user; see [`Identity`].
    ///
    /// [`send`]: CreateAccessToken::send
    ///
    /// ```no_run
    /// # async fn example(client: verify_client::Client) -> Result<(), verify_client::Error> {
    /// use std::time::Duration;
    ///
    /// let token = client
    ///     .create_access_token("VA0123456789abcdef0123456789abcdef", "7c1e5d0a-user")
    ///     .factor_friendly_name("Ada's phone")
    ///     .ttl(Duration::from_secs(120))
    ///     .send()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn create_access_token(
        &self,
        service_sid: impl TryInto<ServiceSid>,
        identity: impl Into<Identity>,
    ) -> CreateAccessToken {
        CreateAccessToken::new(self, service_sid, identity.into())
    }
}

/// A call that creates an access token; [`Client::create_access_token`] starts it.
///
/// Nothing happens until [`send`](CreateAccessToken::send). The methods that begin with `with_`
/// override the client's settings for this call.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent until `send` is called and awaited"]
pub struct CreateAccessToken {
    call: Call,
    service_sid: Option<ServiceSid>,
    ttl: Option<Duration>,
    form: CreateAccessTokenRequest,
}

impl CreateAccessToken {
    fn new(client: &Client, service_sid: impl TryInto<ServiceSid>, identity: Identity) -> Self {
        Self {
            call: Call::new(client.inner()),
            service_sid: service_sid.try_into().ok(),
            ttl: None,
            form: CreateAccessTokenRequest {
                factor_friendly_name: None,
                factor_type: FactorType::Push,
                identity,
                ttl: None,
            },
        }
    }

    /// The kind of factor that the token enrols. Default: push.
    pub fn factor_type(mut self, factor_type: impl Into<FactorType>) -> Self {
        self.form.factor_type = factor_type.into();
        self
    }

    /// The name of the factor that the device will create: at most 64 characters. A longer one is
    /// an error of [`send`](CreateAccessToken::send). Default: none.
    pub fn factor_friendly_name(mut self, name: impl Into<FactorFriendlyName>) -> Self {
        self.form.factor_friendly_name = Some(name.into());
        self
    }

    /// How long the token is valid: whole seconds, from 60 to 300. Another time is an error of
    /// [`send`](CreateAccessToken::send). Default: Twilio's, which is 60 seconds.
    pub fn ttl(mut self, ttl: Duration) -> Self {
        self.ttl = Some(ttl);
        self.form.ttl = i64::try_from(ttl.as_secs()).ok();
        self
    }

    overrides!();

    /// Makes the call. Dropping the future cancels it at once.
    ///
    /// # Panics
    ///
    /// When it is awaited outside of a Tokio runtime with time and I/O enabled.
    ///
    /// # Errors
    ///
    /// Before anything is sent, [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument)
    /// with [`field`](Error::field) naming `service_sid`, `identity` (empty), `ttl`,
    /// `factor_friendly_name`, `attempt_timeout`, `total_timeout` or `header`; and
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) when the process was forked
    /// after the client was built. After that, any other kind.
    #[expect(clippy::manual_async_fn, reason = "an async fn would keep the builder twice")]
    pub fn send(self) -> impl Future<Output = Result<Response<AccessToken>, Error>> + Send {
        async move {
            let operation = &OPERATION;
            let (service_sid, form) = self.check().map_err(|error| error.during(operation.name))?;
            let name = form.factor_friendly_name.as_ref();
            let personal = [form.identity.as_str(), name.map_or("", FactorFriendlyName::as_str)];
            self.call
                .run(operation, &personal, |bindings| {
                    let prepared = bindings.create_access_token(service_sid, form);
                    prepared.map_err(Error::unprepared)
                })
                .await
        }
    }

    #[cfg(feature = "blocking")]
    pub(crate) fn options_mut(&mut self) -> &mut crate::options::CallOptions {
        self.call.options_mut()
    }

    fn check(&self) -> Result<(&ServiceSid, &CreateAccessTokenRequest), Error> {
        let form = &self.form;
        self.call.options().check(Error::invalid_argument)?;
        let service_sid = sid_argument("service_sid", self.service_sid.as_ref())?;
        if form.identity.as_str().is_empty() {
            return Err(Error::invalid_argument("identity", "identity must not be empty"));
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
        for (name, too_long) in
            [("é".repeat(64), false), ("é".repeat(65), true), (String::new(), false)]
        {
            assert_eq!(is_too_long(&name.into()), too_long);
        }
    }
}
