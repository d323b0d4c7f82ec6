//! A second opinion on witnesses: the schemas as they are written, translated
//! from OpenAPI 3.0 to JSON Schema word by word, judged by another
//! implementation that knows nothing of the contract.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use jsonschema::{Draft, Registry, Validator};
use serde_json::{Map, Value, json};

use super::Side;
use crate::audit::contract::format;
use crate::audit::contract::schema::Schemas;
use crate::audit::finding::Direction;
use crate::openapi::json::Pointer;
use crate::openapi::{self, Kind};

/// The validator unfolds every `allOf` for each value.
const MOST_INCLUDED: usize = 10_000;

/// The key of a translated document.
type Key = (Side, Direction);

/// The documents of both sides, in both directions, as JSON Schema.
#[derive(Debug)]
pub(in crate::audit) struct Translations(BTreeMap<Key, Value>);

/// Judges values.
pub(in crate::audit) struct Judge<'t> {
    registry: Option<Registry<'t>>,
    known: HashMap<(Key, Pointer), Option<Validator>>,
}

impl std::fmt::Debug for Judge<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Judge").finish_non_exhaustive()
    }
}

impl Translations {
    pub(in crate::audit) fn of(
        sides: &[(Side, &Schemas<'_>)],
        directions: &BTreeSet<Direction>,
    ) -> Self {
        let mut all = BTreeMap::new();
        // A schema that takes too long to unfold is not judged.
        let judged =
            |it: &Schemas<'_>| openapi::unfolds_beyond(it.document, MOST_INCLUDED).is_none();
        for (side, schemas) in sides.iter().filter(|it| judged(it.1)) {
            for direction in directions {
                all.insert((*side, *direction), translated(schemas, *side, *direction));
            }
        }
        Self(all)
    }
}

impl<'t> Judge<'t> {
    pub(in crate::audit) fn of(translations: &'t Translations) -> Self {
        let mut builder = Some(Registry::new().draft(Draft::Draft202012));
        for (place, document) in &translations.0 {
            builder = builder.and_then(|it| it.add(address(*place), document).ok());
        }
        Self { registry: builder.and_then(|it| it.prepare().ok()), known: HashMap::new() }
    }

    /// Whether the schema at a pointer accepts a value; `None` if that cannot be
    /// decided. Without a pointer, any value is accepted.
    pub(in crate::audit) fn accepts(
        &mut self,
        place: Key,
        pointer: Option<&Pointer>,
        value: &Value,
    ) -> Option<bool> {
        let Some(pointer) = pointer else {
            return Some(true);
        };
        let registry = self.registry.as_ref()?;
        let validator = self.known.entry((place, pointer.clone())).or_insert_with(|| {
            let target = format!("{}#{}", address(place), encoded(pointer.as_str()));
            jsonschema::options()
                .with_draft(Draft::Draft202012)
                .should_validate_formats(true)
                .should_ignore_unknown_formats(true)
                .with_registry(registry)
                .build(&json!({ "$ref": target }))
                .ok()
        });
        validator.as_ref().map(|it| it.is_valid(value))
    }
}

fn address((side, direction): Key) -> String {
    format!("document:///{side:?}/{direction:?}").to_lowercase()
}

/// The body, as a part of a request.
pub(in crate::audit) const BODY: &str = "body";

/// A parameter, as a part of a request.
pub(in crate::audit) fn part(place: &str, name: &str) -> String {
    match place {
        "header" => format!("header {}", name.to_lowercase()),
        _ => format!("{place} {name}"),
    }
}

/// The parts that a request of an operation must have, apart from its path,
/// according to the document.
pub(in crate::audit) fn demanded(
    document: &Value,
    item: &Value,
    operation: &Value,
) -> BTreeSet<String> {
    let is_required = |it: &Value| it.get("required") == Some(&Value::Bool(true));
    let mut parts = BTreeMap::new();
    let lists = [item, operation].map(|it| it.get("parameters").and_then(Value::as_array));
    for parameter in lists.into_iter().flatten().flatten() {
        let parameter = openapi::resolve(document, parameter);
        let text = |key| parameter.get(key).and_then(Value::as_str).unwrap_or_default();
        let is_demanded = is_required(parameter) && text("in") != "path";
        parts.insert(part(text("in"), text("name")), is_demanded);
    }
    if let Some(body) = operation.get("requestBody") {
        parts.insert(BODY.to_owned(), is_required(openapi::resolve(document, body)));
    }
    parts.into_iter().filter(|it| it.1).map(|it| it.0).collect()
}

/// Whether a request that lacks only one part has all that one side demands,
/// and not all that the other side demands.
pub(in crate::audit) fn lacks(
    narrow: &BTreeSet<String>,
    wide: &BTreeSet<String>,
    part: &str,
) -> bool {
    let parts = narrow.union(wide).filter(|it| *it != part);
    let request: Value = parts.map(|it| (it.clone(), Value::Null)).collect();
    let accepts = |all| jsonschema::is_valid(&json!({ "required": all }), &request);
    accepts(narrow) && !accepts(wide)
}

/// A pointer as a fragment of a URI.
pub(in crate::audit) fn encoded(pointer: &str) -> String {
    let mut text = String::new();
    for byte in pointer.bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => {
                text.push(char::from(byte))
            }
            other => text.push_str(&format!("%{other:02X}")),
        }
    }
    text
}

/// The keywords that mean the same in JSON Schema.
const SHARED: [&str; 21] = [
    "type",
    "enum",
    "multipleOf",
    "maximum",
    "minimum",
    "maxLength",
    "minLength",
    "pattern",
    "items",
    "maxItems",
    "minItems",
    "uniqueItems",
    "maxProperties",
    "minProperties",
    "required",
    "properties",
    "additionalProperties",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
];

