//! Inclusion by cases: where no schema of a choice accepts all values of a set,
//! each may accept a part of it. The parts follow from what the schemas of the
//! choice distinguish.

use std::collections::BTreeSet;

use super::{At, How, Included, Inclusion, Part};
use crate::audit::contract::shape::{Count, Shape, Types};

/// A set is divided into at most so many parts.
const MOST_CASES: usize = 64;

/// A set is divided by the values of at most so many properties.
const MOST_PROPERTIES: usize = 2;

impl Inclusion<'_, '_> {
    /// Whether each part of what `narrow` accepts is included; `None` if the
    /// choice distinguishes no parts of it.
    pub(super) fn by_cases(
        &self,
        wide: At,
        narrow: Part<'_>,
        of: Types,
        how: How,
    ) -> Option<Included> {
        let schemas = self.schemas(wide.side);
        let leaves = schemas.leaves(wide.id);
        let shapes = leaves.iter().map(|it| &schemas.node(it.id).shape);
        let shapes: Vec<&Shape> = shapes.filter(|it| it.types.has(of)).collect();
        let cases = match of {
            Types::STRING => by_length(
                narrow.shape,
                &shapes,
                |it| it.strings.length,
                |it, length| it.strings.length = length,
            ),
            Types::ARRAY => by_length(
                narrow.shape,
                &shapes,
                |it| it.arrays.length,
                |it, length| it.arrays.length = length,
            ),
            Types::OBJECT => self.by_property(narrow, wide, &shapes),
            _ => Vec::new(),
        };
        let fits = (2..=MOST_CASES).contains(&cases.len());
        fits.then(|| {
            let parts = cases.iter().map(|shape| Part { shape, ..narrow });
            Included::all(parts.map(|part| self.of_type(wide, part, of, how)))
        })
    }

    /// One case for each value of a property by which the choice distinguishes.
    fn by_property(&self, narrow: Part<'_>, wide: At, shapes: &[&Shape]) -> Vec<Shape> {
        let (given, own) = (&narrow.shape.objects, self.schemas(narrow.side));
        let tags = |shape: &Shape, name: &String| {
            let id = shape.objects.properties.get(name);
            let lists = |id| self.schemas(wide.side).node(id).shape.values.is_some();
            shape.objects.tags.contains_key(name) || id.is_some_and(|id| lists(*id))
        };
        let values = |name: &String| -> Option<BTreeSet<String>> {
            let node = own.node(*given.properties.get(name)?);
            let values = node.shape.values.as_ref().filter(|_| !node.null)?;
            values.values().map(|it| Some(it.as_str()?.to_owned())).collect()
        };
        let names = given.required.iter().filter(|it| !given.tags.contains_key(*it));
        let mut tagged = names.filter(|name| shapes.iter().any(|shape| tags(shape, name)));
        if given.tags.len() >= MOST_PROPERTIES {
            return Vec::new();
        }
        let found = tagged.find_map(|name| Some((name, values(name)?)));
        let cases = found.into_iter().flat_map(|(name, values)| {
            values.into_iter().map(|value| {
                let mut shape = narrow.shape.clone();
                shape.objects.tags.insert(name.clone(), [value].into());
                shape
            })
        });
        cases.take(MOST_CASES + 1).collect()
    }
}

/// One case for each range of lengths that the choice distinguishes.
fn by_length(
    narrow: &Shape,
    shapes: &[&Shape],
    of: fn(&Shape) -> Count,
    set: fn(&mut Shape, Count),
) -> Vec<Shape> {
    let given = of(narrow);
    let ends = |it: Count| [Some(it.least), it.most.map(|most| most.saturating_add(1))];
    let ends = shapes.iter().flat_map(|it| ends(of(it))).flatten();
    let is_within = |it: &u64| *it > given.least && given.accepts(*it);
    let begins: BTreeSet<u64> = ends.filter(is_within).chain([given.least]).collect();
    let nexts = begins.iter().skip(1).map(|it| Some(it - 1)).chain([given.most]);
    let cases = begins.iter().zip(nexts).map(|(least, most)| {
        let mut shape = narrow.clone();
        set(&mut shape, Count { least: *least, most });
        shape
    });
    cases.take(MOST_CASES + 1).collect()
}
