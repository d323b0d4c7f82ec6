//! OAuth client credentials (RFC 6749, section 4.4): exchanging them for an access token.
//!
//! The exchange is a call like any other, with the client's connections, timeouts, retries and
//! observer. When it happens is decided in `renewal.rs`.

use std::sync::Arc;
use std::time::Duration;

use http::header::ACCEPT;
use progenitor_client::RequestBuilderExt as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use tokio::time::Instant;

use crate::auth::authorization::Authorization;
use crate::auth::credentials::OAuthClient;
use crate::auth::provider::{CredentialsFuture, CredentialsRequest, ProvideCredentials};
use crate::call::operation::Operation;
use crate::call::run::Call;
use crate::error::Error;
use crate::generated::client::Client as Bindings;
use crate::inner::Inner;
use crate::model::secret::Token;
use crate::transport::prepared::{PreparedRequest, join};

pub(crate) static OPERATION: Operation =
    Operation { name: "fetch_oauth_token", method: "POST", template: "/v2/token" };

/// How long an access token is valid if the response does not say: the lifetime of Twilio's.
const USUAL_LIFETIME: Duration = Duration::from_secs(3600);

/// Provides access tokens for an OAuth client.
pub(crate) struct OAuthProvider {
    client: Arc<OAuthClient>,
    call: Call,
}

impl OAuthProvider {
    /// `inner` sends requests to the host of the token endpoint, without credentials.
    pub(crate) fn new(client: Arc<OAuthClient>, inner: Inner) -> Self {
        let call = Call::new(&Arc::new(inner));
        Self { client, call }
    }

    async fn access_token(&self) -> Result<Authorization, Error> {
        let OAuthClient { id: client_id, secret: client_secret } = &*self.client;
        let form = Form { grant_type: "client_credentials", client_id, client_secret };
        let asked = Instant::now();
        let response = self
            .call
            .run(&OPERATION, &[client_secret], |bindings| prepare(bindings, &form))
            .await?;
        let TokenBody { access_token, token_type, expires_in } = response.into_body();
        if token_type.is_some_and(|kind| !kind.eq_ignore_ascii_case("bearer")) {
            return Err(Error::unusable_token("token_type is not Bearer"));
        }
        let expires = asked.checked_add(expires_in.unwrap_or(USUAL_LIFETIME));
        let token = Authorization::bearer(
            "OAuth access token",
            "access_token",
            access_token.expose_secret(),
        );
        let token =
            token.map_err(|_| Error::unusable_token("access_token cannot be sent in a header"))?;
        Ok(token.expiring_at(expires))
    }
}

fn prepare(bindings: &Bindings, form: &Form<'_>) -> Result<PreparedRequest<TokenBody>, Error> {
    let url = join(&bindings.baseurl, &[OPERATION.template]);
    let request = bindings.client.post(url).header(ACCEPT, "application/json");
    let request = request.form_urlencoded(form).map_err(Error::unprepared)?;
    let request = request.build();
    let request = request.map_err(|error| Error::unprepared(error.into()))?;
    Ok(PreparedRequest::new(request, |status| status == 200))
}

impl ProvideCredentials for OAuthProvider {
    fn provide<'a>(&'a self, _: CredentialsRequest<'a>) -> CredentialsFuture<'a> {
        Box::pin(async { Ok(self.access_token().await?.into()) })
    }
}

#[derive(Serialize)]
struct Form<'a> {
    grant_type: &'static str,
    client_id: &'a str,
    client_secret: &'a str,
}

/// The response of the token endpoint.
#[derive(Deserialize)]
struct TokenBody {
    access_token: Token,
    token_type: Option<String>,
    #[serde(default, deserialize_with = "lifetime")]
    expires_in: Option<Duration>,
}

/// Seconds, as a number or as text; `None` for any other value.
fn lifetime<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let seconds = value.as_f64().or_else(|| value.as_str()?.parse().ok());
    Ok(seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds.max(0.0)).ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lifetime_is_read_in_every_form_it_may_come_in() {
        for (json, seconds) in [
            ("3600", Some(3600.0)),
            ("3600.5", Some(3600.5)),
            ("\"60\"", Some(60.0)),
            ("0", Some(0.0)),
            ("-1", Some(0.0)),
            ("1e300", None),
            ("\"an hour\"", None),
            ("null", None),
            ("{}", None),
        ] {
            let body = format!(r#"{{"access_token": "a", "expires_in": {json}}}"#);
            let found = serde_json::from_str::<TokenBody>(&body).unwrap().expires_in;
            assert_eq!(found, seconds.map(Duration::from_secs_f64), "{json}");
        }
        let body: TokenBody = serde_json::from_str(r#"{"access_token": "a"}"#).unwrap();
        assert_eq!((body.expires_in, body.token_type), (None, None));
    }
}
