//! Time limits and the size limit hold, whatever the server does.

use std::time::Duration;

use verify_client::{ErrorKind, RetryPolicy};

use crate::support::*;

const SHORT: Duration = Duration::from_millis(50);

fn silent() -> Step {
    Step::SendAndHang(Vec::new())
}

#[tokio::test]
async fn an_attempt_that_takes_too_long_is_retried() {
    let server = Server::start([silent(), created()]).await;
    let client = builder(&server.url).attempt_timeout(SHORT).build().unwrap();
    let client = client.clone();
    let token = client
        .create_access_token(SERVICE, IDENTITY)
        .with_attempt_timeout(Duration::from_millis(300))
        .send()
        .await
        .unwrap();
    assert_eq!((token.attempts(), server.connections()), (2, 2));
}

#[tokio::test]
async fn the_total_timeout_ends_the_call_in_the_middle_of_an_attempt() {
    let server = Server::start([silent()]).await;
    let client = server.client();
    let call = client.create_access_token(SERVICE, IDENTITY);
    let error = call.with_total_timeout(SHORT).send().await.unwrap_err();
    assert!(error.is_timeout() && error.is_exhausted());
    assert!(error.to_string().contains("total_timeout (50ms)"), "{error}");
    assert!(error.elapsed() >= SHORT);
    assert_eq!((error.attempts(), server.connections()), (1, 1));
}

#[tokio::test]
async fn a_status_that_came_before_the_timeout_is_kept() {
    let head = |status| {
        let head = format!("HTTP/1.1 {status} Whatever\r\ncontent-length: 99\r\n\r\n{{");
        Step::SendAndHang(head.into_bytes())
    };
    for (status, kind) in [(201, ErrorKind::Timeout), (503, ErrorKind::Status)] {
        let server = Server::start([head(status)]).await;
        let client = server.client();
        let call = client.create_access_token(SERVICE, IDENTITY).with_retry(RetryPolicy::none());
        // The head must arrive in time, also on a busy machine.
        let limit = Duration::from_secs(1);
        let error = call.with_attempt_timeout(limit).send().await.unwrap_err();
        assert_eq!((error.kind(), error.status().unwrap().as_u16()), (kind, status));
    }
}

#[tokio::test]
async fn no_wait_goes_past_the_total_timeout() {
    let busy = json(429, "retry-after: 2\r\n", r#"{"code": 20429}"#);
    let server = Server::start([busy]).await;
    let client = server.client();
    let call = client.create_access_token(SERVICE, IDENTITY);
    let error = call.with_total_timeout(Duration::from_secs(2)).send().await.unwrap_err();
    assert!(error.is_rate_limited() && error.is_exhausted());
    assert_eq!(error.retry_after(), Some(Duration::from_secs(2)));
    assert_eq!((error.attempts(), server.connections()), (1, 1));
    assert!(error.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn a_body_is_read_up_to_the_limit_whatever_its_length_is_said_to_be() {
    let body = fixture("minimal");
    let chunked: String = body
        .as_bytes()
        .chunks(7)
        .map(|chunk| format!("{:x}\r\n{}\r\n", chunk.len(), String::from_utf8_lossy(chunk)))
        .collect();
    let head = "HTTP/1.1 201 Created\r\nconnection: close\r\n";
    let sized = format!("{head}content-length: {}\r\n\r\n{body}", body.len());
    let chunked = format!("{head}transfer-encoding: chunked\r\n\r\n{chunked}0\r\n\r\n");
    let unsized_ = format!("{head}\r\n{body}");
    for response in [sized, chunked, unsized_] {
        let server = Server::start([Step::Send(response.clone().into_bytes())]).await;
        let client = |limit| builder(&server.url).response_limit(limit).build().unwrap();
        let token = create(&client(body.len())).await.unwrap();
        assert_eq!(token.token.expose_secret(), "canary-token");
        let error = create(&client(body.len() - 1)).await.unwrap_err();
        assert!(error.is_body() && !error.is_retryable(), "{error:?}");
        assert_eq!(error.status().unwrap(), 201);
        assert!(error.to_string().contains("response_limit"), "{error}");
    }
}

#[tokio::test]
async fn an_endless_body_ends_at_the_limit() {
    let mut endless = b"HTTP/1.1 200 OK\r\ncontent-length: 9223372036854775807\r\n\r\n".to_vec();
    endless.extend_from_slice(&[b' '; 4096]);
    let server = Server::start([Step::SendAndHang(endless)]).await;
    let error = fetch(&server.client()).await.unwrap_err();
    assert!(error.is_body(), "{error:?}");

    let mut endless = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
    endless.resize(2 * 1024 * 1024, b' ');
    let server = Server::start([Step::SendAndHang(endless)]).await;
    let error = fetch(&server.client()).await.unwrap_err();
    assert!(error.is_body(), "{error:?}");
}

#[tokio::test]
async fn dropping_the_future_ends_the_call() {
    let busy = json(503, "retry-after: 1\r\n", "");
    let server = Server::start([busy, created()]).await;
    let client = server.client();
    let dropped = tokio::time::timeout(Duration::from_millis(300), create(&client)).await;
    assert!(dropped.is_err());
    tokio::time::sleep(Duration::from_millis(1200)).await;
    assert_eq!(server.connections(), 1);
}
