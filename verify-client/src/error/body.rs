//! What Twilio says about an error, read from the body field by field.
//!
//! It reads four formats: Twilio's classic one (`code`, `message`, `more_info`, `status`,
//! `details`), problem details of RFC 9457, the format of newer products (`params`,
//! `httpStatusCode`) and a list of errors. A field of the wrong type counts as absent and does not
//! affect the others. The parent module decides what the status and the code mean.

use serde_json::{Map, Value};

use super::redaction::Redaction;
use super::text;
use crate::transport::json;

/// The most bytes that are kept of a body that is not JSON.
const EXCERPT_LIMIT: usize = 512;

/// An error body, as far as it could be read.
#[derive(Default)]
pub(super) struct ErrorBody {
    pub(super) code: Option<i64>,
    pub(super) message: Option<String>,
    pub(super) more_info: Option<String>,
    pub(super) details: Option<Value>,
    pub(super) problem_type: Option<String>,
    pub(super) title: Option<String>,
    pub(super) detail: Option<String>,
    pub(super) instance: Option<String>,
    pub(super) field_errors: Vec<FieldError>,
    pub(super) excerpt: Option<String>,
}

/// One entry of the `errors` list of an error body (RFC 9457, section 3.2, and Twilio's own
/// lists).
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct FieldError {
    /// Twilio's code for this entry; `None` when it has none.
    pub code: Option<i64>,
    /// What is wrong; `None` when the entry does not say, or [redaction](crate::Error#redaction)
    /// leaves it out.
    pub detail: Option<String>,
    /// The place in the request, as a JSON pointer; `None` when the entry does not name one, or
    /// redaction leaves it out.
    pub pointer: Option<String>,
}

impl ErrorBody {
    /// Reads a body as far as it can be read, and redacts it. If neither a code nor a message can
    /// be read, the beginning of the body is kept as an excerpt.
    pub(super) fn read(bytes: &[u8], redaction: &Redaction) -> Self {
        let text = json::text(bytes);
        let strict: Option<Value> = serde_json::from_str(&text).ok();
        let is_json = matches!(strict, Some(Value::Object(_) | Value::Array(_)));
        let mut body = match strict.or_else(|| json::read(&text).0) {
            Some(Value::Object(fields)) => Self::from_fields(fields),
            Some(entries @ Value::Array(_)) => {
                Self::from_fields(Map::from_iter([("errors".to_owned(), entries)]))
            }
            _ => Self::default(),
        };
        if is_json {
            body.redact(&|text| redaction.redact(text));
        } else {
            // A string may have been cut at a quotation mark that should have been escaped.
            body.redact(&|text| redaction.redact_beginning(text, text.len()));
            if !text.is_empty() && body.code.is_none() && body.headline().is_none() {
                body.excerpt = text::excerpt(&text, EXCERPT_LIMIT, redaction);
            }
        }
        body
    }

    fn from_fields(mut fields: Map<String, Value>) -> Self {
        let first = fields.get("errors").and_then(|errors| errors.get(0)).cloned();
        let listed = |name: &str| first.as_ref().and_then(|entry| entry.get(name)).cloned();
        let mut take = |name: &str| fields.remove(name).filter(|value| !value.is_null());
        Self {
            code: take("code")
                .as_ref()
                .and_then(integer)
                .or_else(|| listed("code").as_ref().and_then(integer)),
            message: take("message")
                .and_then(string)
                .or_else(|| listed("message").and_then(string))
                // An error of OAuth (RFC 6749, 5.2).
                .or_else(|| take("error_description").and_then(string)),
            more_info: take("more_info")
                .and_then(string)
                .or_else(|| take("moreInfo").and_then(string))
                .or_else(|| listed("infoUrl").and_then(string)),
            details: take("details").or_else(|| take("params")),
            problem_type: take("type").and_then(string),
            title: take("title").and_then(string),
            detail: take("detail").and_then(string),
            instance: take("instance").and_then(string),
            field_errors: match take("errors") {
                Some(Value::Array(entries)) => entries.iter().map(field_error).collect(),
                _ => Vec::new(),
            },
            excerpt: None,
        }
    }

    /// The first of message, detail and title that is not empty.
    pub(super) fn headline(&self) -> Option<&str> {
        [&self.message, &self.detail, &self.title]
            .into_iter()
            .find_map(|text| text.as_deref().filter(|text| !text.is_empty()))
    }

    /// Redacts every text except the excerpt.
    fn redact(&mut self, redact: &Redact<'_>) {
        let texts = [
            &mut self.message,
            &mut self.more_info,
            &mut self.problem_type,
            &mut self.title,
            &mut self.detail,
            &mut self.instance,
        ];
        let listed =
            self.field_errors.iter_mut().flat_map(|error| [&mut error.detail, &mut error.pointer]);
        for text in texts.into_iter().chain(listed) {
            *text = text.take().and_then(|text| redact(&text));
        }
        self.details = self.details.take().and_then(|details| redacted(details, redact));
    }
}

fn field_error(entry: &Value) -> FieldError {
    let text = |name: &str| entry.get(name).cloned().and_then(string);
    FieldError {
        code: entry.get("code").and_then(integer),
        detail: text("detail").or_else(|| text("message")),
        pointer: text("pointer"),
    }
}

