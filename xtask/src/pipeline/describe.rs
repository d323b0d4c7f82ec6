//! The last step to the fragment: every place that shows up in the bindings'
//! documentation gets a text, and no text is swallowed by a `$ref`. What the
//! overlay does not describe yet gets a neutral text and a warning. Pure.

use serde_json::{Map, Value, json};

use crate::openapi::json::Pointer;
use crate::openapi::{self, Kind};

/// A place that the overlay has no text for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undescribed {
    /// The place in the fragment.
    pub pointer: Pointer,
}

impl Undescribed {
    /// The overlay action that describes the place, as YAML.
    pub fn action(&self) -> String {
        format!(
            "- target: {}\n  x-kind: preference\n  x-reason: Documentation.\n  x-matches: 1\n  update:\n    description: …\n",
            json_path(&self.pointer)
        )
    }
}

/// The fragment with a text everywhere, and the places that had none.
pub fn describe(document: Value) -> (Value, Vec<Undescribed>) {
    let mut undescribed = Vec::new();
    let document = openapi::rewrite(
        document,
        Kind::Document,
        &Pointer::root(),
        &mut |pointer, kind, mut object| {
            if let Some(text) = neutral_text(pointer, kind, &object)
                && !is_described(&object)
            {
                object.insert("description".to_owned(), json!(text));
                undescribed.push(Undescribed { pointer: pointer.clone() });
            }
            match kind {
                Kind::Schema => keep_siblings(object),
                _ => Value::Object(object),
            }
        },
    );
    undescribed.sort_by(|a, b| a.pointer.cmp(&b.pointer));
    (document, undescribed)
}

fn is_described(object: &Map<String, Value>) -> bool {
    ["description", "summary"]
        .iter()
        .any(|key| object.get(*key).and_then(Value::as_str).is_some_and(|text| !text.is_empty()))
}

/// The text of a place that must have one.
fn neutral_text(pointer: &Pointer, kind: Kind, object: &Map<String, Value>) -> Option<String> {
    let segments: Vec<_> = pointer.segments().collect();
    let parent = segments.len().checked_sub(2).map(|index| segments[index].as_str());
    let name = segments.last()?;
    match (kind, parent) {
        (Kind::Operation, _) => {
            let id = object.get("operationId").and_then(Value::as_str).unwrap_or(name);
            Some(format!("The operation `{id}`."))
        }
        (Kind::Parameter, _) if openapi::reference_in(object).is_none() => {
            let name = object.get("name").and_then(Value::as_str).unwrap_or(name);
            Some(format!("The parameter `{name}`."))
        }
        (Kind::Response, Some("responses")) if openapi::reference_in(object).is_none() => {
            Some(format!("The response with status {name}."))
        }
        (Kind::Schema, Some("properties")) => Some(format!("The field `{name}`.")),
        (Kind::Schema, Some("schemas")) => Some(format!("The schema `{name}`.")),
        (Kind::Schema, Some("application/x-www-form-urlencoded" | "application/json"))
            if openapi::reference_in(object).is_none() =>
        {
            Some("The body.".to_owned())
        }
        _ => None,
    }
}

/// In OpenAPI 3.0 a `$ref` swallows the keywords beside it; in an `allOf` of
/// one it does not.
fn keep_siblings(mut object: Map<String, Value>) -> Value {
    if object.len() > 1
        && let Some(target) = object.remove("$ref")
    {
        object.insert("allOf".to_owned(), json!([{ "$ref": target }]));
    }
    Value::Object(object)
}

/// A pointer as the JSONPath that selects the same node.
pub(crate) fn json_path(pointer: &Pointer) -> String {
    pointer.segments().fold("$".to_owned(), |path, segment| {
        let is_name = segment
            .starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && segment
                .chars()
                .all(|character| character.is_ascii_alphanumeric() || character == '_');
        if is_name {
            format!("{path}.{segment}")
        } else if !segment.is_empty()
            && segment.bytes().all(|byte| byte.is_ascii_digit())
            && !path.ends_with("responses")
        {
            format!("{path}[{segment}]")
        } else {
            let escaped = segment.replace('\\', "\\\\").replace('\'', "\\'");
            format!("{path}['{escaped}']")
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_text_gets_a_neutral_one_and_is_named() {
        let (fragment, undescribed) = describe(json!({
            "paths": { "/a/{B}": { "get": {
                "operationId": "FetchA",
                "parameters": [{ "name": "B", "in": "path" }],
                "responses": { "200": { "description": "told" } },
            } } },
            "components": { "schemas": { "A": {
                "description": "told",
                "properties": {
                    "description": { "type": "string" },
                    "b": { "$ref": "#/components/schemas/C" },
                    "c": { "type": "string", "description": "told" },
                },
            } } },
        }));
        let places: Vec<_> = undescribed.iter().map(|it| it.pointer.as_str()).collect();
        assert_eq!(
            places,
            [
                "/components/schemas/A/properties/b",
                "/components/schemas/A/properties/description",
                "/paths/~1a~1{B}/get",
                "/paths/~1a~1{B}/get/parameters/0",
            ]
        );
        assert_eq!(
            fragment["components"]["schemas"]["A"]["properties"],
            json!({
                "description": { "type": "string", "description": "The field `description`." },
                "b": {
                    "allOf": [{ "$ref": "#/components/schemas/C" }],
                    "description": "The field `b`.",
                },
                "c": { "type": "string", "description": "told" },
            })
        );
        let actions: Vec<_> = undescribed
            .iter()
            .filter_map(|it| it.action().lines().next().map(str::to_owned))
            .collect();
        assert_eq!(
            actions,
            [
                "- target: $.components.schemas.A.properties.b",
                "- target: $.components.schemas.A.properties.description",
                "- target: $.paths['/a/{B}'].get",
                "- target: $.paths['/a/{B}'].get.parameters[0]",
            ]
        );
    }

    #[test]
    fn keywords_beside_a_reference_are_kept() {
        let (fragment, _) = describe(json!({ "components": { "schemas": { "A": {
            "description": "told",
            "items": { "$ref": "#/components/schemas/B", "nullable": true },
            "not": { "$ref": "#/components/schemas/B" },
        } } } }));
        assert_eq!(
            fragment["components"]["schemas"]["A"],
            json!({
                "description": "told",
                "items": { "allOf": [{ "$ref": "#/components/schemas/B" }], "nullable": true },
                "not": { "$ref": "#/components/schemas/B" },
            })
        );
    }
}
