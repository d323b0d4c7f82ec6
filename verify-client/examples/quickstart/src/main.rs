//! Creates an access token and fetches it again.
//!
//! ```text
//! cargo quickstart                       # a server in this process stands in for Twilio
//! cargo quickstart --features twilio     # Twilio, with its variables and VERIFY_SERVICE_SID set
//! ```

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "an example talks to its reader")]

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use verify_client::mock::FakeVerify;
use verify_client::{Client, ServiceSid};

const VARIABLES: [&str; 8] = [
    "TWILIO_API_KEY",
    "TWILIO_API_SECRET",
    "TWILIO_CLIENT_ID",
    "TWILIO_CLIENT_SECRET",
    "TWILIO_ACCOUNT_SID",
    "TWILIO_AUTH_TOKEN",
    "TWILIO_EDGE",
    "TWILIO_REGION",
];
const SERVICE: &str = "VERIFY_SERVICE_SID";

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let for_twilio = VARIABLES.iter().any(|name| variable(name).is_some());
    match variable(SERVICE) {
        None if for_twilio => Err(format!(
            "{SERVICE} is not set, although a TWILIO_* variable is: set it to the SID of your \
             Verify Service, or unset all TWILIO_* variables to try an embedded server"
        )
        .into()),
        None => {
            println!(
                "No TWILIO_* variables are set, so an embedded server takes the place of Twilio."
            );
            embedded().await
        }
        Some(_) if !cfg!(feature = "twilio") => {
            Err("Twilio is reached over TLS: run `cargo quickstart --features twilio`".into())
        }
        Some(service_sid) => {
            let client = Client::from_env()?;
            println!("Talking to Twilio.");
            let service_sid =
                service_sid.parse::<ServiceSid>().map_err(|error| format!("{SERVICE}: {error}"))?;
            round_trip(&client, &service_sid).await
        }
    }
}

async fn embedded() -> Result<(), Box<dyn Error>> {
    let twilio = FakeVerify::start();
    round_trip(&twilio.client(), twilio.service_sid()).await
}

async fn round_trip(client: &Client, service_sid: &ServiceSid) -> Result<(), Box<dyn Error>> {
    let token = client
        .create_access_token(service_sid, "quickstart-user-0001")
        .factor_friendly_name("Quickstart")
        .ttl(Duration::from_secs(120))
        .send()
        .await?;
    println!("Created {} with status {}.", token.sid, token.status());
    println!("  the token, for a device only: {} bytes", token.token.expose_secret().len());
    match token.expires_at() {
        Some(expiry) => println!("  it expires at {expiry}"),
        None => println!("  the response does not say when it expires"),
    }

    let same = client.fetch_access_token(service_sid, &token.sid).send().await?;
    println!("Fetched {} with status {}, in {:.0?}.", same.sid, same.status(), same.elapsed());
    Ok(())
}

#[allow(clippy::disallowed_methods, reason = "an example is configured by its environment")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
