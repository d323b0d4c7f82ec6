//! Every rule that the fake documents, tested with hand-written requests, because the client
//! refuses to break most rules; and the fake's responses byte by byte.

use std::time::Duration;

use verify_client::mock::{FakeVerify, Fault};

use super::{SERVICE, request};

const BY_API_KEY: &str = "authorization: Basic U0swMDExMjIzMzQ0NTU2Njc3ODg5OWFhYmJjY2RkZWVmZjphIHNlY3JldCBvZiBubyBBUEkga2V5\r\n";
const BY_AUTH_TOKEN: &str = "authorization: Basic QUMwMDExMjIzMzQ0NTU2Njc3ODg5OWFhYmJjY2RkZWVmZjphbiBhdXRoIHRva2VuIG9mIG5vIGFjY291bnQ=\r\n";
const FORM: &str = "content-type: application/x-www-form-urlencoded\r\n";
const GOOD: &str = "Identity=zo%C3%AB+1&FactorType=push";

fn create_line() -> String {
    format!("POST /v2/Services/{SERVICE}/AccessTokens")
}

fn fetch_line(sid: &str) -> String {
    format!("GET /v2/Services/{SERVICE}/AccessTokens/{sid}")
}

/// A response of the fake, with the time of its clock filled in.
fn expected(name: &str, twilio: &FakeVerify) -> String {
    let path = format!("{}/fixtures/fake/{name}.http", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let now = twilio.now();
    text.trim_end()
        .replace('\n', "\r\n")
        .replace("{date}", &httpdate::fmt_http_date(now.into()))
        .replace("{created}", &now.to_string())
}

#[test]
fn responses_are_those_of_the_fixtures_byte_by_byte() {
    let create = create_line();
    let good = format!("{BY_API_KEY}{FORM}");
    let name = format!("{GOOD}&Ttl=120&FactorFriendlyName=Zo%C3%AB%27s+phone");
    for (fixture, line, headers, body) in [
        ("created", &create, &good, GOOD),
        ("created_with_all", &create, &good, &name),
        ("unauthorized", &create, &FORM.to_owned(), GOOD),
        ("not_found", &fetch_line("YK1"), &good, ""),
        ("method_not_allowed", &create.replace("POST", "DELETE"), &good, ""),
        ("invalid_parameter", &create, &good, "Identity=canary&FactorType=push&Ttl=3600"),
    ] {
        let twilio = FakeVerify::start();
        let response = request(&twilio, line, headers, body);
        assert_eq!(response, expected(fixture, &twilio), "{fixture}");
    }
    let twilio = FakeVerify::start();
    twilio.fail_next(1, Fault::rate_limited().retry_after(Duration::from_secs(7)));
    let response = request(&twilio, &create, &good, GOOD);
    assert_eq!(response, expected("rate_limited", &twilio));
}

#[test]
fn every_documented_rule_is_kept() {
    let twilio = FakeVerify::start();
    let create = create_line();
    let path = create.strip_prefix("POST ").unwrap();
    let other_service = create.replace("VA00", "VA11");
    let malformed_service = create.replace("VA00", "../VA");
    let (wrong_secret, bearer) = (BY_API_KEY.replace("5\r", "4\r"), "authorization: Bearer a\r\n");
    let put = create.replace("POST", "PUT");
    let collection = format!("GET {path}");
    let v1 = create.replace("v2", "v1");
    let fetch = fetch_line("YK00112233445566778899aabbccddeeff");
    let long = format!("{GOOD}&FactorFriendlyName={}", "%C3%BC".repeat(65));
    let json = "content-type: application/json\r\n";
    let authenticated = |headers: &str| format!("{BY_API_KEY}{headers}");
    let form = &authenticated(FORM);

    type Row<'a> = (&'a str, &'a str, &'a str, (u16, i64, &'a str));
    let rows: [Row<'_>; 21] = [
        (&create, FORM, GOOD, (401, 20003, "")),
        (&create, &format!("{wrong_secret}{FORM}"), GOOD, (401, 20003, "")),
        (&create, &format!("{bearer}{FORM}"), GOOD, (401, 20003, "")),
        (&fetch, "", "", (401, 20003, "")),
        (&v1, "", "", (401, 20003, "")),
        (&other_service, form, GOOD, (404, 20404, "/Services/VA11")),
        (&malformed_service, form, GOOD, (404, 20404, "not found")),
        (&v1, form, GOOD, (404, 20404, "/v1/")),
        (&fetch, form, "", (404, 20404, "YK0011")),
        (&fetch_line(""), form, "", (404, 20404, "")),
        (&put, form, GOOD, (405, 20004, "")),
        (&collection, form, "", (405, 20004, "")),
        (&create, form, "FactorType=push", (400, 60200, "Identity")),
        (&create, form, "Identity=&FactorType=push", (400, 60200, "Identity")),
        (&create, form, "Identity=a", (400, 60200, "FactorType")),
        (&create, form, "Identity=a&FactorType=totp", (400, 60200, "FactorType")),
        (&create, form, &format!("{GOOD}&Ttl=59"), (400, 60200, "Ttl")),
        (&create, form, &format!("{GOOD}&Ttl=301"), (400, 60200, "Ttl")),
        (&create, form, &format!("{GOOD}&Ttl=soon"), (400, 60200, "Ttl")),
        (&create, form, &long, (400, 60200, "FactorFriendlyName")),
        (&create, &authenticated(json), "{}", (400, 60200, "Identity")),
    ];
    for (line, headers, body, (status, code, word)) in rows {
        let response = request(&twilio, line, headers, body);
        let (head, text) = response.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{line} {body}: {response}");
        let error: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(error["code"], code, "{line} {body}");
        assert_eq!(error["status"], status, "{line} {body}");
        assert!(error["message"].as_str().unwrap().contains(word), "{line} {body}: {response}");
    }
    assert!(twilio.tokens().is_empty());

    let all_right = [
        format!("{GOOD}&Ttl=60"),
        format!("{GOOD}&Ttl=300"),
        format!("{GOOD}&FactorFriendlyName={}", "%C3%BC".repeat(64)),
        "Identity=a&FactorType=push".to_owned(),
    ];
    for body in &all_right {
        let in_capitals = BY_API_KEY.replace("Basic", "BASIC");
        for who in [BY_API_KEY, BY_AUTH_TOKEN, &in_capitals] {
            let response = request(&twilio, &create, &format!("{who}{FORM}"), body);
            assert!(response.starts_with("HTTP/1.1 201 "), "{body}: {response}");
        }
    }
    assert_eq!(twilio.tokens().len(), 3 * all_right.len());
}

#[test]
fn an_identity_that_twilio_may_refuse_is_accepted_with_a_note() {
    let twilio = FakeVerify::start();
    let headers = format!("{BY_API_KEY}{FORM}");
    for (identity, noted) in [("7c1e5d0a-user", false), ("user@example.com", true), ("a", true)] {
        let form = format!("Identity={identity}&FactorType=push");
        let response = request(&twilio, &create_line(), &headers, &form);
        assert!(response.starts_with("HTTP/1.1 201 "), "{response}");
        assert_eq!(twilio.requests().last().unwrap().note.is_some(), noted, "{identity}");
    }
}

#[test]
fn the_token_endpoint_takes_the_credentials_of_an_oauth_client_only() {
    let twilio = FakeVerify::start();
    let (id, secret) = (twilio.client_id(), twilio.client_secret().replace(' ', "+"));
    let good = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
    for (line, body, status) in [
        ("POST /v2/token", good.as_str(), 200),
        ("POST /v2/token", &good.replace("client_credentials", "password"), 400),
        ("POST /v2/token", &good.replace("OQ00", "OQ11"), 401),
        ("POST /v2/token", &format!("{good}x"), 401),
        ("POST /v2/token", "", 400),
        ("POST /v1/token", &good, 401),
    ] {
        let response = request(&twilio, line, FORM, body);
        assert!(response.starts_with(&format!("HTTP/1.1 {status} ")), "{line} {body}: {response}");
    }
    let issued = request(&twilio, "POST /v2/token", FORM, &good);
    let body: serde_json::Value =
        serde_json::from_str(issued.split_once("\r\n\r\n").unwrap().1).unwrap();
    assert_eq!((&body["token_type"], &body["expires_in"]), (&"Bearer".into(), &3600.into()));
    let token = body["access_token"].as_str().unwrap();
    let create = |token: &str| {
        let headers = format!("authorization: bearer {token}\r\n{FORM}");
        request(&twilio, &create_line(), &headers, GOOD)
    };
    assert!(create(token).starts_with("HTTP/1.1 201 "));
    assert!(create(&token.to_uppercase()).starts_with("HTTP/1.1 401 "));
    twilio.advance(Duration::from_secs(3600));
    assert!(create(token).starts_with("HTTP/1.1 401 "));
}
