//! An error keeps everything that the response says about it, whatever the format.

use std::error::Error as _;
use std::time::Duration;

use verify_client::{ErrorKind, codes};

use crate::support::*;

#[tokio::test]
async fn the_classic_form() {
    let headers = "twilio-request-id: RQ3\r\ntwilio-concurrent-requests: 2\r\nretry-after: 7\r\n";
    let (outcome, server) = create_against([json(400, headers, &fixture("error_classic"))]).await;
    let error = outcome.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Status);
    assert!(error.is_invalid_argument() && !error.is_retryable());
    assert_eq!(error.status().unwrap(), 400);
    assert_eq!(error.code(), Some(codes::INVALID_PARAMETER));
    assert_eq!(error.message(), Some("Invalid parameter: Identity [redacted]"));
    assert_eq!(error.more_info(), Some("https://www.twilio.com/docs/errors/60200"));
    assert_eq!(error.details().unwrap().to_string(), r#"[{"given":"[redacted]"}]"#);
    assert_eq!(error.request_id(), Some("RQ3"));
    assert_eq!(error.concurrent_requests(), Some(2));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
    assert_eq!(error.headers().unwrap()["Twilio-Request-Id"], "RQ3");
    assert_eq!((error.attempts(), error.body_excerpt()), (1, None));
    assert_eq!(
        error.to_string(),
        "create_access_token: the response is an error (status 400 Bad Request, code 60200): \
         Invalid parameter: Identity [redacted]; correct what the message names"
    );
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn problem_details_with_and_without_a_code() {
    let (outcome, _server) = create_against([json(400, "", &fixture("error_problem"))]).await;
    let error = outcome.unwrap_err();
    assert_eq!(error.code(), Some(60200));
    assert_eq!(error.problem_type(), Some("https://www.twilio.com/docs/errors/60200"));
    assert_eq!(error.title(), Some("Invalid parameter"));
    assert_eq!(error.detail(), Some("Identity is not as it should be"));
    assert_eq!(error.instance(), Some("/v2/Services/RQ0"));
    assert_eq!(error.field_errors()[0].pointer.as_deref(), Some("#/Identity"));
    assert_eq!(error.field_errors()[0].detail.as_deref(), Some("too short"));

    let body = fixture("error_problem_without_code");
    let (outcome, _server) = create_against([json(422, "", &body)]).await;
    let error = outcome.unwrap_err();
    assert!(error.is_invalid_argument());
    assert_eq!(error.code(), None);
    assert_eq!(error.message(), Some("Ttl is not as it should be"));
}

#[tokio::test]
async fn the_forms_of_other_products() {
    let (outcome, _server) = create_against([json(404, "", &fixture("error_standards"))]).await;
    let error = outcome.unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(error.code(), Some(codes::NOT_FOUND));
    assert_eq!(error.details().unwrap()["resource"], "AccessToken");
    assert!(!error.to_string().contains("until it expires"), "{error}");
    let server = Server::start([json(404, "", &fixture("error_standards"))]).await;
    let error = fetch(&server.client()).await.unwrap_err();
    assert!(error.to_string().contains("until it expires"), "{error}");

    let (outcome, _server) = create_against([json(401, "", &fixture("error_list"))]).await;
    let error = outcome.unwrap_err();
    assert!(error.is_auth());
    assert_eq!(error.code(), Some(codes::AUTHENTICATION_FAILED));
    assert_eq!(error.message(), Some("Authenticate"));
    assert_eq!(error.more_info(), Some("https://www.twilio.com/docs/errors/20003"));
}

#[tokio::test]
async fn a_body_that_is_no_json_leaves_an_excerpt_and_the_status() {
    let page = format!("<html>\n<h1>Bad Gateway</h1>{}", "x".repeat(5000));
    let (outcome, server) = create_against([respond(502, "", &page)]).await;
    let error = outcome.unwrap_err();
    assert_eq!(error.status().unwrap(), 502);
    assert!(error.is_retryable() && error.is_exhausted());
    assert_eq!((error.attempts(), server.connections()), (3, 3));
    let excerpt = error.body_excerpt().unwrap();
    assert!(excerpt.starts_with("<html>\u{fffd}<h1>Bad Gateway</h1>xxx"), "{excerpt}");
    assert!(excerpt.chars().count() <= 512);

    let (outcome, _server) = create_against([respond(502, "", "")]).await;
    let error = outcome.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.body_excerpt()), (502, None));
}

