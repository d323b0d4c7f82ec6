//! A back end for Twilio's sample apps for Android and iOS, which need no change.
//!
//! ```text
//! export TWILIO_API_KEY=… TWILIO_API_SECRET=… VERIFY_SERVICE_SID=…
//! export IDENTITY_KEY=$(openssl rand -hex 32) SESSIONS=demo-session=ada
//! cargo run --package enrollment-service
//! curl -H 'authorization: Bearer demo-session' -d identity=ada http://127.0.0.1:8080/accessTokens
//! ```
//!
//! Twilio's sample apps send no session: for them, set `ALLOW_ANYBODY=yes` instead of `SESSIONS`,
//! and `ADDRESS=0.0.0.0:8080` so that a phone on your network reaches the service. Their access
//! token URL is `http://YOUR-MACHINE:8080/accessTokens`.
//!
//! An app never sees Twilio's credentials, and it gets tokens for its own user only. This file has
//! the settings, the traces and the graceful shutdown; `service.rs` has the route.
//!
//! To make it yours, copy the folder. Where its `Cargo.toml` says `workspace = true`, write what
//! the repository's `Cargo.toml` says.

mod callers;
mod failure;
mod identity;
mod limiter;
mod service;
#[cfg(test)]
mod tests;

use std::error::Error;
use std::time::Duration;

use tokio::net::TcpListener;
use tracing_subscriber::fmt::format::FmtSpan;
use verify_client::ClientBuilder;

use crate::callers::Callers;
use crate::identity::IdentityKey;
use crate::service::{Service, serve};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().with_span_events(FmtSpan::CLOSE).init();
    let verify = ClientBuilder::from_env()?
        .user_agent_extension("enrollment-service-example")
        // Apps do not wait longer than this.
        .total_timeout(Duration::from_secs(8))
        .build()?;
    let service_sid = required("VERIFY_SERVICE_SID")?;
    let service_sid =
        service_sid.parse().map_err(|error| format!("VERIFY_SERVICE_SID: {error}"))?;
    let service = Service::new(verify, service_sid, callers()?, identity_key()?);
    let address = variable("ADDRESS").unwrap_or_else(|| "127.0.0.1:8080".to_owned());
    let listener = TcpListener::bind(&address).await?;
    tracing::info!("listening on http://{}", listener.local_addr()?);
    serve(listener, service, asked_to_end()).await?;
    Ok(())
}

fn callers() -> Result<Callers, String> {
    if variable("ALLOW_ANYBODY").is_some_and(|value| value == "yes") {
        tracing::warn!("anybody can get a token for anybody: only for Twilio's sample apps");
        return Ok(Callers::Anybody);
    }
    Callers::of_sessions(&required("SESSIONS")?)
}

fn identity_key() -> Result<IdentityKey, String> {
    IdentityKey::new(&required("IDENTITY_KEY")?)
}

fn required(name: &str) -> Result<String, String> {
    variable(name).ok_or_else(|| format!("{name} is not set: main.rs shows all variables"))
}

#[allow(clippy::disallowed_methods, reason = "an example is configured by its environment")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Resolves when the process is asked to end: by Ctrl-C, or by SIGTERM from a process manager.
async fn asked_to_end() {
    #[cfg(unix)]
    let terminated = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => _ = signal.recv().await,
            Err(error) => never("SIGTERM", &error).await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    let interrupted = async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            never("Ctrl-C", &error).await;
        }
    };
    tokio::select! {
        () = terminated => {}
        () = interrupted => {}
    }
    tracing::info!("ending: requests that have begun are finished");
}

async fn never(signal: &str, error: &std::io::Error) {
    tracing::warn!("cannot listen for {signal}: {error}");
    std::future::pending().await
}
