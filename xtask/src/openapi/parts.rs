//! A document as its parts, the operations and the components, and what each
//! refers to. Makes a document from some of the parts. Pure.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::json::Pointer;
use super::{METHODS, operation_pointer, operations, reference};

/// The parts of a document by their places.
#[derive(Debug)]
pub struct Parts<'a> {
    document: &'a Value,
    values: BTreeMap<Pointer, Part<'a>>,
    targets: BTreeMap<Pointer, BTreeSet<Pointer>>,
    users: BTreeMap<Pointer, BTreeSet<Pointer>>,
    is_closed: bool,
}

/// An operation, and the parameters that its path has for all operations; or a
/// component.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part<'a> {
    value: &'a Value,
    shared: Option<&'a Value>,
}

impl<'a> Part<'a> {
    /// The values that the part consists of.
    pub fn values(self) -> impl Iterator<Item = &'a Value> {
        std::iter::once(self.value).chain(self.shared)
    }
}

impl<'a> Parts<'a> {
    /// The parts of a document.
    pub fn of(document: &'a Value) -> Self {
        let operations = operations(document).map(|(path, method, value)| {
            let shared = document["paths"][path].get("parameters");
            (operation_pointer(path, method), Part { value, shared })
        });
        let sections = document.get("components").and_then(Value::as_object);
        let components = sections.into_iter().flatten().flat_map(|(section, members)| {
            let at = Pointer::root().child("components").child(section);
            let members = members.as_object().into_iter().flatten();
            members.map(move |(name, value)| (at.child(name), Part { value, shared: None }))
        });
        let values: BTreeMap<_, _> = operations.chain(components).collect();
        let mut targets = BTreeMap::new();
        let mut users: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        let items = document["paths"].as_object().into_iter().flat_map(Map::values);
        let mut is_closed = items.into_iter().all(|it| reference(it).is_none());
        for (at, part) in &values {
            let mut found = BTreeSet::new();
            for at in part.values().flat_map(references) {
                let targets = parts_at(document, &at);
                is_closed &= targets.iter().any(|it| values.contains_key(it));
                found.extend(targets);
            }
            for target in &found {
                users.entry(target.clone()).or_default().insert(at.clone());
            }
            targets.insert(at.clone(), found);
        }
        Self { document, values, targets, users, is_closed }
    }

    /// The parts, each with its place.
    pub fn iter(&self) -> impl Iterator<Item = (&Pointer, Part<'a>)> {
        self.values.iter().map(|(at, part)| (at, *part))
    }

    /// The part at a place.
    pub fn get(&self, at: &Pointer) -> Option<Part<'a>> {
        self.values.get(at).copied()
    }

    /// The parts that a part refers to.
    pub fn targets(&self, at: &Pointer) -> impl Iterator<Item = &Pointer> {
        self.targets.get(at).into_iter().flatten()
    }

    /// Whether every reference leads into a part, and no path is one.
    pub fn is_closed(&self) -> bool {
        self.is_closed
    }

    /// Some parts, and all that they refer to, directly or not.
    pub fn below(&self, roots: &BTreeSet<Pointer>) -> BTreeSet<Pointer> {
        self.reached(roots, &self.targets)
    }

    /// Some parts, and all that refer to them, directly or not.
    pub fn above(&self, roots: &BTreeSet<Pointer>) -> BTreeSet<Pointer> {
        self.reached(roots, &self.users)
    }

    /// Whether a part refers to itself, directly or not.
    pub fn is_recursive(&self, at: &Pointer) -> bool {
        self.targets.get(at).is_some_and(|targets| self.below(targets).contains(at))
    }

    fn reached(
        &self,
        roots: &BTreeSet<Pointer>,
        edges: &BTreeMap<Pointer, BTreeSet<Pointer>>,
    ) -> BTreeSet<Pointer> {
        let mut reached = BTreeSet::new();
        let mut pending: Vec<_> = roots.iter().collect();
        while let Some(at) = pending.pop() {
            if self.values.contains_key(at) && reached.insert(at.clone()) {
                pending.extend(edges.get(at).into_iter().flatten());
            }
        }
        reached
    }

    /// The document with some of the parts alone, and what they refer to.
    pub fn take(&self, roots: &BTreeSet<Pointer>) -> Value {
        let kept = self.below(roots);
        let members = self.document.as_object().into_iter().flatten();
        let taken: Map<_, _> = members
            .map(|(key, value)| {
                let at = Pointer::root().child(key);
                let value = match key.as_str() {
                    "paths" => paths(value, &at, &kept),
                    "components" => components(value, &at, &kept),
                    _ => value.clone(),
                };
                (key.clone(), value)
            })
            .collect();
        Value::Object(taken)
    }
}

