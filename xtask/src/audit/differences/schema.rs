//! What differs between two schemas: each aspect by itself, so that the
//! smallest difference is named, and each with the proof whether released
//! clients go on. Schemas that let the same values through differ in words
//! alone.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::finder::{Effect, Finder, Node, Places, Step};
use super::role::{Access, Place, Role};
use crate::audit::contract::number::{Bound, Numbers};
use crate::audit::contract::schema::{Node as Schema, Schemas};
use crate::audit::contract::shape::Id;
use crate::audit::contract::shape::{
    Additional, Arrays, Count, Objects, Shape, Strings, Types, key,
};
use crate::audit::finding::Direction;
use crate::audit::inclusion::{Answer, At, How, Mode, Side, Writing, includes_numbers};
use crate::openapi::json::Pointer;

/// Values of an enumeration that are findings of their own.
const MOST_VALUES: usize = 20;

/// A keyword where it is written.
type Found<'v> = Option<(Pointer, &'v Value)>;

/// Two schemas whose difference is looked at.
#[derive(Clone, Copy)]
struct Two<'s> {
    node: Node,
    ids: (Id, Id),
    base: &'s Schema,
    revision: &'s Schema,
    role: Role,
}

impl<'s> Two<'s> {
    /// The side that has to let everything through.
    fn wide(&self) -> (Side, &'s Schema) {
        match self.role.direction {
            Some(Direction::Response) => (Side::Base, self.base),
            _ => (Side::Revision, self.revision),
        }
    }

    fn narrow(&self) -> (Side, &'s Schema) {
        match self.role.direction {
            Some(Direction::Response) => (Side::Revision, self.revision),
            _ => (Side::Base, self.base),
        }
    }

    fn how(&self) -> How {
        let mode = match self.role.direction {
            Some(Direction::Response) => Mode::Response,
            _ => Mode::Request,
        };
        How { mode, writing: self.role.writing }
    }
}

impl<'s, 'a> Finder<'s, 'a> {
    pub(super) fn compare_schemas(&mut self, node: Node, base: Id, revision: Id) {
        let role = self.role(node);
        let two = Two {
            node,
            ids: (base, revision),
            base: self.base.schemas.node(base),
            revision: self.revision.schemas.node(revision),
            role,
        };
        self.annotations(two);
        let before = self.count();
        self.hidden(two);
        let same = self.inclusion.same(base, revision, role.writing);
        let chosen = (two.base.branches.is_empty(), two.revision.branches.is_empty());
        if !same && chosen.0 != chosen.1 {
            self.null(two);
        } else if !same {
            self.null(two);
            self.types(two);
            self.values(two);
            self.numbers(two);
            self.strings(two);
            self.arrays(two);
            self.objects(two);
            self.not_understood(two);
        } else {
            if role.writing == Writing::Field {
                self.null(two);
            }
            self.declared(two);
        }
        let parts = self.parts(two, same);
        if !same && !parts && self.count() == before {
            let answer = self.goes_on(two);
            self.event(two, "whole", &["constraint-changed"], self.sources(two), answer);
        }
    }

    fn goes_on(&self, two: Two<'_>) -> Answer {
        let direction = two.role.direction.unwrap_or(Direction::Request);
        self.inclusion.goes_on(two.ids.0, two.ids.1, direction, two.role.writing)
    }

    fn event(
        &mut self,
        two: Two<'_>,
        topic: &'static str,
        names: &[&str],
        places: Places,
        answer: Answer,
    ) {
        self.found(two.node, topic, names, places, Effect::Proof(answer));
    }

    fn sources(&self, two: Two<'_>) -> Places {
        (two.base.sources.first().cloned(), two.revision.sources.first().cloned())
    }

    /// The places of a keyword, the schemas themselves if neither has it.
    fn keyword(&self, two: Two<'_>, keyword: &str) -> Places {
        self.places_of(two, keyword, (None, None))
    }

    fn places_of(
        &self,
        two: Two<'_>,
        keyword: &str,
        wanted: (Option<&Value>, Option<&Value>),
    ) -> Places {
        let base = self.base.schemas.keyword(two.ids.0, keyword, wanted.0);
        let revision = self.revision.schemas.keyword(two.ids.1, keyword, wanted.1);
        match (base, revision) {
            (None, None) => self.sources(two),
            (base, revision) => (base.map(|it| it.0), revision.map(|it| it.0)),
        }
    }

