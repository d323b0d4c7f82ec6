//! Inclusion of schemas with `not`, and with a list of schemas of which exactly
//! one must hold.

use std::collections::BTreeSet;
use std::rc::Rc;

use serde_json::{Map, Value};

use super::included::Included;
use super::{At, How, Inclusion, Mode, Part, Side, Writing};
use crate::audit::contract::shape::{Additional, Alternative, Id, Shape, Types, Values};

impl Inclusion<'_, '_> {
    /// Schemas that must not hold.
    pub(super) fn negations(
        &self,
        wide: Part<'_>,
        narrow: Part<'_>,
        of: Types,
        how: How,
    ) -> Included {
        let same = How { mode: Mode::Exact, ..how };
        let schemas = self.schemas(wide.side);
        Included::all(wide.shape.not.iter().map(|id| {
            let at = wide.at(*id);
            let known = |own: &Id| self.includes(narrow.at(*own), at, same).is_yes();
            let apart =
                || schemas.leaves(*id).iter().all(|it| !schemas.node(it.id).shape.types.has(of));
            if narrow.shape.not.iter().any(known) || apart() {
                return Included::Yes;
            }
            let mut values = self.samples(at);
            values.extend(self.values_of(narrow.side, narrow.shape, of));
            let hit = values.into_iter().find(|it| {
                self.fits(narrow, it, how) == Some(true) && self.accepts(at, it, how) == Some(true)
            });
            Included::no_or(hit, "what `not` excludes")
        }))
    }

    /// Schemas of which exactly one must hold.
    pub(super) fn exactly(
        &self,
        wide: Part<'_>,
        narrow: Part<'_>,
        of: Types,
        how: How,
    ) -> Included {
        let given = &narrow.shape.objects;
        // Nobody sends what `narrow` does not describe.
        let unsaid = |name: &String| match given.additional {
            _ if given.properties.contains_key(name) => false,
            Additional::Schema(_) => false,
            Additional::None => true,
            Additional::Any => how.mode != Mode::Exact,
        };
        Included::all(wide.exactly.iter().map(|list| {
            let overlaps = self.overlaps(wide.side, list, of);
            let apart = overlaps.iter().all(|ids| self.are_apart(wide.side, *ids, of, &unsaid));
            let known =
                |own: &Vec<Alternative>| self.no_more((wide.side, list), (narrow.side, own), how);
            if apart || narrow.exactly.iter().any(known) {
                return Included::Yes;
            }
            let at = |it: &Alternative| wide.at(it.alone);
            let mut values = self.values_of(narrow.side, narrow.shape, of);
            values.extend(list.iter().flat_map(|it| self.samples(at(it))).take(200));
            values.retain(|it| Types::of(it) == of);
            let both = values.iter().zip(values.iter().skip(1));
            let merged: Vec<Value> = both.filter_map(|(a, b)| merged(a, b)).collect();
            let hit = values.into_iter().chain(merged).find(|it| {
                let holds = |of: &&Alternative| self.accepts(at(of), it, how) == Some(true);
                list.iter().filter(holds).count() > 1 && self.fits(narrow, it, how) == Some(true)
            });
            Included::no_or(hit, "whether exactly one alternative holds")
        }))
    }

    /// Whether no more schemas of a list hold than of another list of its length:
    /// each accepts only what one of the other list accepts.
    fn no_more(
        &self,
        wide: (Side, &[Alternative]),
        narrow: (Side, &[Alternative]),
        how: How,
    ) -> bool {
        let how = How { mode: Mode::Exact, ..how };
        let are_within = |id: fn(&Alternative) -> Id| {
            let mut free: Vec<Id> = narrow.1.iter().map(id).collect();
            wide.1.iter().map(id).all(|inner| {
                let inner = At { side: wide.0, id: inner };
                let partner = free.iter().position(|outer| {
                    let outer = At { side: narrow.0, id: *outer };
                    self.includes(outer, inner, how).is_yes()
                });
                partner.map(|index| free.swap_remove(index)).is_some()
            })
        };
        wide.1.len() == narrow.1.len() && (are_within(|it| it.alone) || are_within(|it| it.within))
    }

    /// The pairs of alternatives that a value of a type may satisfy together.
    fn overlaps(&self, side: Side, list: &[Alternative], of: Types) -> Rc<Vec<[Id; 2]>> {
        let key = (side, of, list.to_vec());
        if let Some(known) = self.overlaps.borrow().get(&key) {
            return Rc::clone(known);
        }
        let pairs = list
            .iter()
            .enumerate()
            .flat_map(|(index, a)| list.iter().skip(index + 1).map(|b| [a.within, b.within]));
        let overlaps = pairs.filter(|ids| !self.are_apart(side, *ids, of, &|_| false));
        let overlaps = Rc::new(overlaps.collect::<Vec<_>>());
        self.overlaps.borrow_mut().insert(key, Rc::clone(&overlaps));
        overlaps
    }

    /// Whether no value of a type satisfies both of two schemas, if it has no
    /// property that is `unsaid`.
    fn are_apart(
        &self,
        side: Side,
        ids: [Id; 2],
        of: Types,
        unsaid: &dyn Fn(&String) -> bool,
    ) -> bool {
        let schemas = self.schemas(side);
        let [first, second] = ids.map(|id| schemas.leaves(id));
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
        let how = How { mode: Mode::Exact, writing: Writing::Json };
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
