//! Which differences of the text belong to a finding, and which to a class that
//! changes no contract. What is a finding is decided elsewhere.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::audit::contract::Contract;
use crate::audit::finding::Pointers;
use crate::audit::pair::Pair;
use crate::openapi::json::Pointer;
use crate::openapi::{self, Field, Kind};

/// Differences of the text that mean nothing, by the names that the report
/// prints.
pub(super) mod class {
    /// The same elements in another order, where order means nothing.
    pub(in crate::audit) const KEY_ORDER: &str = "key-order";
    /// The same structure in place or as a component.
    pub(in crate::audit) const REFERENCE: &str = "inlined-or-extracted-ref";
    /// A list of one schema to satisfy, or that schema itself.
    pub(in crate::audit) const ALL_OF_ONE: &str = "all-of-one";
    /// A default stated or left out.
    pub(in crate::audit) const DEFAULT: &str = "explicit-default";
    /// The same number, written differently.
    pub(in crate::audit) const NUMBER: &str = "number-notation";
    /// A keyword that restricts nothing where it stands.
    pub(in crate::audit) const WITHOUT_EFFECT: &str = "without-effect";
    /// Words for people.
    pub(in crate::audit) const PROSE: &str = "prose";
    /// Examples.
    pub(in crate::audit) const EXAMPLE: &str = "example";
    /// Vendor extensions.
    pub(in crate::audit) const EXTENSION: &str = "extension";
    /// Keywords beside a `$ref`, which OpenAPI 3.0 ignores.
    pub(in crate::audit) const BESIDE_REFERENCE: &str = "beside-ref";
}

/// Classes that the grammar decides, whatever the contracts are.
pub(super) const BY_GRAMMAR: [&str; 4] =
    [class::PROSE, class::EXAMPLE, class::EXTENSION, class::BESIDE_REFERENCE];

/// What accounts for a difference; the first that holds counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Claim {
    Finding,
    /// Nothing here knows what it means.
    Unknown,
    /// No operation reaches it.
    Unused,
    /// It belongs to a class without effect.
    Noop(&'static str),
}

/// The text that findings account for.
#[derive(Debug, Default)]
pub(super) struct Claims {
    /// Everything at and below these.
    wholes: Pair<BTreeSet<Pointer>>,
    /// These alone.
    leaves: Pair<BTreeSet<Pointer>>,
    /// The order of these two arrays; their elements are not.
    orders: BTreeSet<Pointers>,
}

impl Claims {
    /// A finding accounts for everything at and below some places.
    pub(super) fn whole(&mut self, places: &Pointers) {
        let places = places.clone();
        self.wholes.base.extend(places.base);
        self.wholes.revision.extend(places.revision);
    }

    /// A finding accounts for the text at some places alone.
    pub(super) fn leaf(&mut self, places: Pointers) {
        self.leaves.base.extend(places.base);
        self.leaves.revision.extend(places.revision);
    }

    /// A finding accounts for the order of two arrays.
    pub(super) fn order(&mut self, places: Pointers) {
        self.orders.insert(places);
    }

    /// What accounts for a difference, on the side that is accounted for first.
    pub(super) fn claim(&self, contracts: Pair<&Contract<'_>>, difference: &Pointers) -> Claim {
        if self.orders.contains(difference) {
            return Claim::Finding;
        }
        let found = self.wholes.as_ref().zip(self.leaves.as_ref());
        let documents = contracts.map(|it| it.document).reversed();
        let sides = difference.as_ref().zip(contracts.zip(documents)).zip(found);
        let claims =
            sides.into_iter().filter_map(|((place, (contract, other)), (wholes, leaves))| {
                let place = place.as_ref()?;
                let found = leaves.contains(place)
                    || place.at_and_above().iter().any(|it| wholes.contains(it));
                Some(if found { Claim::Finding } else { sense(contract, other, place) })
            });
        match claims.min() {
            Some(Claim::Noop(class::WITHOUT_EFFECT)) | None => {
                Claim::Noop(kind(contracts.map(|it| it.document), difference))
            }
            Some(claim) => claim,
        }
    }
}

/// What a text means that no finding accounts for.
fn sense(contract: &Contract<'_>, other: &Value, pointer: &Pointer) -> Claim {
    let value = contract.document.pointer(pointer.as_str());
    match by_grammar(contract.document, pointer) {
        Claim::Noop(class)
            if class != class::WITHOUT_EFFECT && !is_all_of_it(contract, other, pointer) =>
        {
            Claim::Noop(class)
        }
        // It means the same as its absence.
        _ if value == Some(&Value::Array(Vec::new())) => Claim::Noop(class::DEFAULT),
        _ if value.and_then(Value::as_object).is_some_and(|it| it.is_empty()) => {
            Claim::Noop(class::DEFAULT)
        }
        // A component matters only where operations reach it.
        _ if !is_reached(contract, pointer) => Claim::Unused,
        claim => claim,
    }
}

