//! Inclusion of arrays and objects, part by part.

use serde_json::{Value, json};

use super::answer::{Answer, no};
use super::{At, How, Inclusion, Mode, Part, Wish};
use crate::audit::contract::shape::{Additional, Id, Shape, Types};

impl Inclusion<'_, '_> {
    pub(super) fn arrays(&self, wide: Part<'_>, narrow: Part<'_>, how: How) -> Answer {
        let (demand, given) = (&wide.shape.arrays, &narrow.shape.arrays);
        let mut length = given.length;
        // Elements that do not repeat are no more than there are values.
        if let Some(id) = given.items.filter(|_| given.unique)
            && let Some(most) = self.schemas(narrow.side).cardinality(id)
        {
            length.at_most(most);
        }
        let any = |items: Option<Id>| items.map_or(Additional::Any, Additional::Schema);
        let such = |wish| self.such(narrow.side, narrow.shape, Types::ARRAY, wish);
        let items = match length.most {
            Some(0) => Answer::Yes,
            _ => self.member((wide, any(demand.items)), (narrow, any(given.items)), how.element()),
        };
        let with = |value| such(Wish { with: Some(("", value)), ..Wish::default() });
        how.within(items, "element", with).and(|| {
            if !demand.length.includes(length) {
                let count = length.outside(demand.length);
                let value = count.and_then(|count| such(Wish { count, ..Wish::default() }));
                return Answer::no_or(value, "whether an array of another length exists");
            }
            if !demand.unique || given.unique || length.most.is_some_and(|it| it < 2) {
                return Answer::Yes;
            }
            let element = match given.items {
                Some(id) => self.sample(narrow.at(id)),
                None => Some(Value::from("")),
            };
            let count = length.least.clamp(2, 100) as usize;
            let value = element.map(|it| Value::from(vec![it; count]));
            Answer::no_or(value, "whether two elements can be the same")
        })
    }

    pub(super) fn objects(&self, wide: Part<'_>, narrow: Part<'_>, how: How) -> Answer {
        let [demand, given] = [wide, narrow].map(|it| counted(it.shape));
        let [wide, narrow] = [(wide, &demand), (narrow, &given)]
            .map(|(part, shape)| Part { shape: shape.as_ref().unwrap_or(part.shape), ..part });
        let (demand, given) = (&wide.shape.objects, &narrow.shape.objects);
        let such = |wish| self.such(narrow.side, narrow.shape, Types::OBJECT, wish);
        let missing = demand.required.difference(&given.required);
        let missing = missing.map(|name| self.missing(name, narrow));
        let names = demand.properties.keys().chain(given.properties.keys());
        let names = names.chain(demand.told.keys());
        let properties = names.map(|name| {
            let known = |part: Part<'_>| part.shape.objects.properties.contains_key(name);
            match how.mode == Mode::Same && known(wide) != known(narrow) {
                true => no(Value::Null),
                false => self.includes_property(name, wide, narrow, how),
            }
        });
        Answer::all(missing)
            .and(|| Answer::all(properties))
            .and(|| self.includes_further(wide, narrow, how))
            .and(|| {
                let mut count = given.count;
                count.at_least(given.required.len() as u64);
                if given.additional == Additional::None {
                    count.at_most(given.properties.len() as u64);
                }
                if demand.count.includes(count) {
                    return Answer::Yes;
                }
                let count = count.outside(demand.count);
                let value = count.and_then(|count| such(Wish { count, ..Wish::default() }));
                Answer::no_or(value, "whether an object with another number of properties exists")
            })
    }

    /// A property that must be there, and was not asked for.
    pub(in crate::audit) fn missing(&self, name: &str, narrow: Part<'_>) -> Answer {
        let wish = Wish { without: Some(name), ..Wish::default() };
        let value = self.such(narrow.side, narrow.shape, Types::OBJECT, wish);
        Answer::no_or(value, format!("whether there is an object without {name}"))
    }

    /// The values of one property.
    pub(in crate::audit) fn includes_property(
        &self,
        name: &str,
        wide: Part<'_>,
        narrow: Part<'_>,
        how: How,
    ) -> Answer {
        let (demand, given) = (&wide.shape.objects, &narrow.shape.objects);
        let (wanted, own) = (demand.of(name), given.of(name));
        // Nobody sends what is not described.
        if own == Additional::Any && !given.properties.contains_key(name) && how.mode != Mode::Same
        {
            return Answer::Yes;
        }
        let below = how.property();
        let inner = match (demand.told.get(name), given.told.get(name)) {
            (None, None) => self.member((wide, wanted), (narrow, own), below),
            (told, Some(values)) => Answer::all(values.iter().map(|value| {
                let alien = told.is_some_and(|it| !it.contains(value));
                let value = Value::from(value.as_str());
                match wanted {
                    _ if alien => no(value),
                    Additional::Schema(id) => self.each_of(wide.at(id), [value], below),
                    _ => Answer::Yes,
                }
            })),
            (Some(told), None) => {
                let foreign = |it: &Value| it.as_str().is_some_and(|it| !told.contains(it));
                let (listed, values) = match own {
                    Additional::Schema(id) => {
                        let node = self.schemas(narrow.side).node(id);
                        (node.shape.values.as_ref(), self.samples(narrow.at(id)))
                    }
                    _ => (None, vec![Value::from("")]),
                };
                if listed.is_some_and(|listed| !listed.values().any(foreign)) {
                    return Answer::Yes;
                }
                let alien = values.into_iter().find(foreign);
                Answer::no_or(alien, format!("whether {name} leads to this schema"))
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
    ) -> Answer {
        let (demand, given) = (&wide.shape.objects, &narrow.shape.objects);
        let mut name = "other".to_owned();
        while demand.properties.contains_key(&name) || given.properties.contains_key(&name) {
            name.push('_');
        }
        let inner =
            self.member((wide, demand.additional), (narrow, given.additional), how.property());
        how.within(inner, "further property", |it| self.object_with(narrow, &name, it))
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
    ) -> Answer {
        match (wanted, own) {
            (Additional::Any, _) | (_, Additional::None) => Answer::Yes,
            (Additional::None, _) if how.mode == Mode::Response => Answer::Yes,
            (Additional::None, Additional::Any) => no(""),
            (Additional::None, Additional::Schema(id)) => {
                let at = narrow.at(id);
                match self.schemas(at.side).is_never(id) {
                    true => Answer::Yes,
                    false => Answer::no_or(self.sample(at), "whether there is such a property"),
                }
            }
            (Additional::Schema(id), Additional::Schema(own)) => {
                self.includes(wide.at(id), narrow.at(own), how)
            }
            (Additional::Schema(id), Additional::Any) => self.everything(wide.at(id), how),
        }
    }

    /// Whether a schema lets every value through.
    fn everything(&self, wide: At, how: How) -> Answer {
        if self.schemas(wide.side).is_anything(wide.id) {
            return Answer::Yes;
        }
        let values = json!([null, false, 0, 0.5, "", [], {}, [null], { "other": null }]);
        let mut values = values.as_array().cloned().unwrap_or_default().into_iter();
        let outside = values.find(|it| self.accepts(wide, it, how) == Some(false));
        Answer::no_or(outside, "whether every value is let through")
    }
}

/// The same objects, where their number of properties says which these are.
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
