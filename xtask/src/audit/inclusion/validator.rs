//! A second opinion on witnesses: the schemas as they are written, translated
//! from OpenAPI 3.0 to JSON Schema word by word, judged by another
//! implementation that knows nothing of the contract.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jsonschema::{Draft, Registry, Validator};
use serde_json::{Map, Value, json};

use super::Side;
use super::text::BYTE;
use crate::audit::contract::schema::Schemas;
use crate::audit::contract::shape::TEXT;
use crate::audit::finding::Direction;
use crate::openapi::json::Pointer;
use crate::openapi::{self, Kind};

/// A translated document.
type Place = (Side, Direction);

/// The documents of both sides, in both directions, as JSON Schema.
#[derive(Debug)]
pub(in crate::audit) struct Translations(BTreeMap<Place, Value>);

/// What judges values.
pub(in crate::audit) struct Judge<'t> {
    registry: Option<Registry<'t>>,
    known: HashMap<(Place, Pointer), Option<Validator>>,
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
        for (side, schemas) in sides {
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

    /// Whether the schema at a pointer lets a value through; nothing if it
    /// cannot be told. No pointer means any value.
    pub(in crate::audit) fn accepts(
        &mut self,
        place: Place,
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

fn address((side, direction): Place) -> String {
    format!("document:///{side:?}/{direction:?}").to_lowercase()
}

/// A pointer as a fragment of a URI.
fn encoded(pointer: &str) -> String {
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
const SHARED: [&str; 19] = [
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
    "allOf",
    "anyOf",
    "oneOf",
];

fn translated(schemas: &Schemas<'_>, side: Side, direction: Direction) -> Value {
    let mut hidden: HashMap<&Pointer, BTreeSet<&String>> = HashMap::new();
    for node in schemas.nodes().iter().filter(|it| it.direction == direction) {
        for source in &node.sources {
            hidden.entry(source).or_default().extend(node.shape.objects.hidden.keys());
        }
    }
    // Who reads a response ignores what is not described.
    let reads = (side, direction) == (Side::Base, Direction::Response);
    let root = Pointer::root();
    openapi::rewrite(
        schemas.document.clone(),
        Kind::Document,
        &root,
        &mut |pointer, kind, object| match kind {
            Kind::Schema => schema(object, hidden.get(pointer), reads),
            _ => Value::Object(object),
        },
    )
}

fn schema(
    mut object: Map<String, Value>,
    hidden: Option<&BTreeSet<&String>>,
    reads: bool,
) -> Value {
    if let Some(target) = object.get("$ref") {
        return json!({ "$ref": target });
    }
    let mut schema = Map::new();
    let flag = |object: &Map<String, Value>, keyword: &str| {
        object.get(keyword) == Some(&Value::Bool(true))
    };
    for (bound, keyword) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
        if flag(&object, keyword)
            && let Some(value) = object.remove(bound)
        {
            schema.insert(keyword.to_owned(), value);
        }
    }
    let nullable = flag(&object, "nullable");
    let format = object.get("format").and_then(Value::as_str).map(str::to_owned);
    for keyword in SHARED.into_iter().chain(["not", "additionalProperties"]) {
        if let Some(value) = object.remove(keyword) {
            schema.insert(keyword.to_owned(), value);
        }
    }
    if reads && schema.get("additionalProperties") == Some(&Value::Bool(false)) {
        schema.remove("additionalProperties");
    }
    for name in hidden.into_iter().flatten() {
        if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
            properties.remove(*name);
        }
        if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) {
            required.retain(|it| it.as_str() != Some(name));
        }
    }
    if let Some(format) = format {
        let range = |least: Value, most: Value| json!({ "minimum": least, "maximum": most });
        let restriction = match format.as_str() {
            "int32" => Some(range(i32::MIN.into(), i32::MAX.into())),
            "int64" => Some(range(i64::MIN.into(), i64::MAX.into())),
            "float" => Some(range(f64::from(f32::MIN).into(), f64::from(f32::MAX).into())),
            "byte" => Some(json!({ "pattern": BYTE })),
            known if TEXT.contains(&known) => {
                schema.insert("format".to_owned(), Value::from(format));
                None
            }
            _ => None,
        };
        if let (Some(restriction), Some(list)) =
            (restriction, schema.entry("allOf").or_insert_with(|| json!([])).as_array_mut())
        {
            list.push(restriction);
        }
        if schema.get("allOf") == Some(&json!([])) {
            schema.remove("allOf");
        }
    }
    if nullable {
        if let Some(kind @ Value::String(_)) = schema.get_mut("type") {
            *kind = json!([kind.clone(), "null"]);
        }
        if let Some(Value::Array(values)) = schema.get_mut("enum")
            && !values.contains(&Value::Null)
        {
            values.push(Value::Null);
        }
        let mut inner = Map::new();
        for keyword in ["allOf", "anyOf", "oneOf", "not"] {
            if let Some(value) = schema.remove(keyword) {
                inner.insert(keyword.to_owned(), value);
            }
        }
        if !inner.is_empty() {
            schema.insert("anyOf".to_owned(), json!([{ "type": "null" }, inner]));
        }
    }
    Value::Object(schema)
}
