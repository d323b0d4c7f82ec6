//! Faults of responses: Twilio, or something in between, sends an error, nonsense or nothing.

use std::time::Duration;

use verify_client::ErrorKind::{Body, Redirect, Status};

use super::{Fault, Peer, run};
use crate::support::*;

/// The beginning of a gzip stream that would unpack to a mebibyte of zeros.
const GZIP: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xed\xc1\x01\x0d\x00\x00\x00\xc2";

/// A page of a gateway that shows the request it could not pass on.
fn page() -> Step {
    respond(
        502,
        "content-type: text/html\r\nset-cookie: canary=canary\r\n",
        "<html><h1>Bad Gateway</h1>Identity=canary-identity&\
         FactorFriendlyName=canary+friendly+name canary%20friendly%20name \
         Basic U0thYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYTpjYW5hcnktc2VjcmV0 canary-secret",
    )
}

fn busy(headers: &str) -> Step {
    json(429, headers, r#"{"code": 20429, "message": "Too many"}"#)
}

fn zipped() -> Step {
    let head = format!(
        "HTTP/1.1 201 Created\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n",
        GZIP.len()
    );
    Step::Send([head.as_bytes(), GZIP].concat())
}

#[tokio::test]
async fn responses_fail_in_every_way() {
    let error = |status, name| json(status, "", &fixture(name));
    let plain = |status, body: &str| respond(status, "", body);
    let fatal = async |name, step, kind, status, attempts| {
        Fault::fatal(name, Peer::script([step]).await, kind, status, attempts)
    };
    let cured = async |name, step, status, attempts| {
        let peer = Peer::script([step, created()]).await;
        Fault::cured(name, peer, status, attempts)
    };
    let later =
        "date: Fri, 02 Jan 2026 03:04:05 GMT\r\nretry-after: Fri, 02 Jan 2026 03:04:06 GMT\r\n";
    let never =
        "date: Fri, 02 Jan 2026 03:04:05 GMT\r\nretry-after: Fri, 02 Jan 2099 03:04:06 GMT\r\n";
    let second = Duration::from_secs(1);
    run(vec![
        fatal("HTML 502", page(), Status, 502, 3).await,
        fatal("empty 502", plain(502, ""), Status, 502, 3).await,
        fatal("empty 500", plain(500, ""), Status, 500, 1).await,
        cured("one 502", page(), 201, 2).await,
        fatal("classic 400", error(400, "error_classic"), Status, 400, 1).await,
        fatal("problem with code", error(400, "error_problem"), Status, 400, 1).await,
        fatal("problem without code", error(422, "error_problem_without_code"), Status, 422, 1)
            .await,
        fatal("list of errors", error(401, "error_list"), Status, 401, 1).await,
        fatal(
            "details as a list",
            json(400, "", r#"{"code": 60200, "details": ["canary-identity"]}"#),
            Status,
            400,
            1,
        )
        .await,
        fatal("error that is null", json(404, "", "null"), Status, 404, 1).await,
        fatal("error cut short", json(404, "", r#"{"code": 20404,"#), Status, 404, 1).await,
        cured("429, Retry-After in seconds", busy("retry-after: 1\r\n"), 201, 2)
            .await
            .taking(second),
        cured("429, Retry-After as a date", busy(later), 201, 2).await.taking(second),
        cured(
            "429, Retry-After past",
            busy("retry-after: Fri, 02 Jan 1970 03:04:06 GMT\r\n"),
            201,
            2,
        )
        .await,
        cured("429, Retry-After zero", busy("retry-after: 0\r\n"), 201, 2).await,
        cured("429, Retry-After garbage", busy("retry-after: soon\r\n"), 201, 2).await,
        cured("429, Retry-After negative", busy("retry-after: -5\r\n"), 201, 2).await,
        fatal("429, Retry-After huge", busy("retry-after: 31536000\r\n"), Status, 429, 1).await,
        fatal(
            "429, Retry-After past all numbers",
            busy("retry-after: 99999999999999999999999999\r\n"),
            Status,
            429,
            1,
        )
        .await,
        fatal("429, Retry-After far off", busy(never), Status, 429, 1).await,
        fatal(
            "429 that no waiting cures",
            json(429, "retry-after: 1\r\n", r#"{"code": 60203}"#),
            Status,
            429,
            1,
        )
        .await,
        fatal("503 storm", plain(503, "<canary-identity>"), Status, 503, 3).await,
        cured("one 504", plain(504, ""), 201, 2).await,
        fatal("304 without a question", plain(304, ""), Redirect, 304, 1).await,
        fatal("301 to nowhere", plain(301, ""), Redirect, 301, 1).await,
        fatal("empty 201", plain(201, ""), Body, 201, 1).await,
        fatal("no content", plain(204, ""), Body, 204, 1).await,
        fatal("success unheard of", json(202, "", &fixture("created")), Body, 202, 1).await,
        fatal("HTML 200", plain(200, "<html>canary-identity"), Body, 200, 1).await,
        fatal("JSON of another shape", json(201, "", "[1]"), Body, 201, 1).await,
        fatal("token of another type", json(201, "", r#"{"token": 7}"#), Body, 201, 1).await,
        fatal("gzip that nobody asked for", zipped(), Body, 201, 1).await,
        fatal(
            "invalid UTF-8 in a success",
            Step::Send(
                b"HTTP/1.1 201 Created\r\ncontent-length: 12\r\n\r\n{\"sid\": \"\xff\"}".to_vec(),
            ),
            Body,
            201,
            1,
        )
        .await,
        fatal(
            "invalid UTF-8 in an error",
            Step::Send(
                b"HTTP/1.1 400 Bad\r\nconnection: close\r\n\r\n\xff\xfe canary-identity".to_vec(),
            ),
            Status,
            400,
            1,
        )
        .await,
    ])
    .await;
}

#[tokio::test]
async fn a_redirect_to_another_host_takes_nothing_there() {
    let elsewhere = Server::start([created()]).await;
    let there = elsewhere.url.replace("127.0.0.1", "localhost");
    let mut rows = Vec::new();
    for status in [301, 302, 303, 307, 308] {
        let location = format!("location: {there}/canary-identity\r\n");
        let peer = Peer::script([respond(status, &location, "")]).await;
        rows.push(Fault::fatal("redirect to another host", peer, Redirect, status, 1));
    }
    run(rows).await;
    assert_eq!(elsewhere.connections(), 0);
}

#[tokio::test]
async fn compression_is_not_asked_for() {
    let (outcome, server) = create_against([created()]).await;
    outcome.unwrap();
    let request = server.requests()[0].to_ascii_lowercase();
    assert!(!request.contains("accept-encoding"), "{request}");
}
