//! Inclusion of arrays and objects, part by part.

use serde_json::{Value, json};

use super::included::{Included, no};
use super::{At, How, Inclusion, Mode, Part, Wish};
use crate::audit::contract::shape::{Additional, Id, Shape, Types};

impl Inclusion<'_, '_> {
    pub(super) fn arrays(&self, wide: Part<'_>, narrow: Part<'_>, how: How) -> Included {
        let (demand, given) = (&wide.shape.arrays, &narrow.shape.arrays);
        let mut length = given.length;
        // Unique elements cannot be more than their values.
        if let Some(id) = given.items.filter(|_| given.unique)
            && let Some(most) = self.schemas(narrow.side).cardinality(id)
        {
            length.at_most(most);
        }
        let any = |items: Option<Id>| items.map_or(Additional::Any, Additional::Schema);
        let such = |wish| self.such(narrow.side, narrow.shape, Types::ARRAY, wish);
        let items = match length.most {
            Some(0) => Included::Yes,
            _ => self.member((wide, any(demand.items)), (narrow, any(given.items)), how.element()),
        };
        let with = |value| such(Wish { with: Some(("", value)), ..Wish::default() });
        how.within(items, "element", with).and(|| {
            if !demand.length.includes(length) {
                let count = length.outside(demand.length);
                let value = count.and_then(|count| such(Wish { count, ..Wish::default() }));
                return Included::no_or(value, "whether an array of another length exists");
            }
            if !demand.unique || given.unique || length.most.is_some_and(|it| it < 2) {
                return Included::Yes;
            }
            let element = match given.items {
                Some(id) => self.sample(narrow.at(id)),
                None => Some(Value::from("")),
            };
            let count = length.least.clamp(2, 100) as usize;
            let value = element.map(|it| Value::from(vec![it; count]));
            Included::no_or(value, "whether two elements can be the same")
        })
    }

    pub(super) fn objects(&self, wide: Part<'_>, narrow: Part<'_>, how: How) -> Included {
        let [demand, given] = [wide, narrow].map(|it| counted(it.shape));
        let [wide, narrow] = [(wide, &demand), (narrow, &given)]
            .map(|(part, shape)| Part { shape: shape.as_ref().unwrap_or(part.shape), ..part });
        let (demand, given) = (&wide.shape.objects, &narrow.shape.objects);
        let such = |wish| self.such(narrow.side, narrow.shape, Types::OBJECT, wish);
        let missing = demand.required.difference(&given.required);
        let missing = missing.map(|name| self.missing(name, narrow));
        let names = demand.properties.keys().chain(given.properties.keys());
        let names = names.chain(demand.tags.keys());
        let properties = names.map(|name| {
            let known = |part: Part<'_>| part.shape.objects.properties.contains_key(name);
            match how.mode == Mode::Exact && known(wide) != known(narrow) {
                true => no(Value::Null),
                false => self.includes_property(name, wide, narrow, how),
            }
        });
        Included::all(missing)
            .and(|| Included::all(properties))
            .and(|| self.includes_further(wide, narrow, how))
            .and(|| {
                let mut count = given.count;
                count.at_least(given.required.len() as u64);
                if given.additional == Additional::None {
                    count.at_most(given.properties.len() as u64);
                }
                if demand.count.includes(count) {
                    return Included::Yes;
                }
                let count = count.outside(demand.count);
                let value = count.and_then(|count| such(Wish { count, ..Wish::default() }));
                Included::no_or(value, "whether an object with another number of properties exists")
            })
    }

    /// A property that is required now, and was not before.
    pub(in crate::audit) fn missing(&self, name: &str, narrow: Part<'_>) -> Included {
        let wish = Wish { without: Some(name), ..Wish::default() };
        let value = self.such(narrow.side, narrow.shape, Types::OBJECT, wish);
        Included::no_or(value, format!("whether there is an object without {name}"))
    }

