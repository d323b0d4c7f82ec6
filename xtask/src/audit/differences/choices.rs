//! Differences of choices of schemas, of discriminators, and of constraints that
//! can only be compared as a whole.

use std::collections::BTreeSet;

use super::finder::{Effect, Finder};
use super::graph::Step;
use super::schema::Two;
use super::witness;
use crate::audit::contract::schema::Choice;
use crate::audit::contract::shape::Id;
use crate::audit::finding::Pointers;
use crate::audit::inclusion::{At, Included, Side};
use crate::audit::pair::Pair;
use crate::audit::rules;
use crate::openapi::json::Pointer;

impl<'s> Finder<'s, '_> {
    /// Constraints that nothing here understands, and what must not hold.
    pub(super) fn not_understood(&mut self, two: Two<'s>) {
        let (base, revision) = (&two.base.shape, &two.revision.shape);
        for constraint in base.opaque.symmetric_difference(&revision.opaque) {
            let keyword = constraint.split(':').next().unwrap_or_default();
            let included = Included::Unknown(format!("what {keyword} means"));
            self.found(two.node, &[rules::UNKNOWN.id], self.places(two, keyword), included);
        }
        let mut both = base.not.iter().zip(&revision.not);
        if base.not.len() == revision.not.len()
            && both.all(|(a, b)| self.inclusion.equivalent(*a, *b, two.role.writing))
        {
            return;
        }
        let places = self.said(two, "not").map(|it| it.map(|it| it.0));
        let name = match (&places.base, &places.revision) {
            (None, _) => "constraint-tightened",
            (_, None) => "constraint-loosened",
            _ => "constraint-changed",
        };
        let included = self.compatible(two);
        self.found(two.node, &[name], places, included);
    }

    /// Choices among schemas. Returns whether any schema of them accepts other
    /// values.
    pub(super) fn choices(&mut self, two: Two<'s>, is_same: bool) -> bool {
        let mut differ = false;
        if two.base.branches.is_empty() && two.revision.branches.is_empty() {
            return differ;
        }
        let mut olds: Vec<_> = two.base.choices.iter().collect();
        for new in &two.revision.choices {
            let partner = olds.iter().position(|old| old.exactly_one == new.exactly_one);
            let old = partner.or((!olds.is_empty()).then_some(0)).map(|index| olds.remove(index));
            if let Some(old) = old {
                differ |= self.members(two, is_same, old, new);
            }
            if !is_same && old.is_none_or(|old| old.exactly_one != new.exactly_one) {
                self.other_choice(two, Pair { base: old, revision: Some(new) });
            }
        }
        for old in olds.into_iter().filter(|_| !is_same) {
            self.other_choice(two, Pair { base: Some(old), revision: None });
        }
        differ
    }

    /// A choice that was added, removed, or is of the other kind.
    fn other_choice(&mut self, two: Two<'s>, lists: Pair<Option<&Choice>>) {
        let included = self.compatible(two);
        let name = match (lists.base, lists.revision) {
            (None, _) if two.is_request() || included.is_yes() => "constraint-tightened",
            (_, None) if !two.is_request() || included.is_yes() => "constraint-loosened",
            _ => "constraint-changed",
        };
        let places = lists.map(|it| it.map(|it| it.list.clone()));
        self.found(two.node, &[name], places, included);
    }

    /// The schemas of two choices, paired by what they accept, then by what they
    /// refer to; if one is left on each side, these are paired.
    fn members(&mut self, two: Two<'s>, is_same: bool, old: &'s Choice, new: &'s Choice) -> bool {
        let mut come: Vec<&(Pointer, Id)> = new.members.iter().collect();
        let mut gone: Vec<&(Pointer, Id)> = Vec::new();
        let mut pairs: Vec<Pair<Id>> = Vec::new();
        for member in &old.members {
            let is_equal =
                |it: &&(Pointer, Id)| self.inclusion.equivalent(member.1, it.1, two.role.writing);
            match come.iter().position(is_equal) {
                Some(index) => {
                    pairs.push(Pair { base: member.1, revision: come.remove(index).1 });
                }
                None => gone.push(member),
            }
        }
        let equal = pairs.len();
        let one_for_one = old.members.len() == new.members.len();
        if !is_same {
            gone.retain(|member| {
                let has_its_name = |it: &&(Pointer, Id)| {
                    let sources = self.sources(Pair { base: member.1, revision: it.1 });
                    !sources.differs()
                };
                let index = come.iter().position(has_its_name);
                let index = index.or((one_for_one && come.len() == 1).then_some(0));
                let partner = index.map(|index| come.remove(index).1);
                pairs.extend(partner.map(|revision| Pair { base: member.1, revision }));
                partner.is_none()
            });
        }
        let differ = pairs.len() > equal;
        for ids in pairs {
            self.schema(two.node, Step::Same, two.role, ids);
        }
        if is_same {
            return differ;
        }
        let (removed, added) = match new.exactly_one {
            true => ("one-of-removed", "one-of-added"),
            false => ("any-of-removed", "any-of-added"),
        };
        for (place, id) in gone {
            let names = [removed, "constraint-tightened"];
            let places = Pair { base: Some(place.clone()), revision: None };
            self.found(two.node, &names, places, self.alone(two, Side::Base, *id));
        }
        for (place, id) in come {
            let names = [added, "constraint-loosened"];
            let places = Pair { base: None, revision: Some(place.clone()) };
            self.found(two.node, &names, places, self.alone(two, Side::Revision, *id));
        }
        differ
    }

    /// Whether released clients keep working where only one side has a schema of
    /// a choice.
    fn alone(&self, two: Two<'s>, side: Side, id: Id) -> Included {
        if two.narrow.at.side == side {
            return match self.inclusion.includes(two.wide.at, At { side, id }, two.how()) {
                Included::Yes => self.compatible(two),
                Included::No(value) => {
                    Included::No(self.inclusion.tagged(two.narrow.at, id, value))
                }
                unknown => unknown,
            };
        }
        // More is accepted, which breaks nobody unless exactly one must hold.
        if two.shapes().into_iter().all(|it| it.exactly.is_empty()) {
            return Included::Yes;
        }
        match self.compatible(two) {
            // A value that the new schema does not accept fails for another reason.
            Included::No(value) => {
                let holds = self.inclusion.accepts(At { side, id }, &value, two.how());
                if holds == Some(false) { Included::Yes } else { Included::No(value) }
            }
            included => included,
        }
    }

    /// Discriminators: their values, and the schema that each value leads to, are
    /// part of the contract.
    pub(super) fn discriminator(&mut self, two: Two<'s>) -> bool {
        let (before, after) =
            (two.base.discriminator.as_ref(), two.revision.discriminator.as_ref());
        let places =
            Pair { base: before, revision: after }.map(|it| it.map(|it| it.pointer.clone()));
        let (Some(before), Some(after)) = (before, after) else {
            if places.is_empty() {
                return false;
            }
            let included = self.compatible(two);
            self.found(two.node, &["discriminator-changed"], places, included);
            return true;
        };
        let fails = two.role.way().into();
        if before.property != after.property {
            // Which value leads where is another finding then.
            self.claims.whole(&places);
            let places = places.map(|it| it.map(|it| it.child("propertyName")));
            let narrow = if two.is_request() { before } else { after };
            let known = format!("a value with the discriminator `{}`", narrow.property);
            let effect = Effect::Fails(fails, self.example(two, &known));
            self.discriminator_changed(two, &places, effect);
            return true;
        }
        let example = |value: &str| format!("`{}={value}`", before.property);
        let [old, new] = [before, after].map(|it| it.mapping.keys().collect::<BTreeSet<_>>());
        // If the schemas are listed, the list says which there are.
        let texts = places.as_ref().zip(self.contracts());
        let texts = texts.map(|(place, it)| it.schemas.at(place.as_ref()?));
        let is_listed = [two.base, two.revision].iter().all(|it| !it.branches.is_empty());
        if old != new && (texts.differs() || !is_listed) {
            let (narrow, wide) = if two.is_request() { (&old, &new) } else { (&new, &old) };
            let effect = match narrow.difference(wide).next() {
                Some(value) => Effect::Fails(fails, self.example(two, &example(value))),
                None => Effect::Compatible,
            };
            self.discriminator_changed(two, &places, effect);
        }
        let mut differ = false;
        for (value, id) in &before.mapping {
            let Some(other) = after.mapping.get(value) else {
                continue;
            };
            if self.inclusion.equivalent(*id, *other, two.role.writing) {
                continue;
            }
            differ = true;
            let source = |id: Id| self.revision.schemas.node(id).sources.first();
            let was = self.base.schemas.node(*id).sources.first();
            let is_crossed =
                after.mapping.iter().any(|(name, it)| name != value && source(*it) == was);
            if is_crossed {
                let effect = Effect::Fails(fails, self.example(two, &example(value)));
                self.discriminator_changed(two, &places, effect);
                break;
            }
            self.led_to(two.node, two.role, Pair { base: *id, revision: *other });
        }
        differ
    }

    /// The request or the response in which a value has what is known of it.
    fn example(&self, two: Two<'s>, known: &str) -> String {
        let root = &self.graph.entry(self.graph.start(two.node)).root;
        root.as_ref().map_or_else(|| known.to_owned(), |root| witness::of_part(root, known))
    }

    fn discriminator_changed(&mut self, two: Two<'s>, places: &Pointers, effect: Effect) {
        self.found(two.node, &["discriminator-changed"], places.clone(), effect);
    }
}