    /// What says nothing about values: titles, defaults, access, deprecation.
    fn annotations(&mut self, two: Two<'_>) {
        let find = |this: &Self, keyword: &str| {
            let base = this.base.schemas.keyword(two.ids.0, keyword, None);
            let revision = this.revision.schemas.keyword(two.ids.1, keyword, None);
            (base, revision)
        };
        let places = |found: &(Found<'_>, Found<'_>)| {
            (found.0.as_ref().map(|it| it.0.clone()), found.1.as_ref().map(|it| it.0.clone()))
        };
        for (keyword, topic) in [("title", "title"), ("default", "default")] {
            let found = find(self, keyword);
            let values =
                (found.0.as_ref().map(|it| key(it.1)), found.1.as_ref().map(|it| key(it.1)));
            if values.0 == values.1 {
                continue;
            }
            let names: &[&str] = match (keyword, values) {
                ("title", _) => &["title-changed"],
                (_, (None, _)) => &["default-value-added", "header-default-value-changed"],
                (_, (_, None)) => &["default-value-removed", "header-default-value-changed"],
                _ => &["default-value-changed", "header-default-value-changed"],
            };
            let effect = match keyword {
                "title" => Effect::None,
                _ => Effect::Compatible,
            };
            self.found(two.node, topic, names, places(&found), effect);
        }
        for keyword in ["deprecated", "readOnly", "writeOnly"] {
            let found = find(self, keyword);
            let flag = |it: &Option<(Pointer, &Value)>| {
                it.as_ref().is_some_and(|it| it.1 == &Value::Bool(true))
            };
            if flag(&found.0) == flag(&found.1) {
                continue;
            }
            let now = flag(&found.1);
            let places = places(&found);
            if keyword == "deprecated" {
                let names: &[&str] = match now {
                    true => &["deprecated", "deprecation-added"],
                    false => &["reactivated", "deprecation-removed"],
                };
                self.found(two.node, "deprecated", names, places, Effect::None);
            } else if two.role.place != Place::Property || two.role.access == Access::Both {
                let name = access_name(two.role.required, keyword, now);
                let names: &[&str] = match two.role.place {
                    Place::Property => &[name],
                    _ => &["access-mode-changed"],
                };
                self.found(two.node, keyword, names, places, Effect::Compatible);
            }
        }
        if let (Some(before), Some(after)) = find(self, "enum") {
            let (Some(old), Some(new)) = (before.1.as_array(), after.1.as_array()) else {
                return;
            };
            let mut sorted =
                [old.iter().map(key).collect::<Vec<_>>(), new.iter().map(key).collect()];
            let moved = sorted[0] != sorted[1];
            sorted.iter_mut().for_each(|it| it.sort());
            if moved && sorted[0] == sorted[1] {
                self.claims.order(&before.0, &after.0, None);
                let values = (Some(before.1.clone()), Some(after.1.clone()));
                let places = (Some(before.0), Some(after.0));
                self.noted(
                    two.node,
                    "enum order",
                    &["enum-order-changed"],
                    places,
                    values,
                    Effect::None,
                );
            }
        }
    }

    fn null(&mut self, two: Two<'_>) {
        if two.base.null == two.revision.null {
            return;
        }
        let places = self.keyword(two, "nullable");
        if two.role.writing == Writing::Field {
            let names = ["form-property-nullability-changed"];
            return self.found(two.node, "nullable", &names, places, Effect::None);
        }
        let names: &[&str] = match two.revision.null {
            true => &["became-nullable"],
            false => &["became-not-nullable"],
        };
        let answer = match two.narrow().1.null {
            true => Answer::No(Value::Null),
            false => Answer::Yes,
        };
        self.event(two, "nullable", names, places, answer);
    }

    fn types(&mut self, two: Two<'_>) {
        let (base, revision) = (&two.base.shape, &two.revision.shape);
        let integer = |shape: &Shape| shape.types.has(Types::NUMBER) && shape.numbers.integer;
        let listed = base.values.is_some() && revision.values.is_some();
        if base.types == revision.types && (integer(base) == integer(revision) || listed) {
            return;
        }
        // Choices have types of their own.
        if base.types == revision.types && !base.types.has(Types::NUMBER) {
            return;
        }
        let gained = revision.types.without(base.types) != Types::NONE
            || integer(base) && !integer(revision);
        let lost = base.types.without(revision.types) != Types::NONE
            || !integer(base) && integer(revision);
        let text = two.role.writing.is_text();
        let scalar = |types: Types| types.has(Types::NUMBER) || types.has(Types::BOOLEAN);
        let (to_text, from_text) = (
            scalar(base.types) && revision.types == Types::STRING,
            base.types == Types::STRING && scalar(revision.types),
        );
        let names: &[&str] = match (gained, lost) {
            _ if text && to_text && two.role.direction == Some(Direction::Request) => {
                &["type-compatible", "type-generalized"]
            }
            _ if text && to_text => &["type-generalized"],
            _ if text && from_text && two.role.direction == Some(Direction::Response) => {
                &["type-specialized", "type-changed"]
            }
            (true, false) => &["type-generalized"],
            (false, true) => &["type-specialized", "type-changed"],
            _ => &["type-changed"],
        };
        let answer = self.types_go_on(two);
        let places = self.keyword(two, "type");
        self.event(two, "type", names, places, answer);
    }

    fn types_go_on(&self, two: Two<'_>) -> Answer {
        let ((other, wide), (side, narrow)) = (two.wide(), two.narrow());
        let schemas = self.inclusion.schemas(side);
        let (wide_id, how) = (self.id(two, other), two.how());
        for of in narrow.shape.types.without(wide.shape.types).each() {
            let values = self.inclusion.samples_of(schemas, &narrow.shape, of);
            // A finite set says all of its values.
            if values.is_empty() && narrow.shape.values.is_some() {
                continue;
            }
            let apart = values.into_iter().find(|it| {
                self.inclusion.accepts(At { side: other, id: wide_id }, it, how) == Some(false)
            });
            if let Some(value) = apart {
                return Answer::No(value);
            }
            if !two.role.writing.is_text() {
                return Answer::Unknown("whether a value of the old type exists".to_owned());
            }
            let answer = self.goes_on(two);
            if !answer.is_yes() {
                return answer;
            }
        }
        let wants_integers = wide.shape.types.has(Types::NUMBER) && wide.shape.numbers.integer;
        match wants_integers
            && narrow.shape.types.has(Types::NUMBER)
            && narrow.shape.values.is_none()
        {
            true => includes_numbers(
                &Numbers { integer: true, ..Numbers::default() },
                &narrow.shape.numbers,
            ),
            false => Answer::Yes,
        }
    }

    fn id(&self, two: Two<'_>, side: Side) -> Id {
        match side {
            Side::Base => two.ids.0,
            Side::Revision => two.ids.1,
        }
    }

