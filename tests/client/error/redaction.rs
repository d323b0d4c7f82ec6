//! No encoding of what was sent is shown, even if a server or a gateway repeats it.
//!
//! The secrets here are no canaries, because they must look different in every encoding.

use std::error::Error as _;

use verify_client::{Client, Credentials, Error};

use crate::support::certificates::Authority;
use crate::support::http2_server::{Http2Server, Http2Step};
use crate::support::*;

const SECRET: &str = "s3CR&t'q\"x<Z>+/%A~k9";
const NAME: &str = "Zoë's \"phone\" & <co>";
const USER: &str = "user-4711@example.com";

fn client(url: &str) -> Client {
    let builder = Client::builder().base_url(url).retry(quick());
    let credentials = Credentials::api_key(API_KEY, SECRET).unwrap();
    builder.credentials(credentials).build().unwrap()
}

async fn failed(client: &Client, identity: &str, name: &str) -> Error {
    let call = client.create_access_token(SERVICE, identity);
    let call = call.factor_friendly_name(name);
    call.send().await.unwrap_err()
}

/// All texts of an error.
fn shown(error: &Error) -> String {
    let mut shown = format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        error.message(),
        error.more_info(),
        error.details(),
        error.problem_type(),
        error.title(),
        error.detail(),
        error.field_errors(),
        error.body_excerpt(),
        error.request_id(),
        error.headers(),
    );
    let mut layer: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = layer {
        shown += &format!("{error} {error:?} {error:#?}");
        layer = error.source();
    }
    shown
}

fn each(text: &str, encode: impl FnMut(char) -> String) -> String {
    text.chars().map(encode).collect()
}

