//! The one route: `POST /accessTokens` with the form field `identity`, as Twilio's sample apps
//! send it.

use std::io;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::rejection::FormRejection;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Form, Json, Router};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tracing::Instrument as _;
use tracing::field::Empty;
use verify_client::{Client, Identity, ServiceSid};

use crate::callers::Callers;
use crate::failure::Failure;
use crate::identity::IdentityKey;
use crate::limiter::Limiter;

/// The most calls to Twilio at the same time: Twilio would refuse more.
const CONCURRENT_CALLS: usize = 50;

/// The most bytes of a request's body, and of a user's name in it.
const LONGEST_BODY: usize = 4096;
const LONGEST_USER: usize = 256;

pub(crate) struct Service {
    verify: Client,
    service_sid: ServiceSid,
    callers: Callers,
    identity_key: IdentityKey,
    limiter: Limiter,
    calls: Semaphore,
}

impl Service {
    pub(crate) fn new(
        verify: Client,
        service_sid: ServiceSid,
        callers: Callers,
        identity_key: IdentityKey,
    ) -> Self {
        let (limiter, calls) = (Limiter::default(), Semaphore::new(CONCURRENT_CALLS));
        Self { verify, service_sid, callers, identity_key, limiter, calls }
    }
}

/// Serves until `end`, then finishes the requests in flight: the client's total timeout bounds
/// them.
pub(crate) async fn serve(
    listener: TcpListener,
    service: Service,
    end: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let app = Router::new()
        .route("/accessTokens", post(create_access_token))
        .layer(DefaultBodyLimit::max(LONGEST_BODY))
        .layer(from_fn(trace))
        .with_state(Arc::new(service));
    axum::serve(listener, app).with_graceful_shutdown(end).await
}

#[derive(Deserialize)]
struct Enrollment {
    /// Your system's name for the user.
    identity: String,
}

/// The response that the apps decode; they require each field.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Enrolled<'a> {
    token: &'a str,
    service_sid: &'a ServiceSid,
    /// The identity that the token is for, with which the app creates its factor.
    identity: &'a Identity,
    factor_type: &'static str,
}

async fn create_access_token(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    form: Result<Form<Enrollment>, FormRejection>,
) -> Result<Response, Failure> {
    let Form(Enrollment { identity: user }) =
        form.map_err(|_| Failure::BadRequest("send a form with the field identity"))?;
    service.callers.authenticate(&headers, &user)?;
    if user.is_empty() || user.len() > LONGEST_USER {
        return Err(Failure::BadRequest("identity must have 1 to 256 bytes"));
    }
    let identity = service.identity_key.identity(&user);
    service.limiter.admit(&identity, Instant::now()).map_err(Failure::TooMany)?;
    let _permit = service.calls.try_acquire().map_err(|_| Failure::Busy)?;
    let token = service.verify.create_access_token(&service.service_sid, &identity).send().await?;
    let body = Enrolled {
        token: token.token.expose_secret(),
        service_sid: &service.service_sid,
        identity: &identity,
        factor_type: "push",
    };
    let headers = [(CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((headers, Json(body)).into_response())
}

/// Opens a span for each request. It has no identity, and the client's spans are within it.
async fn trace(request: Request, next: Next) -> Response {
    let (method, path) = (request.method(), request.uri().path());
    let span = tracing::info_span!("request", %method, path, status = Empty);
    let response = next.run(request).instrument(span.clone()).await;
    span.record("status", response.status().as_u16());
    response
}
