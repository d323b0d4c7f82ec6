//! What differs between the properties of two schemas: which there are, which
//! must be there, which are left out in one direction.

use std::collections::BTreeSet;

use serde_json::Value;

use super::annotations::access_name;
use super::finder::{Effect, Finder};
use super::schema::Two;
use crate::audit::contract::schema::{Node as Schema, Schemas};
use crate::audit::contract::shape::{Additional, Id, Objects, Types};
use crate::audit::finding::Direction;
use crate::audit::inclusion::Answer;
use crate::audit::pair::Pair;
use crate::openapi::json::Pointer;

/// A property of one side.
#[derive(Clone, Copy)]
struct Property {
    id: Id,
    required: bool,
    /// Whether it is left out in this direction.
    hidden: bool,
}

impl Property {
    fn of(objects: &Objects, name: &str) -> Option<Self> {
        let shown = objects.properties.get(name);
        let shown = shown.map(|id| (*id, objects.required.contains(name), false));
        let hidden = || objects.hidden.get(name).map(|(id, required)| (*id, *required, true));
        let (id, required, hidden) = shown.or_else(hidden)?;
        Some(Self { id, required, hidden })
    }
}

impl<'s> Finder<'s, '_> {
    pub(super) fn objects(&mut self, two: Two<'s>) {
        if !two.both_are(Types::OBJECT) {
            return;
        }
        let objects = two.shapes().map(|it| &it.objects);
        let breadth = objects.map(|it| match it.additional {
            Additional::None => 0,
            Additional::Schema(_) => 1,
            Additional::Any => 2,
        });
        if breadth.base != breadth.revision {
            let name = match breadth.revision < breadth.base {
                true => "additional-properties-narrowed",
                false => "additional-properties-widened",
            };
            let (wide, narrow) = (two.wide.part(), two.narrow.part());
            let answer = self.inclusion.includes_further(wide, narrow, two.how());
            self.found(two.node, &[name], self.places(two, "additionalProperties"), answer);
        }
        let names = |it: &'s Objects| it.required.iter().chain(it.properties.keys());
        self.shown_properties(two, objects.into_iter().flat_map(names).collect());
    }

    /// Properties of any value that one side declares, and the other lets
    /// through undeclared.
    pub(super) fn declared_properties(&mut self, two: Two<'s>) {
        let declared = two.shapes().map(|it| it.objects.properties.keys().collect::<BTreeSet<_>>());
        self.shown_properties(two, &declared.base ^ &declared.revision);
    }

    /// Some properties, without those that a side leaves out.
    fn shown_properties(&mut self, two: Two<'s>, names: BTreeSet<&'s String>) {
        let is_hidden =
            |name: &str| two.shapes().into_iter().any(|it| it.objects.hidden.contains_key(name));
        for name in names.into_iter().filter(|it| !is_hidden(it)) {
            self.property(two, name);
        }
    }

    /// Properties that one side leaves out in this direction, or both.
    pub(super) fn hidden_properties(&mut self, two: Two<'s>) {
        let hidden = two.shapes().map(|it| it.objects.hidden.keys());
        for name in hidden.into_iter().flatten().collect::<BTreeSet<_>>() {
            self.property(two, name);
        }
    }

    /// A property that came, went, or must or may be there.
    fn property(&mut self, two: Two<'s>, name: &str) {
        let Two { node, role, .. } = two;
        let objects = two.shapes().map(|it| &it.objects);
        let required = objects.map(|it| it.required.contains(name));
        let schemas = Pair { base: &self.base.schemas, revision: &self.revision.schemas };
        let sides = schemas.zip(Pair { base: two.base, revision: two.revision });
        let places = sides.map(|(schemas, schema)| described(schemas, schema, name));
        let entries = sides.map(|(schemas, schema)| listed(schemas, schema, name));
        let found = objects.map(|it| Property::of(it, name));
        match (found.base, found.revision) {
            (None, None) if required.base == required.revision => return,
            (None, None) => {
                let [base, revision] = [&entries.base, &entries.revision];
                let sources = self.sources(two.ids);
                let places = Pair {
                    base: base.clone().or(sources.base),
                    revision: revision.clone().or(sources.revision),
                };
                self.necessity_of_property(two, name, false, required, places);
            }
            (Some(was), Some(is)) if was.hidden != is.hidden => {
                self.access(two, name, was, is);
            }
            (Some(was), Some(is)) => {
                let required = Pair { base: was.required, revision: is.required };
                if was.required != is.required {
                    self.necessity_of_property(two, name, was.hidden, required, places);
                }
            }
            (Some(was), None) => {
                let effect = self.property_effect(two, name, was.hidden);
                let names = [&*special_name(role.way(), was, false, "removed"), "property-removed"];
                self.found(node, &names, Pair { revision: None, ..places }, effect);
            }
            (None, Some(is)) => {
                let effect = self.property_effect(two, name, is.hidden);
                let default = self.has_default(two, name);
                let names = [&*special_name(role.way(), is, default, "added"), "property-added"];
                self.found(node, &names, Pair { base: None, ..places }, effect);
            }
        }
        self.claims.leaf(entries);
    }

    /// A property that must be there now, or no longer must.
    fn necessity_of_property(
        &mut self,
        two: Two<'s>,
        name: &str,
        hidden: bool,
        required: Pair<bool>,
        places: Pair<Option<Pointer>>,
    ) {
        let now = required.revision;
        let names: &[&str] = match now {
            true if self.has_default(two, name) => {
                &["became-required-with-default", "became-required"]
            }
            true => &["became-required"],
            false => &["became-optional"],
        };
        let answer = self.missing(two, name);
        let node = self.part(two.node, two.role.property(now, hidden));
        let values = required.map(|it| Some(Value::from(it)));
        self.noted(node, names, places, values, answer);
    }

    /// A property that is left out in this direction now, or no longer.
    fn access(&mut self, two: Two<'s>, name: &str, was: Property, is: Property) {
        let keyword = match two.role.way() {
            Direction::Response => "writeOnly",
            Direction::Request => "readOnly",
        };
        let place = |schemas: &Schemas<'_>, of: Property| {
            schemas.keyword(of.id, keyword, None).map(|it| it.0)
        };
        let places = Pair {
            base: place(&self.base.schemas, was),
            revision: place(&self.revision.schemas, is),
        };
        let effect = self.property_effect(two, name, false);
        let node = self.part(two.node, two.role.property(is.required, false));
        self.found(node, &[&access_name(is.required, keyword, is.hidden)], places, effect);
    }

    /// The effect of a property that is not on both sides.
    fn property_effect(&self, two: Two<'s>, name: &str, hidden: bool) -> Effect {
        if hidden {
            return Effect::None;
        }
        let (wide, narrow) = (two.wide.part(), two.narrow.part());
        match self.missing(two, name) {
            Answer::Yes => {
                Effect::Proof(self.inclusion.includes_property(name, wide, narrow, two.how()))
            }
            answer => Effect::Proof(answer),
        }
    }

    /// Whether it may be missing where it must be there.
    fn missing(&self, two: Two<'s>, name: &str) -> Answer {
        let (wide, narrow) = (&two.wide.schema.shape, &two.narrow.schema.shape);
        let is_required = |it: &Objects| it.required.contains(name);
        match is_required(&wide.objects) && !is_required(&narrow.objects) {
            true => self.inclusion.missing(name, two.narrow.part()),
            false => Answer::Yes,
        }
    }

    fn has_default(&self, two: Two<'s>, name: &str) -> bool {
        let id = two.revision.shape.objects.properties.get(name);
        id.is_some_and(|id| self.revision.schemas.keyword(*id, "default", None).is_some())
    }
}

