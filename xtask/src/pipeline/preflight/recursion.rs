//! Schemas that include themselves by `allOf`, on which the generator would never
//! end. Recursion through properties and elements is fine.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::problems::{Problems, in_overlay};
use crate::openapi;
use crate::openapi::json::Pointer;

impl<'a> Problems<'a> {
    pub(super) fn check_recursion(&mut self, pointer: &Pointer, schema: &'a Map<String, Value>) {
        let mut seen = BTreeSet::new();
        let mut pending = vec![schema];
        while let Some(object) = pending.pop() {
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
}
