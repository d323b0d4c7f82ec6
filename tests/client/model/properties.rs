//! Properties that hold for every body, and for every text that may be a SID; proptest looks for
//! counterexamples.
//!
//! Properties of private code are in verify-client itself.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use proptest::string::string_regex;
use proptest::test_runner::{TestCaseResult, TestRunner};
use reqwest::StatusCode;
use reqwest::header::HeaderValue;
use serde_json::{Map, Value, json};
use verify_client::mock::{FakeVerify, Fault};
use verify_client::{
    AccessToken, AccessTokenSid, AccountSid, ApiKeySid, Client, FactorType, InvalidSid,
    RetryPolicy, ServiceSid,
};

use crate::support::{Outcome, TOKEN};

/// Checks a property for `cases` values. Values for which it fails are not written to a file.
fn check<S: Strategy>(cases: u32, strategy: &S, property: impl Fn(S::Value) -> TestCaseResult) {
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) };
    if let Err(failure) = TestRunner::new(config).run(strategy, property) {
        panic!("{failure}");
    }
}

/// A fake and a client, for as many calls as a property needs.
struct Peer {
    twilio: FakeVerify,
    client: Client,
    runtime: tokio::runtime::Runtime,
}

impl Peer {
    fn start() -> Self {
        let twilio = FakeVerify::start();
        let client = twilio.client_builder().retry(RetryPolicy::none()).build();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        Self { twilio, client: client.unwrap(), runtime: runtime.unwrap() }
    }

    /// What the client returns for this response.
    fn response(&self, status: StatusCode, content_type: &'static str, body: Vec<u8>) -> Outcome {
        let content_type = HeaderValue::from_static(content_type);
        let fault = Fault::response(status, &content_type, body);
        self.twilio.fail_next(1, fault);
        let call = self.client.fetch_access_token(self.twilio.service_sid(), TOKEN);
        self.runtime.block_on(call.send())
    }
}

#[test]
fn a_body_that_is_valid_under_the_schema_decodes_and_loses_nothing() {
    let peer = Peer::start();
    check(128, &valid_body(), |body| {
        let outcome = peer.response(StatusCode::OK, "application/json", body.to_string().into());
        let token = outcome.map_err(|error| TestCaseError::fail(format!("{error:?}")))?;
        prop_assert_eq!(shown(&token), expected(&body));
        Ok(())
    });
}

/// What was read, as JSON.
fn shown(token: &AccessToken) -> Value {
    let text = |sid: Option<&str>| sid.map(str::to_owned);
    json!([
        token.sid.as_str(),
        token.token.expose_secret(),
        text(token.account_sid.as_ref().map(|sid| sid.as_str())),
        text(token.service_sid.as_ref().map(|sid| sid.as_str())),
        text(token.entity_identity.as_ref().map(|text| text.as_str())),
        text(token.factor_friendly_name.as_ref().map(|text| text.as_str())),
        text(token.factor_type.as_ref().map(FactorType::as_str)),
        token.url,
        token.ttl,
        token.date_created.map(|date| {
            let date = DateTime::<Utc>::from(std::time::SystemTime::from(date));
            date.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
        }),
    ])
}

/// What must be read: each property as it stands, and the date as the same moment, unless the
/// client cannot represent that moment.
fn expected(body: &Value) -> Value {
    let date: Option<DateTime<Utc>> = body["date_created"]
        .as_str()
        .map(|text| DateTime::parse_from_rfc3339(text).unwrap().into());
    let last = DateTime::from_timestamp(253_402_300_799, 999_999_999).unwrap();
    let date = date
        .filter(|date| (DateTime::UNIX_EPOCH..=last).contains(date))
        .map(|date| date.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true));
    json!([
        body["sid"],
        body["token"],
        body["account_sid"],
        body["service_sid"],
        body["entity_identity"],
        body["factor_friendly_name"],
        body["factor_type"],
        body["url"],
        body["ttl"],
        date,
    ])
}

/// Bodies as the slice of Twilio's specification describes them, and with properties that a later
/// specification may add. A SID and a token that is not blank are always there: the client requires
/// nothing else.
fn valid_body() -> impl Strategy<Value = Value> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/upstream.json");
    let text = std::fs::read_to_string(path).unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    let schemas = &document["components"]["schemas"];
    let properties = schemas["AccessToken"]["properties"].as_object().unwrap();
    assert!(properties.len() >= 10, "{properties:?}");

    let known: Vec<_> = properties.keys().cloned().collect();
    let each = properties.iter().map(|(name, schema)| {
        let value = valid_value(schema, schemas);
        let value = match name.as_str() {
            "sid" => value.prop_map(Some).boxed(),
            "token" => {
                let is_blank = |token: &Value| token.as_str().unwrap().trim().is_empty();
                let token = value.prop_filter("not blank", move |token| !is_blank(token));
                token.prop_map(Some).boxed()
            }
            _ if schema["nullable"] == true => {
                let null = Just(Some(Value::Null));
                prop_oneof![Just(None), null, value.prop_map(Some)].boxed()
            }
            _ => proptest::option::of(value).boxed(),
        };
        let name = name.clone();
        value.prop_map(move |value| value.map(|value| (name.clone(), value)))
    });
    let each: Vec<_> = each.collect();
    let unknown = proptest::collection::btree_map(any_text(), any_json(), 0..4);
    (each, unknown).prop_map(move |(each, unknown)| {
        let mut body: Map<_, _> = each.into_iter().flatten().collect();
        let unknown = unknown.into_iter();
        body.extend(unknown.filter(|(name, _)| !known.contains(name)));
        Value::Object(body)
    })
}

