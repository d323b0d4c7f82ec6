//! What worked before and fails now, in words. Whether it does is decided
//! elsewhere.

use serde_json::Value;

use super::graph::{Part, Root};
use crate::audit::finding::Witness;

/// The most characters of a value that are shown.
const LONGEST: usize = 200;

/// A value as a part of a request or a response.
pub(super) fn of_value(root: &Root, value: Value) -> Witness {
    let operation = &root.operation;
    let text = match &root.part {
        Part::Parameter(name) => format!("`{operation}` with `{name}={}`", plain(&value)),
        Part::Form => match value.as_object() {
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
