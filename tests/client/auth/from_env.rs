//! A client made from the environment, in a process of its own: environment variables cannot be
//! changed safely in this process.

use std::process::Command;

use verify_client::Client;

use crate::support::{ACCOUNT, API_KEY};

const VARIABLES: [&str; 6] = [
    "TWILIO_ACCOUNT_SID",
    "TWILIO_AUTH_TOKEN",
    "TWILIO_API_KEY",
    "TWILIO_API_SECRET",
    "TWILIO_EDGE",
    "TWILIO_REGION",
];

/// What the other process prints before the client.
const MARK: &str = "made from the environment: ";

/// Runs the test below in another process, in which of Twilio's variables only `variables` are set.
fn printed(variables: &[(&str, &str)]) -> String {
    let mut command = Command::new(std::env::current_exe().unwrap());
    for name in VARIABLES {
        command.env_remove(name);
    }
    let output = command
        .args(["--exact", "auth::from_env::what_this_process_makes", "--nocapture"])
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    let output = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = output.lines().find_map(|line| line.split_once(MARK));
    line.unwrap_or_else(|| panic!("{output}")).1.to_owned()
}

#[test]
#[allow(clippy::print_stdout, reason = "read by the test below")]
fn what_this_process_makes() {
    println!("\n{MARK}{:?}", Client::from_env());
}

#[test]
fn the_environment_is_read_when_asked() {
    let key = [("TWILIO_API_KEY", API_KEY), ("TWILIO_API_SECRET", "canary")];
    let regional = [("TWILIO_EDGE", "dublin"), ("TWILIO_REGION", "ie1")];
    let edgy = [("TWILIO_EDGE", "canary.example"), ("TWILIO_REGION", "ie1")];
    let account = [("TWILIO_ACCOUNT_SID", ACCOUNT), ("TWILIO_AUTH_TOKEN", "canary")];
    for (variables, expected) in [
        (key.to_vec(), ["https://verify.twilio.com", "API key"]),
        ([key, regional].concat(), ["https://verify.dublin.ie1.twilio.com", "API key"]),
        (account.to_vec(), ["https://verify.twilio.com", "auth token"]),
        (Vec::new(), ["Configuration", "TWILIO_API_KEY"]),
        (key[..1].to_vec(), ["Configuration", "TWILIO_API_SECRET"]),
        (regional.to_vec(), ["Configuration", "no credentials"]),
        ([key, edgy].concat(), ["Configuration", "field: Some(\"TWILIO_EDGE\")"]),
    ] {
        let printed = printed(&variables);
        for word in expected {
            assert!(printed.contains(word), "{word} in {printed}");
        }
        assert_eq!(crate::support::canaries::found_in(&printed), None, "{printed}");
    }
}
