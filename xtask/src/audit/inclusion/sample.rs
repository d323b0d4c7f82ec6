//! A value that a schema lets through, as small as it comes easily.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::Inclusion;
use super::numbers::numbers;
use super::text;
use crate::audit::contract::number::Num;
use crate::audit::contract::schema::Schemas;
use crate::audit::contract::shape::Id;
use crate::audit::contract::shape::{Additional, Shape, Types};

/// Steps that a search for a value may take.
const FUEL: usize = 20_000;

/// Values within a value, beyond which it is no example.
const LARGEST: usize = 3_000;

/// A search for a value.
struct Search<'s, 'a> {
    inclusion: &'s Inclusion<'s, 'a>,
    schemas: &'s Schemas<'a>,
    under_way: BTreeSet<Id>,
    fuel: usize,
}

impl<'a> Inclusion<'_, 'a> {
    /// A value of a node, if one is found.
    pub(super) fn sample(&self, schemas: &Schemas<'a>, id: Id) -> Option<Value> {
        let mut search =
            Search { inclusion: self, schemas, under_way: BTreeSet::new(), fuel: FUEL };
        search.node(id)
    }

    /// Some values of a node that are of a type.
    pub(super) fn samples(&self, schemas: &Schemas<'a>, id: Id) -> Vec<Value> {
        let mut found = Vec::new();
        if schemas.node(id).null {
            found.push(Value::Null);
        }
        for leaf in schemas.leaves(id).iter().take(32) {
            let shape = &schemas.node(leaf.id).shape;
            for of in shape.types.each() {
                found.extend(self.samples_of(schemas, shape, of));
            }
        }
        found
    }

    /// Some values of one type.
    pub(in crate::audit) fn samples_of(
        &self,
        schemas: &Schemas<'a>,
        shape: &Shape,
        of: Types,
    ) -> Vec<Value> {
        if let Some(values) = &shape.values {
            return values.values().filter(|it| of == Types::of(it)).take(16).cloned().collect();
        }
        match of {
            Types::BOOLEAN => vec![Value::from(false), Value::from(true)],
            Types::NUMBER => {
                numbers(&shape.numbers, &[]).into_iter().filter_map(Num::value).collect()
            }
            Types::STRING => {
                text::samples(&self.machines, &shape.strings).into_iter().map(Value::from).collect()
            }
            Types::ARRAY => self.array(schemas, shape, None).into_iter().collect(),
            _ => self.object(schemas, shape, None, None).into_iter().collect(),
        }
    }

    /// An array, with an element that it must have.
    pub(in crate::audit) fn array(
        &self,
        schemas: &Schemas<'a>,
        shape: &Shape,
        element: Option<Value>,
    ) -> Option<Value> {
        let mut search =
            Search { inclusion: self, schemas, under_way: BTreeSet::new(), fuel: FUEL };
        search.array(shape, element, 0)
    }

    /// An object, with a property that it must have and one that it must not.
    pub(in crate::audit) fn object(
        &self,
        schemas: &Schemas<'a>,
        shape: &Shape,
        with: Option<(&str, Value)>,
        without: Option<&str>,
    ) -> Option<Value> {
        let mut search =
            Search { inclusion: self, schemas, under_way: BTreeSet::new(), fuel: FUEL };
        search.object(shape, with, without, 0)
    }

    /// An array of a length.
    pub(super) fn array_of(
        &self,
        schemas: &Schemas<'a>,
        shape: &Shape,
        length: u64,
    ) -> Option<Value> {
        let mut search =
            Search { inclusion: self, schemas, under_way: BTreeSet::new(), fuel: FUEL };
        search.array(shape, None, length)
    }

    /// An object with a number of properties.
    pub(super) fn object_of(
        &self,
        schemas: &Schemas<'a>,
        shape: &Shape,
        count: u64,
    ) -> Option<Value> {
        let mut search =
            Search { inclusion: self, schemas, under_way: BTreeSet::new(), fuel: FUEL };
        search.object(shape, None, None, count)
    }
}

