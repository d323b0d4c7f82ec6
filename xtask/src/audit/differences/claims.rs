//! Which textual differences the findings and the no-op classes account for.
//! What is a finding is decided elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::textual::Difference;
use crate::audit::contract::Contract;
use crate::audit::inclusion::Side;
use crate::openapi::json::Pointer;
use crate::openapi::{self, Field, Kind};

/// Changes of text that mean nothing, by the names that the report prints.
pub(super) mod class {
    /// The same elements in another order, where order means nothing.
    pub(in crate::audit) const KEY_ORDER: &str = "key-order";
    /// The same structure in place or as a component.
    pub(in crate::audit) const REFERENCE: &str = "inlined-or-extracted-ref";
    /// A list of one schema to satisfy, or that schema itself.
    pub(in crate::audit) const ALL_OF_ONE: &str = "all-of-one";
    /// A default stated or left out.
    pub(in crate::audit) const DEFAULT: &str = "explicit-default";
    /// The same number written otherwise.
    pub(in crate::audit) const NUMBER: &str = "number-notation";
    /// A keyword that restricts nothing where it stands.
    pub(in crate::audit) const WITHOUT_EFFECT: &str = "without-effect";
    /// Words for people.
    pub(super) const PROSE: &str = "prose";
    /// Examples.
    pub(super) const EXAMPLE: &str = "example";
    /// Vendor extensions.
    pub(super) const EXTENSION: &str = "extension";
    /// Keywords beside a `$ref`, which OpenAPI 3.0 ignores.
    pub(super) const BESIDE_REFERENCE: &str = "beside-ref";
}

/// What accounts for the text at some pointers.
#[derive(Debug, Default)]
pub(super) struct Claims {
    findings: BTreeSet<(Side, Pointer)>,
    /// Leaves that a finding accounts for.
    leaves: BTreeSet<(Side, Pointer)>,
    orders: BTreeMap<(Pointer, Pointer), Option<&'static str>>,
}

/// How a difference is accounted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Claim {
    Finding,
    Noop(&'static str),
    /// No operation reaches it.
    Unused,
    /// Nothing here knows what it means.
    Unknown,
}

impl Claims {
    /// A finding accounts for everything at and below a pointer.
    pub(super) fn finding(&mut self, side: Side, pointer: &Pointer) {
        self.findings.insert((side, pointer.clone()));
    }

    /// A finding accounts for one leaf.
    pub(super) fn finding_at(&mut self, side: Side, pointer: &Pointer) {
        self.leaves.insert((side, pointer.clone()));
    }

    /// The order of two arrays is accounted for: by a finding, or by a no-op
    /// class. Their elements are not.
    pub(super) fn order(
        &mut self,
        base: &Pointer,
        revision: &Pointer,
        class: Option<&'static str>,
    ) {
        let arrays = (base.clone(), revision.clone());
        self.orders.entry(arrays).or_insert(class);
    }

    /// What accounts for a difference, if anything does: on every side on
    /// which there is text that differs.
    pub(super) fn claim(
        &self,
        base: &Contract<'_>,
        revision: &Contract<'_>,
        difference: &Difference,
    ) -> Option<Claim> {
        if let (Some(first), Some(second)) = (&difference.base, &difference.revision)
            && let Some(class) = self.orders.get(&(first.clone(), second.clone()))
        {
            return Some(class.map_or(Claim::Finding, Claim::Noop));
        }
        let sides = [
            (Side::Base, base, &difference.base),
            (Side::Revision, revision, &difference.revision),
        ];
        let mut claims = Vec::new();
        for (side, contract, pointer) in sides {
            if let Some(pointer) = pointer {
                claims.push(self.of_side(side, contract, pointer)?);
            }
        }
        if claims.contains(&Claim::Finding) {
            return Some(Claim::Finding);
        }
        let worst = claims.iter().find(|it| matches!(it, Claim::Unknown | Claim::Unused));
        worst.copied().or_else(|| {
            Some(Claim::Noop(kind_of(
                base.document,
                revision.document,
                difference,
                claims.first()?,
            )?))
        })
    }

