//! Which operations the differences of two documents can concern. Every other
//! one is the same in both, with all that it refers to, and so is its contract.
//! Pure.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::audit::contract::{Key, key};
use crate::audit::pair::Pair;
use crate::openapi::parts::{Part, Parts};
use crate::openapi::{METHODS, operation_pointer, operations};

/// The operations that are concerned; nothing where each one may be.
pub(super) fn concerned(documents: Pair<&Value>) -> Option<BTreeSet<Key>> {
    let parts = documents.map(Parts::of);
    let is_for_all = |at| documents.map(|it| it.pointer(at)).differs();
    if ["/servers", "/security", "/components/securitySchemes"].into_iter().any(is_for_all)
        || !parts.as_ref().into_iter().all(Parts::is_closed)
    {
        return None;
    }
    let Pair { base, revision } = parts.as_ref();
    let all = base.iter().chain(revision.iter());
    let roots = all
        .filter(|(at, part)| leads_on(*part) || base.get(at) != revision.get(at))
        .map(|(at, _)| at.clone())
        .collect();
    let above = parts.as_ref().map(|it| it.above(&roots));
    let mut found = BTreeSet::new();
    for (document, above) in documents.zip(above) {
        for (path, method, _) in operations(document) {
            let items = documents.map(|it| around(it, path));
            if items.differs() || above.contains(&operation_pointer(path, method)) {
                found.insert(key(path, method));
            }
        }
    }
    Some(found)
}

/// Whether a part leads to others without a reference: a discriminator names
/// schemas, and means all that take its own one in.
fn leads_on(part: Part<'_>) -> bool {
    let mut pending: Vec<_> = part.values().collect();
    while let Some(value) = pending.pop() {
        match value {
            Value::Object(object) if object.contains_key("discriminator") => return true,
            Value::Object(object) => pending.extend(object.values()),
            Value::Array(items) => pending.extend(items),
            _ => {}
        }
    }
    false
}

/// What a path says beside its operations.
fn around<'a>(document: &'a Value, path: &str) -> Vec<(&'a String, &'a Value)> {
    let members = document["paths"].get(path).and_then(Value::as_object).into_iter().flatten();
    members.filter(|(key, _)| !METHODS.contains(&key.as_str())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn document() -> Value {
        let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        let responds = |name: &str| json!({ "responses": { "200": { "content": { "a/b": { "schema": reference(name) } } } } });
        json!({
            "openapi": "3.0.3",
            "info": { "version": "1" },
            "servers": [],
            "paths": {
                "/a/{b}": { "summary": "A", "get": responds("A"), "post": responds("B") },
                "/pets": { "get": responds("Pet") },
            },
            "components": {
                "schemas": {
                    "A": { "items": reference("Deep") }, "B": {}, "Deep": {},
                    "Pet": { "properties": {} }, "Dog": { "allOf": [reference("Pet")] },
                },
                "securitySchemes": { "basic": {} },
            },
        })
    }

    /// The operations that a difference at a pointer concerns.
    fn concerned_by(base: &Value, at: &str) -> Option<Vec<String>> {
        let mut revision = base.clone();
        let (parent, key) = at.rsplit_once('/').unwrap();
        revision.pointer_mut(parent).unwrap()[key] = json!("other");
        let found = |base, revision| concerned(Pair { base, revision });
        assert_eq!(found(base, &revision), found(&revision, base), "{at}");
        let name = |(path, method)| format!("{method} {path}");
        Some(found(base, &revision)?.into_iter().map(name).collect())
    }

    #[test]
    fn a_difference_concerns_the_operations_that_lead_to_it() {
        let (get, post, pets) = ("get /a/{}", "post /a/{}", "get /pets");
        let cases: [(&str, &[&str]); 8] = [
            ("/info/version", &[]),
            ("/components/schemas/Deep/type", &[get]),
            ("/components/schemas/Dog/type", &[]),
            ("/components/schemas/Pet/type", &[pets]),
            ("/components/schemas/New", &[]),
            ("/paths/~1a~1{b}/post/operationId", &[post]),
            ("/paths/~1a~1{b}/summary", &[get, post]),
            ("/paths/~1a~1{b}/parameters", &[get, post]),
        ];
        for (at, expected) in cases {
            let expected = expected.iter().map(|it| (*it).to_owned()).collect();
            assert_eq!(concerned_by(&document(), at), Some(expected), "{at}");
        }
        let added = concerned_by(&document(), "/paths/~1pets/put").unwrap();
        assert_eq!(added, ["put /pets"]);
    }

    #[test]
    fn what_cannot_be_decided_concerns_everyone() {
        for at in ["/servers", "/security", "/components/securitySchemes/basic"] {
            assert_eq!(concerned_by(&document(), at), None, "{at}");
        }
        for (at, value) in [
            ("/components/schemas/B/$ref", json!("#/info")),
            ("/components/schemas/B/$ref", json!("#")),
            ("/components/schemas/B/$ref", json!("#/components/schemas/%41")),
            ("/paths/~1pets/$ref", json!("#/paths/~1a~1{b}")),
        ] {
            let mut base = document();
            let (parent, key) = at.rsplit_once('/').unwrap();
            base.pointer_mut(parent).unwrap()[key] = value;
            assert_eq!(concerned_by(&base, "/info/version"), None, "{at}");
        }
    }

    #[test]
    fn a_discriminator_leads_to_schemas_that_nothing_refers_to() {
        let mut base = document();
        base["components"]["schemas"]["Pet"]["discriminator"] = json!({ "propertyName": "kind" });
        let found = concerned_by(&base, "/components/schemas/Dog/type");
        assert_eq!(found, Some(vec!["get /pets".to_owned()]));
    }
}