/// The name of a property that came or went, by what it is.
fn special_name(direction: Direction, property: Property, default: bool, change: &str) -> String {
    let necessity = if property.required { "required" } else { "optional" };
    match direction {
        Direction::Response => {
            let access = if property.hidden { "write-only-" } else { "" };
            format!("{necessity}-{access}property-{change}")
        }
        Direction::Request if change == "removed" => "property-removed".to_owned(),
        Direction::Request if !property.required || property.hidden => {
            "new-optional-request-property".to_owned()
        }
        Direction::Request => {
            let default = if default { "-with-default" } else { "" };
            format!("new-required-request-property{default}")
        }
    }
}

/// Where a property is described.
fn described(schemas: &Schemas<'_>, schema: &Schema, name: &str) -> Option<Pointer> {
    schema.sources.iter().find_map(|source| {
        schemas.at(source)?.get("properties")?.get(name)?;
        Some(source.child("properties").child(name))
    })
}

/// Where a property is required.
fn listed(schemas: &Schemas<'_>, schema: &Schema, name: &str) -> Option<Pointer> {
    schema.sources.iter().find_map(|source| {
        let names = schemas.at(source)?.get("required")?.as_array()?;
        let index = names.iter().position(|it| it.as_str() == Some(name))?;
        Some(source.child("required").child(index))
    })
}
