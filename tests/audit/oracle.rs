//! Random pairs of schemas, judged by a JSON Schema validator. If the comparison
//! says that released clients still work, no instance may contradict that. If it
//! says that they break, the validator must agree with its witness. Instances
//! have no property that the sender's schema does not describe, because nobody
//! sends such a property.

use std::cell::Cell;
use std::collections::BTreeSet;

use jsonschema::Validator;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use xtask::audit::differences::{Comparison, compare};
use xtask::audit::finding::Wire;

/// A schema of OpenAPI 3.0, translated to JSON Schema.
fn translated(schema: &Value) -> Value {
    let Some(object) = schema.as_object() else {
        return schema.clone();
    };
    let mut found = Map::new();
    for (key, value) in object {
        let value = match (key.as_str(), value) {
            ("properties", Value::Object(members)) => {
                members.iter().map(|(name, it)| (name.clone(), translated(it))).collect()
            }
            ("anyOf" | "allOf" | "oneOf", Value::Array(items)) => {
                items.iter().map(translated).collect()
            }
            ("items" | "additionalProperties" | "not", value) => translated(value),
            (_, value) => value.clone(),
        };
        found.insert(key.clone(), value);
    }
    for (bound, keyword) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
        if found.remove(keyword) == Some(json!(true))
            && let Some(value) = found.remove(bound)
        {
            found.insert(keyword.to_owned(), value);
        }
    }
    if found.get("format") == Some(&json!("int32")) {
        let all = found.entry("allOf").or_insert_with(|| json!([])).as_array_mut().unwrap();
        all.push(json!({ "minimum": i32::MIN, "maximum": i32::MAX }));
    }
    match found.remove("nullable") {
        Some(Value::Bool(true)) => json!({ "anyOf": [{ "type": "null" }, found] }),
        _ => Value::Object(found),
    }
}

fn validator(schema: &Value) -> Validator {
    let options = jsonschema::options().should_validate_formats(true);
    options.build(&translated(schema)).unwrap()
}

fn document(schema: &Value, request: bool) -> Value {
    let content = json!({ "application/json": { "schema": schema } });
    let mut operation = json!({ "responses": { "200": { "description": "Done." } } });
    match request {
        true => operation["requestBody"] = json!({ "content": content, "required": true }),
        false => operation["responses"]["200"]["content"] = content,
    }
    json!({
        "openapi": "3.0.3",
        "info": { "title": "T", "version": "1" },
        "paths": { "/a": { "post": operation } },
    })
}

/// A keyword that may be there.
fn maybe(
    keyword: &'static str,
    value: impl Strategy<Value = Value>,
) -> impl Strategy<Value = Vec<(&'static str, Value)>> {
    prop_oneof![
        2 => Just(Vec::new()),
        1 => value.prop_map(move |it| vec![(keyword, it)]),
    ]
}

fn small(most: u64) -> impl Strategy<Value = Value> {
    (0..=most).prop_map(Value::from)
}

fn one_of(values: Vec<Value>) -> impl Strategy<Value = Value> {
    prop::sample::select(values)
}