fn paths(paths: &Value, at: &Pointer, kept: &BTreeSet<Pointer>) -> Value {
    let items = paths.as_object().into_iter().flatten();
    items
        .filter_map(|(path, item)| {
            let at = at.child(path);
            let is_kept = |key: &str| kept.contains(&at.child(key));
            let members = item.as_object()?;
            members.keys().any(|key| is_kept(key)).then(|| {
                let members = members
                    .iter()
                    .filter(|(key, _)| is_kept(key) || !METHODS.contains(&key.as_str()))
                    .map(|(key, value)| (key.clone(), value.clone()));
                (path.clone(), members.collect::<Value>())
            })
        })
        .collect()
}

fn components(components: &Value, at: &Pointer, kept: &BTreeSet<Pointer>) -> Value {
    let sections = components.as_object().into_iter().flatten();
    sections
        .filter_map(|(section, members)| {
            let at = at.child(section);
            let members = members.as_object().into_iter().flatten();
            let members: Map<_, _> = members
                .filter(|(name, _)| kept.contains(&at.child(name)))
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect();
            (!members.is_empty()).then(|| (section.clone(), Value::Object(members)))
        })
        .collect()
}

/// Every text in a value that is the address of a place in the same document.
pub fn references(value: &Value) -> Vec<Pointer> {
    let mut found = Vec::new();
    let mut pending = vec![value];
    while let Some(value) = pending.pop() {
        match value {
            Value::Object(object) => pending.extend(object.values()),
            Value::Array(items) => pending.extend(items),
            Value::String(text) => {
                found.extend(
                    text.strip_prefix('#')
                        .filter(|it| it.is_empty() || it.starts_with('/'))
                        .map(Pointer::from),
                );
            }
            _ => {}
        }
    }
    found
}

/// The parts that a place is in: one, or all operations of a path whose shared
/// parameters it is in.
fn parts_at(document: &Value, at: &Pointer) -> Vec<Pointer> {
    let segments: Vec<_> = at.segments().take(3).collect();
    let [section, name, member] = segments.as_slice() else {
        return Vec::new();
    };
    let at = Pointer::root().child(section).child(name);
    match section.as_str() {
        "paths" if !METHODS.contains(&member.as_str()) => {
            let item = document["paths"].get(name).and_then(Value::as_object);
            let keys = item.into_iter().flat_map(Map::keys);
            keys.filter(|key| METHODS.contains(&key.as_str())).map(|key| at.child(key)).collect()
        }
        _ => vec![at.child(member)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn document() -> Value {
        let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        json!({
            "openapi": "3.0.1",
            "paths": {
                "/a": {
                    "parameters": [{ "schema": reference("Shared") }],
                    "get": { "responses": { "200": reference("A/properties/b") } },
                    "post": {},
                },
                "/b": { "get": { "parameters": [{ "$ref": "#/paths/~1a/parameters/0" }] } },
            },
            "components": {
                "schemas": {
                    "A": { "properties": { "b": reference("B") } },
                    "B": { "properties": { "a": reference("A") } },
                    "C": {}, "Shared": {},
                },
                "responses": { "R": {} },
            },
        })
    }

    fn set(places: &[&str]) -> BTreeSet<Pointer> {
        places.iter().map(|it| Pointer::from(*it)).collect()
    }

    const A: &str = "/components/schemas/A";
    const B: &str = "/components/schemas/B";
    const SHARED: &str = "/components/schemas/Shared";
    const GET: &str = "/paths/~1a/get";
    const POST: &str = "/paths/~1a/post";
    const OTHER: &str = "/paths/~1b/get";

    #[test]
    fn references_are_followed_both_ways() {
        let document = document();
        let parts = Parts::of(&document);
        assert_eq!(parts.below(&set(&[GET])), set(&[A, B, SHARED, GET]));
        assert_eq!(parts.above(&set(&[B])), set(&[A, B, GET, OTHER]));
        assert_eq!(parts.below(&set(&[OTHER])), set(&[A, B, SHARED, GET, POST, OTHER]));
        assert!(parts.is_recursive(&Pointer::from(A)));
        assert!(!parts.is_recursive(&Pointer::from(SHARED)));
    }

    #[test]
    fn what_is_taken_is_a_document_of_the_same_form() {
        let document = document();
        let taken = Parts::of(&document).take(&set(&[POST]));
        assert_eq!(
            taken,
            json!({
                "openapi": "3.0.1",
                "paths": { "/a": {
                    "parameters": document["paths"]["/a"]["parameters"],
                    "post": {},
                } },
                "components": { "schemas": { "Shared": {} } },
            })
        );
    }
}
