//! From an error body that is odd, the code and the message are still read, and the status is never
//! lost.

use verify_client::Error;

use crate::support::*;

/// The error that a call ends with when the server sends these bytes after the head.
async fn failed(headers: &str, body: &[u8]) -> Error {
    let head = format!("HTTP/1.1 429 Whatever\r\nconnection: close\r\n{headers}\r\n");
    let (outcome, _server) = create_against([Step::Send([head.as_bytes(), body].concat())]).await;
    outcome.unwrap_err()
}

#[tokio::test]
async fn the_code_and_the_message_are_read_from_every_odd_body() {
    const START: &str = r#"{"code": 60202, "message": "Too many"#;
    let nested = |open: &str, close: &str| {
        format!(r#"{START}", "details": {}{}}}"#, open.repeat(10_000), close.repeat(10_000))
    };
    let long = format!(r#"{START}", "padding": "{}"}}"#, "x".repeat(2 << 20));
    let utf16: Vec<u8> =
        format!("\u{feff}{START}\"}}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let plain = |text: &str| format!("{START}{text}").into_bytes();
    for (name, body, message) in [
        ("as it should be", plain("\"}"), "Too many"),
        ("byte-order mark", [b"\xef\xbb\xbf".to_vec(), plain("\"}")].concat(), "Too many"),
        ("UTF-16", utf16, "Too many"),
        ("Latin-1", [plain(""), b" caf\xe9s\"}".to_vec()].concat(), "Too many cafés"),
        ("deep list", nested("[", "]").into_bytes(), "Too many"),
        ("deep object", nested("{\"a\":", "}").into_bytes(), "Too many"),
        ("longer than the limit", long.into_bytes(), "Too many"),
        ("cut in a string", plain("\", \"more_info\": \"https"), "Too many"),
        ("cut in a name", plain("\", \"more"), "Too many"),
        ("cut in an object", plain("\", \"details\": {\"a\": [1, "), "Too many"),
        ("NULs at the end", plain("\"}\0\0"), "Too many"),
        ("words at the end", plain("\"}<!-- -->"), "Too many"),
        ("lone surrogate", plain(" \\ud83d\"}"), "Too many \u{fffd}"),
        ("line break", plain(" \n\"}"), "Too many \n"),
        ("comma at the end", plain("\",}"), "Too many"),
    ] {
        let length = format!("content-length: {}\r\n", body.len());
        for headers in ["", &length, "content-type: text/html; charset=x-none\r\n"] {
            let error = failed(headers, &body).await;
            assert_eq!(error.status().unwrap(), 429, "{name}");
            assert_eq!(
                (error.code(), error.message()),
                (Some(60202), Some(message)),
                "{name}: {error:?}"
            );
            assert!(error.body_excerpt().is_none(), "{name}");
        }
        // The connection breaks, or falls silent, before the body is complete.
        let error = failed(&format!("content-length: {}\r\n", body.len() + 1), &body).await;
        assert_eq!((error.status().unwrap().as_u16(), error.code()), (429, Some(60202)), "{name}");
    }
    let error = failed("", br#"{"code": 60202.0, "message": "M"}"#).await;
    assert_eq!(error.code(), Some(60202));
    assert!(!error.is_retryable() && error.attempts() == 1, "{error:?}");
}

#[tokio::test]
async fn what_came_before_the_time_was_over_is_read() {
    let head = "HTTP/1.1 400 Whatever\r\ncontent-length: 1000\r\n\r\n";
    let body = r#"{"code": 60200, "message": "Invalid", "#;
    let server = Server::start([Step::SendAndHang(format!("{head}{body}").into_bytes())]).await;
    let client = builder(&server.url).attempt_timeout(std::time::Duration::from_millis(300));
    let error = create(&client.build().unwrap()).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 400);
    assert_eq!((error.code(), error.message()), (Some(60200), Some("Invalid")));
}

#[tokio::test]
async fn a_body_that_tells_nothing_leaves_an_excerpt() {
    for (body, excerpt) in [
        ("<html>busy", Some("<html>busy")),
        ("{\"code\": 602", Some("{\"code\": 602")),
        ("\u{feff}caf\u{e9}", Some("café")),
        ("\"quota\"", Some("\"quota\"")),
        ("{}", None),
        ("[]", None),
        ("", None),
    ] {
        let error = failed("", body.as_bytes()).await;
        assert_eq!(error.status().unwrap(), 429);
        assert_eq!((error.code(), error.message(), error.body_excerpt()), (None, None, excerpt));
    }
}
