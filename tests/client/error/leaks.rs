//! Every secret and all personal data contain a canary; nothing that can be printed does.
//!
//! The errors of the fault matrix are checked in `transport/faults/`, row by row. The search itself
//! is in `support/canaries.rs` and `support/traces.rs`; the last test shows that it finds a leak.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use verify_client::{
    AccessToken, AttemptReport, CallReport, Client, Credentials, Error, FactorFriendlyName,
    Identity, Observer, Proxy, Token,
};

use crate::support::certificates::Authority;
use crate::support::http2_server::{Http2Server, Http2Step};
use crate::support::traces::Capture;
use crate::support::*;
use crate::support::{canaries, traces};

fn check_debug(value: &impl Debug) {
    assert_eq!(canaries::in_debug(value), Vec::<String>::new());
}

fn check_error(error: &Error) {
    assert_eq!(canaries::in_error(error), Vec::<String>::new());
}

fn proxy(url: &str) -> Proxy {
    let proxy = Proxy::new(url).unwrap();
    proxy.basic_auth("proxy-user", "canary-password")
}

#[test]
fn types_do_not_print_what_they_contain() {
    check_debug(&Credentials::auth_token(ACCOUNT, "canary").unwrap());
    check_debug(&Credentials::bearer("canary").unwrap());
    check_debug(&Token::from("canary"));
    check_debug(&Identity::from("canary"));
    check_debug(&FactorFriendlyName::from("canary"));
    let credentials = Credentials::api_key(API_KEY, "canary-secret").unwrap();
    check_debug(&credentials);
    let builder = Client::builder()
        .credentials(credentials)
        .proxy(proxy("http://proxy-user:canary@127.0.0.1:1"));
    check_debug(&builder);
    check_debug(&proxy("http://proxy-user:canary@127.0.0.1:1"));
    let client = builder.build().unwrap();
    check_debug(&client);
    check_debug(&client.create_access_token(SERVICE, "canary").factor_friendly_name("canary"));
    check_debug(&client.fetch_access_token(SERVICE, "canary"));
    let token: AccessToken = serde_json::from_str(&fixture("created")).unwrap();
    check_debug(&token);
}

/// Collects the traces as text.
#[derive(Clone, Default)]
struct Printer(Arc<Mutex<Vec<String>>>);

impl Observer for Printer {
    fn on_attempt(&self, report: &AttemptReport<'_>) {
        self.0.lock().unwrap().push(format!("{report:?}"));
    }

    fn on_call(&self, report: &CallReport<'_>) {
        self.0.lock().unwrap().push(format!("{report:?}"));
    }
}

#[tokio::test]
async fn responses_and_reports_do_not_print_what_they_contain() {
    let server =
        Server::start([json(503, "set-cookie: canary\r\n", "canary-identity"), created()]).await;
    let printer = Printer::default();
    let client = builder(&server.url).observer(printer.clone()).build().unwrap();
    check_debug(&create(&client).await.unwrap());
    let printed = printer.0.lock().unwrap().join("\n");
    assert!(printed.contains("503") && printed.contains("201"), "{printed}");
    assert_eq!(canaries::found_in(&printed), None, "{printed}");
}

/// Names that look different in a form, in a URL, in JSON and in HTML.
const MANGLED_IDENTITY: &str = "canary 'zoë' <&> \"canary\"";
const MANGLED_NAME: &str = "canary+\n+canary";

/// Everything that a call with the names above sends, in every encoding that a server may use.
const REPEATS: [&str; 8] = [
    "canary 'zoë' <&> \"canary\"",
    "canary+%27zo%C3%AB%27+%3C%26%3E+%22canary%22",
    "canary%20%27zo%c3%ab%27%20%3c%26%3e%20%22canary%22",
    r#"canary 'zoë' <&> \"canary\""#,
    "canary &#39;zoë&#39; &lt;&amp;&gt; &quot;canary&quot;",
    "canary+\n+canary",
    "canary%2B%0A%2Bcanary",
    "U0thYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYTpjYW5hcnktc2VjcmV0 canary-secret",
];

#[tokio::test]
async fn nothing_that_was_sent_is_shown_wherever_it_is_cut() {
    let mut steps: Vec<Step> = REPEATS.iter().map(|repeat| respond(400, "", repeat)).collect();
    let page = format!("<p>{}</p>", REPEATS.join(" | "));
    // The excerpt ends somewhere in the page, and the page ends within an encoded value.
    steps.extend((0..40).map(|cut| respond(502, "", &format!("{}{page}", "-".repeat(cut * 13)))));
    steps.extend((4..200).step_by(7).map(|end| {
        let bytes = page.as_bytes()[..end].to_vec();
        Step::Send([b"HTTP/1.1 403 No\r\nconnection: close\r\n\r\n".to_vec(), bytes].concat())
    }));
    for repeat in REPEATS {
        let text = serde_json::to_string(repeat).unwrap();
        let body = format!(
            r#"{{"code": 60200, "message": {text}, "detail": {text}, "title": {text}, "type": {text},
            "more_info": {text}, "instance": {text}, "details": {{{text}: [{text}]}},
            "errors": [{{"detail": {text}, "pointer": {text}}}]}}"#
        );
        steps.push(json(400, "", &body));
    }
    for step in steps {
        let server = Server::start([step]).await;
        let call = server
            .client()
            .create_access_token(SERVICE, MANGLED_IDENTITY)
            .factor_friendly_name(MANGLED_NAME);
        let error = call.send().await.unwrap_err();
        assert!(error.status().is_some(), "{error:?}");
        check_error(&error);
        check_debug(&error.field_errors());
    }
}

