//! Twilio's own helper libraries against the fake: an independent judge of what it accepts and
//! returns.
//!
//! They are not dependencies of this workspace, so these tests run on demand: with `pip install
//! twilio` for the `python3` on the path, and with `npm install twilio` in a directory that
//! `NODE_PATH` names. `cargo test -p integration-tests --test client -- --ignored helper_libraries`

use std::process::Command;

use verify_client::ServiceSid;
use verify_client::mock::FakeVerify;

/// Runs a script that prints a line for each check, and fails if one is not "ok".
fn run(program: &str, script: &str, checks: usize) {
    let twilio = FakeVerify::start();
    let other: ServiceSid = "VA11112233445566778899aabbccddeeff".parse().unwrap();
    let script = format!("{}/client/mock/{script}", env!("CARGO_MANIFEST_DIR"));
    let output = Command::new(program)
        .arg(script)
        .args([&twilio.base_url(), twilio.service_sid().as_str(), other.as_str()])
        .args([twilio.account_sid().as_str(), twilio.auth_token()])
        .args([twilio.api_key().as_str(), twilio.api_secret()])
        .args([twilio.client_id(), twilio.client_secret()])
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{printed}{errors}");
    let passed = printed.lines().filter(|line| line.starts_with("ok ")).count();
    assert_eq!((passed, printed.lines().count()), (checks, checks), "{printed}{errors}");
}

#[test]
#[ignore = "needs Twilio's library for Python"]
fn the_library_for_python() {
    run("python3", "helper_library.py", 34);
}

#[test]
#[ignore = "needs Twilio's library for Node"]
fn the_library_for_node() {
    run("node", "helper_library.js", 19);
}
