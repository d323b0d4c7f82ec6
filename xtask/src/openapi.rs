//! The parts of an OpenAPI 3.0 document, and walking it by the grammar, so that a
//! property named `description` is never taken for a description. `grammar` lists
//! the keys.

pub mod bundle;
pub mod document;
mod grammar;
pub mod json;
pub mod parts;

use std::collections::BTreeSet;

use serde_json::{Map, Value};

pub use self::grammar::{Field, Kind, METHODS, field};
use crate::openapi::json::Pointer;

/// The media type of forms.
pub const FORM: &str = "application/x-www-form-urlencoded";

/// The target of a reference object (`#/components/…`), if the value is one.
pub fn reference(value: &Value) -> Option<&str> {
    value.as_object().and_then(reference_in)
}

/// The target of a reference object, if the object is one.
pub fn reference_in(object: &Map<String, Value>) -> Option<&str> {
    object.get("$ref").and_then(Value::as_str)
}

/// The schema, parameter or other object that a value means: what it
/// refers to, also through an `allOf` of one.
pub fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let mut found = value;
    let mut seen = Vec::new();
    loop {
        let all_of = found.get("allOf").and_then(Value::as_array);
        let only = match all_of.map(Vec::as_slice) {
            Some([only]) => only,
            _ => found,
        };
        match reference(only).and_then(|target| target.strip_prefix('#')) {
            Some(target) if !seen.contains(&target) => match document.pointer(target) {
                Some(referred) => {
                    seen.push(target);
                    found = referred;
                }
                None => return found,
            },
            _ => return found,
        }
    }
}

/// The name of the schema among the components, as a pointer has it, if it is one of them.
pub fn component_schema(pointer: &Pointer) -> Option<&str> {
    let name = pointer.as_str().strip_prefix("/components/schemas/");
    name.filter(|name| !name.contains('/'))
}

/// The first schema that includes more than so many others by `allOf`. What is
/// included by two ways counts twice: who unfolds it unfolds it twice.
pub fn unfolds_beyond(document: &Value, most: usize) -> Option<Pointer> {
    let is_beyond = |schema: &Map<String, Value>| {
        let (mut pending, mut included) = (vec![schema], 0);
        while let Some(schema) = pending.pop() {
            let inner = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
            let mut known = BTreeSet::new();
            let inner = inner.filter(|it| reference(it).is_none_or(|it| known.insert(it)));
            let inner: Vec<_> = inner.map(|it| resolve(document, it)).collect();
            included += inner.len();
            if included > most {
                return true;
            }
            pending.extend(inner.into_iter().filter_map(Value::as_object));
        }
        false
    };
    let mut found = None;
    visit(document, Kind::Document, &Pointer::root(), &mut |pointer, kind, object| {
        if found.is_none() && kind == Kind::Schema && is_beyond(object) {
            found = Some(pointer.clone());
        }
    });
    found
}

/// Whether a response with this status (a code, a range or `default`) is a
/// success.
pub fn is_success(status: &str) -> bool {
    status.starts_with('2')
}

/// The member of an object, or the element of an array.
pub fn member<'a>(value: &'a Value, segment: &str) -> Option<&'a Value> {
    match value {
        Value::Object(object) => object.get(segment),
        Value::Array(items) => items.get(segment.parse::<usize>().ok()?),
        _ => None,
    }
}

/// The kind of object that a pointer leads to, if the grammar knows it.
pub fn kind_at(pointer: &Pointer) -> Option<Kind> {
    let mut kind = Kind::Document;
    let mut segments = pointer.segments();
    while let Some(segment) = segments.next() {
        kind = match field(kind, &segment) {
            Field::Prose | Field::Data | Field::Unknown => return None,
            Field::Object(kind) => kind,
            Field::List(kind) | Field::Map(kind) => {
                segments.next()?;
                kind
            }
        };
    }
    Some(kind)
}

/// Whether a pointer leads to prose, or into it.
pub fn is_prose(pointer: &Pointer) -> bool {
    let mut kind = Kind::Document;
    let mut segments = pointer.segments();
    while let Some(segment) = segments.next() {
        kind = match field(kind, &segment) {
            Field::Prose => return true,
            Field::Data | Field::Unknown => return false,
            Field::Object(kind) => kind,
            Field::List(kind) | Field::Map(kind) => match segments.next() {
                Some(_) => kind,
                None => return false,
            },
        };
    }
    false
}

/// Calls `visitor` with every object of the grammar at and below `value`,
/// parents first.
pub fn visit<'a>(
    value: &'a Value,
    kind: Kind,
    pointer: &Pointer,
    visitor: &mut impl FnMut(&Pointer, Kind, &'a Map<String, Value>),
) {
    let Value::Object(object) = value else {
        return;
    };
    visitor(pointer, kind, object);
    for (key, member) in object {
        let at = || pointer.child(key);
        match (field(kind, key), member) {
            (Field::Object(kind), Value::Object(_)) => visit(member, kind, &at(), visitor),
            (Field::List(kind), Value::Array(items)) => {
                let at = at();
                for (index, item) in items.iter().enumerate() {
                    visit(item, kind, &at.child(index), visitor);
                }
            }
            (Field::Map(kind), Value::Object(members)) => {
                let at = at();
                for (name, member) in members {
                    visit(member, kind, &at.child(name), visitor);
                }
            }
            _ => {}
        }
    }
}