    /// The values of one property.
    pub(in crate::audit) fn includes_property(
        &self,
        name: &str,
        wide: Part<'_>,
        narrow: Part<'_>,
        how: How,
    ) -> Included {
        let (demand, given) = (&wide.shape.objects, &narrow.shape.objects);
        let (wanted, own) = (demand.of(name), given.of(name));
        // Nobody sends what is not described.
        if own == Additional::Any && !given.properties.contains_key(name) && how.mode != Mode::Exact
        {
            return Included::Yes;
        }
        let below = how.property();
        let inner = match (demand.tags.get(name), given.tags.get(name)) {
            (None, None) => self.member((wide, wanted), (narrow, own), below),
            (tags, Some(values)) => Included::all(values.iter().map(|value| {
                let alien = tags.is_some_and(|it| !it.contains(value));
                let value = Value::from(value.as_str());
                match wanted {
                    _ if alien => no(value),
                    Additional::Schema(id) => self.each_of(wide.at(id), [value], below),
                    _ => Included::Yes,
                }
            })),
            (Some(tags), None) => {
                let foreign = |it: &Value| it.as_str().is_some_and(|it| !tags.contains(it));
                let (listed, values) = match own {
                    Additional::Schema(id) => {
                        let node = self.schemas(narrow.side).node(id);
                        (node.shape.values.as_ref(), self.samples(narrow.at(id)))
                    }
                    _ => (None, vec![Value::from("")]),
                };
                if listed.is_some_and(|listed| !listed.values().any(foreign)) {
                    return Included::Yes;
                }
                let alien = values.into_iter().find(foreign);
                Included::no_or(alien, format!("whether {name} leads to this schema"))
            }
        };
        how.within(inner, &format!("property {name}"), |it| self.object_with(narrow, name, it))
    }

    /// Properties that neither side names.
    pub(in crate::audit) fn includes_further(
        &self,
        wide: Part<'_>,
        narrow: Part<'_>,
        how: How,
    ) -> Included {
        let (demand, given) = (&wide.shape.objects, &narrow.shape.objects);
        let mut name = "other".to_owned();
        while demand.properties.contains_key(&name) || given.properties.contains_key(&name) {
            name.push('_');
        }
        let inner =
            self.member((wide, demand.additional), (narrow, given.additional), how.property());
        how.within(inner, "additional property", |it| self.object_with(narrow, &name, it))
    }

    fn object_with(&self, part: Part<'_>, name: &str, value: Value) -> Option<Value> {
        let wish = Wish { with: Some((name, value)), ..Wish::default() };
        self.such(part.side, part.shape, Types::OBJECT, wish)
    }

    /// What may stand in one place of two arrays or objects.
    fn member(
        &self,
        (wide, wanted): (Part<'_>, Additional),
        (narrow, own): (Part<'_>, Additional),
        how: How,
    ) -> Included {
        match (wanted, own) {
            (Additional::Any, _) | (_, Additional::None) => Included::Yes,
            (Additional::None, _) if how.mode == Mode::Response => Included::Yes,
            (Additional::None, Additional::Any) => no(""),
            (Additional::None, Additional::Schema(id)) => {
                let at = narrow.at(id);
                match self.schemas(at.side).is_never(id) {
                    true => Included::Yes,
                    false => Included::no_or(self.sample(at), "whether there is such a property"),
                }
            }
            (Additional::Schema(id), Additional::Schema(own)) => {
                self.includes(wide.at(id), narrow.at(own), how)
            }
            (Additional::Schema(id), Additional::Any) => self.everything(wide.at(id), how),
        }
    }

    /// Whether a schema accepts every value.
    fn everything(&self, wide: At, how: How) -> Included {
        if self.schemas(wide.side).is_anything(wide.id) {
            return Included::Yes;
        }
        let values = json!([null, false, 0, 0.5, "", [], {}, [null], { "other": null }]);
        let mut values = values.as_array().cloned().unwrap_or_default().into_iter();
        let outside = values.find(|it| self.accepts(wide, it, how) == Some(false));
        Included::no_or(outside, "whether every value is accepted")
    }
}

/// The same objects, where the number of properties decides which they have.
fn counted(shape: &Shape) -> Option<Shape> {
    let objects = &shape.objects;
    let all = objects.additional == Additional::None
        && objects.count.least > 0
        && objects.count.least == objects.properties.len() as u64;
    let none = objects.count.most == Some(objects.required.len() as u64);
    (all || none).then(|| {
        let mut shape = shape.clone();
        let objects = &mut shape.objects;
        if all {
            objects.required.extend(objects.properties.keys().cloned());
        }
        objects.properties.retain(|it, _| objects.required.contains(it));
        objects.additional = Additional::None;
        shape
    })
}