fn valid_value(schema: &Value, schemas: &Value) -> BoxedStrategy<Value> {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.rsplit('/').next().unwrap();
        return valid_value(&schemas[name], schemas);
    }
    if let Some(values) = schema["enum"].as_array() {
        return proptest::sample::select(values.clone()).boxed();
    }
    let text = |pattern: &str| string_regex(pattern).unwrap().prop_map(Value::from).boxed();
    match (&schema["type"], &schema["format"], &schema["pattern"]) {
        (Value::String(kind), ..) if kind == "integer" => {
            any::<i64>().prop_map(Value::from).boxed()
        }
        (_, Value::String(format), _) if format == "date-time" => date_time().boxed(),
        (_, Value::String(format), _) if format == "uri" => {
            text("https?://[a-z.]{1,9}/[!-~]{0,20}")
        }
        (_, Value::Null, Value::String(pattern)) => text(pattern.trim_matches(['^', '$'])),
        (_, Value::Null, Value::Null) => any_text().prop_map(Value::from).boxed(),
        _ => panic!("no strategy for {schema}: write one"),
    }
}

/// Date-times of RFC 3339, with fractions and offsets.
fn date_time() -> impl Strategy<Value = Value> {
    let date = (0..10_000, 1..13, 1..29);
    let time = (0..24, 0..60, 0..60);
    let rest = r"(\.[0-9]{1,12})?(Z|z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])";
    (date, "[Tt]", time, rest).prop_map(|((year, month, day), t, (hour, minute, second), rest)| {
        format!("{year:04}-{month:02}-{day:02}{t}{hour:02}:{minute:02}:{second:02}{rest}").into()
    })
}

/// Any text; proptest's own strategy has no control characters.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[\\x00-\\x7f]{0,8}"]
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any_text().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        let object = proptest::collection::btree_map(any_text(), inner.clone(), 0..4);
        prop_oneof![
            proptest::collection::vec(inner, 0..4).prop_map(Value::from),
            object.prop_map(|object| object.into_iter().collect()),
        ]
    })
}

#[test]
fn any_bytes_are_a_token_or_an_error_that_keeps_the_status() {
    let peer = Peer::start();
    let statuses = [200, 201, 202, 299, 300, 301, 308, 400, 401, 404, 422, 429, 500, 503, 599];
    let status = proptest::sample::select(statuses.to_vec());
    let content_type = proptest::sample::select(vec!["application/json", "text/html", ""]);
    check(192, &(status, content_type, any_body()), |(status, content_type, body)| {
        let status = StatusCode::from_u16(status).unwrap();
        match peer.response(status, content_type, body) {
            Ok(token) => prop_assert!(status.is_success() && token.status() == status),
            Err(error) => {
                prop_assert_eq!(error.status(), Some(status));
                prop_assert!(error.is_body() == status.is_success(), "{:?}", error);
                // Neither `Display` nor `Debug` panics, whatever the response was.
                let shown = format!("{error}{error:?}");
                prop_assert!(shown.contains(status.as_str()), "{}", shown);
            }
        }
        Ok(())
    });
}

/// Random bytes, random JSON, errors in Twilio's formats with random values, and damaged good
/// bodies.
fn any_body() -> impl Strategy<Value = Vec<u8>> {
    let names = ["code", "message", "more_info", "details", "type", "title", "detail", "errors"];
    let name = proptest::sample::select(names.to_vec());
    let error = proptest::collection::btree_map(name, any_json(), 0..names.len());
    let damaged = (valid_body(), any::<proptest::sample::Index>(), any::<u8>());
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..256),
        any_json().prop_map(|json| json.to_string().into()),
        error.prop_map(|error| json!(error).to_string().into()),
        damaged.prop_map(|(body, place, byte)| {
            let mut body = body.to_string().into_bytes();
            let place = place.index(body.len());
            if byte < 128 {
                body.truncate(place);
            } else {
                body[place] = byte;
            }
            body
        }),
    ]
}

#[test]
fn a_sid_is_printed_as_it_was_parsed_and_everything_else_is_none() {
    fn holds<S>(prefix: &str)
    where
        S: FromStr<Err = InvalidSid> + TryFrom<String> + AsRef<str> + Into<String> + Clone,
        S: Display + Debug,
    {
        let sid = string_regex(&format!("{prefix}[0-9a-fA-F]{{32}}")).unwrap();
        check(64, &sid, |text| {
            let sid: S = text.parse().map_err(|_| TestCaseError::fail("refused"))?;
            prop_assert_eq!(sid.to_string(), text.as_str());
            prop_assert_eq!(sid.as_ref(), text.as_str());
            prop_assert_eq!(Into::<String>::into(sid), text.clone());
            prop_assert!(S::try_from(text).is_ok());
            Ok(())
        });
        let nearly =
            string_regex(&format!("({prefix}|[A-Z]{{2}})[0-9a-f]{{31,33}}[g/ \n]?")).unwrap();
        check(256, &prop_oneof![any_text(), nearly], |text| {
            let digits = text.strip_prefix(prefix).unwrap_or_default();
            let is_one = digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
            prop_assert_eq!(text.parse::<S>().is_ok(), is_one);
            Ok(())
        });
    }
    holds::<AccountSid>("AC");
    holds::<ApiKeySid>("SK");
    holds::<ServiceSid>("VA");
    holds::<AccessTokenSid>("YK");
}

#[test]
fn a_factor_type_is_printed_as_it_was_parsed() {
    let text = prop_oneof![Just("push".to_owned()), any_text()];
    check(64, &text, |text| {
        let factor_type = FactorType::from(text.as_str());
        prop_assert_eq!(factor_type.to_string(), text.as_str());
        prop_assert_eq!(text == "push", factor_type == FactorType::Push);
        Ok(())
    });
}