fn percent(text: &str) -> String {
    let encode = |byte: u8| match byte.is_ascii_alphanumeric() {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    text.bytes().map(encode).collect()
}

fn html(text: &str, quote: &str, apostrophe: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', quote)
        .replace('\'', apostrophe)
}

fn json_text(text: &str) -> String {
    serde_json::to_string(text).unwrap().trim_matches('"').to_owned()
}

fn escapes(text: &str) -> String {
    let units =
        |c: char| c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect();
    each(text, units)
}

/// A value as servers write it.
fn forms(value: &str) -> Vec<String> {
    let once = vec![
        value.to_owned(),
        value.to_uppercase(),
        percent(value),
        percent(value).to_lowercase(),
        percent(value).replace("%20", "+"),
        html(value, "&quot;", "&#39;"),
        html(value, "&quot;", "&#x27;"),
        html(value, "&#34;", "&#39;").replace('+', "&#43;"),
        html(value, "&quot;", "&apos;").replace('ë', "&euml;"),
        each(value, |c| format!("&#{};", u32::from(c))),
        each(value, |c| format!("&#x{:X};", u32::from(c))),
        json_text(value),
        json_text(value).replace('/', "\\/"),
        json_text(value)
            .replace('<', "\\u003c")
            .replace('>', "\\u003e")
            .replace('&', "\\u0026")
            .replace('\'', "\\u0027")
            .replace('ë', "\\u00eb"),
        escapes(value),
    ];
    let twice = once
        .iter()
        .flat_map(|form| [percent(form), html(form, "&quot;", "&#39;"), json_text(form)]);
    let twice: Vec<_> = twice.collect();
    once.into_iter().chain(twice).collect()
}

#[tokio::test]
async fn no_form_of_what_was_sent_is_shown() {
    let pair = "U0thYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYTpzM0NSJnQncSJ4PFo+Ky8lQX5rOQ==";
    let mut repeats: Vec<String> = [SECRET, NAME, USER].into_iter().flat_map(forms).collect();
    repeats.extend(forms(pair));
    repeats.push(pair.replace('+', "-").replace('/', "_").replace('=', ""));
    let page = |repeat: &str| respond(400, "", &format!("<p>It was &laquo;{repeat}&raquo;</p>"));
    let message = |repeat: &str| {
        let text = serde_json::to_string(&format!("It was: {repeat}")).unwrap();
        let body = format!(
            r#"{{"code": 60200, "message": {text}, "details": {{{text}: [{text}]}},
            "errors": [{{"detail": {text}}}]}}"#
        );
        json(400, "", &body)
    };
    let server = Server::start([created()]).await;
    let client = client(&server.url);
    for repeat in &repeats {
        // As JSON within JSON, and as if it were JSON already.
        let raw = json(400, "", &format!(r#"{{"code": 60200, "message": "It was: {repeat}"}}"#));
        for step in [page(repeat), message(repeat), raw] {
            server.follow([step]);
            let error = failed(&client, USER, NAME).await;
            assert_eq!(error.status().unwrap(), 400);
            let shown = shown(&error);
            assert!(shown.contains("[redacted]"), "{repeat}: {shown}");
            for form in [
                repeat, SECRET, "s3CR", "S3CR", NAME, "Zoë", "ZOË", USER, "-4711", "4711@",
                "4711%", pair,
            ] {
                assert!(!shown.contains(form), "{form} of {repeat}: {shown}");
            }
        }
    }
}

#[tokio::test]
async fn a_text_that_repeats_a_short_identity_is_not_shown() {
    for (identity, body) in [
        ("u1", r#"{"code": 60200, "message": "u1 is no user", "details": {"u1": 1}}"#),
        ("7", r#"{"code": 60200, "message": "no user 7", "details": {"id": 7}}"#),
        ("Bob", r#"{"code": 60200, "message": "user: \u0042ob", "details": ["B%6Fb"]}"#),
        ("é", r#"{"code": 60200, "message": "no caf&eacute;", "details": "%C3%A9"}"#),
    ] {
        let server = Server::start([json(400, "", body)]).await;
        let error = failed(&client(&server.url), identity, "phone").await;
        assert_eq!(
            (error.code(), error.message(), error.details()),
            (Some(60200), None, None),
            "{body}"
        );
        let page = format!("<p>{body}</p>");
        server.follow([respond(400, "", &page)]);
        let error = failed(&client(&server.url), identity, "phone").await;
        assert_eq!((error.status().unwrap().as_u16(), error.body_excerpt()), (400, None));
    }
    let text = "the message is about a parameter with 17 letters";
    let server = Server::start([json(400, "", &format!(r#"{{"message": "{text}"}}"#))]).await;
    let error = failed(&client(&server.url), "7", "phone").await;
    assert_eq!(error.message(), Some(text));
}

#[tokio::test]
async fn a_request_id_that_repeats_what_was_sent_is_removed() {
    let credentials = Credentials::auth_token(ACCOUNT, "0123456789abcdef0123456789abcdef").unwrap();
    for (id, kept) in [
        ("RQ0123456789abcdefABCDEF9876543210", true),
        ("7c1e5d0a-4b7f-4f6e-9a35-2f6d1c8b0e47", true),
        ("0123456789abcdef0123456789abcdef", false),
        ("RQ0123456789ABCDEF0123456789ABCDEF", false),
        ("user-4711", false),
        ("RQ user", false),
        ("<RQ1>", false),
    ] {
        let header = format!("twilio-request-id: {id}\r\nlocation: /{id}\r\n");
        let server =
            Server::start([json(201, &header, &fixture("created")), json(400, &header, "{}")])
                .await;
        let client = builder(&server.url).credentials(credentials.clone()).build().unwrap();
        let call = || client.create_access_token(SERVICE, "user-4711").send();
        let response = call().await.unwrap();
        let error = call().await.unwrap_err();
        let expected = kept.then_some(id);
        assert_eq!((response.request_id(), error.request_id()), (expected, expected));
        let shown = format!("{response:?}{}", shown(&error));
        assert!(kept || !shown.contains("0123456789abcdef0123"), "{shown}");
        assert!(kept || !shown.contains("user-4711"), "{shown}");
    }
}

#[tokio::test]
async fn what_a_server_says_when_it_goes_away_is_not_shown() {
    let authority = Authority::new("known");
    let words = "zebra-secret \"of one's own words\"";
    let step = Http2Step::GoAwaySaying(words);
    let server = Http2Server::start(authority.acceptor_of_http2("localhost"), "", [step]).await;
    let client = builder(&server.url)
        .credentials(Credentials::api_key(API_KEY, "zebra-secret").unwrap())
        .add_root_certificate(authority.root())
        .build()
        .unwrap();
    let error = create(&client).await.unwrap_err();
    let shown = shown(&error);
    assert!(!shown.contains("zebra") && !shown.contains("own words"), "{shown}");
    assert!(shown.contains("excessive load"), "{shown}");
    assert!(error.source().is_some());
}
