//! Differences of the properties of two schemas: which exist, which are required,
//! which are left out in one direction.

use std::collections::BTreeSet;

use serde_json::Value;

use super::annotations::access_name;
use super::finder::{Effect, Finder};
use super::schema::Two;
use crate::audit::contract::schema::{Node as Schema, Schemas};
use crate::audit::contract::shape::{Additional, Id, Objects, Types};
use crate::audit::finding::Direction;
use crate::audit::inclusion::Included;
use crate::audit::pair::Pair;
use crate::openapi::json::Pointer;

/// A property of one side.
#[derive(Clone, Copy)]
struct Property {
    /// Its schema, if it is described.
    id: Option<Id>,
    required: bool,
    /// Whether it is left out in this direction.
    hidden: bool,
}

impl Property {
    fn of(objects: &Objects, name: &str) -> Self {
        match (objects.properties.get(name), objects.hidden.get(name)) {
            (None, Some((id, required))) => {
                Self { id: Some(*id), required: *required, hidden: true }
            }
            (id, _) => {
                let required = objects.required.contains(name);
                Self { id: id.copied(), required, hidden: false }
            }
        }
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
        if breadth.differs() {
            let name = match breadth.revision < breadth.base {
                true => "additional-properties-narrowed",
                false => "additional-properties-widened",
            };
            let (wide, narrow) = (two.wide.part(), two.narrow.part());
            let included = self.inclusion.includes_further(wide, narrow, two.how());
            self.found(two.node, &[name], self.places(two, "additionalProperties"), included);
        }
        let names = |it: &'s Objects| it.required.iter().chain(it.properties.keys());
        let names: BTreeSet<_> = objects.into_iter().flat_map(names).collect();
        let is_hidden = |name: &str| objects.into_iter().any(|it| it.hidden.contains_key(name));
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

    /// A property that was added or removed, or became required or optional.
    fn property(&mut self, two: Two<'s>, name: &str) {
        let Two { node, role, .. } = two;
        let both = two.shapes().map(|it| Property::of(&it.objects, name));
        let Pair { base: was, revision: is } = both;
        let schemas = Pair { base: &self.base.schemas, revision: &self.revision.schemas };
        let sides = schemas.zip(Pair { base: two.base, revision: two.revision });
        let described = sides.map(|(schemas, schema)| described(schemas, schema, name));
        let listed = sides.map(|(schemas, schema)| listed(schemas, schema, name));
        let default = |id| self.revision.schemas.keyword(id, "default");
        let has_default = !is.hidden && is.id.and_then(default).is_some();
        match (was.id, is.id) {
            (Some(before), Some(after)) if was.hidden != is.hidden => {
                let keyword = match role.way() {
                    Direction::Response => "writeOnly",
                    Direction::Request => "readOnly",
                };
                let place =
                    |(schemas, id): (&Schemas<'_>, Id)| schemas.keyword(id, keyword).map(|it| it.0);
                let places = schemas.zip(Pair { base: before, revision: after }).map(place);
                let effect = self.property_effect(two, name, false);
                let node = self.part(node, role.property(is.required, false));
                let name = access_name(is.required, keyword, is.hidden);
                self.found(node, &[&name], places, effect);
            }
            (Some(_), Some(_)) | (None, None) if was.required == is.required => {}
            (Some(_), Some(_)) | (None, None) => {
                let names: &[&str] = match (is.required, has_default) {
                    (true, true) => &["became-required-with-default", "became-required"],
                    (true, false) => &["became-required"],
                    (false, _) => &["became-optional"],
                };
                let places = described.zip(listed.clone()).zip(self.sources(two.ids));
                let places = places.map(|((place, entry), source)| place.or(entry).or(source));
                let values = both.map(|it| Some(Value::from(it.required)));
                let included = self.missing(two, name);
                let node = self.part(node, role.property(is.required, was.hidden));
                self.record(node, names, places, values, included);
            }
            (before, _) => {
                let (property, change) = match before {
                    Some(_) => (was, "removed"),
                    None => (is, "added"),
                };
                let special = special_name(role.way(), property, has_default, change);
                let names = [&*special, &*format!("property-{change}")];
                let effect = self.property_effect(two, name, property.hidden);
                self.found(node, &names, described, effect);
            }
        }
        self.claims.leaf(listed);
    }

    /// The effect of a property that is not on both sides.
    fn property_effect(&self, two: Two<'s>, name: &str, hidden: bool) -> Effect {
        if hidden {
            return Effect::None;
        }
        let (wide, narrow) = (two.wide.part(), two.narrow.part());
        match self.missing(two, name) {
            Included::Yes => {
                Effect::Proof(self.inclusion.includes_property(name, wide, narrow, two.how()))
            }
            included => Effect::Proof(included),
        }
    }

    /// Whether it may be missing where it is required.
    fn missing(&self, two: Two<'s>, name: &str) -> Included {
        let (wide, narrow) = (&two.wide.schema.shape, &two.narrow.schema.shape);
        let is_required = |it: &Objects| it.required.contains(name);
        match is_required(&wide.objects) && !is_required(&narrow.objects) {
            true => self.inclusion.missing(name, two.narrow.part()),
            false => Included::Yes,
        }
    }
}

/// The name of the change for a property that was added or removed.
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
