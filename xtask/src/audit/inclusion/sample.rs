//! Samples: values that a schema accepts, small if that is easy.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::numbers::numbers;
use super::{At, How, Inclusion, Mode, Side, Wish, Writing, text};
use crate::audit::contract::number::Num;
use crate::audit::contract::shape::{Additional, Id, Shape, Types};

/// A search for a value takes at most so many steps.
const FUEL: usize = 20_000;

/// A sample has at most so many values within it.
const LARGEST: usize = 3_000;

/// A search for a value.
struct Search<'i, 's, 'a> {
    inclusion: &'i Inclusion<'s, 'a>,
    side: Side,
    under_way: BTreeSet<Id>,
    fuel: usize,
}

impl<'s, 'a> Inclusion<'s, 'a> {
    fn search(&self, side: Side) -> Search<'_, 's, 'a> {
        Search { inclusion: self, side, under_way: BTreeSet::new(), fuel: FUEL }
    }

    /// A value of a schema, if one is found.
    pub(super) fn sample(&self, at: At) -> Option<Value> {
        self.search(at.side).node(at.id)
    }

    /// Some values of a schema.
    pub(in crate::audit) fn samples(&self, at: At) -> Vec<Value> {
        let schemas = self.schemas(at.side);
        let null = schemas.node(at.id).null.then_some(Value::Null);
        let leaves = schemas.leaves(at.id);
        let shapes = leaves.iter().take(32).map(|it| &schemas.node(it.id).shape);
        let of_type = shapes.flat_map(|it| it.types.each().map(move |of| (it, of)));
        let values = of_type.flat_map(|(shape, of)| self.values_of(at.side, shape, of));
        null.into_iter().chain(values).collect()
    }

    /// Some values of one type.
    pub(in crate::audit) fn values_of(&self, side: Side, shape: &Shape, of: Types) -> Vec<Value> {
        self.search(side).of_type(shape, of)
    }

    /// A value of a schema that a discriminator leads to, with the tag that leads
    /// there.
    pub(in crate::audit) fn tagged(&self, whole: At, part: Id, mut value: Value) -> Value {
        let discriminator = &self.schemas(whole.side).node(whole.id).discriminator;
        if let (Some(discriminator), Some(members)) = (discriminator, value.as_object_mut()) {
            let leads = discriminator.mapping.iter().filter(|(_, id)| **id == part);
            let names: Vec<&String> = leads.map(|it| it.0).collect();
            let said = members.get(&discriminator.property).and_then(Value::as_str);
            if let Some(first) = names.first()
                && said.is_none_or(|it| !names.iter().any(|name| *name == it))
            {
                let mut tagged = members.clone();
                tagged.insert(discriminator.property.clone(), Value::from(first.as_str()));
                let tagged = Value::Object(tagged);
                let how = How { mode: Mode::Exact, writing: Writing::Json };
                // Some schemas list values other than the names that lead there.
                if self.accepts(At { id: part, ..whole }, &tagged, how) != Some(false) {
                    value = tagged;
                }
            }
        }
        value
    }

    /// An array with an element of each kind that it may have.
    pub(super) fn mixed(&self, side: Side, shape: &Shape) -> Option<Value> {
        let id = shape.arrays.items?;
        let mut items: Vec<Value> = Vec::new();
        for value in self.samples(At { side, id }) {
            if items.iter().all(|it| Types::of(it) != Types::of(&value)) {
                items.push(value);
            }
        }
        shape.arrays.length.accepts(items.len() as u64).then(|| Value::from(items))
    }

    /// An array or an object with what the wish names.
    pub(in crate::audit) fn such(
        &self,
        side: Side,
        shape: &Shape,
        of: Types,
        wish: Wish<'_>,
    ) -> Option<Value> {
        self.search(side).such(shape, of, wish)
    }
}

