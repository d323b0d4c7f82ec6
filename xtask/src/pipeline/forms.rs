//! Which schemas of a document are those of the fields of a form, and how such a
//! field is sent. Pure.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::openapi;
use crate::openapi::json::Pointer;

/// The places of the schemas of all fields of all forms.
pub fn fields(document: &Value) -> BTreeSet<Pointer> {
    openapi::operations(document)
        .filter_map(|(path, method, operation)| {
            let at = openapi::operation_pointer(path, method).child("requestBody");
            Some(fields_of(document, at, operation.get("requestBody")?))
        })
        .flatten()
        .collect()
}

/// The places of the schemas of the fields of the form that the body at a place
/// is; none if it is no form.
pub fn fields_of(document: &Value, at: Pointer, body: &Value) -> Vec<Pointer> {
    let at = followed(document, at, body).child("content").child(openapi::FORM).child("schema");
    let Some(schema) = document.pointer(at.as_str()) else {
        return Vec::new();
    };
    let at = followed(document, at, schema).child("properties");
    let properties = document.pointer(at.as_str()).and_then(Value::as_object);
    properties.into_iter().flat_map(|it| it.keys()).map(|name| at.child(name)).collect()
}

fn followed(document: &Value, at: Pointer, value: &Value) -> Pointer {
    openapi::reference(value)
        .and_then(|target| target.strip_prefix('#'))
        .filter(|target| document.pointer(target).is_some())
        .map_or(at, Pointer::from)
}

/// How a form sends a field that it has no type for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// As the text that it already is.
    Plainly,
    /// As JSON, which is a text.
    Json,
    /// As one key for each value.
    Repeated,
}

/// How the field with this schema is sent.
pub fn sent(schema: &Map<String, Value>) -> Sent {
    let said = ["$ref", "allOf", "anyOf", "enum", "oneOf"];
    match schema.get("type").and_then(Value::as_str) {
        Some("array") => Sent::Repeated,
        Some("object") => Sent::Json,
        None if !said.iter().any(|key| schema.contains_key(*key)) => Sent::Json,
        _ => Sent::Plainly,
    }
}

/// The schema of a text, with what else is said of the field.
pub fn text(schema: &Map<String, Value>) -> Map<String, Value> {
    let mut text = schema.clone();
    text.retain(|key, _| ["description", "nullable", "deprecated"].contains(&key.as_str()));
    text.insert("type".to_owned(), json!("string"));
    text
}

/// The schema of one value of a list, with what else is said of the field.
pub fn one_value(schema: &Map<String, Value>) -> Map<String, Value> {
    let items = schema.get("items").and_then(Value::as_object);
    let mut one = text(schema);
    if let Some(items) = items.filter(|items| sent(items) == Sent::Plainly) {
        one.extend(items.clone());
    }
    one
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn fields_are_found_in_place_and_by_reference() {
        let form = |schema: Value| json!({ "content": { openapi::FORM: { "schema": schema } } });
        let schema = json!({ "properties": { "A": {} } });
        let document = json!({
            "paths": { "/a": {
                "get": {},
                "post": { "requestBody": form(schema.clone()) },
                "put": { "requestBody": { "$ref": "#/components/requestBodies/Body" } },
            } },
            "components": {
                "requestBodies": { "Body": form(json!({ "$ref": "#/components/schemas/Form" })) },
                "schemas": { "Form": schema },
            },
        });
        let found = fields(&document);
        let found: Vec<_> = found.iter().map(Pointer::as_str).collect();
        assert_eq!(
            found,
            [
                "/components/schemas/Form/properties/A",
                "/paths/~1a/post/requestBody/content/application~1x-www-form-urlencoded/schema/properties/A",
            ]
        );
    }

    #[test]
    fn what_a_form_has_no_type_for_becomes_a_text() {
        for (schema, how) in [
            (json!({ "type": "string" }), Sent::Plainly),
            (json!({ "$ref": "#/components/schemas/A" }), Sent::Plainly),
            (json!({}), Sent::Json),
            (json!({ "type": "object", "properties": {} }), Sent::Json),
            (json!({ "type": "array" }), Sent::Repeated),
        ] {
            assert_eq!(sent(&object(schema)), how);
        }
        let list = json!({ "type": "array", "items": { "type": "integer" }, "description": "d" });
        let one = json!({ "type": "integer", "description": "d" });
        assert_eq!(one_value(&object(list)), object(one));
        let any = json!({ "type": "array", "items": {}, "nullable": true });
        let one = json!({ "type": "string", "nullable": true });
        assert_eq!(one_value(&object(any)), object(one));
    }
}
