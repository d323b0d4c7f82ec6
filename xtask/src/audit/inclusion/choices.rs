//! Inclusion of what must not hold, and of what must hold exactly once.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::answer::Answer;
use super::{At, How, Inclusion, Mode, Part, Side, Writing};
use crate::audit::contract::shape::{Additional, Id, Shape, Types, Values};

impl Inclusion<'_, '_> {
    /// Schemas that must not hold.
    pub(super) fn negations(
        &self,
        wide: Part<'_>,
        narrow: Part<'_>,
        of: Types,
        how: How,
    ) -> Answer {
        let same = How { mode: Mode::Same, ..how };
        let schemas = self.schemas(wide.side);
        Answer::all(wide.shape.not.iter().map(|id| {
            let at = wide.at(*id);
            let known = |own: &Id| self.includes(narrow.at(*own), at, same).is_yes();
            let apart =
                || schemas.leaves(*id).iter().all(|it| !schemas.node(it.id).shape.types.has(of));
            if narrow.shape.not.iter().any(known) || apart() {
                return Answer::Yes;
            }
            let mut values = self.samples(at);
            values.extend(self.values_of(narrow.side, narrow.shape, of));
            let hit = values.into_iter().find(|it| {
                self.fits(narrow, it, how) == Some(true) && self.accepts(at, it, how) == Some(true)
            });
            Answer::no_or(hit, "what `not` excludes")
        }))
    }

    /// Schemas of which exactly one must hold.
    pub(super) fn exactly(&self, wide: Part<'_>, narrow: Part<'_>, of: Types, how: How) -> Answer {
        Answer::all(wide.exactly.iter().map(|list| {
            let apart = list.iter().enumerate().all(|(index, a)| {
                list.iter()
                    .skip(index + 1)
                    .all(|b| self.are_apart(wide.side, [*a, *b], narrow, of, how))
            });
            let known = |own: &Vec<Id>| self.same_list((wide.side, list), (narrow.side, own), how);
            if apart || narrow.exactly.iter().any(known) {
                return Answer::Yes;
            }
            let at = |id: &Id| wide.at(*id);
            let mut values = self.values_of(narrow.side, narrow.shape, of);
            values.extend(list.iter().flat_map(|id| self.samples(at(id))).take(200));
            values.retain(|it| Types::of(it) == of);
            let both = values.iter().zip(values.iter().skip(1));
            let merged: Vec<Value> = both.filter_map(|(a, b)| merged(a, b)).collect();
            let hit = values.into_iter().chain(merged).find(|it| {
                let holds = |id: &&Id| self.accepts(at(id), it, how) == Some(true);
                list.iter().filter(holds).count() > 1 && self.fits(narrow, it, how) == Some(true)
            });
            Answer::no_or(hit, "whether exactly one alternative holds")
        }))
    }

    /// Whether two lists hold the same schemas.
    fn same_list(&self, wide: (Side, &[Id]), narrow: (Side, &[Id]), how: How) -> bool {
        let how = How { mode: Mode::Same, ..how };
        let mut free: Vec<Id> = narrow.1.to_vec();
        wide.1.len() == free.len()
            && wide.1.iter().all(|id| {
                let at = At { side: wide.0, id: *id };
                let partner = free.iter().position(|own| {
                    let own = At { side: narrow.0, id: *own };
                    self.includes(at, own, how).is_yes() && self.includes(own, at, how).is_yes()
                });
                partner.map(|index| free.swap_remove(index)).is_some()
            })
    }

    /// Whether no value of a type satisfies both of two schemas, if nobody sends
    /// what `narrow` does not describe.
    fn are_apart(&self, side: Side, ids: [Id; 2], narrow: Part<'_>, of: Types, how: How) -> bool {
        let schemas = self.schemas(side);
        let [first, second] = ids.map(|id| schemas.leaves(id));
        let given = &narrow.shape.objects;
        let unsaid = |name: &String| match given.additional {
            _ if given.properties.contains_key(name) => false,
            Additional::Schema(_) => false,
            Additional::None => true,
            Additional::Any => how.mode != Mode::Same,
        };
        let apart = |a: &Shape, b: &Shape| match (&a.values, &b.values) {
            _ if !a.types.has(of) || !b.types.has(of) => true,
            (Some(a), Some(b)) => disjoint(a, b),
            (Some(few), None) => self.excludes(side, b, few),
            (None, Some(few)) => self.excludes(side, a, few),
            _ if of == Types::OBJECT => {
                a.objects.required.union(&b.objects.required).any(unsaid)
                    || self.told_apart(side, a, b)
            }
            _ if of == Types::NUMBER => a.numbers.is_apart(&b.numbers),
            _ if of == Types::STRING => a.strings.length.is_apart(b.strings.length),
            _ if of == Types::ARRAY => a.arrays.length.is_apart(b.arrays.length),
            _ => false,
        };
        let shape = |id: Id| &schemas.node(id).shape;
        first.iter().all(|a| second.iter().all(|b| apart(shape(a.id), shape(b.id))))
    }

    /// Whether none of some values satisfies a schema.
    fn excludes(&self, side: Side, shape: &Shape, values: &Values) -> bool {
        let how = How { mode: Mode::Same, writing: Writing::Json };
        values.values().all(|it| self.fits(Part::new(side, shape), it, how) == Some(false))
    }

    /// Whether a property that both require has no value in common.
    fn told_apart(&self, side: Side, first: &Shape, second: &Shape) -> bool {
        let schemas = self.schemas(side);
        let values = |shape: &Shape, name: &str| {
            let id = *shape.objects.properties.get(name)?;
            match schemas.leaves(id).as_slice() {
                [leaf] if !schemas.node(id).null => schemas.node(leaf.id).shape.values.clone(),
                _ => None,
            }
        };
        let both: BTreeSet<_> = &first.objects.required & &second.objects.required;
        both.iter().any(|name| {
            let values = (values(first, name), values(second, name));
            matches!(values, (Some(a), Some(b)) if disjoint(&a, &b))
        })
    }
}

fn disjoint(first: &Values, second: &Values) -> bool {
    first.keys().all(|key| !second.contains_key(key))
}

/// One object with the members of two.
fn merged(first: &Value, second: &Value) -> Option<Value> {
    let members = first.as_object()?.iter().chain(second.as_object()?);
    Some(members.map(|(key, value)| (key.clone(), value.clone())).collect::<Map<_, _>>().into())
}
