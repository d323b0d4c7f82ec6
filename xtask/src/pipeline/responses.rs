//! Which schemas of a document successful responses are decoded with. Pure.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::openapi::json::Pointer;
use crate::openapi::{self, Kind};

/// The places of all schemas that a successful response is made of, at any depth.
pub fn schemas(document: &Value) -> BTreeSet<Pointer> {
    let mut schemas = BTreeSet::new();
    let mut pending = bodies(document);
    while let Some(root) = pending.pop() {
        let Some(value) = document.pointer(root.as_str()) else {
            continue;
        };
        if schemas.contains(&root) {
            continue;
        }
        openapi::visit(value, Kind::Schema, &root, &mut |pointer, _, object| {
            schemas.insert(pointer.clone());
            pending.extend(openapi::reference_in(object).and_then(target));
        });
    }
    schemas
}

/// The schemas of the bodies themselves.
fn bodies(document: &Value) -> Vec<Pointer> {
    let mut bodies = Vec::new();
    for (path, method, operation) in openapi::operations(document) {
        let at = openapi::operation_pointer(path, method).child("responses");
        let responses = operation.get("responses").and_then(Value::as_object);
        for (status, response) in responses.into_iter().flatten() {
            if !openapi::is_success(status) {
                continue;
            }
            let at = openapi::reference(response)
                .and_then(target)
                .unwrap_or_else(|| at.child(status))
                .child("content");
            let content = document.pointer(at.as_str()).and_then(Value::as_object);
            bodies.extend(
                content
                    .into_iter()
                    .flatten()
                    .map(|(media_type, _)| at.child(media_type).child("schema")),
            );
        }
    }
    bodies
}

fn target(reference: &str) -> Option<Pointer> {
    reference.strip_prefix('#').map(Pointer::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_a_response_refers_to_is_part_of_it_and_what_is_sent_is_not() {
        let reference = |name: &str| json!({ "$ref": format!("#/components/{name}") });
        let body =
            |schema: Value| json!({ "content": { "application/json": { "schema": schema } } });
        let document = json!({
            "paths": { "/a": { "post": {
                "parameters": [{ "schema": reference("schemas/Parameter") }],
                "requestBody": body(reference("schemas/Sent")),
                "responses": {
                    "200": reference("responses/Response"),
                    "400": body(reference("schemas/Problem")),
                },
            } } },
            "components": {
                "responses": { "Response": body(reference("schemas/Response")) },
                "schemas": {
                    "Response": { "properties": { "again": reference("schemas/Response"), "part": {
                        "type": "array", "items": { "allOf": [reference("schemas/Part")] },
                    } } },
                    "Part": {}, "Parameter": {}, "Sent": {}, "Problem": {},
                },
            },
        });
        let found = schemas(&document);
        let found: Vec<_> = found.iter().map(Pointer::as_str).collect();
        assert_eq!(
            found,
            [
                "/components/responses/Response/content/application~1json/schema",
                "/components/schemas/Part",
                "/components/schemas/Response",
                "/components/schemas/Response/properties/again",
                "/components/schemas/Response/properties/part",
                "/components/schemas/Response/properties/part/items",
                "/components/schemas/Response/properties/part/items/allOf/0",
            ]
        );
    }
}
