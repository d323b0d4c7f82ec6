//! Whether a schema lets one value through; unknown where only the meaning of
//! something that is not understood could tell.

use serde_json::Value;

use super::{At, DEEPEST, How, Inclusion, Mode, Side, Writing, text};
use crate::audit::contract::number::Num;
use crate::audit::contract::shape::{Additional, Shape, Types, key};

/// All of some answers.
fn all(answers: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    let mut sure = Some(true);
    for answer in answers {
        match answer {
            Some(false) => return Some(false),
            Some(true) => {}
            None => sure = None,
        }
    }
    sure
}

impl Inclusion<'_, '_> {
    pub(in crate::audit) fn accepts(&self, at: At, value: &Value, how: How) -> Option<bool> {
        if self.depth.get() > DEEPEST {
            return None;
        }
        self.depth.set(self.depth.get() + 1);
        let answer = self.accepted(at, value, how);
        self.depth.set(self.depth.get() - 1);
        answer
    }

    fn accepted(&self, at: At, value: &Value, how: How) -> Option<bool> {
        let schemas = self.schemas(at.side);
        if value.is_null() {
            return Some(schemas.node(at.id).null || how.writing == Writing::Field);
        }
        let mut answer = Some(false);
        for leaf in schemas.leaves(at.id).iter() {
            let fits = || self.fits(at.side, &schemas.node(leaf.id).shape, value, how);
            let lists = leaf.exactly.iter().map(|list| {
                let held = list.iter().map(|id| self.accepts(At { id: *id, ..at }, value, how));
                let held: Vec<_> = held.collect();
                match held.contains(&None) {
                    true => None,
                    false => Some(held.iter().filter(|it| **it == Some(true)).count() == 1),
                }
            });
            match all(std::iter::once(fits()).chain(lists)) {
                Some(true) => return Some(true),
                Some(false) => {}
                None => answer = None,
            }
        }
        answer
    }

    /// Whether a value satisfies one schema without choices.
    pub(super) fn fits(&self, side: Side, shape: &Shape, value: &Value, how: How) -> Option<bool> {
        if how.writing.is_text() && !shape.types.has(Types::of(value)) {
            return self.fits_as_text(side, shape, value, how);
        }
        if !shape.types.has(Types::of(value)) {
            return Some(false);
        }
        if let Some(values) = &shape.values {
            let listed = values.contains_key(&key(value));
            // A composite value may still break what is said of its parts.
            if !listed || !value.is_array() && !value.is_object() {
                return Some(listed);
            }
        }
        let typed = match value {
            Value::Number(number) => shape.numbers.accepts(Num::of(number)),
            Value::String(text) => text::accepts(&self.machines, &shape.strings, text),
            Value::Array(items) => self.fits_array(side, shape, items, how),
            Value::Object(_) => self.fits_object(side, shape, value, how),
            _ => Some(true),
        };
        let opaque = if shape.opaque.is_empty() { Some(true) } else { None };
        let negations =
            shape.not.iter().map(|id| self.accepts(At { side, id: *id }, value, how).map(|it| !it));
        all([typed, opaque].into_iter().chain(negations))
    }

    /// In a form or a query, `1` and `"1"` are the same text.
    fn fits_as_text(&self, side: Side, shape: &Shape, value: &Value, how: How) -> Option<bool> {
        let json = How { writing: Writing::Json, ..how };
        let other = match value {
            Value::String(text) => match text.parse::<serde_json::Number>() {
                Ok(number) => Value::from(number),
                Err(_) => text.parse::<bool>().map_or(Value::Null, Value::from),
            },
            Value::Number(_) | Value::Bool(_) => Value::from(value.to_string()),
            _ => return Some(false),
        };
        match other {
            Value::Null => Some(false),
            other => self.fits(side, shape, &other, json),
        }
    }

    fn fits_array(&self, side: Side, shape: &Shape, items: &[Value], how: How) -> Option<bool> {
        let arrays = &shape.arrays;
        let keys: std::collections::BTreeSet<String> = items.iter().map(key).collect();
        if !arrays.length.accepts(items.len() as u64) || arrays.unique && keys.len() < items.len() {
            return Some(false);
        }
        let how = How { writing: how.writing.element(), ..how };
        all(arrays
            .items
            .iter()
            .flat_map(|id| items.iter().map(|item| self.accepts(At { side, id: *id }, item, how))))
    }

    fn fits_object(&self, side: Side, shape: &Shape, value: &Value, how: How) -> Option<bool> {
        let objects = &shape.objects;
        let empty = serde_json::Map::new();
        let members = value.as_object().unwrap_or(&empty);
        let missing = objects.required.iter().any(|it| !members.contains_key(it));
        if missing || !objects.count.accepts(members.len() as u64) {
            return Some(false);
        }
        let below = How { writing: how.writing.property(), ..how };
        all(members.iter().map(|(name, member)| {
            match (objects.properties.get(name), objects.additional) {
                (Some(id), _) => self.accepts(At { side, id: *id }, member, below),
                (None, Additional::Any) => Some(true),
                (None, Additional::None) => Some(how.mode == Mode::Response),
                (None, Additional::Schema(id)) => self.accepts(At { side, id }, member, below),
            }
        }))
    }
}