/// Whether an object that the other document does not have consists of text
/// without effect.
fn is_all_of_it(contract: &Contract<'_>, other: &Value, pointer: &Pointer) -> bool {
    let mut around = pointer.at_and_above().into_iter().skip(1);
    around.find_map(|it| openapi::kind_at(&it).zip(Some(it))).is_some_and(|(kind, it)| {
        let object = contract.document.pointer(it.as_str()).and_then(Value::as_object);
        let mut keys = object.into_iter().flat_map(|it| it.keys());
        other.pointer(it.as_str()).is_none()
            && keys.all(|key| openapi::field(kind, key) == Field::Prose)
    })
}

/// Whether an operation reaches what is at a pointer, if that is a component.
fn is_reached(contract: &Contract<'_>, pointer: &Pointer) -> bool {
    let around = pointer.at_and_above();
    let Some(component) = around.iter().rev().nth(3) else {
        return true;
    };
    if !component.as_str().starts_with("/components/") {
        return true;
    }
    let reached = &contract.schemas.reached;
    let inside = format!("{}/", component.as_str());
    let next = reached.range(Pointer::from(inside.as_str())..).next();
    reached.contains(component) || next.is_some_and(|it| it.as_str().starts_with(&inside))
}

/// What the grammar says about the text at a pointer. What it knows is part of a
/// contract, so it was compared; what it does not know was not.
fn by_grammar(document: &Value, pointer: &Pointer) -> Claim {
    let compared = Claim::Noop(class::WITHOUT_EFFECT);
    let mut kind = Kind::Document;
    let mut value = document;
    let mut segments = pointer.segments();
    let mut last = String::new();
    while let Some(segment) = segments.next() {
        if kind.may_be_reference() && openapi::reference(value).is_some() && segment != "$ref" {
            return Claim::Noop(class::BESIDE_REFERENCE);
        }
        value = openapi::member(value, &segment).unwrap_or(&Value::Null);
        kind = match openapi::field(kind, &segment) {
            Field::Prose if segment.starts_with("x-") => return Claim::Noop(class::EXTENSION),
            Field::Prose if segment.starts_with("example") => return Claim::Noop(class::EXAMPLE),
            Field::Prose => return Claim::Noop(class::PROSE),
            Field::Data => return compared,
            Field::Unknown => return Claim::Unknown,
            Field::Object(Kind::PathItem) if kind == Kind::Paths && !segment.starts_with('/') => {
                return Claim::Unknown;
            }
            Field::Object(kind) => kind,
            Field::List(kind) | Field::Map(kind) => {
                let Some(name) = segments.next() else {
                    // The order of a list.
                    return if value.is_array() { compared } else { Claim::Unknown };
                };
                value = openapi::member(value, &name).unwrap_or(&Value::Null);
                kind
            }
        };
        last = segment;
    }
    match last == "additionalProperties" && value.is_boolean() {
        true => compared,
        false => Claim::Unknown,
    }
}

/// The class of a difference that was compared and that no finding accounts for.
fn kind(documents: Pair<&Value>, difference: &Pointers) -> &'static str {
    let places = difference.as_ref().map(Option::as_ref);
    let values = places.zip(documents);
    let values = values.map(|(place, it)| place.and_then(|place| it.pointer(place.as_str())));
    let is_in_all_of = places.into_iter().flatten().any(|it| it.as_str().contains("/allOf/"));
    let is_reference = places.latest().is_some_and(|it| it.as_str().ends_with("/$ref"));
    // What surrounds it on the other side, if only one side has it.
    let (place, other) = match (places.base, places.revision) {
        (Some(place), None) => (Some(place), documents.revision),
        (None, place) => (place, documents.base),
        _ => (None, documents.base),
    };
    let around: Vec<Option<&Value>> = place
        .into_iter()
        .flat_map(Pointer::at_and_above)
        .map(|it| other.pointer(it.as_str()))
        .collect();
    let parent = around.get(1).copied().flatten();
    match (values.base, values.revision) {
        (Some(Value::Array(_)), Some(Value::Array(_))) => class::KEY_ORDER,
        (Some(Value::Number(a)), Some(Value::Number(b))) if a.as_f64() == b.as_f64() => {
            class::NUMBER
        }
        _ if is_reference => {
            match is_in_all_of || parent.is_some_and(|it| it.get("allOf").is_some()) {
                true => class::ALL_OF_ONE,
                false => class::REFERENCE,
            }
        }
        (Some(_), Some(_)) => class::WITHOUT_EFFECT,
        _ if around.into_iter().flatten().any(|it| openapi::reference(it).is_some()) => {
            class::REFERENCE
        }
        (Some(Value::Bool(_)), None) | (None, Some(Value::Bool(_))) => class::DEFAULT,
        _ if is_in_all_of => class::ALL_OF_ONE,
        _ => class::WITHOUT_EFFECT,
    }
}