impl Search<'_, '_> {
    fn node(&mut self, id: Id) -> Option<Value> {
        if let Some(known) = self.schemas.samples.borrow().get(&id) {
            return Some(known.clone());
        }
        self.fuel = self.fuel.checked_sub(1)?;
        if self.under_way.len() > 500 || !self.under_way.insert(id) {
            return None;
        }
        let found = self.fresh(id).filter(|it| !is_too_large(it));
        self.under_way.remove(&id);
        if let Some(value) = &found {
            self.schemas.samples.borrow_mut().insert(id, value.clone());
        }
        found
    }

    fn fresh(&mut self, id: Id) -> Option<Value> {
        let leaves = self.schemas.leaves(id);
        for leaf in leaves.iter() {
            let shape = &self.schemas.node(leaf.id).shape;
            if let Some(values) = &shape.values {
                if let Some(value) = values.values().next() {
                    return Some(value.clone());
                }
                continue;
            }
            // The plainest type first, which is what a reader looks for.
            for of in [Types::STRING, Types::NUMBER, Types::BOOLEAN, Types::OBJECT, Types::ARRAY] {
                if !shape.types.has(of) {
                    continue;
                }
                let found = match of {
                    Types::STRING => text::samples(&self.inclusion.machines, &shape.strings)
                        .into_iter()
                        .next()
                        .map(Value::from),
                    Types::NUMBER => numbers(&shape.numbers, &[]).into_iter().find_map(Num::value),
                    Types::BOOLEAN => Some(Value::from(false)),
                    Types::OBJECT => self.object(shape, None, None, 0),
                    _ => self.array(shape, None, 0),
                };
                if found.is_some() {
                    return found;
                }
            }
        }
        self.schemas.node(id).null.then_some(Value::Null)
    }

    fn array(&mut self, shape: &Shape, element: Option<Value>, length: u64) -> Option<Value> {
        let arrays = &shape.arrays;
        let least = arrays.length.least.max(u64::from(element.is_some())).max(length);
        if least > 1000 || arrays.length.most.is_some_and(|most| most < least) {
            return None;
        }
        let mut items: Vec<Value> = element.into_iter().collect();
        if (items.len() as u64) < least {
            let one = match arrays.items {
                Some(id) => self.node(id)?,
                None => Value::from(""),
            };
            if arrays.unique {
                let more: Vec<Value> = match arrays.items {
                    Some(id) => self.inclusion.samples(self.schemas, id),
                    None => (0..least).map(Value::from).collect(),
                };
                for value in more {
                    if (items.len() as u64) < least && !items.contains(&value) {
                        items.push(value);
                    }
                }
            } else {
                while (items.len() as u64) < least {
                    items.push(one.clone());
                }
            }
        }
        (items.len() as u64 == least).then(|| Value::from(items))
    }

    fn object(
        &mut self,
        shape: &Shape,
        with: Option<(&str, Value)>,
        without: Option<&str>,
        count: u64,
    ) -> Option<Value> {
        let objects = &shape.objects;
        let mut members: Map<String, Value> = Map::new();
        if let Some((name, value)) = with {
            members.insert(name.to_owned(), value);
        }
        for name in &objects.required {
            if Some(name.as_str()) == without {
                return None;
            }
            if !members.contains_key(name) {
                let value = self.property(shape, name)?;
                members.insert(name.clone(), value);
            }
        }
        let least = objects.count.least.max(count);
        if least > 1000 {
            return None;
        }
        let spare: Vec<String> = (0..least).map(|index| format!("p{index}")).collect();
        for name in objects.properties.keys().chain(&spare) {
            if members.len() as u64 >= least {
                break;
            }
            if Some(name.as_str()) != without
                && !members.contains_key(name)
                && let Some(value) = self.property(shape, name)
            {
                members.insert(name.clone(), value);
            }
        }
        let fits = objects.count.accepts(members.len() as u64) && members.len() as u64 >= count;
        Some(Value::Object(members)).filter(|_| fits).filter(|it| !is_too_large(it))
    }

    fn property(&mut self, shape: &Shape, name: &str) -> Option<Value> {
        match (shape.objects.properties.get(name), shape.objects.additional) {
            (Some(id), _) => self.node(*id),
            (None, Additional::Any) => Some(Value::from("")),
            (None, Additional::None) => None,
            (None, Additional::Schema(id)) => self.node(id),
        }
    }
}

/// Whether a value has more parts than an example should have.
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