/// What the contract knows of the schemas at some pointers.
#[derive(Default)]
struct Notes<'s> {
    /// Properties that are not in the direction.
    hidden: HashMap<&'s Pointer, BTreeSet<&'s String>>,
    /// The values of a property by which a discriminator leads here.
    tags: HashMap<&'s Pointer, (&'s String, &'s BTreeSet<String>)>,
    /// The reader of a response ignores what is not described.
    reads: bool,
}

fn translated(schemas: &Schemas<'_>, side: Side, direction: Direction) -> Value {
    let reads = (side, direction) == (Side::Base, Direction::Response);
    let mut notes = Notes { reads, ..Notes::default() };
    for node in schemas.nodes().iter().filter(|it| it.direction == direction) {
        let hides = !node.shape.objects.hidden.is_empty();
        for source in node.sources.iter().filter(|_| hides) {
            notes.hidden.entry(source).or_default().extend(node.shape.objects.hidden.keys());
        }
        let chosen = node.choices.iter().find(|it| it.members.len() == node.branches.len());
        let members = chosen.map(|it| it.members.as_slice()).unwrap_or_default();
        for ((pointer, _), branch) in members.iter().zip(&node.branches) {
            let tags = schemas.node(*branch).shape.objects.tags.iter();
            notes.tags.extend(tags.map(|tag| (pointer, tag)));
        }
    }
    let root = Pointer::root();
    openapi::rewrite(
        schemas.document.clone(),
        Kind::Document,
        &root,
        &mut |pointer, kind, object| match kind {
            Kind::Schema => schema(object, pointer, &notes),
            _ => Value::Object(object),
        },
    )
}

fn schema(mut object: Map<String, Value>, pointer: &Pointer, notes: &Notes<'_>) -> Value {
    let flag = |object: &Map<String, Value>, keyword: &str| {
        object.get(keyword) == Some(&Value::Bool(true))
    };
    let nullable = flag(&object, "nullable");
    let mut all = Vec::new();
    match object.remove("format").as_ref().and_then(Value::as_str) {
        Some("int32") => all.push(json!({ "minimum": i32::MIN, "maximum": i32::MAX })),
        Some("int64") => all.push(json!({ "minimum": i64::MIN, "maximum": i64::MAX })),
        Some("float") => all.push(json!({ "minimum": f32::MIN, "maximum": f32::MAX })),
        // JSON Schema has no such format.
        Some("byte") => all.extend(format::of("byte").map(|it| json!({ "pattern": it.pattern }))),
        name => {
            let known = name.and_then(format::of);
            all.extend(known.map(|it| json!({ "format": it.name })));
        }
    }
    if let Some((property, values)) = notes.tags.get(pointer) {
        all.push(json!({ "properties": { *property: { "enum": values } } }));
    }
    if let Some(target) = object.get("$ref") {
        all.push(json!({ "$ref": target }));
        return joined(all);
    }
    let mut bounds = Map::new();
    for (bound, keyword) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
        if flag(&object, keyword)
            && let Some(value) = object.remove(bound)
        {
            bounds.insert(keyword.to_owned(), value);
        }
    }
    object.retain(|keyword, _| SHARED.contains(&keyword.as_str()));
    object.append(&mut bounds);
    if notes.reads && object.get("additionalProperties") == Some(&Value::Bool(false)) {
        object.remove("additionalProperties");
    }
    for name in notes.hidden.get(pointer).into_iter().flatten() {
        if let Some(properties) = object.get_mut("properties").and_then(Value::as_object_mut) {
            properties.remove(*name);
        }
        if let Some(required) = object.get_mut("required").and_then(Value::as_array_mut) {
            required.retain(|it| it.as_str() != Some(name));
        }
    }
    for keyword in ["allOf", "anyOf"] {
        if let Some(list) = object.get_mut(keyword).and_then(Value::as_array_mut) {
            let mut seen = HashSet::new();
            list.retain(|it| seen.insert(it.to_string()));
        }
    }
    all.push(Value::Object(object));
    match nullable {
        true => json!({ "anyOf": [{ "type": "null" }, joined(all)] }),
        false => joined(all),
    }
}

/// One schema that means all of some schemas.
fn joined(mut all: Vec<Value>) -> Value {
    match all.len() {
        1 => all.remove(0),
        _ => json!({ "allOf": all }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_request_lacks_is_read_from_the_document() {
        let query = |name: &str, required: bool| json!({ "in": "query", "name": name, "required": required });
        let document = json!({ "components": {
            "parameters": { "Q": query("q", true) },
            "requestBodies": { "B": { "required": true } },
        } });
        let item = json!({ "parameters": [query("a", true), query("b", false)] });
        let operation = json!({
            "parameters": [
                { "$ref": "#/components/parameters/Q" },
                query("a", false),
                { "in": "header", "name": "X-A", "required": true },
                { "in": "path", "name": "p", "required": true },
            ],
            "requestBody": { "$ref": "#/components/requestBodies/B" },
        });
        let wide = demanded(&document, &item, &operation);
        let all = ["body", "header x-a", "query q"].map(str::to_owned);
        assert_eq!(wide, BTreeSet::from(all));
        let narrow = BTreeSet::from(["header x-a".to_owned()]);
        assert!(lacks(&narrow, &wide, "query q"));
        assert!(lacks(&narrow, &wide, BODY));
        assert!(!lacks(&narrow, &wide, "query a"));
        assert!(!lacks(&narrow, &wide, "header x-a"));
    }
}