impl Search<'_, '_, '_> {
    fn node(&mut self, id: Id) -> Option<Value> {
        let at = At { side: self.side, id };
        if let Some(known) = self.inclusion.samples.borrow().get(&at) {
            return Some(known.clone());
        }
        self.fuel = self.fuel.checked_sub(1)?;
        if self.under_way.len() > 500 || !self.under_way.insert(id) {
            return None;
        }
        let found = self.fresh(id).filter(|it| !is_too_large(it));
        self.under_way.remove(&id);
        if let Some(value) = &found {
            self.inclusion.samples.borrow_mut().insert(at, value.clone());
        }
        found
    }

    fn fresh(&mut self, id: Id) -> Option<Value> {
        let schemas = self.inclusion.schemas(self.side);
        // The plainest type first, which is the easiest to read.
        let plain = [Types::STRING, Types::NUMBER, Types::BOOLEAN, Types::OBJECT, Types::ARRAY];
        for leaf in schemas.leaves(id).iter() {
            let shape = &schemas.node(leaf.id).shape;
            for of in plain.into_iter().filter(|it| shape.types.has(*it)) {
                if let Some(value) = self.of_type(shape, of).into_iter().next() {
                    return Some(value);
                }
            }
        }
        schemas.node(id).null.then_some(Value::Null)
    }

    fn of_type(&mut self, shape: &Shape, of: Types) -> Vec<Value> {
        if let Some(values) = &shape.values {
            return values.values().filter(|it| of == Types::of(it)).take(16).cloned().collect();
        }
        match of {
            Types::BOOLEAN => vec![Value::from(false), Value::from(true)],
            Types::NUMBER => {
                numbers(&shape.numbers, &[]).into_iter().filter_map(Num::value).collect()
            }
            Types::STRING => {
                let texts = text::samples(&self.inclusion.machines, &shape.strings);
                texts.into_iter().map(Value::from).collect()
            }
            _ => self.such(shape, of, Wish::default()).into_iter().collect(),
        }
    }

    fn such(&mut self, shape: &Shape, of: Types, wish: Wish<'_>) -> Option<Value> {
        let found = match of {
            Types::ARRAY => self.array(shape, wish),
            _ => self.object(shape, wish),
        };
        found.filter(|it| !is_too_large(it))
    }

    fn array(&mut self, shape: &Shape, wish: Wish<'_>) -> Option<Value> {
        let arrays = &shape.arrays;
        let least = arrays.length.least.max(u64::from(wish.with.is_some())).max(wish.count);
        if least > 1000 || !arrays.length.accepts(least) {
            return None;
        }
        let least = usize::try_from(least).ok()?;
        let mut items: Vec<Value> = wish.with.map(|it| it.1).into_iter().collect();
        if items.len() < least && arrays.unique {
            let more = match arrays.items {
                Some(id) => self.inclusion.samples(At { side: self.side, id }),
                None => (0..least).map(Value::from).collect(),
            };
            for value in more {
                if items.len() < least && !items.contains(&value) {
                    items.push(value);
                }
            }
        } else if items.len() < least {
            let one = match arrays.items {
                Some(id) => self.node(id)?,
                None => Value::from(""),
            };
            items.resize(least, one);
        }
        (items.len() == least).then(|| Value::from(items))
    }

    fn object(&mut self, shape: &Shape, wish: Wish<'_>) -> Option<Value> {
        let objects = &shape.objects;
        let mut members: Map<String, Value> =
            wish.with.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        for name in &objects.required {
            if wish.without == Some(name) {
                return None;
            }
            if !members.contains_key(name) {
                members.insert(name.clone(), self.property(shape, name)?);
            }
        }
        let least = objects.count.least.max(wish.count);
        if least > 1000 {
            return None;
        }
        let spare: Vec<String> = (0..least).map(|index| format!("p{index}")).collect();
        for name in objects.properties.keys().chain(&spare) {
            if members.len() as u64 >= least {
                break;
            }
            if wish.without != Some(name)
                && !members.contains_key(name)
                && let Some(value) = self.property(shape, name)
            {
                members.insert(name.clone(), value);
            }
        }
        let count = members.len() as u64;
        (objects.count.accepts(count) && count >= wish.count).then_some(Value::Object(members))
    }

    fn property(&mut self, shape: &Shape, name: &str) -> Option<Value> {
        if let Some(tags) = shape.objects.tags.get(name) {
            return tags.first().map(|it| Value::from(it.as_str()));
        }
        match shape.objects.of(name) {
            Additional::Schema(id) => self.node(id),
            Additional::Any => Some(Value::from("")),
            Additional::None => None,
        }
    }
}

/// Whether a value has more parts than a sample should have.
fn is_too_large(value: &Value) -> bool {
    let mut count = 0;
    let mut pending = vec![value];
    while let Some(value) = pending.pop() {
        count += 1;
        match value {
            _ if count > LARGEST => return true,
            Value::Array(items) => pending.extend(items),
            Value::Object(members) => pending.extend(members.values()),
            _ => {}
        }
    }
    false
}