    fn of_side(&self, side: Side, contract: &Contract<'_>, pointer: &Pointer) -> Option<Claim> {
        if self.leaves.contains(&(side, pointer.clone())) {
            return Some(Claim::Finding);
        }
        let above = pointer.at_and_above();
        if above.iter().any(|it| self.findings.contains(&(side, it.clone()))) {
            return Some(Claim::Finding);
        }
        if let Some(class) = meaningless(contract.document, pointer) {
            return Some(Claim::Noop(class));
        }
        if is_empty(contract.document, pointer) {
            return Some(Claim::Noop(class::DEFAULT));
        }
        let mut segments = pointer.segments();
        match segments.next().as_deref() {
            // A component means what the operations that reach it make of it.
            Some("components") => {
                let Some(place) = above.iter().rev().nth(3) else {
                    return Some(Claim::Unknown);
                };
                let from = contract.schemas.reached.range(place.clone()..);
                let near = from.take_while(|it| it.as_str().starts_with(place.as_str()));
                let inside = |it: &Pointer| {
                    let rest = it.as_str().strip_prefix(place.as_str());
                    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                };
                match near.into_iter().any(inside) {
                    true => Some(known(contract.document, pointer)),
                    false => Some(Claim::Unused),
                }
            }
            Some("paths" | "security" | "servers" | "openapi" | "info" | "tags") => {
                Some(known(contract.document, pointer))
            }
            _ => Some(Claim::Unknown),
        }
    }
}

/// A key that the grammar knows is part of a contract, and so compared; what
/// it does not know, nobody compared.
fn known(document: &Value, pointer: &Pointer) -> Claim {
    let without_effect = Claim::Noop(class::WITHOUT_EFFECT);
    let mut kind = Kind::Document;
    let mut value = Some(document);
    let mut last = String::new();
    let mut segments = pointer.segments();
    while let Some(segment) = segments.next() {
        value = value.and_then(|it| openapi::member(it, &segment));
        let is_path = segment.starts_with('/');
        kind = match openapi::field(kind, &segment) {
            Field::Prose => return Claim::Noop(class::PROSE),
            Field::Data if is_known(kind, &segment) => return without_effect,
            Field::Data => return Claim::Unknown,
            Field::Object(_) if kind == Kind::Paths && !is_path => return Claim::Unknown,
            Field::Object(kind) => kind,
            Field::List(kind) | Field::Map(kind) => {
                let Some(name) = segments.next() else {
                    // The order of a list.
                    let listed = value.is_some_and(Value::is_array);
                    return if listed { without_effect } else { Claim::Unknown };
                };
                value = value.and_then(|it| openapi::member(it, &name));
                kind
            }
        };
        last = segment;
    }
    match value {
        Some(Value::Bool(_)) if last == "additionalProperties" => without_effect,
        _ => Claim::Unknown,
    }
}

/// Keys of the grammar that hold no object of it.
fn is_known(kind: Kind, key: &str) -> bool {
    let keys: &[&str] = match kind {
        Kind::Document => &["openapi", "security"],
        Kind::PathItem => &["$ref"],
        Kind::Operation => &["operationId", "deprecated", "security"],
        Kind::Parameter | Kind::Header => &[
            "$ref",
            "name",
            "in",
            "required",
            "deprecated",
            "style",
            "explode",
            "allowReserved",
            "allowEmptyValue",
        ],
        Kind::RequestBody => &["$ref", "required"],
        Kind::Encoding => &["contentType", "style", "explode", "allowReserved"],
        Kind::SecurityScheme => {
            &["$ref", "type", "scheme", "in", "name", "flows", "openIdConnectUrl", "bearerFormat"]
        }
        Kind::Server => &["url", "variables"],
        Kind::Response | Kind::Callback | Kind::MediaType => &["$ref"],
        Kind::Link => {
            &["$ref", "operationId", "operationRef", "parameters", "requestBody", "server"]
        }
        Kind::Schema => &[
            "$ref",
            "type",
            "format",
            "enum",
            "default",
            "nullable",
            "readOnly",
            "writeOnly",
            "deprecated",
            "pattern",
            "maximum",
            "exclusiveMaximum",
            "minimum",
            "exclusiveMinimum",
            "multipleOf",
            "maxLength",
            "minLength",
            "maxItems",
            "minItems",
            "uniqueItems",
            "maxProperties",
            "minProperties",
            "required",
            "discriminator",
            "additionalProperties",
            "title",
        ],
        _ => &[],
    };
    keys.contains(&key)
}

