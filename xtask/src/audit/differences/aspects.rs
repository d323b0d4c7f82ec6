//! The restrictions of values of one type, as one table: bounds, counts,
//! patterns, formats. Each row is compared by itself, and inclusion decides in
//! which direction it changed.

use super::finder::Finder;
use super::schema::Two;
use crate::audit::contract::shape::{Shape, Types, key};
use crate::audit::inclusion::{Part, Side};

/// One restriction of the values of a type.
struct Aspect {
    of: Types,
    /// Copies it from one schema to another.
    copy: fn(&Shape, &mut Shape),
    /// Where it is written: the first of these that does not say the same on
    /// both sides.
    keywords: &'static [Keyword],
}

/// A keyword, and the names of its changes: added, removed, tightened, loosened,
/// changed in another way. An empty name stands for the next more general one.
struct Keyword(&'static str, [&'static str; 5]);

const FORMAT: Keyword =
    Keyword("format", ["", "", "format-specialized", "format-generalized", "format-changed"]);

// One aspect, two lines.
#[rustfmt::skip]
const ASPECTS: &[Aspect] = &[
    Aspect { of: Types::NUMBER, copy: |from, to| to.numbers.integer = from.numbers.integer, keywords: &[
        Keyword("type", ["", "", "type-specialized", "type-generalized", "type-changed"])] },
    Aspect { of: Types::NUMBER, copy: |from, to| to.numbers.greatest = from.numbers.greatest, keywords: &[
        Keyword("maximum", ["max-set", "", "max-decreased", "max-increased", ""]),
        Keyword("exclusiveMaximum", ["", "", "exclusive-bound-tightened", "exclusive-bound-loosened", ""]),
        FORMAT] },
    Aspect { of: Types::NUMBER, copy: |from, to| to.numbers.least = from.numbers.least, keywords: &[
        Keyword("minimum", ["min-set", "", "min-increased", "min-decreased", ""]),
        Keyword("exclusiveMinimum", ["", "", "exclusive-bound-tightened", "exclusive-bound-loosened", ""]),
        FORMAT] },
    Aspect { of: Types::NUMBER, copy: |from, to| to.numbers.steps.clone_from(&from.numbers.steps), keywords: &[
        Keyword("multipleOf", ["", "", "multiple-of-tightened", "multiple-of-loosened", "multiple-of-tightened"])] },
    Aspect { of: Types::STRING, copy: |from, to| to.strings.length.most = from.strings.length.most, keywords: &[
        Keyword("maxLength", ["max-length-set", "max-length-unset", "max-length-decreased", "max-length-increased", ""])] },
    Aspect { of: Types::STRING, copy: |from, to| to.strings.length.least = from.strings.length.least, keywords: &[
        Keyword("minLength", ["", "", "min-length-increased", "min-length-decreased", ""])] },
    Aspect { of: Types::STRING, copy: |from, to| to.strings.patterns.clone_from(&from.strings.patterns), keywords: &[
        Keyword("pattern", ["pattern-added", "pattern-removed", "", "pattern-generalized", "pattern-changed"])] },
    Aspect { of: Types::STRING, copy: |from, to| to.strings.formats.clone_from(&from.strings.formats), keywords: &[
        FORMAT] },
    Aspect { of: Types::ARRAY, copy: |from, to| to.arrays.length.most = from.arrays.length.most, keywords: &[
        Keyword("maxItems", ["", "", "max-items-decreased", "max-items-increased", ""])] },
    Aspect { of: Types::ARRAY, copy: |from, to| to.arrays.length.least = from.arrays.length.least, keywords: &[
        Keyword("minItems", ["min-items-set", "min-items-unset", "min-items-increased", "min-items-decreased", ""])] },
    Aspect { of: Types::ARRAY, copy: |from, to| to.arrays.unique = from.arrays.unique, keywords: &[
        Keyword("uniqueItems", ["", "", "unique-items-tightened", "unique-items-loosened", ""])] },
    Aspect { of: Types::OBJECT, copy: |from, to| to.objects.count.most = from.objects.count.most, keywords: &[
        Keyword("maxProperties", ["", "", "max-properties-tightened", "max-properties-loosened", ""])] },
    Aspect { of: Types::OBJECT, copy: |from, to| to.objects.count.least = from.objects.count.least, keywords: &[
        Keyword("minProperties", ["", "", "min-properties-tightened", "min-properties-loosened", ""])] },
];

impl<'s> Finder<'s, '_> {
    pub(super) fn aspects(&mut self, two: Two<'s>) {
        for aspect in ASPECTS {
            let only = |shape: &Shape| {
                let mut alone = Shape::any();
                (aspect.copy)(shape, &mut alone);
                alone
            };
            let (old, new) = (only(&two.base.shape), only(&two.revision.shape));
            if two.both_are(aspect.of) && old != new {
                self.aspect(two, aspect, &old, &new);
            }
        }
    }

    fn aspect(&mut self, two: Two<'s>, aspect: &Aspect, old: &Shape, new: &Shape) {
        let includes = |wide: &Shape, narrow: &Shape| {
            let wide = Part::new(two.wide.at.side, wide);
            let narrow = Part::new(two.narrow.at.side, narrow);
            self.inclusion.includes_type(wide, narrow, aspect.of, two.how())
        };
        let is_looser = !includes(old, new).is_yes();
        let is_tighter = !includes(new, old).is_yes();
        let wide = if two.wide.at.side == Side::Base { old } else { new };
        let narrow = &two.narrow.schema.shape;
        let included = includes(&Shape { opaque: narrow.opaque.clone(), ..wide.clone() }, narrow);
        let differs = |keyword: &&Keyword| {
            let said = self.said(two, keyword.0).map(|it| it.map(|it| key(it.1)));
            said.differs()
        };
        let meant = aspect.keywords.iter().find(differs).or(aspect.keywords.first());
        let Some(Keyword(keyword, [added, removed, tighter, looser, changed])) = meant else {
            return;
        };
        let said = self.said(two, keyword).map(|it| it.is_some());
        let names = match (is_tighter, is_looser) {
            (true, false) if !said.base => vec![*added, tighter, changed, "constraint-tightened"],
            (true, false) => vec![*tighter, changed, "constraint-tightened"],
            (false, true) if !said.revision => {
                vec![*removed, looser, changed, "constraint-loosened"]
            }
            (false, true) => vec![*looser, changed, "constraint-loosened"],
            _ => vec![*changed, "constraint-changed"],
        };
        self.found(two.node, &names, self.places(two, keyword), included);
    }
}