#[tokio::test]
async fn no_trace_and_no_log_record_tells() {
    let authority = Authority::new("known");
    let acceptor = authority.acceptor_of_http2("localhost");
    let script = [Http2Step::Refuse, Http2Step::Respond, Http2Step::GoAway];
    let server = Http2Server::start(acceptor, &fixture("created"), script).await;
    let client = builder(&server.url).add_root_certificate(authority.root()).build().unwrap();
    create(&client).await.unwrap();
    create(&client).await.unwrap_err();
    let server = Server::start([created(), created()]).await;
    create(&server.client()).await.unwrap();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let client = builder(&server.url).http_client(http).build().unwrap();
    create(&client).await.unwrap();
    let traces = traces::everything();
    assert_eq!(traces.silent(), Vec::<&str>::new());
    // The traces of the other tests so far are included.
    assert_eq!(traces.leaks(), Vec::<String>::new());
}

#[tokio::test]
async fn a_proxys_password_is_told_to_the_proxy_only() {
    let refusal = "HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n";
    let server = Server::start([Step::Send(refusal.as_bytes().to_vec())]).await;
    let client = builder("https://verify.example").proxy(proxy(&server.url)).build().unwrap();
    let error = create(&client).await.unwrap_err();
    check_error(&error);
    assert!(error.is_connect(), "{error:?}");
    let request = &server.requests()[0];
    assert!(request.starts_with("CONNECT verify.example:443 "), "{request}");
    assert!(request.contains("Basic cHJveHktdXNlcjpjYW5hcnktcGFzc3dvcmQ="), "{request}");
    assert_eq!(traces::everything().leaks(), Vec::<String>::new());
}

#[tokio::test]
async fn input_that_is_refused_is_not_repeated() {
    let client = Client::builder().credentials(Credentials::bearer("x").unwrap()).build().unwrap();
    check_error(&client.fetch_access_token("canary", "canary").send().await.unwrap_err());
    check_error(&client.fetch_access_token(SERVICE, "canary").send().await.unwrap_err());
    let long = "canary".repeat(20);
    let call = client.create_access_token(SERVICE, "canary").factor_friendly_name(long);
    check_error(&call.send().await.unwrap_err());
    check_error(&Credentials::api_key("canary", "canary").unwrap_err());
    for url in ["http://canary:canary@example.com", "https://canary:canary@example.com", "canary"] {
        check_error(&builder(url).build().unwrap_err());
    }
}

/// A type that prints what it should not.
#[derive(Debug)]
#[allow(dead_code, reason = "for its Debug")]
struct Leaky<T>(T);

impl std::fmt::Display for Leaky<&str> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Leaky<&str> {}

#[derive(Debug)]
struct Outer(#[allow(dead_code, reason = "for its Debug")] &'static str, Leaky<&'static str>);

impl std::fmt::Display for Outer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("all is well")
    }
}

impl std::error::Error for Outer {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.1)
    }
}

#[test]
fn a_leak_that_is_put_in_is_found() {
    let leak = "user:canary-secret";
    assert!(!canaries::in_debug(&Leaky(leak)).is_empty());
    assert!(!canaries::in_debug(&Leaky(leak.as_bytes())).is_empty());
    assert!(!canaries::in_chain(&Outer("quiet", Leaky(leak))).is_empty());
    assert!(canaries::in_chain(&Outer("quiet", Leaky("quiet"))).is_empty());
    for text in [
        "dXNlcjpjYW5hcnktc2VjcmV0",
        "YXVzZXI6Y2FuYXJ5LXNlY3JldA==",
        "YWJ1c2VyOmNhbmFyeS1zZWNyZXQ=",
        "757365723a63616e6172792d736563726574",
    ] {
        assert!(canaries::found_in(text).is_some(), "{text}");
    }

    let capture = Capture::default();
    let subscriber = traces::subscriber(capture.clone()).finish();
    tracing::subscriber::with_default(subscriber, || {
        tracing::trace!(header = "Basic dXNlcjpjYW5hcnktc2VjcmV0", "sent");
        tracing::trace_span!("quiet", identity = "none").in_scope(|| tracing::error!("quiet"));
        tracing::trace_span!("call", identity = leak).in_scope(|| tracing::error!("quiet"));
    });
    let leaks = capture.leaks();
    assert!(leaks[0].contains("dXNlcjpjYW5hcnktc2VjcmV0"), "{leaks:?}");
    assert!(leaks[1].contains(leak), "{leaks:?}");
    assert_eq!(capture.silent().len(), 5);
}
