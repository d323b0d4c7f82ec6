//! How near a change of the document is to what decides an item of the code.
//! Changes are looked up by their place, so that an item takes no longer in a
//! large document than in a small one. Whether a near change is the cause is decided
//! in `causes`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use serde_json::Value;

use super::provenance::{Origin, Provenance};
use crate::openapi;
use crate::openapi::json::Pointer;

/// How near a change of the document is to what decides an item; the nearest
/// first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Nearness {
    /// In the part that decides this item, and no item below it.
    Own,
    /// At a schema that the part refers to.
    Referred,
    /// In a part that decides an item below.
    Below,
    /// Within a schema that the part refers to.
    BelowReferred,
    /// At a part that this one is in, or in its name.
    Above,
}

/// The changes by their place in one of the documents, and what decides each
/// item that is made of it.
pub(super) struct Places<'a> {
    document: &'a Value,
    origins: &'a Provenance,
    /// The places that decide an item.
    deciding: BTreeSet<&'a Pointer>,
    changes: BTreeMap<&'a str, Vec<usize>>,
}

impl<'a> Places<'a> {
    /// `changes` are the places of the changes, in their order.
    pub(super) fn new(
        document: &'a Value,
        origins: &'a Provenance,
        changes: impl Iterator<Item = Option<&'a Pointer>>,
    ) -> Self {
        let deciding = origins.values().filter_map(|origin| match origin {
            Origin::Document(place) => Some(place),
            Origin::Generator => None,
        });
        let mut places =
            Self { document, origins, deciding: deciding.collect(), changes: BTreeMap::new() };
        for (index, at) in changes.enumerate() {
            if let Some(at) = at {
                places.changes.entry(at.as_str()).or_default().push(index);
            }
        }
        places
    }

    /// The indices of the changes that are near to an item.
    pub(super) fn near(&self, item: &str) -> BTreeMap<usize, Nearness> {
        let mut near = BTreeMap::new();
        let Some(Origin::Document(place)) = self.origins.get(item) else {
            return near;
        };
        let mut add = |indices: &[usize], nearness| {
            for index in indices {
                near.entry(*index).or_insert(nearness);
            }
        };
        for (at, indices) in self.within(place) {
            match self.is_decided_at(at, place) {
                true => add(indices, Nearness::Own),
                false => add(indices, Nearness::Below),
            }
        }
        let targets = targets(self.document, place);
        for target in &targets {
            for (at, indices) in self.within(target) {
                if self.is_decided_at(at, target) {
                    add(indices, Nearness::Referred);
                }
            }
        }
        for target in &targets {
            for (_, indices) in self.within(target) {
                add(indices, Nearness::BelowReferred);
            }
        }
        // Shared parameters are beside the operations of a path.
        if let Some(shared) = shared_parameters(place) {
            for (_, indices) in self.within(&shared) {
                add(indices, Nearness::Own);
            }
        }
        for above in place.at_and_above() {
            // What is in an operation may be named after it.
            for at in [&above, &above.child("operationId")] {
                if let Some(indices) = self.changes.get(at.as_str())
                    && *at != Pointer::root()
                {
                    add(indices, Nearness::Above);
                }
            }
        }
        near
    }

    /// The changes at a place and below it.
    fn within(&self, place: &Pointer) -> impl Iterator<Item = (&'a str, &[usize])> {
        let members = format!("{}/", place.as_str());
        let from = (Bound::Included(members.as_str()), Bound::Unbounded);
        let below = self.changes.range::<str, _>(from);
        let at = self.changes.get_key_value(place.as_str());
        at.into_iter()
            .chain(below.take_while(move |(at, _)| at.starts_with(&members)))
            .map(|(at, indices)| (*at, indices.as_slice()))
    }

    /// Whether the deepest place around `at` that decides an item is this one.
    fn is_decided_at(&self, at: &str, place: &Pointer) -> bool {
        at == place.as_str()
            || Pointer::from(at).at_and_above().iter().find(|above| self.deciding.contains(above))
                == Some(place)
    }
}

/// Where an operation's path has parameters for all of its operations.
fn shared_parameters(operation: &Pointer) -> Option<Pointer> {
    let segments: Vec<_> = operation.segments().collect();
    let [paths, path, method] = segments.as_slice() else {
        return None;
    };
    let is_operation = paths == "paths" && openapi::METHODS.contains(&method.as_str());
    is_operation.then(|| Pointer::root().child(paths).child(path).child("parameters"))
}

/// What is referred to from a place, and from there by a mere reference.
fn targets(document: &Value, place: &Pointer) -> BTreeSet<Pointer> {
    fn collect(document: &Value, value: &Value, found: &mut BTreeSet<Pointer>) {
        match value {
            Value::Object(object) => {
                if let Some(target) = openapi::reference_in(object)
                    && let Some(target) = target.strip_prefix('#')
                    && found.insert(Pointer::from(target))
                    && let Some(value) = document.pointer(target)
                    && is_mere_reference(value)
                {
                    collect(document, value, found);
                }
                object.values().for_each(|it| collect(document, it, found));
            }
            Value::Array(items) => items.iter().for_each(|it| collect(document, it, found)),
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    if let Some(value) = document.pointer(place.as_str()) {
        collect(document, value, &mut found);
    }
    found
}

/// Whether the schema has no properties that could be items of their own.
fn is_mere_reference(schema: &Value) -> bool {
    schema.get("properties").is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_only_begins_alike_is_not_near() {
        let document = json!({ "components": { "schemas": {
            "A": { "properties": { "b": { "$ref": "#/components/schemas/B" } } },
            "B": { "type": "string" },
        } } });
        let at = |text: &str| Pointer::from(format!("/components/schemas/{text}").as_str());
        let origins: Provenance = [("A", at("A")), ("A::b", at("A/properties/b")), ("B", at("B"))]
            .map(|(item, place)| (item.to_owned(), Origin::Document(place)))
            .into();
        let changes = [
            at("A"),
            at("A-"),
            at("A0/type"),
            at("A/properties"),
            at("A/properties/b/description"),
            at("B/type"),
            at("B0"),
            Pointer::from("/components"),
        ];
        let places = Places::new(&document, &origins, changes.iter().map(Some));
        let near = |item: &str| places.near(item).into_iter().collect::<Vec<_>>();
        assert_eq!(
            near("A"),
            [
                (0, Nearness::Own),
                (3, Nearness::Own),
                (4, Nearness::Below),
                (5, Nearness::Referred),
                (7, Nearness::Above)
            ]
        );
        assert_eq!(
            near("A::b"),
            [
                (0, Nearness::Above),
                (3, Nearness::Above),
                (4, Nearness::Own),
                (5, Nearness::Referred),
                (7, Nearness::Above)
            ]
        );
        assert_eq!(near("B"), [(5, Nearness::Own), (7, Nearness::Above)]);
        assert_eq!(near("C"), []);
    }
}
