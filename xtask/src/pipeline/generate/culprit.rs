//! Which part of a document the generator fails on: halves the schemas, then
//! the operations, until one is left that fails with what it refers to. Pure.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::openapi;
use crate::openapi::json::Pointer;
use crate::openapi::parts::Parts;

/// The first schema or operation that fails by itself, or the section in which
/// only several together fail.
pub(super) fn culprit(input: &Value, fails: impl Fn(Value) -> bool) -> Option<Pointer> {
    let parts = Parts::of(input);
    let fails = |roots: &[Pointer]| fails(parts.take(&roots.iter().cloned().collect()));
    let section = Pointer::root().child("components").child("schemas");
    let schemas = input.pointer(section.as_str()).and_then(Value::as_object);
    let mut schemas: Vec<_> =
        schemas.into_iter().flat_map(Map::keys).map(|name| section.child(name)).collect();
    // Of schemas that fail, the one that refers to the fewest is the cause.
    schemas.sort_by_cached_key(|at| parts.below(&BTreeSet::from([at.clone()])).len());
    let operations: Vec<_> = openapi::operations(input)
        .map(|(path, method, _)| openapi::operation_pointer(path, method))
        .collect();
    let paths = Pointer::root().child("paths");
    [(schemas, section), (operations, paths)].into_iter().find_map(|(roots, section)| match first(
        &roots, &fails,
    )? {
        [only] => Some(only.clone()),
        _ => Some(section),
    })
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
