//! Whether a schema accepts one value; unknown where that depends on a constraint
//! that is not understood.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{At, DEEPEST, How, Inclusion, Mode, Part, Writing, text};
use crate::audit::contract::number::Num;
use crate::audit::contract::shape::{Additional, Types, key};

/// Whether all parts hold.
fn all(parts: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    let mut sure = Some(true);
    for part in parts {
        match part {
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
        let leaves = self.schemas(at.side).leaves(at.id);
        let is_choice = leaves.len() > 1 || leaves.iter().any(|it| !it.exactly.is_empty());
        let key = is_choice.then(|| (at, how, value.to_string()));
        let known = key.as_ref().and_then(|it| self.accepted.borrow().get(it).copied());
        if let Some(known) = known {
            return known;
        }
        self.depth.set(self.depth.get() + 1);
        let accepted = self.decide_value(at, value, how);
        self.depth.set(self.depth.get() - 1);
        if let Some(key) = key {
            self.accepted.borrow_mut().insert(key, accepted);
        }
        accepted
    }

    fn decide_value(&self, at: At, value: &Value, how: How) -> Option<bool> {
        let schemas = self.schemas(at.side);
        if value.is_null() {
            return Some(schemas.node(at.id).null || how.writing == Writing::Field);
        }
        let leaves = schemas.leaves(at.id);
        let refused = leaves.iter().map(|leaf| {
            let part = self.part(at.side, leaf);
            let lists = part.exactly.iter().map(|list| {
                let held =
                    list.iter().map(|it| self.accepts(At { id: it.alone, ..at }, value, how));
                let held: Option<Vec<bool>> = held.collect();
                held.map(|it| it.into_iter().filter(|it| *it).count() == 1)
            });
            all(std::iter::once_with(|| self.fits(part, value, how)).chain(lists)).map(|it| !it)
        });
        all(refused).map(|it| !it)
    }

    /// Whether a value satisfies one schema without choices.
    pub(super) fn fits(&self, part: Part<'_>, value: &Value, how: How) -> Option<bool> {
        let shape = part.shape;
        if !shape.types.has(Types::of(value)) {
            return match how.writing.is_text() {
                true => self.fits_as_text(part, value, how),
                false => Some(false),
            };
        }
        if shape.values.as_ref().is_some_and(|it| !it.contains_key(&key(value))) {
            return Some(false);
        }
        // The parts of a composite value have constraints of their own.
        let is_listed = shape.values.is_some() && !value.is_array() && !value.is_object();
        let typed = match value {
            _ if is_listed => Some(true),
            Value::Number(number) => shape.numbers.accepts(Num::of(number)),
            Value::String(text) => text::accepts(&self.machines, &shape.strings, text),
            Value::Array(items) => self.fits_array(part, items, how),
            Value::Object(members) => self.fits_object(part, members, how),
            _ => Some(true),
        };
        let opaque = (is_listed || shape.opaque.is_empty()).then_some(true);
        let negations = shape.not.iter();
        let negations = negations.map(|it| self.accepts(part.at(*it), value, how).map(|it| !it));
        all([typed, opaque].into_iter().chain(negations))
    }

    /// In a form or a query, `1` and `"1"` are the same text.
    fn fits_as_text(&self, part: Part<'_>, value: &Value, how: How) -> Option<bool> {
        let other = match value {
            Value::String(text) => match text.parse::<serde_json::Number>() {
                Ok(number) => Value::from(number),
                Err(_) => Value::from(text.parse::<bool>().ok()),
            },
            Value::Number(_) | Value::Bool(_) => Value::from(value.to_string()),
            _ => Value::Null,
        };
        match other.is_null() {
            true => Some(false),
            false => self.fits(part, &other, How { writing: Writing::Json, ..how }),
        }
    }

    fn fits_array(&self, part: Part<'_>, items: &[Value], how: How) -> Option<bool> {
        let arrays = &part.shape.arrays;
        let keys: BTreeSet<String> = items.iter().map(key).collect();
        if !arrays.length.accepts(items.len() as u64) || arrays.unique && keys.len() < items.len() {
            return Some(false);
        }
        let Some(id) = arrays.items else {
            return Some(true);
        };
        let at = part.at(id);
        all(items.iter().map(|item| self.accepts(at, item, how.element())))
    }

    fn fits_object(&self, part: Part<'_>, value: &Map<String, Value>, how: How) -> Option<bool> {
        let objects = &part.shape.objects;
        let missing = objects.required.iter().any(|it| !value.contains_key(it));
        let untagged = objects.tags.iter().any(|(name, tags)| {
            let said = value.get(name).and_then(Value::as_str);
            said.is_some_and(|it| !tags.contains(it))
        });
        if missing || untagged || !objects.count.accepts(value.len() as u64) {
            return Some(false);
        }
        all(value.iter().map(|(name, member)| match objects.of(name) {
            Additional::Any => Some(true),
            Additional::None => Some(how.mode == Mode::Response),
            Additional::Schema(id) => self.accepts(part.at(id), member, how.property()),
        }))
    }
}