    fn values(&mut self, two: Two<'_>) {
        let (base, revision) = (&two.base.shape.values, &two.revision.shape.values);
        let ((other, wide), (side, narrow)) = (two.wide(), two.narrow());
        match (base, revision) {
            (None, None) => {}
            (Some(old), Some(new)) => {
                let gone: Vec<&Value> =
                    old.iter().filter(|(key, _)| !new.contains_key(*key)).map(|it| it.1).collect();
                let come: Vec<&Value> =
                    new.iter().filter(|(key, _)| !old.contains_key(*key)).map(|it| it.1).collect();
                let request = two.role.direction != Some(Direction::Response);
                for (values, side, name, breaks) in [
                    (gone, Side::Base, "enum-value-removed", request),
                    (come, Side::Revision, "enum-value-added", !request),
                ] {
                    self.listed(two, &values, side, name, breaks);
                }
            }
            (old, _) => {
                let names: &[&str] = match old {
                    None => &["became-enum", "constraint-tightened"],
                    Some(_) => &["constraint-loosened"],
                };
                let answer = match (&wide.shape.values, &narrow.shape.values) {
                    (Some(_), None) => {
                        let mut values = Vec::new();
                        for of in narrow.shape.types.each() {
                            values.extend(self.inclusion.samples_of(
                                self.inclusion.schemas(side),
                                &narrow.shape,
                                of,
                            ));
                        }
                        let at = At { side: other, id: self.id(two, other) };
                        let apart = values
                            .into_iter()
                            .find(|it| self.inclusion.accepts(at, it, two.how()) == Some(false));
                        apart.map_or_else(|| self.goes_on(two), Answer::No)
                    }
                    // What remains of a list is compared by the other aspects.
                    _ => self.goes_on(two),
                };
                let places = self.keyword(two, "enum");
                self.event(two, "enum", names, places, answer);
            }
        }
    }

    /// Values that came or went, each at its place in the list.
    fn listed(&mut self, two: Two<'_>, values: &[&Value], side: Side, name: &str, breaks: bool) {
        let answer = |value: &Value| match breaks {
            true => Answer::No(value.clone()),
            false => Answer::Yes,
        };
        let at = |pointer| match side {
            Side::Base => (Some(pointer), None),
            Side::Revision => (None, Some(pointer)),
        };
        let schemas = &self.contract(side).schemas;
        let list = schemas.keyword(self.id(two, side), "enum", None);
        let (list, items): (Option<Pointer>, Vec<&Value>) = match list {
            Some((pointer, value)) => {
                (Some(pointer), value.as_array().into_iter().flatten().collect())
            }
            None => (None, Vec::new()),
        };
        let places = |value: &Value| {
            let index = items.iter().position(|it| key(it) == key(value))?;
            Some(at(list.as_ref()?.child(index)))
        };
        match values {
            [] => {}
            many if many.len() > MOST_VALUES => {
                let places = self.keyword(two, "enum");
                if let Some(first) = many.first() {
                    self.event(two, "enum", &[name], places, answer(first));
                }
            }
            few => {
                for value in few {
                    let places = places(value).unwrap_or_else(|| self.sources(two));
                    self.event(two, "enum", &[name], places, answer(value));
                }
            }
        }
    }

    fn numbers(&mut self, two: Two<'_>) {
        let both =
            two.base.shape.types.has(Types::NUMBER) && two.revision.shape.types.has(Types::NUMBER);
        if !both || two.base.shape.values.is_some() || two.revision.shape.values.is_some() {
            return;
        }
        let (base, revision) = (&two.base.shape.numbers, &two.revision.shape.numbers);
        let (wide, narrow) = (&two.wide().1.shape.numbers, &two.narrow().1.shape.numbers);
        let mut by_format = false;
        for (upper, old, new) in
            [(true, base.greatest, revision.greatest), (false, base.least, revision.least)]
        {
            if old == new {
                continue;
            }
            let keyword = if upper { "maximum" } else { "minimum" };
            let demand = match upper {
                true => Numbers { greatest: wide.greatest, ..Numbers::default() },
                false => Numbers { least: wide.least, ..Numbers::default() },
            };
            let answer = includes_numbers(&demand, narrow);
            let wanted = [old, new].map(|it| it.and_then(|it| it.at.value()));
            let said = self.base.schemas.keyword(two.ids.0, keyword, None).is_some()
                || self.revision.schemas.keyword(two.ids.1, keyword, None).is_some();
            if !said {
                if answer.is_yes() && by_format {
                    continue;
                }
                by_format = true;
                let places = self.keyword(two, "format");
                let names = format_names(&places);
                self.event(two, "format", names, places, answer);
                continue;
            }
            let (topic, mut names) = bound_names(upper, old, new);
            let exclusive = if upper { "exclusiveMaximum" } else { "exclusiveMinimum" };
            let open = self.opened(two, keyword, exclusive);
            if let Some(open) = open {
                let name =
                    if open { "exclusive-bound-tightened" } else { "exclusive-bound-loosened" };
                names = vec![name.to_owned()];
            }
            let keyword = if open.is_some() { exclusive } else { keyword };
            let places = self.places_of(two, keyword, (wanted[0].as_ref(), wanted[1].as_ref()));
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            self.event(two, topic, &names, places, answer);
        }
        let whole = |steps: &[_]| -> Vec<_> { steps.to_vec() };
        if whole(&base.steps) != whole(&revision.steps) {
            let demand =
                |wide: &Numbers| Numbers { steps: wide.steps.clone(), ..Numbers::default() };
            let tighter = !includes_numbers(&demand(revision), base).is_yes();
            let name = if tighter { "multiple-of-tightened" } else { "multiple-of-loosened" };
            let places = self.keyword(two, "multipleOf");
            self.event(two, "multipleOf", &[name], places, includes_numbers(&demand(wide), narrow));
        }
    }