#[tokio::test]
async fn a_redirect_is_an_error_and_is_not_followed() {
    let elsewhere = Server::start([json(200, "", &fixture("created"))]).await;
    for status in [301, 302, 303, 304, 307, 308] {
        let location = format!("location: {}/x\r\n", elsewhere.url);
        let server = Server::start([respond(status, &location, "")]).await;
        for outcome in [create(&server.client()).await, fetch(&server.client()).await] {
            let error = outcome.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Redirect);
            assert_eq!(error.status().unwrap(), status);
            assert_eq!(error.attempts(), 1);
        }
    }
    assert_eq!(elsewhere.connections(), 0);
}

#[tokio::test]
async fn a_redirect_that_the_callers_client_follows_is_an_error() {
    let elsewhere = Server::start([json(200, "", &fixture("created"))]).await;
    let location = format!("location: {}/x\r\n", elsewhere.url);
    let server = Server::start([respond(302, &location, "")]).await;
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let client = builder(&server.url).http_client(http).build().unwrap();
    let error = fetch(&client).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Redirect);
    assert_eq!(error.status().unwrap(), 200);
}

#[tokio::test]
async fn a_success_that_cannot_be_understood_keeps_its_status_and_names_the_place() {
    let sid = format!(r#""sid": "{TOKEN}""#);
    for (status, body, place) in [
        (200, String::new(), None),
        (201, "canary".to_owned(), Some("not JSON (line 1, column 1)")),
        (200, "[]".to_owned(), Some("not what the specification says")),
        (
            201,
            format!("{{{sid}}}"),
            Some("not what the specification says: `token` is missing at the top"),
        ),
        (
            201,
            format!(r#"{{{sid}, "token": 7}}"#),
            Some("not what the specification says at token"),
        ),
        (201, format!(r#"{{{sid}, "token": "can"#), Some("cut short (line 1")),
        (202, fixture("created"), None),
        (204, String::new(), None),
    ] {
        let headers = "twilio-request-id: RQ4\r\n";
        let (outcome, server) = create_against([json(status, headers, &body)]).await;
        let error = outcome.unwrap_err();
        assert!(error.is_body() && !error.is_retryable(), "{error:?}");
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(error.request_id(), Some("RQ4"));
        assert_eq!((error.attempts(), server.connections()), (1, 1));
        match (place, error.source()) {
            (Some(place), Some(source)) => {
                assert!(source.to_string().starts_with(place), "{source}");
                assert!(error.to_string().contains(place), "{error}");
            }
            (None, None) => {}
            other => panic!("{other:?} for {body}"),
        }
    }
}

#[tokio::test]
async fn a_connection_that_cannot_be_opened_is_not_one_that_breaks() {
    let refused = format!("http://{}", closed());
    let error = create(&builder(&refused).build().unwrap()).await.unwrap_err();
    assert!(error.is_connect() && error.is_retryable() && error.is_exhausted());
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connect, 3));
    let source = error.source().unwrap();
    assert!(!format!("{source}{source:?}").contains("/v2/"), "{source:?}");
    assert!(error.to_string().contains("opened: Connection refused (os error"), "{error}");

    for bytes in [&b""[..], b"HTTP/1.1 20", b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"] {
        let (outcome, server) = create_against([Step::Send(bytes.to_vec())]).await;
        let error = outcome.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Interrupted, "{error:?}");
        assert!(!error.is_connect() && error.is_retryable());
        assert_eq!((error.attempts(), server.connections()), (3, 3));
        assert_eq!(error.status().is_some(), bytes.ends_with(b"{"));
    }
}
