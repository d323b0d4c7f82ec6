//! What one schema accepts, type by type, once all its conjuncts are folded: the
//! vocabulary that inclusion and naming share.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde_json::Value;

use super::number::{Num, Numbers};

/// The number of a node.
pub(in crate::audit) type Id = usize;

/// One of the schemas of which exactly one must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::audit) struct Alternative {
    pub(in crate::audit) alone: Id,
    /// With what is said beside the choice, if that is known.
    pub(in crate::audit) within: Id,
}

/// A set of JSON types without null, which is kept apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::audit) struct Types(u8);

impl Types {
    pub(in crate::audit) const BOOLEAN: Self = Self(1);
    pub(in crate::audit) const NUMBER: Self = Self(2);
    pub(in crate::audit) const STRING: Self = Self(4);
    pub(in crate::audit) const ARRAY: Self = Self(8);
    pub(in crate::audit) const OBJECT: Self = Self(16);
    pub(in crate::audit) const ALL: Self = Self(31);
    pub(in crate::audit) const NONE: Self = Self(0);

    /// The type of a name, if there is one.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "boolean" => Self::BOOLEAN,
            "integer" | "number" => Self::NUMBER,
            "string" => Self::STRING,
            "array" => Self::ARRAY,
            "object" => Self::OBJECT,
            "null" => Self::NONE,
            _ => return None,
        })
    }

    /// The types, one by one.
    pub(in crate::audit) fn each(self) -> impl Iterator<Item = Self> {
        [Self::BOOLEAN, Self::NUMBER, Self::STRING, Self::ARRAY, Self::OBJECT]
            .into_iter()
            .filter(move |it| self.has(*it))
    }

    pub(in crate::audit) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(in crate::audit) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(super) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(in crate::audit) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The type of a value; none for null.
    pub(in crate::audit) fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::NONE,
            Value::Bool(_) => Self::BOOLEAN,
            Value::Number(_) => Self::NUMBER,
            Value::String(_) => Self::STRING,
            Value::Array(_) => Self::ARRAY,
            Value::Object(_) => Self::OBJECT,
        }
    }
}

/// A finite set of values, by their JSON text.
pub(in crate::audit) type Values = BTreeMap<String, Value>;

/// The key of a value in a set: equal numbers are one value.
pub(in crate::audit) fn key(value: &Value) -> String {
    match value {
        Value::Number(number) => match Num::of(number).value() {
            Some(value) => value.to_string(),
            None => number.to_string(),
        },
        other => other.to_string(),
    }
}

/// A number of things: characters, elements, properties.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::audit) struct Count {
    pub(in crate::audit) least: u64,
    pub(in crate::audit) most: Option<u64>,
}

impl Count {
    pub(in crate::audit) fn at_least(&mut self, least: u64) {
        self.least = self.least.max(least);
    }

    pub(in crate::audit) fn at_most(&mut self, most: u64) {
        self.most = Some(self.most.map_or(most, |old| old.min(most)));
    }

    pub(in crate::audit) fn accepts(self, count: u64) -> bool {
        count >= self.least && self.most.is_none_or(|most| count <= most)
    }

    pub(in crate::audit) fn includes(self, narrow: Self) -> bool {
        let above = narrow.least >= self.least;
        let below = self.most.is_none_or(|most| narrow.most.is_some_and(|it| it <= most));
        above && below || narrow.most.is_some_and(|most| most < narrow.least)
    }

    /// Whether no count is accepted by both.
    pub(in crate::audit) fn is_apart(self, other: Self) -> bool {
        let below = |a: Self, b: Self| a.most.is_some_and(|most| most < b.least);
        below(self, other) || below(other, self)
    }