    /// Whether a bound that stayed where it was is itself excluded now, if that
    /// changed.
    fn opened(&self, two: Two<'_>, bound: &str, exclusive: &str) -> Option<bool> {
        let both = |keyword| {
            let base = self.base.schemas.keyword(two.ids.0, keyword, None).map(|it| it.1);
            (base, self.revision.schemas.keyword(two.ids.1, keyword, None).map(|it| it.1))
        };
        let (at, flags) = (both(bound), both(exclusive));
        let open = |flag: Option<&Value>| flag == Some(&Value::Bool(true));
        let moved = at.0.map(key) != at.1.map(key) || open(flags.0) == open(flags.1);
        (!moved).then(|| open(flags.1))
    }

    fn strings(&mut self, two: Two<'_>) {
        let both =
            two.base.shape.types.has(Types::STRING) && two.revision.shape.types.has(Types::STRING);
        if !both || two.base.shape.values.is_some() || two.revision.shape.values.is_some() {
            return;
        }
        let (base, revision) = (&two.base.shape.strings, &two.revision.shape.strings);
        let (wide, narrow) = (&two.wide().1.shape.strings, &two.narrow().1.shape.strings);
        self.counts(
            two,
            ["maxLength", "minLength"],
            ["max-length", "min-length"],
            (base.length, revision.length),
            |this, length| {
                this.inclusion.includes_strings(&Strings { length, ..Strings::default() }, narrow)
            },
            wide.length,
        );
        if base.patterns != revision.patterns {
            let answer = self.inclusion.includes_strings(
                &Strings { patterns: wide.patterns.clone(), ..Strings::default() },
                narrow,
            );
            let places = self.keyword(two, "pattern");
            let names: &[&str] = match &places {
                (None, _) => &["pattern-added", "constraint-tightened"],
                (_, None) => &["pattern-removed", "constraint-loosened"],
                _ if revision.patterns.is_empty() => {
                    &["pattern-generalized", "pattern-changed", "constraint-loosened"]
                }
                _ => &["pattern-changed", "constraint-changed"],
            };
            self.event(two, "pattern", names, places, answer);
        }
        if base.formats != revision.formats {
            let answer = self.inclusion.includes_strings(
                &Strings { formats: wide.formats.clone(), ..Strings::default() },
                narrow,
            );
            let places = self.keyword(two, "format");
            let names: &[&str] = match (base.formats.is_empty(), revision.formats.is_empty()) {
                (true, _) => &["format-specialized"],
                (_, true) => &["format-generalized"],
                _ => &["format-changed"],
            };
            self.event(two, "format", names, places, answer);
        }
    }

