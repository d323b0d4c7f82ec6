//! For any two values, the comparison ends, accounts for every difference, and
//! points at places that exist; and no change of a fact goes unnoticed.

use std::path::Path;

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use xtask::audit::differences::{Comparison, compare};
use xtask::openapi::json::Pointer;
use xtask::openapi::{self, Field, Kind};

use crate::support::read;

/// Keys that the comparison reads, so that arbitrary values are nearly documents.
const KEYS: [&str; 30] = [
    "paths",
    "/a",
    "/a/{b}",
    "get",
    "post",
    "parameters",
    "name",
    "in",
    "required",
    "schema",
    "components",
    "schemas",
    "properties",
    "allOf",
    "oneOf",
    "items",
    "$ref",
    "type",
    "enum",
    "nullable",
    "responses",
    "200",
    "content",
    "application/json",
    "headers",
    "security",
    "servers",
    "description",
    "x-y",
    "minimum",
];

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        prop::sample::select(vec![
            "string",
            "integer",
            "object",
            "a",
            "path",
            "#",
            "#/components/schemas/type",
            "#/paths",
            "#/%zz",
            "#/components/schemas/enum",
        ])
        .prop_map(Value::from),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(8, 64, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((prop::sample::select(KEYS.to_vec()), inner), 0..6).prop_map(
                |members| {
                    let members = members.into_iter();
                    let object: Map<_, _> = members.map(|(key, it)| (key.to_owned(), it)).collect();
                    Value::from(object)
                }
            ),
        ]
    })
}

/// Wraps a value so that the comparison reads it: as a document, an operation, a
/// component, or the schema of a response.
fn document(value: Value, depth: u8) -> Value {
    match depth % 4 {
        0 => value,
        1 => json!({ "paths": { "/a": { "get": value } } }),
        2 => json!({ "components": { "schemas": { "type": value } } }),
        _ => json!({ "paths": { "/a": { "get": { "responses": { "200": {
            "content": { "application/json": { "schema": value } }
        } } } } } }),
    }
}

fn fragment() -> Value {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    read(&root.join("../openapi/verify-access-tokens.json"))
}

fn is_sound(base: &Value, revision: &Value, comparison: &Comparison) {
    assert_eq!(comparison.claimed, comparison.differences);
    assert_eq!(comparison.differences == 0, base == revision);
    for finding in &comparison.findings {
        let resolves = |document: &Value, pointer: &Option<Pointer>| {
            let pointer = pointer.as_ref();
            pointer.is_none_or(|it| document.pointer(it.as_str()).is_some())
        };
        assert!(resolves(base, &finding.pointer.base), "{finding:?}");
        assert!(resolves(revision, &finding.pointer.revision), "{finding:?}");
    }
}

/// A document without prose.
fn facts(document: &Value) -> Value {
    let root = Pointer::root();
    openapi::rewrite(document.clone(), Kind::Document, &root, &mut |_, kind, object| {
        let facts = object.into_iter().filter(|(key, _)| openapi::field(kind, key) != Field::Prose);
        Value::Object(facts.collect())
    })
}

/// Every pointer of a value, the root first.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(object) => {
            for (key, member) in object {
                let key = key.replace('~', "~0").replace('/', "~1");
                pointers(member, &format!("{at}/{key}"), found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                pointers(item, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

/// Replaces, removes or adds something at one of the places of a document.
fn mutate(document: &mut Value, choice: usize, verb: u8, key: &str, new: Value) {
    let mut places = Vec::new();
    pointers(document, "", &mut places);
    let place = &places[choice % places.len()];
    let (parent, member) = place.rsplit_once('/').unwrap_or(("", ""));
    let member = member.replace("~1", "/").replace("~0", "~");
    match (verb % 3, document.pointer_mut(parent)) {
        (0, Some(Value::Object(parent))) => {
            parent.remove(&member);
        }
        (0, Some(Value::Array(parent))) => {
            let index: usize = member.parse().unwrap();
            parent.remove(index);
        }
        (1, _) => match document.pointer_mut(place) {
            Some(Value::Object(object)) => {
                object.insert(key.to_owned(), new);
            }
            Some(Value::Array(items)) => items.push(new),
            _ => {}
        },
        _ => {
            if let Some(value) = document.pointer_mut(place) {
                *value = new;
            }
        }
    }
}

/// As many cases as `PROPTEST_CASES` says, or few.
#[allow(clippy::disallowed_methods, reason = "whoever runs the tests says how many cases")]
fn config() -> ProptestConfig {
    let wanted = std::env::var("PROPTEST_CASES").ok().and_then(|it| it.parse().ok());
    let cases = wanted.unwrap_or(64);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_two_values_are_compared_in_full(base in value(), revision in value(), depth in 0u8..4) {
        let (base, revision) = (document(base, depth), document(revision, depth));
        is_sound(&base, &revision, &compare(&base, &revision));
        is_sound(&revision, &base, &compare(&revision, &base));
    }

    #[test]
    fn no_fact_of_our_fragment_changes_unnoticed(
        edits in prop::collection::vec(
            (any::<usize>(), any::<u8>(), prop::sample::select(KEYS.to_vec()), leaf()),
            1..4,
        ),
    ) {
        let base = fragment();
        let mut revision = base.clone();
        for (choice, verb, key, new) in edits {
            mutate(&mut revision, choice, verb, key, new);
        }
        let comparison = compare(&base, &revision);
        is_sound(&base, &revision, &comparison);
        // Changes without a meaning, although the facts differ in their text.
        let silent = ["key-order", "beside-ref", "all-of-one", "inlined-or-extracted-ref",
            "explicit-default", "number-notation", "without-effect"];
        let excused = comparison.noops.keys().any(|class| silent.contains(class));
        prop_assert!(
            facts(&base) == facts(&revision) || !comparison.findings.is_empty() || excused
        );
    }
}