fn object(kind: &str, members: Vec<Vec<(&'static str, Value)>>) -> Value {
    let members = members.into_iter().flatten().map(|(key, it)| (key.to_owned(), it));
    let kind = ("type".to_owned(), Value::from(kind));
    Value::Object(std::iter::once(kind).chain(members).collect())
}

fn nullable() -> impl Strategy<Value = Vec<(&'static str, Value)>> {
    maybe("nullable", Just(json!(true)))
}

/// Text as Twilio describes it.
fn text() -> BoxedStrategy<Value> {
    let patterns =
        ["^YK[0-9a-fA-F]{32}$", "^YK[0-9a-f]{32}$", "^[a-c]+$", "^[abc]*$", "^(a|b)", "b"];
    let enums = [json!(["a"]), json!(["a", "b"]), json!(["b", "a", "abcd"]), json!(["push", "a"])];
    let formats = ["date-time", "uuid", "uri", "word"];
    (
        maybe("minLength", small(3)),
        maybe("maxLength", small(5)),
        maybe("pattern", one_of(patterns.map(Value::from).to_vec())),
        maybe("format", one_of(formats.map(Value::from).to_vec())),
        maybe("enum", one_of(enums.to_vec())),
        nullable(),
    )
        .prop_map(|(a, b, c, d, e, f)| {
            // A text with a format has no patterns and lengths besides.
            let rest = if d.is_empty() { vec![a, b, c, e, f] } else { vec![d, f] };
            object("string", rest)
        })
        .boxed()
}

fn number() -> BoxedStrategy<Value> {
    (
        prop_oneof![Just("integer"), Just("number")],
        maybe("minimum", (-2i64..4).prop_map(Value::from)),
        maybe("maximum", (2i64..8).prop_map(Value::from)),
        maybe("exclusiveMinimum", any::<bool>().prop_map(Value::from)),
        maybe("multipleOf", one_of(vec![json!(1), json!(2), json!(4), json!(0.5)])),
        maybe("format", one_of(vec![json!("int32"), json!("word")])),
        nullable(),
    )
        .prop_map(|(kind, a, b, c, d, e, f)| object(kind, vec![a, b, c, d, e, f]))
        .boxed()
}

fn scalar() -> BoxedStrategy<Value> {
    prop_oneof![
        4 => text(),
        3 => number(),
        1 => Just(json!({ "type": "boolean" })),
        1 => Just(json!({})),
    ]
    .boxed()
}

fn schema() -> BoxedStrategy<Value> {
    let list = (
        scalar(),
        maybe("minItems", small(2)),
        maybe("maxItems", small(3)),
        maybe("uniqueItems", Just(json!(true))),
    );
    let list =
        list.prop_map(|(items, a, b, c)| object("array", vec![vec![("items", items)], a, b, c]));
    let value = prop_oneof![3 => scalar(), 1 => list];
    let names = || prop::collection::btree_set(prop::sample::select(vec!["a", "b", "c"]), 0..3);
    let rest = maybe(
        "additionalProperties",
        one_of(vec![json!(false), json!(true), json!({ "type": "string" })]),
    );
    let fields = (
        prop::collection::btree_map(prop::sample::select(vec!["a", "b", "c"]), value, 0..4),
        names(),
        rest,
    )
        .prop_map(|(properties, required, rest)| {
            object(
                "object",
                vec![vec![("properties", json!(properties)), ("required", json!(required))], rest],
            )
        });
    prop_oneof![
        4 => scalar(),
        4 => fields,
        1 => (scalar(), scalar()).prop_map(|(a, b)| json!({ "anyOf": [a, b] })),
        1 => (text(), text()).prop_map(|(a, b)| json!({ "allOf": [a, b] })),
    ]
    .boxed()
}

/// Schemas made of others.
fn composed() -> BoxedStrategy<Value> {
    let names = prop::collection::btree_set(prop::sample::select(vec!["a", "b", "c"]), 0..3);
    let demand = names.prop_map(|it| json!({ "required": it }));
    let part = prop_oneof![3 => schema(), 1 => demand].boxed();
    let own = prop_oneof![Just(json!({})), schema()];
    let keyword = prop::sample::select(vec!["anyOf", "oneOf", "allOf", "oneOf"]);
    let list = prop::collection::vec(part.clone(), 1..4);
    (own, keyword, list, prop::option::weighted(0.15, part))
        .prop_map(|(mut own, keyword, list, not)| {
            own[keyword] = json!(list);
            if let Some(not) = not {
                own["not"] = not;
            }
            own
        })
        .boxed()
}

fn instance() -> BoxedStrategy<Value> {
    let plain = || {
        let sid = format!("YK{}", "0aF3".repeat(8));
        let texts =
            ["", "a", "b", "ab", "abc", "abcd", "push", "cccccc", "zz", "2026-01-31T12:00:00Z"];
        let mut values: Vec<Value> = texts.map(Value::from).to_vec();
        values.extend([
            json!(sid),
            json!(sid.to_lowercase().replace("yk", "YK")),
            json!(null),
            json!(true),
            json!(0.25),
        ]);
        values.extend([
            json!(0.5),
            json!(2.5),
            json!(3_000_000_000_i64),
            json!("https://a.example/"),
            json!(-1),
        ]);
        values.extend((-3..10).map(Value::from));
        prop::sample::select(values)
    };
    let list = prop::collection::vec(plain(), 0..4).prop_map(Value::from);
    let member = prop_oneof![3 => plain(), 1 => list.clone()];
    let fields =
        prop::collection::btree_map(prop::sample::select(vec!["a", "b", "c"]), member, 0..4);
    prop_oneof![3 => plain(), 1 => list, 3 => fields.prop_map(|it| json!(it))].boxed()
}

/// The ways to satisfy a schema, one for each of its choices, and the properties
/// that each describes.
fn ways(schema: &Value) -> Vec<(Vec<Value>, BTreeSet<String>)> {
    let mut own = schema.clone();
    let mut lists = Vec::new();
    for keyword in ["anyOf", "oneOf", "allOf"] {
        let list = own.as_object_mut().and_then(|it| it.remove(keyword));
        let list: Vec<Value> = list.and_then(|it| it.as_array().cloned()).unwrap_or_default();
        match keyword {
            "allOf" => lists.extend(list.iter().map(ways)),
            _ if list.is_empty() => {}
            _ => lists.push(list.iter().flat_map(ways).collect()),
        }
    }
    let names = own["properties"].as_object().into_iter().flat_map(|it| it.keys().cloned());
    let mut all = vec![(vec![own.clone()], names.collect::<BTreeSet<_>>())];
    for list in lists {
        let with = |(schemas, names): &(Vec<Value>, BTreeSet<String>)| {
            let each = list
                .iter()
                .map(|(more, other)| ([schemas.clone(), more.clone()].concat(), names | other));
            each.collect::<Vec<_>>()
        };
        all = all.iter().flat_map(with).collect();
    }
    all
}

/// The schema for a reader that ignores properties that it does not describe.
fn opened(schema: &Value) -> Value {
    match schema {
        Value::Object(members) => {
            let members = members.iter().filter(|(key, value)| {
                key.as_str() != "additionalProperties" || **value != json!(false)
            });
            members.map(|(key, value)| (key.clone(), opened(value))).collect()
        }
        Value::Array(items) => items.iter().map(opened).collect(),
        other => other.clone(),
    }
}

/// A schema with what validators say about the instances.
struct Judge {
    schema: Value,
    validator: Validator,
    opened: Validator,
    /// The instances of which the schema describes every property.
    described: Vec<Value>,
}

impl Judge {
    fn new(schema: Value, instances: &[Value]) -> Self {
        let ways = ways(&schema).into_iter();
        let ways: Vec<_> =
            ways.map(|(all, names)| (validator(&json!({ "allOf": all })), names)).collect();
        let is_described = |value: &&Value| {
            value.as_object().is_none_or(|members| {
                ways.iter().any(|(validator, names)| {
                    members.keys().all(|it| names.contains(it)) && validator.is_valid(value)
                })
            })
        };
        Self {
            validator: validator(&schema),
            opened: validator(&opened(&schema)),
            described: instances.iter().filter(is_described).cloned().collect(),
            schema,
        }
    }
}

fn judged(base: &Judge, revision: &Judge, request: bool, instances: &[Value]) -> Comparison {
    let comparison =
        compare(&document(&base.schema, request), &document(&revision.schema, request));
    let (narrow, wide) = if request { (base, revision) } else { (revision, base) };
    let in_wide = if request { &wide.validator } else { &wide.opened };
    let breaking: Vec<_> =
        comparison.findings.iter().filter(|it| it.wire == Wire::Breaking).collect();
    for finding in &breaking {
        if let Some(value) = finding.witness.as_ref().and_then(|it| it.value.as_ref()) {
            let before = narrow.validator.is_valid(value);
            assert!(before, "{value} was no value of {}: {finding:?}", narrow.schema);
            assert!(!in_wide.is_valid(value), "{value} is a value of {}: {finding:?}", wide.schema);
        }
    }
    if breaking.is_empty() {
        for value in &narrow.described {
            let apart = narrow.validator.is_valid(value) && !in_wide.is_valid(value);
            let findings = &comparison.findings;
            assert!(!apart, "{value}: {}, {}: {findings:?}", narrow.schema, wide.schema);
        }
    }
    if comparison.findings.is_empty() {
        for value in instances {
            let equal = base.validator.is_valid(value) == revision.validator.is_valid(value);
            assert!(equal, "{value}: {}, {}", base.schema, revision.schema);
        }
    }
    comparison
}

/// The keywords of the schemas in Twilio's document.
const TWILIOS: [&str; 12] = [
    "default",
    "enum",
    "format",
    "items",
    "maxLength",
    "maximum",
    "minLength",
    "minimum",
    "nullable",
    "pattern",
    "required",
    "type",
];

/// Whether a schema uses only keywords that Twilio's document uses.
fn is_twilios(schema: &Value) -> bool {
    schema.as_object().is_some_and(|object| {
        object.iter().all(|(key, value)| match key.as_str() {
            "properties" => value.as_object().is_some_and(|it| it.values().all(is_twilios)),
            "items" => is_twilios(value),
            key => TWILIOS.contains(&key),
        })
    })
}

#[test]
fn no_instance_contradicts_an_inclusion() {
    let (twilios, unproven) = (Cell::new(0u32), Cell::new(0u32));
    let instances = prop::collection::vec(instance(), 24);
    let config = ProptestConfig { cases: 400, failure_persistence: None, ..Default::default() };
    proptest!(config, |(base in schema(), revision in schema(), instances in instances)| {
        let [base, revision] = [base, revision].map(|it| Judge::new(it, &instances));
        for (old, new) in [(&base, &revision), (&revision, &base)] {
            for request in [true, false] {
                let comparison = judged(old, new, request, &instances);
                if is_twilios(&old.schema) && is_twilios(&new.schema) {
                    twilios.set(twilios.get() + 1);
                    let open = comparison.findings.iter().any(|it| it.not_proven.is_some());
                    unproven.set(unproven.get() + u32::from(open));
                }
            }
        }
    });
    let (twilios, unproven) = (twilios.get(), unproven.get());
    assert!(twilios > 200, "{twilios} pairs are like Twilio's");
    assert!(unproven * 20 < twilios, "{unproven} of {twilios} are not proven");
}

#[test]
fn no_instance_contradicts_a_verdict_about_choices() {
    let instances = prop::collection::vec(instance(), 24);
    let cases = ProptestConfig::default().cases.max(300);
    let config = ProptestConfig { cases, failure_persistence: None, ..Default::default() };
    let revision = prop_oneof![composed(), schema()];
    proptest!(config, |(base in composed(), revision in revision, instances in instances)| {
        let [base, revision] = [base, revision].map(|it| Judge::new(it, &instances));
        for (old, new) in [(&base, &revision), (&revision, &base)] {
            for request in [true, false] {
                judged(old, new, request, &instances);
            }
        }
    });
}