    /// The count nearest to the least that is accepted here and not there.
    pub(in crate::audit) fn outside(self, wide: Self) -> Option<u64> {
        let above = wide.most.map(|most| most.saturating_add(1).max(self.least));
        [Some(self.least), above]
            .into_iter()
            .flatten()
            .find(|count| self.accepts(*count) && !wide.accepts(*count))
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::audit) struct Strings {
    pub(in crate::audit) length: Count,
    pub(in crate::audit) patterns: BTreeSet<String>,
    pub(in crate::audit) formats: BTreeSet<&'static str>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::audit) struct Arrays {
    pub(in crate::audit) length: Count,
    pub(in crate::audit) unique: bool,
    pub(in crate::audit) items: Option<Id>,
}

/// What properties beside the named ones may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::audit) enum Additional {
    #[default]
    Any,
    None,
    Schema(Id),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::audit) struct Objects {
    pub(in crate::audit) properties: BTreeMap<String, Id>,
    pub(in crate::audit) required: BTreeSet<String>,
    pub(in crate::audit) additional: Additional,
    pub(in crate::audit) count: Count,
    /// The properties of discriminators, and their values that lead here.
    pub(in crate::audit) tags: BTreeMap<String, BTreeSet<String>>,
    /// Properties that are left out in this direction, and whether each would
    /// be required.
    pub(in crate::audit) hidden: BTreeMap<String, (Id, bool)>,
}

impl Objects {
    /// What a property may be.
    pub(in crate::audit) fn of(&self, name: &str) -> Additional {
        self.properties.get(name).map_or(self.additional, |id| Additional::Schema(*id))
    }
}

/// What one schema accepts, apart from null.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::audit) struct Shape {
    pub(in crate::audit) types: Types,
    pub(in crate::audit) values: Option<Rc<Values>>,
    pub(in crate::audit) numbers: Numbers,
    pub(in crate::audit) strings: Strings,
    pub(in crate::audit) arrays: Arrays,
    pub(in crate::audit) objects: Objects,
    /// Schemas that must not hold.
    pub(in crate::audit) not: BTreeSet<Id>,
    /// Lists of schemas of which exactly one must hold.
    pub(in crate::audit) exactly: BTreeSet<Vec<Alternative>>,
    /// Constraints that nothing here understands, each by its text.
    pub(in crate::audit) opaque: BTreeSet<String>,
}

impl Shape {
    pub(in crate::audit) fn any() -> Self {
        Self {
            types: Types::ALL,
            values: None,
            numbers: Numbers::default(),
            strings: Strings::default(),
            arrays: Arrays::default(),
            objects: Objects::default(),
            not: BTreeSet::new(),
            exactly: BTreeSet::new(),
            opaque: BTreeSet::new(),
        }
    }

    /// Whether nothing but null can be accepted.
    pub(in crate::audit) fn is_empty(&self) -> bool {
        self.types == Types::NONE || self.values.as_ref().is_some_and(|it| it.is_empty())
    }

    /// The most values that it accepts, apart from null, if they are few.
    pub(super) fn cardinality(&self) -> Option<u64> {
        let range = |it: &Numbers| match (it.least?.at, it.greatest?.at) {
            (Num::Integer(least), Num::Integer(most)) if it.integer => {
                u64::try_from(most.saturating_sub(least).saturating_add(1).max(0)).ok()
            }
            _ => None,
        };
        match &self.values {
            Some(values) => Some(values.len() as u64),
            None => self
                .types
                .each()
                .map(|of| match of {
                    Types::BOOLEAN => Some(2),
                    Types::NUMBER => range(&self.numbers),
                    _ => None,
                })
                .try_fold(0_u64, |sum, it| sum.checked_add(it?)),
        }
    }

    /// One form for one set: normalises numbers, and removes from a finite set the
    /// values that the rest of the schema does not accept. `is_text` says whether
    /// a text may be accepted.
    pub(super) fn settle(&mut self, is_text: impl Fn(&Strings, &str) -> bool) {
        self.numbers.normalise();
        if let Some(values) = self.values.take() {
            let fits = |value: &Value| self.scalar_fits(value, &is_text);
            self.values = Some(match values.values().all(fits) {
                true => values,
                false => {
                    let left = values.iter().filter(|it| fits(it.1));
                    Rc::new(left.map(|(key, value)| (key.clone(), value.clone())).collect())
                }
            });
        }
    }

    /// Whether the constraints of its type accept a scalar value.
    fn scalar_fits(&self, value: &Value, is_text: impl Fn(&Strings, &str) -> bool) -> bool {
        self.types.has(Types::of(value))
            && match value {
                Value::Number(number) => self.numbers.accepts(Num::of(number)) != Some(false),
                Value::String(text) => is_text(&self.strings, text),
                _ => true,
            }
    }
}
