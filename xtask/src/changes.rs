//! What changed in meaning between two documents: every fact that came, went
//! or changed, by pointer. Prose is no fact. Pure.

use std::fmt;

use serde_json::Value;

use crate::json::Pointer;
use crate::openapi::{self, Field, Kind};

/// A fact that is not the same in both documents.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Where it stands, or stood.
    pub pointer: Pointer,
    /// The fact before, if there was one.
    pub before: Option<Value>,
    /// The fact after, if there is one.
    pub after: Option<Value>,
}

impl Change {
    /// `added`, `removed` or `changed`.
    pub fn verb(&self) -> &'static str {
        match (&self.before, &self.after) {
            (None, _) => "Added",
            (_, None) => "Removed",
            _ => "Changed",
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.pointer)?;
        match (&self.before, &self.after) {
            (Some(before), Some(after)) => {
                write!(formatter, ": {} → {}", shortened(before), shortened(after))
            }
            (Some(value), None) | (None, Some(value)) => {
                write!(formatter, ": {}", shortened(value))
            }
            (None, None) => Ok(()),
        }
    }
}

fn shortened(value: &Value) -> String {
    const LONGEST: usize = 80;
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// The facts in which two OpenAPI documents differ, sorted by pointer.
pub fn changes(before: &Value, after: &Value) -> Vec<Change> {
    let mut found = Vec::new();
    collect(&Pointer::root(), &facts(before), &facts(after), &mut found);
    found
}

/// The document without prose.
fn facts(document: &Value) -> Value {
    openapi::rewrite(
        document.clone(),
        Kind::Document,
        &Pointer::root(),
        &mut |_, kind, mut object| {
            let names_a_type = |key: &str| kind == Kind::Schema && key == "title";
            object.retain(|key, _| names_a_type(key) || openapi::field(kind, key) != Field::Prose);
            Value::Object(object)
        },
    )
}

fn collect(pointer: &Pointer, before: &Value, after: &Value, found: &mut Vec<Change>) {
    match (before, after) {
        (Value::Object(old), Value::Object(new)) => {
            for (key, value) in old {
                let at = pointer.child(key);
                match new.get(key) {
                    Some(other) => collect(&at, value, other, found),
                    None => found.push(Change {
                        pointer: at,
                        before: Some(value.clone()),
                        after: None,
                    }),
                }
            }
            for (key, value) in new.iter().filter(|(key, _)| !old.contains_key(*key)) {
                found.push(Change {
                    pointer: pointer.child(key),
                    before: None,
                    after: Some(value.clone()),
                });
            }
        }
        (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
            for (index, (old, new)) in old.iter().zip(new).enumerate() {
                collect(&pointer.child(index), old, new, found);
            }
        }
        _ if before != after => found.push(Change {
            pointer: pointer.clone(),
            before: Some(before.clone()),
            after: Some(after.clone()),
        }),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn facts_that_came_went_or_changed_are_found_and_prose_is_not() {
        let schemas = |schemas: Value| json!({ "components": { "schemas": schemas } });
        let before = schemas(json!({
            "A": { "type": "string", "description": "old", "enum": ["x"], "properties": {
                "description": { "type": "string" }
            } },
            "Old": {},
        }));
        let after = schemas(json!({
            "A": { "type": "integer", "description": "new", "enum": ["x", "y"], "properties": {
                "description": { "type": "integer" }
            } },
            "New": {},
        }));
        let lines: Vec<_> = changes(&before, &after)
            .iter()
            .map(|change| format!("{} {change}", change.verb()))
            .collect();
        assert_eq!(
            lines,
            [
                "Changed /components/schemas/A/enum: [\"x\"] → [\"x\",\"y\"]",
                "Changed /components/schemas/A/properties/description/type: \"string\" → \"integer\"",
                "Changed /components/schemas/A/type: \"string\" → \"integer\"",
                "Removed /components/schemas/Old: {}",
                "Added /components/schemas/New: {}",
            ]
        );
        assert_eq!(changes(&before, &before), []);
    }
}
