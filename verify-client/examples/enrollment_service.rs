//! A web service with the one route that a mobile app calls to enrol its user's push factor.
//!
//! ```text
//! export TWILIO_API_KEY=… TWILIO_API_SECRET=… VERIFY_SERVICE_SID=…
//! cargo run --example enrollment_service
//! curl -X POST -H 'authorization: Bearer demo-session' http://127.0.0.1:8080/enrollment-token
//! ```
//!
//! The app never sees Twilio's credentials and never chooses the identity: the service knows who
//! the user is. What goes wrong with Twilio is logged here, and the app learns only whether to try
//! again.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "an example talks to its reader")]

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use tokio::sync::Semaphore;
use verify_client::{ClientBuilder, Identity, ServiceSid};

/// Calls to Twilio at the same time; more are turned away, as Twilio would do otherwise.
const CONCURRENT_CALLS: usize = 50;

struct Service {
    verify: verify_client::Client,
    service_sid: ServiceSid,
    calls: Semaphore,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let service = Service {
        verify: ClientBuilder::from_env()?
            .user_agent_extension("enrollment-service-example")
            .total_timeout(Duration::from_secs(8))
            .build()?,
        service_sid: service_sid()?,
        calls: Semaphore::new(CONCURRENT_CALLS),
    };
    let app = Router::new()
        .route("/enrollment-token", post(enrollment_token))
        .with_state(Arc::new(service));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
    println!("listening on http://{}", listener.local_addr()?);
    // Requests that have begun are finished, which the total timeout bounds.
    axum::serve(listener, app).with_graceful_shutdown(interrupted()).await?;
    Ok(())
}

async fn enrollment_token(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let identity = authenticate(&headers).ok_or(Failure::Unauthenticated)?;
    let _permit = service.calls.try_acquire().map_err(|_| Failure::Busy)?;
    let token = service.verify.create_access_token(&service.service_sid, identity).send().await?;
    let body = serde_json::json!({
        "token": token.token.expose_secret(),
        "service_sid": service.service_sid,
        "expires_at": token.expires_at(),
    });
    Ok(([(CACHE_CONTROL, "no-store")], Json(body)).into_response())
}

/// A STUB. Replace it by your own check of the app's session, and look up the identity that your
/// system has given to that user: immutable, and not an e-mail address or a phone number.
fn authenticate(headers: &HeaderMap) -> Option<Identity> {
    let session = headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")?;
    (session == "demo-session").then(|| Identity::from("7c1e5d0a-4b0f-4c0e-9f57-2f1f6f6f8d11"))
}

/// What the app learns about a failure.
enum Failure {
    Unauthenticated,
    Busy,
    Verify(verify_client::Error),
}

impl From<verify_client::Error> for Failure {
    fn from(error: verify_client::Error) -> Self {
        Self::Verify(error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        match self {
            Self::Unauthenticated => StatusCode::UNAUTHORIZED.into_response(),
            Self::Busy => try_later(Duration::from_secs(1)),
            Self::Verify(error) => {
                // Safe to log: no error of this client holds a secret or personal data.
                eprintln!("{error} (request {:?})", error.request_id());
                if error.is_retryable() {
                    try_later(error.retry_after().unwrap_or(Duration::from_secs(1)))
                } else {
                    StatusCode::INTERNAL_SERVER_ERROR.into_response()
                }
            }
        }
    }
}

fn try_later(wait: Duration) -> Response {
    let header: (HeaderName, HeaderValue) = (RETRY_AFTER, wait.as_secs().max(1).into());
    (StatusCode::SERVICE_UNAVAILABLE, [header]).into_response()
}

#[allow(clippy::disallowed_methods, reason = "an example is configured by its environment")]
fn service_sid() -> Result<ServiceSid, Box<dyn Error>> {
    let value = std::env::var("VERIFY_SERVICE_SID").map_err(|_| "VERIFY_SERVICE_SID is not set")?;
    Ok(value.parse().map_err(|error| format!("VERIFY_SERVICE_SID: {error}"))?)
}

/// Resolves when the process is asked to end.
async fn interrupted() {
    if let Err(error) = tokio::signal::ctrl_c().await {
        eprintln!("cannot listen for Ctrl-C: {error}");
        std::future::pending::<()>().await;
    }
}
