//! Which schemas of a document successful responses are made of. Pure.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::openapi::json::Pointer;
use crate::openapi::{self, Kind};

/// The places of all schemas that a successful response is made of, at any depth.
pub fn schemas(document: &Value) -> BTreeSet<Pointer> {
    let bodies = openapi::operations(document)
        .flat_map(|(path, method, _)| bodies(document, &openapi::operation_pointer(path, method)));
    reached(document, bodies.collect())
}

/// The places of some schemas and of all that they are made of.
pub fn reached(document: &Value, mut pending: Vec<Pointer>) -> BTreeSet<Pointer> {
    let mut schemas = BTreeSet::new();
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

/// The schemas of the bodies of an operation's successful responses.
pub fn bodies(document: &Value, operation: &Pointer) -> Vec<Pointer> {
    let at = operation.child("responses");
    let responses = document.pointer(at.as_str()).and_then(Value::as_object);
    let successes = responses.into_iter().flatten().filter(|(it, _)| openapi::is_success(it));
    successes
        .flat_map(|(status, response)| contents(document, at.child(status), response))
        .collect()
}

/// The schemas of what is sent or received: one for each media type.
pub fn contents(document: &Value, at: Pointer, body: &Value) -> Vec<Pointer> {
    let at = openapi::reference(body).and_then(target).unwrap_or(at).child("content");
    let content = document.pointer(at.as_str()).and_then(Value::as_object);
    let media_types = content.into_iter().flat_map(|it| it.keys());
    media_types.map(|media_type| at.child(media_type).child("schema")).collect()
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
