//! Finds the part of a document that the generator fails on: halves the schemas,
//! then the operations, until one is left that fails together with what it refers
//! to; then finds the innermost schema in it that causes the failure. Pure.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::openapi::json::Pointer;
use crate::openapi::parts::Parts;
use crate::openapi::{self, Kind};

/// How many schemas beside each other are tried; each costs a run of the generator.
const MOST_TRIED: usize = 100;

/// The innermost schema, or else the operation, that fails by itself, or the
/// section in which only several together fail.
pub fn culprit(input: &Value, fails: impl Fn(Value) -> bool) -> Option<Pointer> {
    let parts = Parts::of(input);
    let take = |roots: &[Pointer]| parts.take(&roots.iter().cloned().collect());
    let fails_with = |roots: &[Pointer]| fails(take(roots));
    let section = Pointer::root().child("components").child("schemas");
    let schemas = input.pointer(section.as_str()).and_then(Value::as_object);
    let mut schemas: Vec<_> =
        schemas.into_iter().flat_map(Map::keys).map(|name| section.child(name)).collect();
    // The cause is the failing schema that refers to the fewest others.
    schemas.sort_by_cached_key(|at| parts.below(&BTreeSet::from([at.clone()])).len());
    let operations: Vec<_> = openapi::operations(input)
        .map(|(path, method, _)| openapi::operation_pointer(path, method))
        .collect();
    let paths = Pointer::root().child("paths");
    let sections =
        [(schemas, section, Kind::Schema), (operations, paths, Kind::Operation)].into_iter();
    sections
        .filter_map(|(roots, section, kind)| match first(&roots, &fails_with)? {
            [only] => Some(innermost(&take(std::slice::from_ref(only)), only, kind, &fails)),
            _ => Some(section),
        })
        .next()
}

/// The innermost schema at or below `at` that alone decides whether the document fails.
fn innermost(
    document: &Value,
    at: &Pointer,
    kind: Kind,
    fails: &impl Fn(Value) -> bool,
) -> Pointer {
    let mends = |at: &Pointer| {
        let mut document = document.clone();
        if let Some(schema) = document.pointer_mut(at.as_str()) {
            *schema = anything(at);
        }
        !fails(document)
    };
    let (mut at, mut kind) = (at.clone(), kind);
    loop {
        let places = schemas_in(document, &at, kind);
        match only(&places, &mends) {
            Some(inner) => (at, kind) = (inner.clone(), Kind::Schema),
            None => return at,
        }
    }
}

/// The schema that accepts the most of what may be at a place.
fn anything(at: &Pointer) -> Value {
    let of_form =
        at.parent().is_some_and(|it| it.segments().last().as_deref() == Some(openapi::FORM));
    match of_form {
        true => json!({ "properties": {} }),
        false => json!({}),
    }
}

/// The outermost schemas inside what is at a place.
fn schemas_in(document: &Value, outer: &Pointer, kind: Kind) -> Vec<Pointer> {
    let mut found: Vec<Pointer> = Vec::new();
    let Some(value) = document.pointer(outer.as_str()) else {
        return found;
    };
    openapi::visit(value, kind, outer, &mut |at, kind, _| {
        let is_inside = found.last().is_some_and(|it| at.at_and_above().contains(it));
        if kind == Kind::Schema && at != outer && !is_inside {
            found.push(at.clone());
        }
    });
    found
}

/// The one place that mends the document by itself.
fn only<'a>(places: &'a [Pointer], mends: &impl Fn(&Pointer) -> bool) -> Option<&'a Pointer> {
    if places.len() > MOST_TRIED {
        return None;
    }
    let mut mending = places.iter().filter(|at| mends(at));
    match (mending.next(), mending.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

/// The fewest roots in a row that fail: one, unless only several do together.
fn first<'a>(roots: &'a [Pointer], fails: &impl Fn(&[Pointer]) -> bool) -> Option<&'a [Pointer]> {
    let mut failing = Some(roots).filter(|roots| !roots.is_empty() && fails(roots))?;
    while failing.len() > 1 {
        let (left, right) = failing.split_at(failing.len() / 2);
        failing = match (fails(left), fails(right)) {
            (true, _) => left,
            (false, true) => right,
            (false, false) => break,
        };
    }
    Some(failing)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use serde_json::json;

    /// A chain of schemas, each of which refers to the next.
    fn chain(length: usize) -> Value {
        let schemas: Map<_, _> = (0..length)
            .map(|index| {
                let next = json!({ "$ref": format!("#/components/schemas/S{}", index + 1) });
                (format!("S{index}"), json!({ "properties": { "next": next } }))
            })
            .collect();
        json!({ "paths": {}, "components": { "schemas": schemas } })
    }

    #[test]
    fn the_schema_is_named_that_fails_and_not_one_that_refers_to_it() {
        let runs = Cell::new(0);
        let found = culprit(&chain(64), |part| {
            runs.set(runs.get() + 1);
            !part["components"]["schemas"]["S40"].is_null()
        });
        assert_eq!(found.unwrap().as_str(), "/components/schemas/S40");
        assert!(runs.get() < 16, "{} runs", runs.get());
    }

    #[test]
    fn the_innermost_schema_is_named_that_decides_by_itself() {
        let bad = json!({ "allOf": [{ "type": "string" }, { "type": "number" }] });
        let schema = json!({ "properties": {
            "a": {}, "b": { "items": { "properties": { "c": {}, "d": bad } } }, "e": {},
        } });
        let body = json!({ "content": { "application/json": { "schema": schema } } });
        let document = json!({ "paths": { "/a": { "post": { "requestBody": body } } } });
        let at = "/paths/~1a/post/requestBody/content/application~1json/schema/properties/b/items/properties/d";
        let types = |part: &Value| {
            let of = |index| part.pointer(&format!("{at}/allOf/{index}/type")).is_some();
            of(0) && of(1)
        };
        assert_eq!(culprit(&document, |part| types(&part)).unwrap().as_str(), at);
    }

    #[test]
    fn what_fails_only_together_is_named_by_its_section() {
        let mut document = chain(9);
        document["components"]["schemas"]["S8"] = json!({});
        document["components"]["schemas"]["T"] = json!({});
        let found = culprit(&document, |part| {
            let schemas = &part["components"]["schemas"];
            schemas["T"].is_object() && schemas["S0"].is_object()
        });
        assert_eq!(found.unwrap().as_str(), "/components/schemas");
        assert_eq!(culprit(&document, |_| false), None);
    }
}
