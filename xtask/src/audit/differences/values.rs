//! Differences of the types of two schemas, and of their lists of values.

use serde_json::Value;

use super::finder::{Effect, Finder};
use super::schema::Two;
use crate::audit::contract::shape::{Types, key};
use crate::audit::finding::Pointers;
use crate::audit::inclusion::{Included, Side, Writing};
use crate::audit::pair::Pair;

/// At most so many values of an enumeration are findings of their own.
const MOST_VALUES: usize = 20;

impl<'s> Finder<'s, '_> {
    pub(super) fn null(&mut self, two: Two<'s>) {
        if two.base.null == two.revision.null {
            return;
        }
        let places = self.places(two, "nullable");
        if two.role.writing == Writing::Field {
            let names = ["form-property-nullability-changed"];
            return self.found(two.node, &names, places, Effect::None);
        }
        let name = if two.revision.null { "became-nullable" } else { "became-not-nullable" };
        let included = match two.narrow.schema.null {
            true => Included::No(Value::Null),
            false => Included::Yes,
        };
        self.found(two.node, &[name], places, included);
    }

    pub(super) fn types(&mut self, two: Two<'s>) {
        let Pair { base, revision } = two.shapes().map(|it| it.types);
        let (gained, lost) = (revision.without(base), base.without(revision));
        let is_scalar = |it: Types| it.has(Types::NUMBER) || it.has(Types::BOOLEAN);
        let text = two.role.writing.is_text();
        let to_text = text && is_scalar(base) && revision == Types::STRING;
        let from_text = text && base == Types::STRING && is_scalar(revision);
        let names: &[&str] = match (gained != Types::NONE, lost != Types::NONE) {
            (false, false) => return,
            _ if to_text && two.is_request() => &["type-compatible", "type-generalized"],
            _ if to_text => &["type-generalized"],
            _ if from_text && !two.is_request() => &["type-specialized", "type-changed"],
            (true, false) => &["type-generalized"],
            (false, true) => &["type-specialized", "type-changed"],
            (true, true) => &["type-changed"],
        };
        let included = self.types_compatible(two);
        self.found(two.node, names, self.places(two, "type"), included);
    }

    fn types_compatible(&self, two: Two<'s>) -> Included {
        let (wide, narrow) = (&two.wide.schema.shape, &two.narrow.schema.shape);
        for of in narrow.types.without(wide.types).each() {
            // A finite set lists all of its values.
            let has_none = || narrow.values.is_some() && self.samples(two, of).is_empty();
            let included = match self.refused_sample(two, of) {
                Some(value) => Included::No(value),
                None if has_none() => Included::Yes,
                None if two.role.writing.is_text() => self.compatible(two),
                None => Included::Unknown("whether a value of the old type exists".to_owned()),
            };
            if !included.is_yes() {
                return included;
            }
        }
        Included::Yes
    }

    /// Some values of a type that the narrow schema accepts.
    fn samples(&self, two: Two<'s>, of: Types) -> Vec<Value> {
        self.inclusion.values_of(two.narrow.at.side, &two.narrow.schema.shape, of)
    }

    /// One of them that the wide schema does not accept.
    fn refused_sample(&self, two: Two<'s>, of: Types) -> Option<Value> {
        let is_refused =
            |it: &Value| self.inclusion.accepts(two.wide.at, it, two.how()) == Some(false);
        self.samples(two, of).into_iter().find(is_refused)
    }

    pub(super) fn values(&mut self, two: Two<'s>) {
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
                // The other aspects compare the rest of the list.
                let refused = || {
                    let mut types = two.narrow.schema.shape.types.each();
                    types.find_map(|of| self.refused_sample(two, of))
                };
                let listed = two.wide.schema.shape.values.is_some();
                let included = match listed.then(refused).flatten() {
                    Some(value) => Included::No(value),
                    None => self.compatible(two),
                };
                self.found(two.node, names, self.places(two, "enum"), included);
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
        let included = |value: &Value| match breaks {
            true => Included::No(value.clone()),
            false => Included::Yes,
        };
        if values.len() > MOST_VALUES {
            let places = self.places(two, "enum");
            return self.found(two.node, &[name], places, included(values[0]));
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
            self.found(two.node, &[name], places, included(value));
        }
    }
}
