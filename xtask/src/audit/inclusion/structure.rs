//! Inclusion of arrays and objects, part by part, and of what must not hold or
//! must hold exactly once.

use serde_json::{Value, json};

use super::answer::{Answer, no};
use super::{At, How, Inclusion, Mode, Side, Writing};
use crate::audit::contract::schema::Leaf;
use crate::audit::contract::shape::Id;
use crate::audit::contract::shape::{Additional, Arrays, Count, Objects, Shape, Types, Values};

impl<'a> Inclusion<'_, 'a> {
    pub(super) fn arrays(
        &self,
        other: Side,
        wide: &Shape,
        side: Side,
        narrow: &Shape,
        how: How,
    ) -> Answer {
        let items = match (wide.arrays.items, narrow.arrays.items) {
            _ if narrow.arrays.length.most == Some(0) => Answer::Yes,
            (None, _) => Answer::Yes,
            (Some(wide), narrow) => {
                let how = How { writing: how.writing.element(), ..how };
                self.any_or(At { side: other, id: wide }, side, narrow, how)
            }
        };
        let whole = |value| self.array(self.schemas(side), narrow, Some(value));
        items.within("element", whole).and(|| self.lengths(&wide.arrays, side, narrow))
    }

    /// How many elements there are, and whether they may be the same.
    pub(in crate::audit) fn lengths(&self, wide: &Arrays, side: Side, narrow: &Shape) -> Answer {
        let schemas = self.schemas(side);
        let length = narrow.arrays.length;
        if !wide.length.includes(length) {
            let value =
                length.outside(wide.length).and_then(|it| self.array_of(schemas, narrow, it));
            return value.map_or(
                Answer::Unknown("whether an array of another length exists".to_owned()),
                no,
            );
        }
        if wide.unique && !narrow.arrays.unique && length.most.is_none_or(|it| it > 1) {
            let element = match narrow.arrays.items {
                Some(id) => self.sample(schemas, id),
                None => Some(Value::from("")),
            };
            let value =
                element.map(|it| Value::from(vec![it; length.least.clamp(2, 100) as usize]));
            return value
                .map_or(Answer::Unknown("whether two elements can be the same".to_owned()), no);
        }
        Answer::Yes
    }

    pub(super) fn objects(
        &self,
        other: Side,
        wide: &Shape,
        side: Side,
        narrow: &Shape,
        how: How,
    ) -> Answer {
        let mut answer = Answer::Yes;
        for name in wide.objects.required.difference(&narrow.objects.required) {
            answer = answer.and(|| self.missing(name, side, narrow));
        }
        let names = wide.objects.properties.keys().chain(narrow.objects.properties.keys());
        for name in names {
            if how.mode == Mode::Same
                && wide.objects.properties.contains_key(name)
                    != narrow.objects.properties.contains_key(name)
            {
                return no(Value::Null);
            }
            answer = answer.and(|| self.property(name, other, &wide.objects, side, narrow, how));
        }
        answer
            .and(|| self.rest(other, &wide.objects, side, narrow, how))
            .and(|| self.counts(wide.objects.count, side, narrow))
    }

    /// A property that must be there, and was not asked for.
    pub(in crate::audit) fn missing(&self, name: &str, side: Side, narrow: &Shape) -> Answer {
        match self.object(self.schemas(side), narrow, None, Some(name)) {
            Some(value) => no(value),
            None => Answer::Unknown(format!("whether there is an object without {name}")),
        }
    }

    /// The values of one property.
    pub(in crate::audit) fn property(
        &self,
        name: &str,
        other: Side,
        wide: &Objects,
        side: Side,
        narrow: &Shape,
        how: How,
    ) -> Answer {
        let schemas = self.schemas(side);
        let own = match (narrow.objects.properties.get(name), narrow.objects.additional) {
            (Some(id), _) => Some(*id),
            (None, Additional::Schema(id)) => Some(id),
            (None, Additional::None) => return Answer::Yes,
            // Nobody sends what is not described.
            (None, Additional::Any) if how.mode != Mode::Same => return Answer::Yes,
            (None, Additional::Any) => None,
        };
        let how = How { writing: how.writing.property(), ..how };
        let inner = match (wide.properties.get(name), wide.additional) {
            (Some(id), _) => self.any_or(At { side: other, id: *id }, side, own, how),
            (None, Additional::Schema(id)) => self.any_or(At { side: other, id }, side, own, how),
            (None, Additional::Any) => Answer::Yes,
            (None, Additional::None) if how.mode == Mode::Response => Answer::Yes,
            (None, Additional::None) => match own {
                None => no(""),
                Some(id) => self.sample(schemas, id).map_or(Answer::Yes, no),
            },
        };
        inner.within(&format!("property {name}"), |value| {
            self.object(schemas, narrow, Some((name, value)), None)
        })
    }

    /// Properties that neither side names.
    pub(in crate::audit) fn rest(
        &self,
        other: Side,
        wide: &Objects,
        side: Side,
        narrow: &Shape,
        how: How,
    ) -> Answer {
        let schemas = self.schemas(side);
        let below = How { writing: how.writing.property(), ..how };
        let inner = match (wide.additional, narrow.objects.additional) {
            (Additional::Any, _) | (_, Additional::None) => Answer::Yes,
            (Additional::None, _) if how.mode == Mode::Response => Answer::Yes,
            (Additional::None, Additional::Any) => no(""),
            (Additional::None, Additional::Schema(id)) => {
                self.sample(schemas, id).map_or(Answer::Yes, no)
            }
            (Additional::Schema(wide), Additional::Any) => {
                self.any_or(At { side: other, id: wide }, side, None, below)
            }
            (Additional::Schema(wide), Additional::Schema(id)) => {
                self.any_or(At { side: other, id: wide }, side, Some(id), below)
            }
        };
        let mut name = "other".to_owned();
        while wide.properties.contains_key(&name) || narrow.objects.properties.contains_key(&name) {
            name.push('_');
        }
        inner.within("further property", |value| {
            self.object(schemas, narrow, Some((&name, value)), None)
        })
    }

    /// How many properties there are.
    pub(in crate::audit) fn counts(&self, wide: Count, side: Side, narrow: &Shape) -> Answer {
        let mut count = narrow.objects.count;
        count.at_least(narrow.objects.required.len() as u64);
        if narrow.objects.additional == Additional::None {
            count.at_most(narrow.objects.properties.len() as u64);
        }
        if wide.includes(count) {
            return Answer::Yes;
        }
        let value =
            count.outside(wide).and_then(|it| self.object_of(self.schemas(side), narrow, it));
        value.map_or(
            Answer::Unknown(
                "whether an object with another number of properties exists".to_owned(),
            ),
            no,
        )
    }

    /// A schema, or any value.
    fn any_or(&self, wide: At, side: Side, narrow: Option<Id>, how: How) -> Answer {
        if let Some(id) = narrow {
            return self.includes(wide, At { side, id }, how);
        }
        let schemas = self.schemas(wide.side);
        let anything = schemas.leaves(wide.id).iter().any(|leaf| {
            let shape = &schemas.node(leaf.id).shape;
            leaf.exactly.is_empty() && shape.types == Types::ALL && shape.is_free()
        });
        if schemas.node(wide.id).null && anything {
            return Answer::Yes;
        }
        let values = [
            json!(null),
            json!(false),
            json!(0),
            json!(0.5),
            json!(""),
            json!([]),
            json!({}),
            json!([null]),
            json!({ "other": null }),
        ];
        let outside = values.into_iter().find(|it| self.accepts(wide, it, how) == Some(false));
        outside.map_or(Answer::Unknown("whether every value is let through".to_owned()), no)
    }

    /// Schemas that must not hold.
    pub(super) fn negations(
        &self,
        other: Side,
        wide: &Shape,
        side: Side,
        narrow: &Shape,
        of: Types,
        how: How,
    ) -> Answer {
        let mut answer = Answer::Yes;
        let same = How { mode: Mode::Same, ..how };
        for id in &wide.not {
            let at = At { side: other, id: *id };
            let known = narrow
                .not
                .iter()
                .any(|own| self.includes(At { side, id: *own }, at, same).is_yes());
            let schemas = self.schemas(other);
            let apart =
                || schemas.leaves(*id).iter().all(|it| !schemas.node(it.id).shape.types.has(of));
            if known || apart() {
                continue;
            }
            let values = self.samples(schemas, *id).into_iter().chain(self.samples_of(
                self.schemas(side),
                narrow,
                of,
            ));
            let hit = values.into_iter().find(|it| {
                self.fits(side, narrow, it, how) == Some(true)
                    && self.accepts(at, it, how) == Some(true)
            });
            answer =
                answer.and(|| hit.map_or(Answer::Unknown("what `not` excludes".to_owned()), no));
        }
        answer
    }

    /// Schemas of which exactly one must hold.
    pub(super) fn exactly(
        &self,
        other: Side,
        wide: &Leaf,
        side: Side,
        narrow: &Leaf,
        of: Types,
        how: How,
    ) -> Answer {
        let shape = &self.schemas(side).node(narrow.id).shape;
        let mut answer = Answer::Yes;
        for list in &wide.exactly {
            let pairs = || {
                list.iter()
                    .enumerate()
                    .flat_map(|(index, a)| list.iter().skip(index + 1).map(move |b| (*a, *b)))
            };
            if pairs().all(|(a, b)| self.are_apart(other, a, b, of)) {
                continue;
            }
            if narrow.exactly.iter().any(|own| self.same_list(other, list, side, own, how)) {
                continue;
            }
            let members = list.iter().flat_map(|id| self.samples(self.schemas(other), *id));
            let mut values: Vec<Value> = self.samples_of(self.schemas(side), shape, of);
            values.extend(members.take(200));
            let merged: Vec<Value> = values
                .iter()
                .zip(values.iter().skip(1))
                .filter_map(|(a, b)| {
                    let (Value::Object(a), Value::Object(b)) = (a, b) else {
                        return None;
                    };
                    Some(Value::Object(
                        a.iter()
                            .chain(b)
                            .map(|(key, value)| (key.clone(), value.clone()))
                            .collect(),
                    ))
                })
                .collect();
            let hit = values.into_iter().chain(merged).find(|it| {
                let holding = list
                    .iter()
                    .filter(|id| self.accepts(At { side: other, id: **id }, it, how) == Some(true))
                    .count();
                holding > 1 && Types::of(it) == of && self.fits(side, shape, it, how) == Some(true)
            });
            answer = answer.and(|| {
                hit.map_or(Answer::Unknown("whether exactly one alternative holds".to_owned()), no)
            });
        }
        answer
    }

    /// Whether two lists hold the same schemas.
    fn same_list(&self, other: Side, list: &[Id], side: Side, own: &[Id], how: How) -> bool {
        let how = How { mode: Mode::Same, ..how };
        let mut free: Vec<Id> = own.to_vec();
        list.len() == own.len()
            && list.iter().all(|id| {
                let at = At { side: other, id: *id };
                let partner = free.iter().position(|own| {
                    let own = At { side, id: *own };
                    self.includes(at, own, how).is_yes() && self.includes(own, at, how).is_yes()
                });
                partner.map(|index| free.swap_remove(index)).is_some()
            })
    }

    /// Whether no value of a type satisfies both of two schemas, as long as
    /// nobody sends what is not described.
    fn are_apart(&self, side: Side, first: Id, second: Id, of: Types) -> bool {
        let schemas = self.schemas(side);
        let (first, second) = (schemas.leaves(first), schemas.leaves(second));
        let apart = |a: &Shape, b: &Shape| {
            if !a.types.has(of) || !b.types.has(of) {
                return true;
            }
            match (&a.values, &b.values) {
                (Some(a), Some(b)) => a.keys().all(|key| !b.contains_key(key)),
                (Some(few), None) => self.excludes(side, b, few),
                (None, Some(few)) => self.excludes(side, a, few),
                _ => {
                    of == Types::OBJECT
                        && (demands_more(a, b) || demands_more(b, a) || self.told_apart(side, a, b))
                }
            }
        };
        first.iter().all(|a| {
            second.iter().all(|b| apart(&schemas.node(a.id).shape, &schemas.node(b.id).shape))
        })
    }

    /// Whether none of some values satisfies a schema.
    fn excludes(&self, side: Side, shape: &Shape, values: &Values) -> bool {
        let how = How { mode: Mode::Same, writing: Writing::Json };
        values.values().all(|it| self.fits(side, shape, it, how) == Some(false))
    }

    /// Whether a property that both require has no value in common.
    fn told_apart(&self, side: Side, first: &Shape, second: &Shape) -> bool {
        let schemas = self.schemas(side);
        let values = |id: &Id| {
            let leaves = schemas.leaves(*id);
            match leaves.as_slice() {
                [leaf] if !schemas.node(*id).null => schemas.node(leaf.id).shape.values.clone(),
                _ => None,
            }
        };
        first.objects.required.intersection(&second.objects.required).any(|name| {
            let both = (first.objects.properties.get(name), second.objects.properties.get(name));
            let (Some(a), Some(b)) = both else {
                return false;
            };
            match (values(a), values(b)) {
                (Some(a), Some(b)) => a.keys().all(|key| !b.contains_key(key)),
                _ => false,
            }
        })
    }
}

/// Whether one requires a property that the other does not describe.
fn demands_more(one: &Shape, other: &Shape) -> bool {
    let closed = !matches!(other.objects.additional, Additional::Schema(_));
    closed && one.objects.required.iter().any(|name| !other.objects.properties.contains_key(name))
}