    /// Bounds of a count: of characters, elements, properties.
    fn counts(
        &mut self,
        two: Two<'_>,
        keywords: [&str; 2],
        topics: [&'static str; 2],
        (base, revision): (Count, Count),
        answer: impl Fn(&Self, Count) -> Answer,
        wide: Count,
    ) {
        if base.most != revision.most {
            let order = match (base.most, revision.most) {
                (Some(old), Some(new)) => ("", new.cmp(&old)),
                (None, _) => ("set", Ordering::Less),
                _ => ("unset", Ordering::Greater),
            };
            let names = change_names(topics[0], order, true);
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let wanted = (base.most.map(Value::from), revision.most.map(Value::from));
            let places = self.places_of(two, keywords[0], (wanted.0.as_ref(), wanted.1.as_ref()));
            let answer = answer(self, Count { least: 0, most: wide.most });
            self.event(two, topics[0], &names, places, answer);
        }
        if base.least != revision.least {
            let wanted = (Value::from(base.least), Value::from(revision.least));
            let places = self.places_of(two, keywords[1], (Some(&wanted.0), Some(&wanted.1)));
            let order = match &places {
                (None, _) => ("set", Ordering::Greater),
                (_, None) => ("unset", Ordering::Less),
                _ => ("", revision.least.cmp(&base.least)),
            };
            let names = change_names(topics[1], order, false);
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let answer = answer(self, Count { least: wide.least, most: None });
            self.event(two, topics[1], &names, places, answer);
        }
    }

    fn arrays(&mut self, two: Two<'_>) {
        let both =
            two.base.shape.types.has(Types::ARRAY) && two.revision.shape.types.has(Types::ARRAY);
        if !both || two.base.shape.values.is_some() || two.revision.shape.values.is_some() {
            return;
        }
        let (base, revision) = (&two.base.shape.arrays, &two.revision.shape.arrays);
        let (wide, (side, narrow)) = (&two.wide().1.shape.arrays, two.narrow());
        self.counts(
            two,
            ["maxItems", "minItems"],
            ["max-items", "min-items"],
            (base.length, revision.length),
            |this, length| {
                this.inclusion.lengths(&Arrays { length, ..Arrays::default() }, side, &narrow.shape)
            },
            wide.length,
        );
        if base.unique != revision.unique {
            let name =
                if revision.unique { "unique-items-tightened" } else { "unique-items-loosened" };
            let demand = Arrays { unique: wide.unique, ..Arrays::default() };
            let answer = self.inclusion.lengths(&demand, side, &narrow.shape);
            let places = self.keyword(two, "uniqueItems");
            self.event(two, "unique-items", &[name], places, answer);
        }
        if base.items.is_some() != revision.items.is_some() {
            let names: &[&str] = match base.items {
                None => &["constraint-tightened"],
                Some(_) => &["constraint-loosened"],
            };
            let places = self.keyword(two, "items");
            let answer = self.goes_on(two);
            self.event(two, "items", names, places, answer);
        }
    }

    fn objects(&mut self, two: Two<'_>) {
        let both =
            two.base.shape.types.has(Types::OBJECT) && two.revision.shape.types.has(Types::OBJECT);
        if !both || two.base.shape.values.is_some() || two.revision.shape.values.is_some() {
            return;
        }
        let (base, revision) = (&two.base.shape.objects, &two.revision.shape.objects);
        let ((other, wide), (side, narrow)) = (two.wide(), two.narrow());
        self.counts(
            two,
            ["maxProperties", "minProperties"],
            ["max-properties", "min-properties"],
            (base.count, revision.count),
            |this, count| this.inclusion.counts(count, side, &narrow.shape),
            wide.shape.objects.count,
        );
        if breadth(base.additional) != breadth(revision.additional) {
            let name = match breadth(revision.additional) < breadth(base.additional) {
                true => "additional-properties-narrowed",
                false => "additional-properties-widened",
            };
            let places = self.keyword(two, "additionalProperties");
            let answer =
                self.inclusion.rest(other, &wide.shape.objects, side, &narrow.shape, two.how());
            self.event(two, "additionalProperties", &[name], places, answer);
        }
        let names: BTreeSet<&String> = [base, revision]
            .into_iter()
            .flat_map(|it| it.required.iter().chain(it.properties.keys()))
            .collect();
        for name in names {
            if !base.hidden.contains_key(name) && !revision.hidden.contains_key(name) {
                self.property(two, name);
            }
        }
    }

    /// Properties that one side leaves out in this direction, or both.
    fn hidden(&mut self, two: Two<'_>) {
        let (base, revision) = (&two.base.shape.objects, &two.revision.shape.objects);
        let names: BTreeSet<&String> = base.hidden.keys().chain(revision.hidden.keys()).collect();
        for name in names {
            self.property(two, name);
        }
    }

    /// Properties of any value that one side declares and the other lets
    /// through undeclared.
    fn declared(&mut self, two: Two<'_>) {
        let (base, revision) = (&two.base.shape.objects, &two.revision.shape.objects);
        let mut names: BTreeSet<&String> = base.properties.keys().collect();
        names = &names ^ &revision.properties.keys().collect();
        for name in names {
            if !base.hidden.contains_key(name) && !revision.hidden.contains_key(name) {
                self.property(two, name);
            }
        }
    }

    /// A property that came, went, or must or may be there.
    fn property(&mut self, two: Two<'_>, name: &str) {
        let state = |objects: &Objects| match (
            objects.properties.contains_key(name),
            objects.hidden.get(name),
        ) {
            (true, _) => Some((objects.required.contains(name), false)),
            (_, Some((_, required))) => Some((*required, true)),
            _ => None,
        };
        let (base, revision) = (&two.base.shape.objects, &two.revision.shape.objects);
        let ((other, wide), (side, narrow)) = (two.wide(), two.narrow());
        let places = (
            property_place(&self.base.schemas, two.ids.0, name),
            property_place(&self.revision.schemas, two.ids.1, name),
        );
        let entries = [
            (Side::Base, base, &self.base.schemas, two.ids.0),
            (Side::Revision, revision, &self.revision.schemas, two.ids.1),
        ];
        let entries =
            entries.map(|(side, _, schemas, id)| (side, required_place(schemas, id, name)));
        let (was, is) = (state(base), state(revision));
        let required = |objects: &Objects| objects.required.contains(name);
        let demanded = match two.role.direction {
            Some(Direction::Response) => required(base) && !required(revision),
            _ => required(revision) && !required(base),
        };
        let missing = |this: &Self| match demanded {
            true => this.inclusion.missing(name, side, &narrow.shape),
            false => Answer::Yes,
        };
        let role = two.role;
        match (was, is) {
            (None, None) if required(base) == required(revision) => return,
            (None, None) => {
                let node = self.part(
                    two.node,
                    Role { muted: role.muted, ..role.property(Access::Both, required(revision)) },
                );
                let names = required_names(required(revision), false);
                let values =
                    (Some(Value::from(required(base))), Some(Value::from(required(revision))));
                let answer = missing(self);
                let places = (
                    entries[0].1.clone().or_else(|| two.base.sources.first().cloned()),
                    entries[1].1.clone().or_else(|| two.revision.sources.first().cloned()),
                );
                self.noted(node, "required", names, places, values, Effect::Proof(answer));
            }
            (Some((required, hidden)), None) => {
                let names = removed_names(role.direction, required, hidden);
                let answer = missing(self).and_then(|| {
                    self.inclusion.property(
                        name,
                        other,
                        &wide.shape.objects,
                        side,
                        &narrow.shape,
                        two.how(),
                    )
                });
                let effect = if hidden { Effect::None } else { Effect::Proof(answer) };
                self.found(two.node, "property", &[names], (places.0, None), effect);
            }
            (None, Some((required, hidden))) => {
                let default = revision.properties.get(name).is_some_and(|id| {
                    self.revision.schemas.keyword(*id, "default", None).is_some()
                });
                let names = added_names(role.direction, required, hidden, default);
                let answer = missing(self).and_then(|| {
                    self.inclusion.property(
                        name,
                        other,
                        &wide.shape.objects,
                        side,
                        &narrow.shape,
                        two.how(),
                    )
                });
                let effect = if hidden { Effect::None } else { Effect::Proof(answer) };
                self.found(two.node, "property", &[names], (None, places.1), effect);
            }
            (Some((was, before_hidden)), Some((is, after_hidden))) => {
                if before_hidden != after_hidden {
                    self.access(two, name, (before_hidden, after_hidden), is, &missing(self));
                } else if was != is {
                    let access = access_of(role.direction, before_hidden);
                    let muted = role.muted || before_hidden;
                    let node = self.part(two.node, Role { muted, ..role.property(access, is) });
                    let default = revision.properties.get(name).is_some_and(|id| {
                        self.revision.schemas.keyword(*id, "default", None).is_some()
                    });
                    let names = required_names(is, default);
                    let values = (Some(Value::from(was)), Some(Value::from(is)));
                    let answer = missing(self);
                    self.noted(node, "required", names, places, values, Effect::Proof(answer));
                }
            }
        }
        for (side, entry) in entries {
            if let Some(entry) = entry {
                self.claims.finding_at(side, &entry);
            }
        }
    }

    /// A property that is left out in this direction now, or no longer.
    fn access(
        &mut self,
        two: Two<'_>,
        name: &str,
        hidden: (bool, bool),
        required: bool,
        missing: &Answer,
    ) {
        let ((other, wide), (side, narrow)) = (two.wide(), two.narrow());
        let (base, revision) = (&two.base.shape.objects, &two.revision.shape.objects);
        let id = |objects: &Objects| {
            objects
                .properties
                .get(name)
                .copied()
                .or_else(|| objects.hidden.get(name).map(|it| it.0))
        };
        let (Some(before), Some(after)) = (id(base), id(revision)) else {
            return;
        };
        let keyword = match two.role.direction {
            Some(Direction::Response) => "writeOnly",
            _ => "readOnly",
        };
        let places = (
            self.base.schemas.keyword(before, keyword, None).map(|it| it.0),
            self.revision.schemas.keyword(after, keyword, None).map(|it| it.0),
        );
        let node = self.part(two.node, two.role.property(Access::Both, required));
        let answer = missing.clone().and_then(|| {
            self.inclusion.property(
                name,
                other,
                &wide.shape.objects,
                side,
                &narrow.shape,
                two.how(),
            )
        });
        let names = [access_name(required, keyword, hidden.1)];
        self.found(node, keyword, &names, places, Effect::Proof(answer));
    }

    /// Constraints that nothing here understands, and what must not hold.
    fn not_understood(&mut self, two: Two<'_>) {
        let (base, revision) = (&two.base.shape, &two.revision.shape);
        for (side, constraint) in base
            .opaque
            .difference(&revision.opaque)
            .map(|it| (Side::Base, it))
            .chain(revision.opaque.difference(&base.opaque).map(|it| (Side::Revision, it)))
        {
            let keyword = constraint.split(':').next().unwrap_or_default();
            let place = self.contract(side).schemas.keyword(self.id(two, side), keyword, None);
            let places = match (side, place) {
                (Side::Base, Some((pointer, _))) => (
                    Some(pointer),
                    self.revision.schemas.keyword(two.ids.1, keyword, None).map(|it| it.0),
                ),
                (Side::Revision, Some((pointer, _))) => (
                    self.base.schemas.keyword(two.ids.0, keyword, None).map(|it| it.0),
                    Some(pointer),
                ),
                _ => self.sources(two),
            };
            let answer = Answer::Unknown(format!("what {keyword} means"));
            self.event(two, "unknown", &[crate::audit::rules::UNKNOWN.id], places, answer);
        }
        let text = |side: Side, id: Id| self.contract(side).schemas.keyword(id, "not", None);
        if base.not.is_empty() && revision.not.is_empty() {
            return;
        }
        let (before, after) = (text(Side::Base, two.ids.0), text(Side::Revision, two.ids.1));
        let same = base.not.len() == revision.not.len()
            && base
                .not
                .iter()
                .zip(&revision.not)
                .all(|(a, b)| self.inclusion.same(*a, *b, two.role.writing));
        if same {
            return;
        }
        let names: &[&str] = match (&before, &after) {
            (None, _) => &["constraint-tightened"],
            (_, None) => &["constraint-loosened"],
            _ => &["constraint-changed"],
        };
        let places = (before.map(|it| it.0), after.map(|it| it.0));
        let answer = self.goes_on(two);
        self.event(two, "not", names, places, answer);
    }

    /// Schemas within schemas. Returns whether any of them lets other values
    /// through.
    fn parts(&mut self, two: Two<'_>, same: bool) -> bool {
        let (base, revision) = (&two.base.shape, &two.revision.shape);
        let role = two.role;
        let mut differ = false;
        for (name, before) in &base.objects.properties {
            if let Some(after) = revision.objects.properties.get(name) {
                let required = revision.objects.required.contains(name);
                let role = role.property(Access::Both, required);
                differ |= self.descend(two, Step::Property(name.clone()), role, (*before, *after));
            }
        }
        for (name, (before, _)) in &base.objects.hidden {
            if let Some((after, required)) = revision.objects.hidden.get(name) {
                let access = access_of(role.direction, true);
                let role = Role { muted: true, ..role.property(access, *required) };
                self.descend(two, Step::Property(name.clone()), role, (*before, *after));
            }
        }
        if let (Some(before), Some(after)) = (base.arrays.items, revision.arrays.items) {
            differ |= self.descend(two, Step::Element, role.element(), (before, after));
        }
        if let (Additional::Schema(before), Additional::Schema(after)) =
            (base.objects.additional, revision.objects.additional)
        {
            let role = role.property(Access::Both, false);
            differ |= self.descend(two, Step::Further, role, (before, after));
        }
        differ |= self.choices(two, same);
        differ | self.discriminator(two)
    }

    fn descend(&mut self, two: Two<'_>, step: Step, role: Role, ids: (Id, Id)) -> bool {
        let (node, _) = self.schema(two.node, step, role, ids);
        let writing = self.role(node).writing;
        !self.inclusion.same(ids.0, ids.1, writing)
    }

    /// Choices among schemas, paired by what they let through, then by what
    /// they refer to, then in order.
    fn choices(&mut self, two: Two<'_>, same: bool) -> bool {
        let mut differ = false;
        if two.base.branches.is_empty() && two.revision.branches.is_empty() {
            return differ;
        }
        let mut olds: Vec<_> = two.base.choices.iter().collect();
        for new in &two.revision.choices {
            let partner = olds
                .iter()
                .position(|old| old.exactly_one == new.exactly_one)
                .or((!olds.is_empty()).then_some(0));
            let Some(old) = partner.map(|index| olds.remove(index)) else {
                if !same {
                    let answer = self.goes_on(two);
                    self.event(
                        two,
                        "composition",
                        &["constraint-tightened"],
                        (None, Some(new.list.clone())),
                        answer,
                    );
                }
                continue;
            };
            if old.exactly_one != new.exactly_one && !same {
                let answer = self.goes_on(two);
                let places = (Some(old.list.clone()), Some(new.list.clone()));
                self.event(two, "composition", &["constraint-changed"], places, answer);
            }
            differ |= self.members(two, same, &old.members, &new.members, new.exactly_one);
        }
        for old in olds {
            if !same {
                let answer = self.goes_on(two);
                self.event(
                    two,
                    "composition",
                    &["constraint-loosened"],
                    (Some(old.list.clone()), None),
                    answer,
                );
            }
        }
        differ
    }

    fn members(
        &mut self,
        two: Two<'_>,
        same: bool,
        old: &[(Pointer, Id)],
        new: &[(Pointer, Id)],
        exactly_one: bool,
    ) -> bool {
        let writing = two.role.writing;
        let name = |schemas: &Schemas<'_>, id: Id| schemas.node(id).sources.first().cloned();
        let mut free: Vec<&(Pointer, Id)> = new.iter().collect();
        let mut left: Vec<&(Pointer, Id)> = Vec::new();
        let mut pairs: Vec<(Id, Id)> = Vec::new();
        for member in old {
            match free.iter().position(|it| self.inclusion.same(member.1, it.1, writing)) {
                Some(index) => pairs.push((member.1, free.remove(index).1)),
                None => left.push(member),
            }
        }
        let mut differ = false;
        if !same {
            left.retain(|member| {
                let index = free.iter().position(|it| {
                    name(&self.base.schemas, member.1) == name(&self.revision.schemas, it.1)
                });
                let index = index.or((old.len() == new.len() && free.len() == 1).then_some(0));
                match index {
                    Some(index) => {
                        differ = true;
                        pairs.push((member.1, free.remove(index).1));
                        false
                    }
                    None => true,
                }
            });
        }
        for pair in pairs {
            self.schema(two.node, Step::Same, two.role, pair);
        }
        if same {
            return differ;
        }
        let (removed, added) = match exactly_one {
            true => ("one-of-removed", "one-of-added"),
            false => ("any-of-removed", "any-of-added"),
        };
        let ((other, _), (side, _)) = (two.wide(), two.narrow());
        let wide = At { side: other, id: self.id(two, other) };
        let lost =
            |this: &Self, id: Id| match this.inclusion.includes(wide, At { side, id }, two.how()) {
                Answer::Yes => this.goes_on(two),
                other => other,
            };
        let request = two.role.direction != Some(Direction::Response);
        for member in left {
            let answer = if request { lost(self, member.1) } else { self.harmless(two) };
            self.event(
                two,
                "composition",
                &[removed, "constraint-tightened"],
                (Some(member.0.clone()), None),
                answer,
            );
        }
        for member in free {
            let answer = if request { self.harmless(two) } else { lost(self, member.1) };
            self.event(
                two,
                "composition",
                &[added, "constraint-loosened"],
                (None, Some(member.0.clone())),
                answer,
            );
        }
        differ
    }

    /// More is let through where that breaks nobody, unless the whole breaks
    /// because exactly one alternative must hold.
    fn harmless(&self, two: Two<'_>) -> Answer {
        match (
            self.goes_on(two),
            two.base.shape.exactly.is_empty() && two.revision.shape.exactly.is_empty(),
        ) {
            (answer, false) => answer,
            _ => Answer::Yes,
        }
    }

    /// What tells which schema a value has. The values that tell it are part
    /// of the contract, and what each leads to.
    fn discriminator(&mut self, two: Two<'_>) -> bool {
        let (before, after) = match (&two.base.discriminator, &two.revision.discriminator) {
            (None, None) => return false,
            (before, after) => (before.as_ref(), after.as_ref()),
        };
        let places = (before.map(|it| it.pointer.clone()), after.map(|it| it.pointer.clone()));
        let (Some(before), Some(after)) = (before, after) else {
            let effect = Effect::Breaking("a value whose schema is told otherwise".to_owned());
            self.found(two.node, "discriminator", &["discriminator-changed"], places, effect);
            return true;
        };
        let values = |it: &BTreeMap<String, Id>| it.keys().cloned().collect::<BTreeSet<_>>();
        let (old, new) = (values(&before.mapping), values(&after.mapping));
        let (gone, come) =
            (old.difference(&new).next().cloned(), new.difference(&old).next().cloned());
        let told = |value: &str, property: &str| format!("a value with `{property}={value}`");
        let breaking = match two.role.direction {
            _ if before.property != after.property => {
                Some(format!("a value told by `{}`", before.property))
            }
            Some(Direction::Response) => come.as_ref().map(|it| told(it, &after.property)),
            _ => gone.as_ref().map(|it| told(it, &before.property)),
        };
        if before.property != after.property || gone.is_some() || come.is_some() {
            let effect = breaking.map_or(Effect::Compatible, Effect::Breaking);
            self.found(
                two.node,
                "discriminator",
                &["discriminator-changed"],
                places.clone(),
                effect,
            );
            if before.property != after.property {
                return true;
            }
        }
        let mut differ = false;
        for (value, id) in &before.mapping {
            let Some(other) = after.mapping.get(value) else {
                continue;
            };
            if self.inclusion.same(*id, *other, two.role.writing) {
                continue;
            }
            differ = true;
            let was = self.base.schemas.node(*id).sources.first();
            let crossed = after.mapping.iter().any(|(name, it)| {
                name != value && self.revision.schemas.node(*it).sources.first() == was
            });
            if crossed {
                let effect = Effect::Breaking(told(value, &before.property));
                self.found(
                    two.node,
                    "discriminator",
                    &["discriminator-changed"],
                    places.clone(),
                    effect,
                );
                break;
            }
            self.led_to(two.node, two.role, (*id, *other));
        }
        differ
    }
}

impl Answer {
    /// This, and if it is a yes the other.
    fn and_then(self, other: impl FnOnce() -> Self) -> Self {
        match self {
            Self::Yes => other(),
            answer => answer,
        }
    }
}

fn access_of(direction: Option<Direction>, hidden: bool) -> Access {
    match (direction, hidden) {
        (_, false) => Access::Both,
        (Some(Direction::Response), _) => Access::WriteOnly,
        _ => Access::ReadOnly,
    }
}

fn access_name(required: bool, keyword: &str, now: bool) -> &'static str {
    match (required, keyword, now) {
        (true, "readOnly", true) => "required-property-became-read-only",
        (true, "readOnly", false) => "required-property-became-not-read-only",
        (true, _, true) => "required-property-became-write-only",
        (true, _, false) => "required-property-became-not-write-only",
        (false, "readOnly", true) => "optional-property-became-read-only",
        (false, "readOnly", false) => "optional-property-became-not-read-only",
        (false, _, true) => "optional-property-became-write-only",
        (false, _, false) => "optional-property-became-not-write-only",
    }
}

