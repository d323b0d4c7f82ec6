//! The last step to the fragment: every place that shows up in the bindings'
//! documentation gets a text, and no `$ref` hides a text. A place that the overlay
//! does not describe yet gets a neutral text and a warning. Pure.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::openapi::json::Pointer;
use crate::openapi::{self, Kind};

/// Places that the overlay has no text for, which one action can describe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undescribed {
    /// The place in the fragment that holds them, or is one of them.
    pub pointer: Pointer,
    /// The keys that lead from there to each, in order; none for the place itself.
    pub places: Vec<Vec<String>>,
}

impl Undescribed {
    /// Those at `pointers`, which are in order: of a schema all fields together,
    /// and of an operation all responses.
    fn grouped(pointers: Vec<Pointer>) -> Vec<Self> {
        let mut groups: BTreeMap<Pointer, Vec<Vec<String>>> = BTreeMap::new();
        for pointer in pointers {
            let (holder, keys) = holder(&pointer);
            groups.entry(holder).or_default().push(keys);
        }
        groups
            .into_iter()
            .map(|(holder, mut places)| match places.as_mut_slice() {
                [only] => {
                    let pointer = only.drain(..).fold(holder, |at, key| at.child(key));
                    Self { pointer, places }
                }
                _ => {
                    places.sort();
                    Self { pointer: holder, places }
                }
            })
            .collect()
    }

    /// The overlay action that describes the places, as YAML.
    pub fn action(&self) -> String {
        let mut action = format!(
            "- target: {}\n  x-kind: preference\n  x-reason: Documentation.\n  x-matches: 1\n  update:\n",
            json_path(&self.pointer)
        );
        let mut open: &[String] = &[];
        for keys in &self.places {
            let shared = open.iter().zip(keys).take_while(|(a, b)| a == b).count();
            for (depth, key) in keys.iter().enumerate().skip(shared) {
                action.push_str(&format!("{:1$}{2}:\n", "", 4 + 2 * depth, yaml_key(key)));
            }
            action.push_str(&format!("{:1$}description: …\n", "", 4 + 2 * keys.len()));
            open = keys;
        }
        action
    }
}

/// The schema that has the place as a field, directly or not, or the operation
/// that has it as a response, or the place itself; and the keys from there.
fn holder(pointer: &Pointer) -> (Pointer, Vec<String>) {
    let mut segments: Vec<_> = pointer.segments().collect();
    let mut keys = Vec::new();
    while let [.., parent, _] = segments.as_slice()
        && (parent == "properties" || parent == "responses" && keys.is_empty())
    {
        keys.splice(0..0, segments.split_off(segments.len() - 2));
    }
    (segments.into_iter().fold(Pointer::root(), |at, segment| at.child(segment)), keys)
}

/// A key as YAML reads it as a text.
fn yaml_key(key: &str) -> String {
    let is_plain = is_name(key) && !["true", "false", "null"].contains(&key);
    if is_plain { key.to_owned() } else { json!(key).to_string() }
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
                undescribed.push(pointer.clone());
            }
            match kind {
                Kind::Schema => keep_siblings(object),
                _ => Value::Object(object),
            }
        },
    );
    undescribed.sort();
    (document, Undescribed::grouped(undescribed))
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
        if is_name(&segment) {
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

/// Whether a key needs no quotes.
fn is_name(key: &str) -> bool {
    key.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && key.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
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
        let actions: Vec<_> = undescribed.iter().map(Undescribed::action).collect();
        let head = "  x-kind: preference\n  x-reason: Documentation.\n  x-matches: 1\n  update:\n";
        let fields = "    properties:\n      b:\n        description: …\n      description:\n        description: …\n";
        let text = "    description: …\n";
        assert_eq!(
            actions,
            [
                format!("- target: $.components.schemas.A\n{head}{fields}"),
                format!("- target: $.paths['/a/{{B}}'].get\n{head}{text}"),
                format!("- target: $.paths['/a/{{B}}'].get.parameters[0]\n{head}{text}"),
            ]
        );
    }

    #[test]
    fn one_action_describes_all_of_a_schema_and_all_responses_of_an_operation() {
        let field = json!({ "type": "object", "properties": { "properties": {}, "true": {} } });
        let (_, undescribed) = describe(json!({
            "paths": { "/a": { "get": { "responses": {
                "200": { "content": { "application/json": { "schema": { "properties": { "a-b": field } } } } },
                "404": {},
            } } } },
            "components": { "schemas": { "properties": { "properties": { "a": field, "b": {} } } } },
        }));
        let found: Vec<_> = undescribed
            .iter()
            .map(|it| (it.pointer.to_string(), it.action()))
            .map(|(at, action)| (at, action.split_once("update:\n").unwrap().1.to_owned()))
            .collect();
        let text = |keys: &[&str]| {
            let lines = keys.iter().map(|line| format!("    {line}\n"));
            lines.collect::<String>()
        };
        assert_eq!(
            found,
            [
                (
                    "/components/schemas/properties".to_owned(),
                    text(&[
                        "description: …",
                        "properties:",
                        "  a:",
                        "    description: …",
                        "    properties:",
                        "      properties:",
                        "        description: …",
                        "      \"true\":",
                        "        description: …",
                        "  b:",
                        "    description: …",
                    ])
                ),
                (
                    "/paths/~1a/get".to_owned(),
                    text(&[
                        "description: …",
                        "responses:",
                        "  \"200\":",
                        "    description: …",
                        "  \"404\":",
                        "    description: …",
                    ])
                ),
                (
                    "/paths/~1a/get/responses/200/content/application~1json/schema".to_owned(),
                    text(&[
                        "description: …",
                        "properties:",
                        "  \"a-b\":",
                        "    description: …",
                        "    properties:",
                        "      properties:",
                        "        description: …",
                        "      \"true\":",
                        "        description: …",
                    ])
                ),
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
