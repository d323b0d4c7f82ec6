//! Differences of two schemas: each aspect is compared by itself, so that the
//! smallest difference is named, with a proof whether released clients keep
//! working. Schemas that accept the same values differ only in how they are
//! written. Each kind of aspect has a file of its own.

use serde_json::Value;

use super::finder::Finder;
use super::graph::{Node, Step};
use super::role::Role;
use crate::audit::contract::schema::{Node as Schema, Schemas};
use crate::audit::contract::shape::{Additional, Id, Shape, Types, key};
use crate::audit::finding::{Direction, Pointers};
use crate::audit::inclusion::{At, How, Included, Mode, Part, Side, Writing};
use crate::audit::pair::Pair;
use crate::openapi::json::Pointer;

/// A schema of one of the documents.
#[derive(Clone, Copy)]
pub(super) struct One<'s> {
    pub(super) at: At,
    pub(super) schema: &'s Schema,
}

/// Two schemas that are compared.
#[derive(Clone, Copy)]
pub(super) struct Two<'s> {
    pub(super) node: Node,
    pub(super) role: Role,
    pub(super) ids: Pair<Id>,
    pub(super) base: &'s Schema,
    pub(super) revision: &'s Schema,
    /// The schema that has to accept everything that the narrow one accepts.
    pub(super) wide: One<'s>,
    pub(super) narrow: One<'s>,
}

impl<'s> One<'s> {
    pub(super) fn part(self) -> Part<'s> {
        Part::new(self.at.side, &self.schema.shape)
    }
}

impl<'s> Two<'s> {
    pub(super) fn is_request(self) -> bool {
        self.role.way() == Direction::Request
    }

    pub(super) fn how(self) -> How {
        let mode = if self.is_request() { Mode::Request } else { Mode::Response };
        How { mode, writing: self.role.writing }
    }

    pub(super) fn shapes(self) -> Pair<&'s Shape> {
        Pair { base: &self.base.shape, revision: &self.revision.shape }
    }

    /// Whether both accept values of a type, without a list of values.
    pub(super) fn both_are(self, of: Types) -> bool {
        let open = |it: &Shape| it.types.has(of) && it.values.is_none();
        self.shapes().into_iter().all(open)
    }
}

impl<'s, 'a> Finder<'s, 'a> {
    pub(super) fn compare_schemas(&mut self, node: Node) {
        let entry = self.graph.entry(node);
        let (role, Some(ids)) = (entry.role, entry.ids) else {
            return;
        };
        let [base, revision] =
            [(Side::Base, ids.base), (Side::Revision, ids.revision)].map(|(side, id)| One {
                at: At { side, id },
                schema: self.inclusion.schemas(side).node(id),
            });
        let (wide, narrow) = match role.way() {
            Direction::Request => (revision, base),
            Direction::Response => (base, revision),
        };
        let (base, revision) = (base.schema, revision.schema);
        let two = Two { node, role, ids, base, revision, wide, narrow };
        self.annotations(two);
        let before = self.events.len();
        self.hidden_properties(two);
        let is_same = self.inclusion.equivalent(ids.base, ids.revision, role.writing);
        if !is_same || role.writing == Writing::Field {
            self.null(two);
        }
        if !is_same && base.branches.is_empty() == revision.branches.is_empty() {
            self.types(two);
            self.values(two);
            self.aspects(two);
            self.items(two);
            self.objects(two);
            self.not_understood(two);
        }
        let parts_differ = self.parts(two, is_same);
        if !is_same && !parts_differ && self.events.len() == before {
            let included = self.compatible(two);
            self.found(node, &["constraint-changed"], self.sources(ids), included);
        }
    }

    pub(super) fn compatible(&self, two: Two<'s>) -> Included {
        let Two { ids, role, .. } = two;
        self.inclusion.compatible(ids.base, ids.revision, role.way(), role.writing)
    }

    /// The places of a keyword, and its values; on each side, a place comes first
    /// if the other side does not have the same value.
    pub(super) fn said(&self, two: Two<'s>, keyword: &str) -> Pair<Option<(Pointer, &'a Value)>> {
        let all = |schemas: &Schemas<'a>, schema: &Schema| -> Vec<(Pointer, &'a Value)> {
            let value =
                |source: &Pointer| Some((source.child(keyword), schemas.at(source)?.get(keyword)?));
            schema.sources.iter().filter_map(value).collect()
        };
        let base = all(&self.base.schemas, two.base);
        let revision = all(&self.revision.schemas, two.revision);
        let first = |own: &[(Pointer, &'a Value)], other: &[(Pointer, &'a Value)]| {
            let is_alone = |it: &&(Pointer, &'a Value)| {
                own.len() == 1 || other.iter().all(|(_, value)| key(value) != key(it.1))
            };
            own.iter().find(is_alone).or(own.first()).cloned()
        };
        Pair { base: first(&base, &revision), revision: first(&revision, &base) }
    }

    /// Where a keyword is written; the schemas themselves if neither has it.
    pub(super) fn places(&self, two: Two<'s>, keyword: &str) -> Pointers {
        let places = self.said(two, keyword).map(|it| it.map(|it| it.0));
        if places.is_empty() { self.sources(two.ids) } else { places }
    }

    /// Elements whose description was added or removed.
    fn items(&mut self, two: Two<'s>) {
        let is_described = two.shapes().map(|it| it.arrays.items.is_some());
        if two.both_are(Types::ARRAY) && is_described.differs() {
            let name =
                if is_described.base { "constraint-loosened" } else { "constraint-tightened" };
            let included = self.compatible(two);
            self.found(two.node, &[name], self.places(two, "items"), included);
        }
    }

    /// Schemas within schemas. Returns whether any of them accepts other values.
    fn parts(&mut self, two: Two<'s>, is_same: bool) -> bool {
        let (base, revision) = (&two.base.shape, &two.revision.shape);
        let role = two.role;
        let mut differ = false;
        for (name, before) in &base.objects.properties {
            if let Some(after) = revision.objects.properties.get(name) {
                let role = role.property(revision.objects.required.contains(name), false);
                differ |= self.descend(two, Step::Property(name.clone()), role, *before, *after);
            }
        }
        for (name, (before, _)) in &base.objects.hidden {
            if let Some((after, required)) = revision.objects.hidden.get(name) {
                let role = role.property(*required, true);
                self.descend(two, Step::Property(name.clone()), role, *before, *after);
            }
        }
        if let (Some(before), Some(after)) = (base.arrays.items, revision.arrays.items) {
            differ |= self.descend(two, Step::Element, role.element(), before, after);
        }
        if let (Additional::Schema(before), Additional::Schema(after)) =
            (base.objects.additional, revision.objects.additional)
        {
            differ |= self.descend(two, Step::Further, role.property(false, false), before, after);
        }
        differ |= self.choices(two, is_same);
        differ | self.discriminator(two)
    }

    fn descend(&mut self, two: Two<'s>, step: Step, role: Role, base: Id, revision: Id) -> bool {
        self.schema(two.node, step, role, Pair { base, revision });
        !self.inclusion.equivalent(base, revision, role.writing)
    }
}