/// Redacts a text; `None` when it must not be shown at all.
type Redact<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// The value without what was sent, also in names of fields; `None` when a part of it must be
/// dropped.
fn redacted(value: Value, redact: &Redact<'_>) -> Option<Value> {
    Some(match value {
        Value::String(text) => Value::String(redact(&text)?),
        Value::Number(number) => {
            let text = number.to_string();
            match redact(&text)? {
                shown if shown == text => Value::Number(number),
                shown => Value::String(shown),
            }
        }
        Value::Array(entries) => Value::Array(
            entries.into_iter().map(|entry| redacted(entry, redact)).collect::<Option<_>>()?,
        ),
        Value::Object(fields) => Value::Object(
            fields
                .into_iter()
                .map(|(name, value)| Some((redact(&name)?, redacted(value, redact)?)))
                .collect::<Option<_>>()?,
        ),
        other => other,
    })
}

fn string(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        _ => None,
    }
}

/// A whole number, also in the form `60200.0` or as text.
fn integer(value: &Value) -> Option<i64> {
    let whole = |number: f64| {
        // A float holds every whole number up to this one exactly.
        let is_whole = number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_992.0;
        is_whole.then_some(number as i64)
    };
    match value {
        Value::String(text) => text.trim().parse().ok(),
        _ => value.as_i64().or_else(|| value.as_f64().and_then(whole)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> ErrorBody {
        ErrorBody::read(body.as_bytes(), &Redaction::of([]))
    }

    #[test]
    fn the_code_and_the_headline_are_found_in_every_format() {
        for (body, code, headline) in [
            (r#"{"code": 20404, "message": "gone", "status": 404}"#, Some(20404), Some("gone")),
            (r#"{"code": "20404", "message": "gone"}"#, Some(20404), Some("gone")),
            (r#"{"type": "about:blank", "title": "T", "detail": "D"}"#, None, Some("D")),
            (r#"{"title": "T", "code": 60200}"#, Some(60200), Some("T")),
            (r#"{"errors": [{"code": 7, "message": "M"}]}"#, Some(7), Some("M")),
            (r#"[{"code": 7, "message": "M"}]"#, Some(7), Some("M")),
            (r#"{"error": "invalid_client", "error_description": "M"}"#, None, Some("M")),
            (r#"{"code": 1, "message": "", "detail": "D"}"#, Some(1), Some("D")),
            (r#"{"code": 60200.0, "message": "M"}"#, Some(60200), Some("M")),
            ("{\"code\": 1, \"message\": \"M\"}\0", Some(1), Some("M")),
            (r#"{"code": 1, "message": "M", "details": {"a"#, Some(1), Some("M")),
            (r#"{"code": 20404, "message": "a \ud800"}"#, Some(20404), Some("a \u{fffd}")),
            ("[]", None, None),
            ("{}", None, None),
            ("null", None, None),
            ("", None, None),
            ("<html>", None, None),
        ] {
            let read = read(body);
            assert_eq!((read.code, read.headline()), (code, headline), "{body}");
        }
    }

    #[test]
    fn a_field_of_the_wrong_type_affects_no_other() {
        let good = [
            ("code", "60200"),
            ("message", r#""M""#),
            ("more_info", r#""I""#),
            ("type", r#""P""#),
            ("title", r#""T""#),
            ("detail", r#""D""#),
            ("instance", r#""N""#),
            ("errors", r#"[{"detail": "E"}]"#),
        ];
        for spoiled in 0..good.len() {
            for wrong in ["true", "[[]]", "{\"a\": 1.5}", "null", "1.5"] {
                let fields: Vec<_> = good
                    .iter()
                    .enumerate()
                    .map(|(index, (name, value))| {
                        format!("\"{name}\": {}", if index == spoiled { wrong } else { value })
                    })
                    .collect();
                let read = read(&format!("{{{}}}", fields.join(",")));
                let found = [
                    read.code.is_some(),
                    read.message.is_some(),
                    read.more_info.is_some(),
                    read.problem_type.is_some(),
                    read.title.is_some(),
                    read.detail.is_some(),
                    read.instance.is_some(),
                    read.field_errors.iter().any(|error| error.detail.is_some()),
                ];
                for (index, found) in found.into_iter().enumerate() {
                    assert_eq!(found, index != spoiled, "{:?} as {wrong}", good[spoiled]);
                }
            }
        }
    }

    #[test]
    fn details_are_any_json() {
        for details in [r#"{"a":1}"#, r#"["a"]"#, r#""a""#, "1", "false"] {
            let body = read(&format!(r#"{{"details": {details}}}"#));
            assert_eq!(body.details.unwrap().to_string(), details);
        }
        assert!(read(r#"{"params": {"a": "b"}}"#).details.is_some());
    }

    #[test]
    fn what_was_sent_is_redacted_in_every_text() {
        let body = r#"{"message": "canary", "more_info": "canary", "type": "canary",
            "title": "canary", "detail": "canary", "instance": "canary",
            "details": {"canary": ["a canary", 1]},
            "errors": [{"detail": "canary", "pointer": "canary"}]}"#;
        let read = ErrorBody::read(body.as_bytes(), &Redaction::of(["canary"]));
        let shown = format!(
            "{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}",
            read.message,
            read.more_info,
            read.problem_type,
            read.title,
            read.detail,
            read.instance,
            read.details,
            read.field_errors,
        );
        assert!(!shown.contains("canary"), "{shown}");
        let read = ErrorBody::read(b"<p>canary", &Redaction::of(["canary"]));
        assert_eq!(read.excerpt.as_deref(), Some("<p>[redacted]"));
    }
}
