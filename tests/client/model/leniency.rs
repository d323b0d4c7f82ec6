//! Everything that is valid under Twilio's own schema decodes, as long as it has a SID and a token;
//! odd values of other fields do no harm.

use verify_client::{ErrorKind, FactorType};

use crate::support::*;

#[tokio::test]
async fn every_fixture_decodes() {
    for name in ["created", "minimal", "nulls", "from_the_future"] {
        let (outcome, _server) = create_against([json(201, "", &fixture(name))]).await;
        let token = outcome.unwrap_or_else(|error| panic!("{name}: {error:?}"));
        assert_eq!(token.sid.as_str(), TOKEN);
        assert!(token.token.expose_secret().starts_with("canary-token"));
    }
}

#[tokio::test]
async fn absence_stays_absence() {
    for name in ["minimal", "nulls"] {
        let (outcome, _server) = create_against([json(201, "", &fixture(name))]).await;
        let token = outcome.unwrap();
        assert!(token.account_sid.is_none() && token.service_sid.is_none());
        assert!(token.entity_identity.is_none() && token.factor_friendly_name.is_none());
        assert!(token.factor_type.is_none() && token.url.is_none() && token.ttl.is_none());
        assert!(token.date_created.is_none() && token.expires_at().is_none());
    }
}

#[tokio::test]
async fn what_is_not_known_yet_is_kept_or_ignored() {
    let (outcome, _server) = create_against([json(201, "", &fixture("from_the_future"))]).await;
    let token = outcome.unwrap();
    assert_eq!(token.factor_type, Some(FactorType::from("passkey")));
    assert_eq!(token.expires_at(), Some("2026-01-02T02:54:05.678Z".parse().unwrap()));
}

/// A response with a SID, a token and something else.
fn with(rest: &str) -> String {
    format!(r#"{{"sid": "{TOKEN}", "token": "canary-token", {rest}}}"#)
}

#[tokio::test]
async fn no_token_is_lost_to_an_odd_field_beside_it() {
    let odd = [
        r#""60""#,
        "60.0",
        "60.5",
        "-1e999",
        "true",
        "null",
        r#""""#,
        r#"" ""#,
        "7",
        "{}",
        "[]",
        r#"{"a": [1]}"#,
        r#""2026-01-02T03:04:05""#,
        r#""2026-01-02""#,
        r#""\ud800""#,
        "\"a\nb\"",
        "\"\u{0}\"",
    ];
    let deep = "[".repeat(10_000) + &"]".repeat(10_000);
    let server = Server::start([created()]).await;
    let client = server.client();
    for odd in odd.into_iter().chain([deep.as_str()]) {
        for field in ["account_sid", "service_sid", "date_created", "ttl", "unknown"] {
            let body = with(&format!(r#""{field}": {odd}"#));
            server.follow([json(201, "", &body)]);
            let token =
                create(&client).await.unwrap_or_else(|error| panic!("{body:.90}: {error:?}"));
            assert_eq!(token.token.expose_secret(), "canary-token");
            assert!(
                token.account_sid.is_none()
                    && token.service_sid.is_none()
                    && token.date_created.is_none()
            );
            assert!(token.ttl.is_none_or(|ttl| ttl == 7 && odd == "7"), "{odd}: {:?}", token.ttl);
            assert_eq!(token.raw_body(), body.as_bytes());
        }
        for field in ["url", "entity_identity", "factor_friendly_name", "factor_type"] {
            let body = with(&format!(r#""{field}": {odd}"#));
            server.follow([json(201, "", &body)]);
            let token =
                create(&client).await.unwrap_or_else(|error| panic!("{body:.90}: {error:?}"));
            assert_eq!(token.token.expose_secret(), "canary-token");
            if !odd.starts_with('"') {
                assert!(token.url.is_none() && token.entity_identity.is_none(), "{odd}");
                assert!(
                    token.factor_friendly_name.is_none() && token.factor_type.is_none(),
                    "{odd}"
                );
            }
        }
    }
}

#[tokio::test]
async fn no_token_is_lost_to_an_odd_body() {
    let plain = with(r#""ttl": 60"#);
    for body in [
        [b"\xef\xbb\xbf", plain.as_bytes()].concat(),
        [plain.as_bytes(), b"\r\n\0"].concat(),
        with(r#""ttl": 60, "ttl": 60"#).into_bytes(),
        with(r#""ttl": 60, "url": "a", "url": "b""#).into_bytes(),
        [
            with(r#""ttl": 60, "factor_friendly_name": "caf"#).trim_end_matches('}').as_bytes(),
            b"\xe9\"}",
        ]
        .concat(),
    ] {
        let head = format!(
            "HTTP/1.1 201 Whatever\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        let (outcome, _server) =
            create_against([Step::Send([head.as_bytes(), &body].concat())]).await;
        let token = outcome.unwrap_or_else(|error| panic!("{body:?}: {error:?}"));
        assert_eq!((token.token.expose_secret(), token.ttl), ("canary-token", Some(60)));
        assert_eq!(token.raw_body(), body);
    }
}

#[tokio::test]
async fn what_has_no_token_is_an_error_that_keeps_the_body() {
    let sid = format!(r#""sid": "{TOKEN}""#);
    let list = format!(r#"[null, null, null, null, null, null, "{TOKEN}", "canary", null, null]"#);
    for body in [
        list.clone(),
        format!(" \n{list}"),
        "[]".to_owned(),
        "null".to_owned(),
        "{}".to_owned(),
        "\"canary\"".to_owned(),
        format!("{{{sid}}}"),
        format!(r#"{{{sid}, "token": ""}}"#),
        format!(r#"{{{sid}, "token": " \t\u00a0"}}"#),
        format!(r#"{{{sid}, "token": null}}"#),
        format!(r#"{{{sid}, "token": 7}}"#),
        format!(r#"{{{sid}, "token": ["canary"]}}"#),
        format!(r#"{{{sid}, "token": "canary-a", "token": "canary-b"}}"#),
        format!(r#"{{{sid}, "token": "canary"#),
        format!(r#"{{{sid}, "token": "canary""#),
        format!(r#"{{{sid}, "token": "canary"}} canary"#),
        format!(r#"{{{sid}, "token": "canary"}}{{}}"#),
    ] {
        let (outcome, _server) = create_against([json(201, "", &body)]).await;
        let error = outcome.unwrap_err();
        assert_eq!(
            (error.kind(), error.status().unwrap().as_u16()),
            (ErrorKind::Body, 201),
            "{body}"
        );
        assert_eq!(error.attempts(), 1);
        assert_eq!(error.raw_body(), Some(body.as_bytes()));
        assert_eq!(crate::support::canaries::in_error(&error), Vec::<String>::new());
    }
}
