//! What an observer and a tracing subscriber see.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex};

use verify_client::{AttemptReport, CallReport, ErrorKind, Observer};

use crate::support::*;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Observer for Log {
    fn on_attempt(&self, report: &AttemptReport<'_>) {
        let AttemptReport { operation, attempt, status, error, retry_delay, request_id, .. } =
            report;
        self.0.lock().unwrap().push(format!(
            "{operation} attempt {attempt}: {status:?} {error:?} {retry_delay:?} {request_id:?}"
        ));
    }

    fn on_call(&self, report: &CallReport<'_>) {
        let CallReport { operation, attempts, status, error, request_id, .. } = report;
        self.0
            .lock()
            .unwrap()
            .push(format!("{operation} call of {attempts}: {status:?} {error:?} {request_id:?}"));
    }
}

#[tokio::test]
async fn an_observer_sees_every_attempt_and_every_call() {
    let server = Server::start([
        json(503, "twilio-request-id: RQ0\r\n", ""),
        created(),
        json(201, "", "{}"),
    ])
    .await;
    let log = Log::default();
    let client = builder(&server.url).observer(log.clone()).build().unwrap();
    create(&client).await.unwrap();
    assert_eq!(fetch(&client).await.unwrap_err().kind(), ErrorKind::Body);
    assert_eq!(
        *log.0.lock().unwrap(),
        [
            "create_access_token attempt 1: Some(503) Some(Status) Some(0ns) Some(\"RQ0\")",
            "create_access_token attempt 2: Some(201) None None Some(\"RQ1\")",
            "create_access_token call of 2: Some(201) None Some(\"RQ1\")",
            "fetch_access_token attempt 1: Some(201) None None None",
            "fetch_access_token call of 1: Some(201) Some(Body) None",
        ]
    );
}

#[tokio::test]
async fn spans_and_events_have_the_conventional_names() {
    let server = Server::start([json(503, "", ""), created()]).await;
    create(&server.client()).await.unwrap();
    let text = crate::support::traces::everything().about(&server.url);
    for expected in [
        "otel.kind=\"client\"",
        "operation=\"create_access_token\"",
        "http.request.method=\"POST\"",
        "url.template=\"/v2/Services/{ServiceSid}/AccessTokens\"",
        "server.address=\"127.0.0.1\"",
        "server.port=",
        "http.response.status_code=503",
        "error.type=503",
        "retry_delay_ms=0",
        "http.request.resend_count=1",
        "http.response.status_code=201",
        "twilio.request_id=\"RQ1\"",
        "duration_ms=",
    ] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
}

#[tokio::test]
async fn the_page_about_traces_lists_every_field_that_is_recorded_and_no_other() {
    let refused = json(400, "twilio-request-id: RQ1\r\n", r#"{"code": 60200, "message": "M"}"#);
    let server = Server::start([json(503, "", ""), refused]).await;
    create(&server.client()).await.unwrap_err();

    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../verify-client/docs/traces.md");
    let page = std::fs::read_to_string(page).unwrap();
    let rows = page.lines().filter_map(|line| line.strip_prefix("| ")?.split_once(" | `"));
    let listed = rows.map(|(on, rest)| {
        let on = match on {
            "span" => "twilio_verify INFO",
            "event" => "event DEBUG",
            _ => panic!("{on} is neither a span nor an event"),
        };
        (on.to_owned(), rest.split('`').next().unwrap().to_owned())
    });
    // The text of an event is a field as well.
    let text = ("event DEBUG".to_owned(), "message".to_owned());
    let listed: BTreeSet<_> = listed.chain([text]).collect();
    assert_eq!(crate::support::traces::fields(), listed);
}