fn required_names(now: bool, default: bool) -> &'static [&'static str] {
    match (now, default) {
        (true, true) => &["became-required-with-default", "became-required"],
        (true, false) => &["became-required"],
        _ => &["became-optional"],
    }
}

fn removed_names(direction: Option<Direction>, required: bool, hidden: bool) -> &'static str {
    match (direction, required, hidden) {
        (Some(Direction::Response), true, true) => "response-required-write-only-property-removed",
        (Some(Direction::Response), true, false) => "response-required-property-removed",
        (Some(Direction::Response), false, true) => "response-optional-write-only-property-removed",
        (Some(Direction::Response), false, false) => "response-optional-property-removed",
        _ => "request-property-removed",
    }
}

fn added_names(
    direction: Option<Direction>,
    required: bool,
    hidden: bool,
    default: bool,
) -> &'static str {
    match (direction, required, hidden) {
        (Some(Direction::Response), true, true) => "response-required-write-only-property-added",
        (Some(Direction::Response), true, false) => "response-required-property-added",
        (Some(Direction::Response), false, true) => "response-optional-write-only-property-added",
        (Some(Direction::Response), false, false) => "response-optional-property-added",
        (_, true, false) if default => "new-required-request-property-with-default",
        (_, true, false) => "new-required-request-property",
        _ => "new-optional-request-property",
    }
}

