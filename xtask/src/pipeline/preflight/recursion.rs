//! Schemas on which the generator would never end: they include themselves by
//! `allOf`, or several choices by `anyOf`. Recursion through properties and elements
//! is fine.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::problems::{Problems, in_overlay};
use crate::openapi;
use crate::openapi::json::Pointer;

/// The generator combines all alternatives of all choices, and these again.
const MOST_CHOICES: usize = 2;

impl<'a> Problems<'a> {
    pub(super) fn check_recursion(&mut self, pointer: &Pointer, schema: &'a Map<String, Value>) {
        let (mut seen, mut choices) = (BTreeSet::new(), 0);
        let mut pending = vec![schema];
        while let Some(object) = pending.pop() {
            let alternatives = object.get("anyOf").and_then(Value::as_array);
            choices += usize::from(alternatives.is_some_and(|it| it.len() > 1));
            if choices > MOST_CHOICES {
                let problem = format!("includes more than {MOST_CHOICES} choices by anyOf");
                return self.report(pointer.child("allOf"), problem, in_overlay("simplify it"));
            }
            for part in object.get("allOf").and_then(Value::as_array).into_iter().flatten() {
                let target = openapi::reference(part).and_then(|it| it.strip_prefix('#'));
                if target == Some(pointer.as_str()) {
                    let problem = "includes itself by allOf, so what it accepts is not defined";
                    return self.report(pointer.child("allOf"), problem, in_overlay("remove it"));
                }
                let part = match target {
                    Some(target) if !seen.insert(target) => continue,
                    Some(target) => self.document.pointer(target),
                    None => Some(part),
                };
                pending.extend(part.and_then(Value::as_object));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::preflight;

    #[test]
    fn a_schema_that_includes_itself_is_refused_with_its_place() {
        let document = |second: &str| {
            let of = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
            json!({
                "openapi": "3.0.3",
                "info": { "title": "T", "version": "1" },
                "paths": {},
                "components": { "schemas": {
                    "First": { "allOf": [{ "allOf": [of("Second")] }] },
                    "Second": { "allOf": [of(second), { "type": "object" }] },
                    "Third": { "type": "object", "properties": { "next": of("Third") } },
                } },
            })
        };
        assert!(preflight("f", &document("Third")).is_ok());
        for second in ["First", "Second"] {
            let message = preflight("f", &document(second)).unwrap_err().to_string();
            let place = format!("f#/components/schemas/{second}/allOf: includes itself");
            assert!(message.starts_with(&place), "{message}");
        }
    }

    #[test]
    fn a_schema_that_includes_many_choices_is_refused_with_its_place() {
        let document = |choices: usize| {
            let one = |name: &str| json!({ "type": "object", "required": [name] });
            let choice = json!({ "anyOf": [one("a"), one("b")] });
            json!({
                "openapi": "3.0.3",
                "info": { "title": "T", "version": "1" },
                "paths": {},
                "components": { "schemas": { "All": { "allOf": vec![choice; choices] } } },
            })
        };
        assert!(preflight("f", &document(2)).is_ok());
        let message = preflight("f", &document(3)).unwrap_err().to_string();
        let expected = "f#/components/schemas/All/allOf: includes more than 2 choices by anyOf";
        assert!(message.starts_with(expected), "{message}");
    }
}
