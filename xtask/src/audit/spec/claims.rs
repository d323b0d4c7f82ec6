//! Which textual differences the findings and the no-op classes account for.
//! What is a finding is decided elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::textual::Difference;
use crate::openapi::json::Pointer;
use crate::openapi::{self, Field, Kind};

/// Changes of text that mean nothing, by the names that the report prints.
pub(super) mod class {
    /// The same elements in another order, where order means nothing.
    pub(in super::super) const KEY_ORDER: &str = "key-order";
    /// The same structure in place or as a component.
    pub(in super::super) const REFERENCE: &str = "inlined-or-extracted-ref";
    /// A list of one schema to satisfy, or that schema itself.
    pub(in super::super) const ALL_OF_ONE: &str = "all-of-one";
    /// A default stated or left out.
    pub(in super::super) const DEFAULT: &str = "explicit-default";
    /// The same number written otherwise.
    pub(in super::super) const NUMBER: &str = "number-notation";
    /// Words for people.
    pub(super) const PROSE: &str = "prose";
    /// Examples.
    pub(super) const EXAMPLE: &str = "example";
    /// Vendor extensions.
    pub(super) const EXTENSION: &str = "extension";
    /// Keywords beside a `$ref`, which OpenAPI 3.0 ignores.
    pub(super) const BESIDE_REFERENCE: &str = "beside-ref";
}

/// One of the two documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Base,
    Revision,
}

/// What accounts for the text at some pointers.
#[derive(Debug, Default)]
pub(super) struct Claims {
    findings: BTreeSet<(Side, Pointer)>,
    noops: BTreeMap<(Side, Pointer), &'static str>,
    orders: BTreeMap<(Pointer, Pointer), Option<&'static str>>,
}

/// How a difference is accounted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Claim {
    Finding,
    Noop(&'static str),
}

impl Claims {
    /// A finding accounts for everything at and below a pointer.
    pub(super) fn finding(&mut self, side: Side, pointer: &Pointer) {
        self.findings.insert((side, pointer.clone()));
    }

    /// A no-op class accounts for what no finding does, at and below a pointer.
    pub(super) fn noop(&mut self, side: Side, pointer: &Pointer, class: &'static str) {
        self.noops.entry((side, pointer.clone())).or_insert(class);
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
        base: &Value,
        revision: &Value,
        difference: &Difference,
    ) -> Option<Claim> {
        if let (Some(first), Some(second)) = (&difference.base, &difference.revision) {
            match self.orders.get(&(first.clone(), second.clone())) {
                Some(Some(class)) => return Some(Claim::Noop(class)),
                Some(None) => return Some(Claim::Finding),
                None => {}
            }
        }
        let sides = [
            (Side::Base, base, &difference.base),
            (Side::Revision, revision, &difference.revision),
        ];
        let mut claims = Vec::new();
        for (side, document, pointer) in sides {
            if let Some(pointer) = pointer {
                claims.push(self.claim_of_side(side, document, pointer)?);
            }
        }
        let finding = claims.iter().find(|claim| **claim == Claim::Finding);
        finding.or(claims.first()).copied()
    }

    fn claim_of_side(&self, side: Side, document: &Value, pointer: &Pointer) -> Option<Claim> {
        let above = pointer.at_and_above();
        if above
            .iter()
            .any(|it| self.findings.contains(&(side, it.clone())))
        {
            return Some(Claim::Finding);
        }
        let declared = || {
            above
                .iter()
                .find_map(|it| self.noops.get(&(side, it.clone())).copied())
        };
        meaningless(document, pointer)
            .or_else(declared)
            .or_else(|| is_empty(document, pointer).then_some(class::DEFAULT))
            .map(Claim::Noop)
    }
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