fn breadth(additional: Additional) -> u8 {
    match additional {
        Additional::Any => 2,
        Additional::Schema(_) => 1,
        Additional::None => 0,
    }
}

fn format_names(places: &Places) -> &'static [&'static str] {
    match places {
        (Some(_), None) => &["format-generalized"],
        (None, Some(_)) => &["format-specialized"],
        _ => &["format-changed"],
    }
}

fn bound_names(upper: bool, old: Option<Bound>, new: Option<Bound>) -> (&'static str, Vec<String>) {
    let topic = if upper { "max" } else { "min" };
    let order = match (old, new) {
        (Some(old), Some(new)) => ("", new.at.partial_cmp(&old.at).unwrap_or(Ordering::Equal)),
        (None, _) if upper => ("set", Ordering::Less),
        (None, _) => ("set", Ordering::Greater),
        (_, _) if upper => ("unset", Ordering::Greater),
        _ => ("unset", Ordering::Less),
    };
    (topic, change_names(topic, order, upper))
}

/// The names of a bound that moved, the most special first.
fn change_names(topic: &str, (change, order): (&str, Ordering), upper: bool) -> Vec<String> {
    let tighter = (order == Ordering::Less) == upper;
    let verb = if order == Ordering::Less { "decreased" } else { "increased" };
    let (own, any) = match tighter {
        true => ("tightened", "constraint-tightened"),
        false => ("loosened", "constraint-loosened"),
    };
    let mut names: Vec<String> = [change, verb, own]
        .iter()
        .filter(|it| !it.is_empty())
        .map(|it| format!("{topic}-{it}"))
        .collect();
    names.push(any.to_owned());
    names
}

/// Where a property is described.
fn property_place(schemas: &Schemas<'_>, id: Id, name: &str) -> Option<Pointer> {
    schemas.node(id).sources.iter().find_map(|source| {
        schemas.at(source)?.get("properties")?.get(name)?;
        Some(source.child("properties").child(name))
    })
}

/// Where a property is required.
fn required_place(schemas: &Schemas<'_>, id: Id, name: &str) -> Option<Pointer> {
    schemas.node(id).sources.iter().find_map(|source| {
        let names = schemas.at(source)?.get("required")?.as_array()?;
        let index = names.iter().position(|it| it.as_str() == Some(name))?;
        Some(source.child("required").child(index))
    })
}
