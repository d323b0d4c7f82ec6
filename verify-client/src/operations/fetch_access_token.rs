//! `FetchAccessToken`: arguments, checks, and `send`.

use std::time::Duration;

use crate::call::operation::Operation;
use crate::call::retry::RetryPolicy;
use crate::call::run::Call;
use crate::client::Client;
use crate::error::Error;
use crate::generated::types::AccessToken;
use crate::model::sid::{AccessTokenSid, ServiceSid};
use crate::operations::arguments::{overrides, sid_argument};
use crate::response::Response;

pub(crate) static OPERATION: Operation = Operation {
    name: "fetch_access_token",
    method: "GET",
    template: "/v2/Services/{ServiceSid}/AccessTokens/{Sid}",
};

impl Client {
    /// Fetches an access token while it is valid
    /// (`GET /v2/Services/{ServiceSid}/AccessTokens/{Sid}`).
    ///
    /// Each SID may be a reference or text; text that is not such a SID is an error of
    /// [`send`](FetchAccessToken::send).
    ///
    /// ```no_run
    /// # async fn example(client: verify_client::Client) -> Result<(), verify_client::Error> {
    /// # let service_sid = "VA0123456789abcdef0123456789abcdef";
    /// # let token = client.create_access_token(service_sid, "7c1e5d0a-user").send().await?;
    /// let same = client.fetch_access_token(service_sid, &token.sid).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn fetch_access_token(
        &self,
        service_sid: impl TryInto<ServiceSid>,
        sid: impl TryInto<AccessTokenSid>,
    ) -> FetchAccessToken {
        FetchAccessToken::new(self, service_sid, sid)
    }
}

/// A call that fetches an access token; [`Client::fetch_access_token`] starts it.
///
/// Nothing happens until [`send`](FetchAccessToken::send). The methods that begin with `with_`
/// override the client's settings for this call.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent until `send` is called and awaited"]
pub struct FetchAccessToken {
    call: Call,
    service_sid: Option<ServiceSid>,
    sid: Option<AccessTokenSid>,
}

impl FetchAccessToken {
    fn new(
        client: &Client,
        service_sid: impl TryInto<ServiceSid>,
        sid: impl TryInto<AccessTokenSid>,
    ) -> Self {
        Self {
            call: Call::new(client.inner()),
            service_sid: service_sid.try_into().ok(),
            sid: sid.try_into().ok(),
        }
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
    /// with [`field`](Error::field) naming `service_sid`, `sid`, `attempt_timeout`, `total_timeout`
    /// or `header`; and [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) when the
    /// process was forked after the client was built. After that, any other kind; a token that has
    /// expired [is not found](Error::is_not_found).
    #[expect(clippy::manual_async_fn, reason = "an async fn would keep the builder twice")]
    pub fn send(self) -> impl Future<Output = Result<Response<AccessToken>, Error>> + Send {
        async move {
            let operation = &OPERATION;
            let (service_sid, sid) = self.check().map_err(|error| error.during(operation.name))?;
            self.call
                .run(operation, &[], |bindings| {
                    let prepared = bindings.fetch_access_token(service_sid, sid);
                    prepared.map_err(Error::unprepared)
                })
                .await
        }
    }

    #[cfg(feature = "blocking")]
    pub(crate) fn options_mut(&mut self) -> &mut crate::options::CallOptions {
        self.call.options_mut()
    }

    fn check(&self) -> Result<(&ServiceSid, &AccessTokenSid), Error> {
        self.call.options().check(Error::invalid_argument)?;
        let service_sid = sid_argument("service_sid", self.service_sid.as_ref())?;
        let sid = sid_argument("sid", self.sid.as_ref())?;
        Ok((service_sid, sid))
    }
}
