//! The text of a witness: what worked before and fails now. Whether it does is
//! decided elsewhere.

use serde_json::Value;

use super::graph::{Part, Root};
use crate::audit::contract::security::{Alternative, Scheme};
use crate::audit::finding::Witness;

/// At most so many characters of a value are shown.
const LONGEST: usize = 200;

/// A value as a part of a request or a response.
pub(super) fn of_value(root: &Root, value: Value) -> Witness {
    let operation = &root.operation;
    let text = match &root.part {
        Part::Parameter(name) => format!("`{operation}` with `{name}={}`", plain(&value)),
        Part::Form => match value.as_object() {
            Some(fields) if fields.is_empty() => format!("`{operation}` with an empty form"),
            Some(fields) => {
                let fields: Vec<String> =
                    fields.iter().map(|(name, value)| format!("{name}={}", plain(value))).collect();
                format!("`{operation}` with `{}`", fields.join("&"))
            }
            None => format!("`{operation}` with the form {}", shortened(&value)),
        },
        Part::Body => format!("`{operation}` with the body `{}`", shortened(&value)),
        Part::Response(status) => {
            format!("the response {status} `{}` of `{operation}`", shortened(&value))
        }
        Part::Header(name) => {
            format!("a response of `{operation}` with `{name}: {}`", plain(&value))
        }
    };
    Witness { text, fails: root.direction.into(), value: Some(value) }
}

/// A request or a response with a known value of one part.
pub(super) fn of_part(root: &Root, known: &str) -> String {
    let operation = &root.operation;
    match &root.part {
        Part::Response(status) => format!("the response {status} of `{operation}` with {known}"),
        Part::Header(_) => format!("a response of `{operation}` with {known}"),
        Part::Body | Part::Form | Part::Parameter(_) => format!("`{operation}` with {known}"),
    }
}

/// What a request that meets an alternative has.
pub(super) fn credentials(alternative: &Alternative<'_>) -> String {
    let shown = |scheme: &Scheme<'_>| {
        let text = |key| scheme.site.as_ref().and_then(|it| it.text(key)).unwrap_or_default();
        let name = text("name");
        let shown = match (text("type"), text("in")) {
            ("http", _) => format!("`Authorization: {} …`", text("scheme")),
            ("oauth2" | "openIdConnect", _) => "`Authorization: Bearer …`".to_owned(),
            (_, "header") => format!("`{name}: …`"),
            (_, "query") => format!("`?{name}=…`"),
            (_, "cookie") => format!("`Cookie: {name}=…`"),
            _ => format!("the credentials {}", scheme.name),
        };
        let scopes: Vec<&str> = scheme.scopes.iter().map(String::as_str).collect();
        match scopes.is_empty() {
            true => shown,
            false => format!("{shown} for {}", scopes.join(", ")),
        }
    };
    let all: Vec<String> = alternative.schemes.values().map(shown).collect();
    format!("with {}", all.join(" and "))
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) if text.len() < LONGEST / 2 => text.clone(),
        other => shortened(other),
    }
}

fn shortened(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}