/// The class of a difference that changes no contract.
fn kind_of(
    base: &Value,
    revision: &Value,
    difference: &Difference,
    claim: &Claim,
) -> Option<&'static str> {
    let Claim::Noop(class) = claim else {
        return None;
    };
    if *class != class::WITHOUT_EFFECT {
        return Some(class);
    }
    let value = |document: &'_ Value, pointer: &Option<Pointer>| {
        pointer.as_ref().and_then(|it| document.pointer(it.as_str())).cloned()
    };
    let values = (value(base, &difference.base), value(revision, &difference.revision));
    let keys = |pointer: &Option<Pointer>| {
        pointer.as_ref().map(|it| it.segments().collect::<Vec<_>>()).unwrap_or_default()
    };
    let (old, new) = (keys(&difference.base), keys(&difference.revision));
    let last = old.last().or(new.last()).map(String::as_str).unwrap_or_default();
    let has = |keys: &[String], name: &str| keys.iter().any(|it| it == name);
    Some(match &values {
        (Some(Value::Array(_)), Some(Value::Array(_))) => class::KEY_ORDER,
        (Some(Value::Number(a)), Some(Value::Number(b))) if a.as_f64() == b.as_f64() => {
            class::NUMBER
        }
        _ if last == "$ref"
            && (has(&old, "allOf")
                || has(&new, "allOf")
                || beside_all_of(base, revision, difference)) =>
        {
            class::ALL_OF_ONE
        }
        _ if last == "$ref" => class::REFERENCE,
        (Some(_), Some(_)) => class::WITHOUT_EFFECT,
        _ if beside_reference(base, revision, difference) => class::REFERENCE,
        (Some(Value::Bool(_)), None) | (None, Some(Value::Bool(_))) => class::DEFAULT,
        _ if has(&old, "allOf") || has(&new, "allOf") => class::ALL_OF_ONE,
        _ => class::WITHOUT_EFFECT,
    })
}

/// Whether the other document has a list of one where this reference stands.
fn beside_all_of(base: &Value, revision: &Value, difference: &Difference) -> bool {
    let (pointer, other) = match (&difference.base, &difference.revision) {
        (Some(pointer), None) => (pointer, revision),
        (None, Some(pointer)) => (pointer, base),
        _ => return false,
    };
    let parent = pointer.parent().and_then(|it| other.pointer(it.as_str()));
    parent.is_some_and(|it| it.get("allOf").is_some())
}

/// Whether the other document has a reference where this text stands.
fn beside_reference(base: &Value, revision: &Value, difference: &Difference) -> bool {
    let (pointer, other) = match (&difference.base, &difference.revision) {
        (Some(pointer), None) => (pointer, revision),
        (None, Some(pointer)) => (pointer, base),
        _ => return false,
    };
    pointer
        .at_and_above()
        .iter()
        .any(|it| other.pointer(it.as_str()).is_some_and(|it| openapi::reference(it).is_some()))
}

/// The class of a pointer at which, by the grammar, nothing has a meaning.
fn meaningless(document: &Value, pointer: &Pointer) -> Option<&'static str> {
    let mut kind = Kind::Document;
    let mut value = document;
    let mut segments = pointer.segments();
    while let Some(segment) = segments.next() {
        if may_refer(kind) && openapi::reference(value).is_some() && segment != "$ref" {
            return Some(class::BESIDE_REFERENCE);
        }
        value = openapi::member(value, &segment)?;
        kind = match openapi::field(kind, &segment) {
            Field::Prose if segment.starts_with("x-") => return Some(class::EXTENSION),
            Field::Prose if segment.starts_with("example") => return Some(class::EXAMPLE),
            Field::Prose => return Some(class::PROSE),
            Field::Data => return None,
            Field::Object(kind) => kind,
            Field::List(kind) | Field::Map(kind) => {
                value = openapi::member(value, &segments.next()?)?;
                kind
            }
        };
    }
    None
}

/// Whether a reference object may stand in place of this kind of object.
fn may_refer(kind: Kind) -> bool {
    !matches!(
        kind,
        Kind::Document
            | Kind::Components
            | Kind::Paths
            | Kind::PathItem
            | Kind::Operation
            | Kind::Responses
            | Kind::MediaType
            | Kind::Encoding
            | Kind::Server
    )
}

/// Whether a pointer leads to an empty object or array, which says as little
/// as its absence unless a finding says otherwise.
fn is_empty(document: &Value, pointer: &Pointer) -> bool {
    document.pointer(pointer.as_str()).is_some_and(|value| {
        value.as_object().is_some_and(serde_json::Map::is_empty)
            || value.as_array().is_some_and(Vec::is_empty)
    })
}