/// Rebuilds `value` from its leaves up: every object of the grammar is
/// replaced by what `rewrite` makes of it. Data and prose stay as they are.
pub fn rewrite(
    value: Value,
    kind: Kind,
    pointer: &Pointer,
    rewriter: &mut impl FnMut(&Pointer, Kind, Map<String, Value>) -> Value,
) -> Value {
    let Value::Object(mut object) = value else {
        return value;
    };
    for (key, member) in &mut object {
        let at = || pointer.child(key);
        let mut replace = |member: &mut Value, kind, at: &Pointer| {
            *member = rewrite(member.take(), kind, at, rewriter);
        };
        match (field(kind, key), &mut *member) {
            (Field::Object(kind), member @ Value::Object(_)) => replace(member, kind, &at()),
            (Field::List(kind), Value::Array(items)) => {
                let at = at();
                for (index, item) in items.iter_mut().enumerate() {
                    replace(item, kind, &at.child(index));
                }
            }
            (Field::Map(kind), Value::Object(members)) => {
                let at = at();
                for (name, member) in members {
                    replace(member, kind, &at.child(name));
                }
            }
            _ => {}
        }
    }
    rewriter(pointer, kind, object)
}

/// Every operation of a document: its path, method and value.
pub fn operations(document: &Value) -> impl Iterator<Item = (&str, &'static str, &Value)> {
    document.get("paths").and_then(Value::as_object).into_iter().flatten().flat_map(
        |(path, item)| {
            METHODS.into_iter().filter_map(move |method| {
                let operation = item.get(method)?;
                Some((path.as_str(), method, operation))
            })
        },
    )
}

/// Whether OpenAPI ignores a header parameter of this name: the body, the responses and the
/// security say what is sent.
pub fn is_ignored_header(name: &str) -> bool {
    ["accept", "authorization", "content-type"].iter().any(|it| name.eq_ignore_ascii_case(it))
}

/// All parameters of an operation of `path`, resolved: those of the path item,
/// and its own.
pub fn parameters<'a>(
    document: &'a Value,
    path: &str,
    own: Option<&'a Value>,
) -> impl Iterator<Item = &'a Value> + use<'a> {
    let in_path_item = document
        .get("paths")
        .and_then(|paths| paths.get(path))
        .and_then(|item| item.get("parameters"));
    [in_path_item, own]
        .into_iter()
        .flatten()
        .filter_map(Value::as_array)
        .flatten()
        .map(|parameter| resolve(document, parameter))
}

/// The names between braces in a path.
pub fn path_parameters(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}

/// The schema of the form that an operation sends, if it sends one.
pub fn form<'a>(document: &'a Value, operation: &'a Value) -> Option<&'a Value> {
    let body = resolve(document, operation.get("requestBody")?);
    Some(resolve(document, body.get("content")?.get(FORM)?.get("schema")?))
}

/// The pointer to an operation.
pub fn operation_pointer(path: &str, method: &str) -> Pointer {
    Pointer::root().child("paths").child(path).child(method)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_at_a_pointer_follows_the_grammar_and_not_the_names() {
        let cases = [
            ("", Some(Kind::Document)),
            ("/components/schemas/items", Some(Kind::Schema)),
            ("/components/schemas", None),
            ("/components/schemas/A/properties/description", Some(Kind::Schema)),
            ("/components/schemas/A/description", None),
            ("/paths/~1a/get/responses/200", Some(Kind::Response)),
            ("/paths/~1a/get/parameters/0/schema", Some(Kind::Schema)),
        ];
        for (pointer, expected) in cases {
            assert_eq!(kind_at(&Pointer::from(pointer)), expected, "{pointer}");
        }
    }

    #[test]
    fn what_is_included_by_two_ways_counts_twice() {
        let of =
            |name: usize| serde_json::json!({ "$ref": format!("#/components/schemas/{name}") });
        let document = |depth: usize| {
            let schema = |at: usize| match at < depth {
                true => serde_json::json!({ "allOf": [of(at + 1), { "allOf": [of(at + 1)] }] }),
                false => serde_json::json!({ "type": "object" }),
            };
            let schemas: Map<String, Value> =
                (0..=depth).map(|at| (at.to_string(), schema(at))).collect();
            serde_json::json!({ "components": { "schemas": schemas } })
        };
        assert_eq!(unfolds_beyond(&document(5), 100), None);
        let outermost = Some(Pointer::from("/components/schemas/0"));
        assert_eq!(unfolds_beyond(&document(25), 100), outermost);
    }
}
