//! What differs between two schemas: each aspect by itself, so that the
//! smallest difference is named, and each with the proof whether released
//! clients go on. Schemas that let the same values through differ in words
//! alone. Bounds, properties and choices have files of their own.

use serde_json::Value;

use super::finder::{Effect, Finder};
use super::graph::{Node, Step};
use super::role::{Place, Role};
use crate::audit::contract::number::Numbers;
use crate::audit::contract::schema::{Node as Schema, Schemas};
use crate::audit::contract::shape::{Additional, Id, Shape, Types, key};
use crate::audit::finding::{Direction, Pointers};
use crate::audit::inclusion::{Answer, At, How, Mode, Side, Writing, includes_numbers};
use crate::audit::pair::Pair;
use crate::openapi::json::Pointer;

/// Values of an enumeration that are findings of their own.
const MOST_VALUES: usize = 20;

/// A schema of one of the documents.
#[derive(Clone, Copy)]
pub(super) struct One<'s> {
    pub(super) at: At,
    pub(super) schema: &'s Schema,
}

/// Two schemas whose difference is looked at.
#[derive(Clone, Copy)]
pub(super) struct Two<'s> {
    pub(super) node: Node,
    pub(super) role: Role,
    pub(super) ids: Pair<Id>,
    pub(super) base: &'s Schema,
    pub(super) revision: &'s Schema,
    /// What has to let everything through that the narrow one does.
    pub(super) wide: One<'s>,
    pub(super) narrow: One<'s>,
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

    /// Whether both let values of a type through, and say no list of them.
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
        let is_same = self.inclusion.same(ids.base, ids.revision, role.writing);
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
        if is_same {
            self.declared_properties(two);
        }
        let parts_differ = self.parts(two, is_same);
        if !is_same && !parts_differ && self.events.len() == before {
            let answer = self.goes_on(two);
            self.found(node, &["constraint-changed"], self.sources(ids), answer);
        }
    }

    pub(super) fn goes_on(&self, two: Two<'s>) -> Answer {
        let Two { ids, role, .. } = two;
        self.inclusion.goes_on(ids.base, ids.revision, role.way(), role.writing)
    }

    /// Where a keyword is written, and what it says: on each side first where
    /// the other side does not say the same.
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

    /// What says nothing about values: titles, defaults, access, deprecation.
    fn annotations(&mut self, two: Two<'s>) {
        let Two { node, role, ids, .. } = two;
        let first = |this: &Self, keyword: &str| Pair {
            base: this.base.schemas.keyword(ids.base, keyword, None),
            revision: this.revision.schemas.keyword(ids.revision, keyword, None),
        };
        for keyword in ["title", "default"] {
            let found = first(self, keyword);
            let values = found.as_ref().map(|it| it.as_ref().map(|it| key(it.1)));
            let names: &[&str] = match (keyword, values.base, values.revision) {
                (_, old, new) if old == new => continue,
                ("title", ..) => &["title-changed"],
                (_, None, _) => &["default-value-added", "header-default-value-changed"],
                (_, _, None) => &["default-value-removed", "header-default-value-changed"],
                _ => &["default-value-changed", "header-default-value-changed"],
            };
            let effect = if keyword == "title" { Effect::None } else { Effect::Compatible };
            self.found(node, names, found.map(|it| it.map(|it| it.0)), effect);
        }
        for keyword in ["deprecated", "readOnly", "writeOnly"] {
            let found = first(self, keyword);
            let flags = found
                .as_ref()
                .map(|it| it.as_ref().is_some_and(|(_, value)| **value == Value::Bool(true)));
            let is_access = keyword != "deprecated";
            if flags.base == flags.revision || is_access && role.hidden {
                continue;
            }
            let now = flags.revision;
            let access = access_name(role.required, keyword, now);
            let (names, effect) = match (is_access, role.place, now) {
                (false, _, true) => (vec!["deprecated", "deprecation-added"], Effect::None),
                (false, _, false) => (vec!["reactivated", "deprecation-removed"], Effect::None),
                (true, Place::Property, _) => (vec![&*access], Effect::Compatible),
                _ => (vec!["access-mode-changed"], Effect::Compatible),
            };
            self.found(node, &names, found.map(|it| it.map(|it| it.0)), effect);
        }
        let found = first(self, "enum");
        if let (Some((before, old)), Some((after, new))) = (found.base, found.revision) {
            let keys = |it: &Value| -> Vec<String> {
                it.as_array().into_iter().flatten().map(key).collect()
            };
            let (mut old_keys, mut new_keys) = (keys(old), keys(new));
            if old_keys != new_keys {
                old_keys.sort();
                new_keys.sort();
                if old_keys == new_keys {
                    let places = Pair { base: Some(before), revision: Some(after) };
                    self.claims.order(places.clone());
                    let values = Pair { base: Some(old.clone()), revision: Some(new.clone()) };
                    self.noted(node, &["enum-order-changed"], places, values, Effect::None);
                }
            }
        }
    }

    fn null(&mut self, two: Two<'s>) {
        if two.base.null == two.revision.null {
            return;
        }
        let places = self.places(two, "nullable");
        if two.role.writing == Writing::Field {
            let names = ["form-property-nullability-changed"];
            return self.found(two.node, &names, places, Effect::None);
        }
        let name = if two.revision.null { "became-nullable" } else { "became-not-nullable" };
        let answer = match two.narrow.schema.null {
            true => Answer::No(Value::Null),
            false => Answer::Yes,
        };
        self.found(two.node, &[name], places, answer);
    }

    fn types(&mut self, two: Two<'s>) {
        let (base, revision) = (&two.base.shape, &two.revision.shape);
        let integer = |it: &Shape| it.types.has(Types::NUMBER) && it.numbers.integer;
        let (was_integer, is_integer) = (integer(base), integer(revision));
        let listed = base.values.is_some() && revision.values.is_some();
        // Choices have types of their own.
        if base.types == revision.types
            && (was_integer == is_integer || listed || !base.types.has(Types::NUMBER))
        {
            return;
        }
        let gained =
            revision.types.without(base.types) != Types::NONE || was_integer && !is_integer;
        let lost = base.types.without(revision.types) != Types::NONE || !was_integer && is_integer;
        let is_scalar = |it: Types| it.has(Types::NUMBER) || it.has(Types::BOOLEAN);
        let text = two.role.writing.is_text();
        let to_text = text && is_scalar(base.types) && revision.types == Types::STRING;
        let from_text = text && base.types == Types::STRING && is_scalar(revision.types);
        let names: &[&str] = match (gained, lost) {
            _ if to_text && two.is_request() => &["type-compatible", "type-generalized"],
            _ if to_text => &["type-generalized"],
            _ if from_text && !two.is_request() => &["type-specialized", "type-changed"],
            (true, false) => &["type-generalized"],
            (false, true) => &["type-specialized", "type-changed"],
            _ => &["type-changed"],
        };
        let answer = self.types_go_on(two);
        self.found(two.node, names, self.places(two, "type"), answer);
    }

    fn types_go_on(&self, two: Two<'s>) -> Answer {
        let (wide, narrow) = (&two.wide.schema.shape, &two.narrow.schema.shape);
        for of in narrow.types.without(wide.types).each() {
            // A finite set says all of its values.
            if narrow.values.is_some() && self.samples(two, of).is_empty() {
                continue;
            }
            match self.refused_sample(two, of) {
                Some(value) => return Answer::No(value),
                None if two.role.writing.is_text() => match self.goes_on(two) {
                    Answer::Yes => {}
                    answer => return answer,
                },
                None => {
                    return Answer::Unknown("whether a value of the old type exists".to_owned());
                }
            }
        }
        let wants_integers = wide.types.has(Types::NUMBER) && wide.numbers.integer;
        match wants_integers && narrow.types.has(Types::NUMBER) && narrow.values.is_none() {
            true => {
                let integers = Numbers { integer: true, ..Numbers::default() };
                includes_numbers(&integers, &narrow.numbers)
            }
            false => Answer::Yes,
        }
    }

    /// Some values of a type that the narrow schema lets through.
    fn samples(&self, two: Two<'s>, of: Types) -> Vec<Value> {
        let schemas = self.inclusion.schemas(two.narrow.at.side);
        self.inclusion.samples_of(schemas, &two.narrow.schema.shape, of)
    }

    /// One of them that the wide schema does not let through.
    fn refused_sample(&self, two: Two<'s>, of: Types) -> Option<Value> {
        let is_refused =
            |it: &Value| self.inclusion.accepts(two.wide.at, it, two.how()) == Some(false);
        self.samples(two, of).into_iter().find(is_refused)
    }

    fn values(&mut self, two: Two<'s>) {
        match (&two.base.shape.values, &two.revision.shape.values) {
            (None, None) => {}
            (Some(old), Some(new)) => {
                let gone: Vec<&Value> =
                    old.iter().filter(|it| !new.contains_key(it.0)).map(|it| it.1).collect();
                let come: Vec<&Value> =
                    new.iter().filter(|it| !old.contains_key(it.0)).map(|it| it.1).collect();
                self.listed(two, &gone, Side::Base);
                self.listed(two, &come, Side::Revision);
            }
            (old, _) => {
                let names: &[&str] = match old {
                    None => &["became-enum", "constraint-tightened"],
                    Some(_) => &["constraint-loosened"],
                };
                // What remains of a list is compared by the other aspects.
                let refused = || {
                    let mut types = two.narrow.schema.shape.types.each();
                    types.find_map(|of| self.refused_sample(two, of))
                };
                let listed = two.wide.schema.shape.values.is_some();
                let answer = match listed.then(refused).flatten() {
                    Some(value) => Answer::No(value),
                    None => self.goes_on(two),
                };
                self.found(two.node, names, self.places(two, "enum"), answer);
            }
        }
    }

    /// Values that only one side lists, each at its place.
    fn listed(&mut self, two: Two<'s>, values: &[&Value], side: Side) {
        let name = match side {
            Side::Base => "enum-value-removed",
            Side::Revision => "enum-value-added",
        };
        let breaks = two.narrow.at.side == side;
        let answer = |value: &Value| match breaks {
            true => Answer::No(value.clone()),
            false => Answer::Yes,
        };
        if values.len() > MOST_VALUES {
            let places = self.places(two, "enum");
            return self.found(two.node, &[name], places, answer(values[0]));
        }
        let said = self.said(two, "enum");
        let list = if side == Side::Base { said.base } else { said.revision };
        let place = |value: &Value| -> Option<Pointers> {
            let (list, items) = list.as_ref()?;
            let index = items.as_array()?.iter().position(|it| key(it) == key(value))?;
            let place = Some(list.child(index));
            Some(match side {
                Side::Base => Pair { base: place, revision: None },
                Side::Revision => Pair { base: None, revision: place },
            })
        };
        for value in values {
            let places = place(value).unwrap_or_else(|| self.sources(two.ids));
            self.found(two.node, &[name], places, answer(value));
        }
    }

    /// Elements that are described now, or no longer.
    fn items(&mut self, two: Two<'s>) {
        let is_described = two.shapes().map(|it| it.arrays.items.is_some());
        if two.both_are(Types::ARRAY) && is_described.base != is_described.revision {
            let name =
                if is_described.base { "constraint-loosened" } else { "constraint-tightened" };
            let answer = self.goes_on(two);
            self.found(two.node, &[name], self.places(two, "items"), answer);
        }
    }

    /// Schemas within schemas. Returns whether any of them lets other values
    /// through.
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
        !self.inclusion.same(base, revision, role.writing)
    }
}

/// The name of a change of `readOnly` or `writeOnly`.
pub(super) fn access_name(required: bool, keyword: &str, now: bool) -> String {
    let necessity = if required { "required" } else { "optional" };
    let access = if keyword == "readOnly" { "read-only" } else { "write-only" };
    let not = if now { "" } else { "not-" };
    format!("{necessity}-property-became-{not}{access}")
}
