//! Whether a difference breaks released clients: inclusion decides it for the
//! part, the value is embedded in the whole request or response, and the
//! validator confirms it. Which differences exist is decided elsewhere.

use std::collections::BTreeSet;

use serde_json::Value;

use super::finder::{Effect, Event, Finder};
use super::graph::{Node, Root, Step};
use super::witness;
use crate::audit::contract::shape::Types;
use crate::audit::finding::{Direction, Wire, Witness};
use crate::audit::inclusion::validator::{Judge, Translations};
use crate::audit::inclusion::{At, How, Included, Mode, Side, Wish};

/// What cannot be proven if no whole shows a witness of a part.
pub(super) const NOT_SHOWN: &str = "whether it can occur in a whole request or response";

/// The verdict on a difference.
#[derive(Clone, Debug)]
pub(super) struct Verdict {
    pub(super) wire: Wire,
    pub(super) witness: Option<Witness>,
    pub(super) not_proven: Option<String>,
}

impl Verdict {
    pub(super) fn of(wire: Wire) -> Self {
        Self { wire, witness: None, not_proven: None }
    }

    fn breaking(witness: Witness) -> Self {
        Self { witness: Some(witness), ..Self::of(Wire::Breaking) }
    }
}

impl Finder<'_, '_> {
    /// The verdict on each difference.
    pub(super) fn verdicts(&self) -> Vec<Verdict> {
        let direction = |event: &Event| match event.effect {
            Effect::Proof(Included::No(_)) => self.role(event.node).direction,
            _ => None,
        };
        let mut directions: BTreeSet<Direction> =
            self.events.iter().filter_map(direction).collect();
        let breaks = |it: &Event| matches!(it.effect, Effect::Fails(..));
        if !directions.is_empty() || self.events.iter().any(breaks) {
            // The values of a path are checked.
            directions.insert(Direction::Request);
        }
        let sides = [(Side::Base, &self.base.schemas), (Side::Revision, &self.revision.schemas)];
        let translations = Translations::of(&sides, &directions);
        let mut judge = Judge::of(&translations);
        self.events.iter().map(|event| self.verdict(event, &mut judge)).collect()
    }

    fn verdict(&self, event: &Event, judge: &mut Judge<'_>) -> Verdict {
        match &event.effect {
            Effect::None => Verdict::of(Wire::None),
            Effect::Compatible => Verdict::of(Wire::Compatible),
            Effect::Fails(fails, text) => {
                let text = self.with_values(event.node, text, None, judge);
                Verdict::breaking(Witness { text, fails: *fails, value: None })
            }
            Effect::Proof(_) if self.whole_is_same(event.node) => Verdict::of(Wire::None),
            Effect::Proof(Included::Unknown(reason)) => self.unproven(event.node, reason),
            Effect::Proof(Included::Yes) => Verdict::of(Wire::Compatible),
            Effect::Proof(Included::No(value)) => match self.embedded(event.node, value.clone()) {
                Some((root, whole)) if tells_apart(root, &whole, judge) => {
                    let witness = witness::of_value(root, whole);
                    let text =
                        self.with_values(event.node, &witness.text, witness.value.as_ref(), judge);
                    Verdict::breaking(Witness { text, ..witness })
                }
                _ => self.unproven(event.node, NOT_SHOWN),
            },
        }
    }

    /// Whether the whole that a part belongs to accepts the same values.
    fn whole_is_same(&self, node: Node) -> bool {
        let entry = self.graph.entry(self.graph.start(node));
        entry.ids.is_some_and(|ids| {
            self.inclusion.equivalent(ids.base, ids.revision, entry.role.writing)
        })
    }

    /// What is not proven counts as breaking, unless the whole that it is part of
    /// is proven to be compatible.
    fn unproven(&self, node: Node, reason: &str) -> Verdict {
        let entry = self.graph.entry(self.graph.start(node));
        let is_compatible = entry.ids.zip(entry.role.direction).is_some_and(|(ids, direction)| {
            let writing = entry.role.writing;
            self.inclusion.compatible(ids.base, ids.revision, direction, writing).is_yes()
        });
        match is_compatible {
            true => Verdict::of(Wire::Compatible),
            false => Verdict { not_proven: Some(reason.to_owned()), ..Verdict::of(Wire::Breaking) },
        }
    }

    /// The value of the root that contains a value as the part that a pair is. A
    /// way leads to a pair that was met earlier, so this ends.
    fn embedded(&self, mut node: Node, mut value: Value) -> Option<(&Root, Value)> {
        loop {
            let entry = self.graph.entry(node);
            if let Some((whole, Step::Same)) = &entry.way {
                value = self.tagged(*whole, node, value);
            }
            if let Some(root) = &entry.root {
                return Some((root, value));
            }
            let (whole, step) = entry.way.as_ref()?;
            value = self.around(*whole, step, value)?;
            node = *whole;
        }
    }

    /// The side whose values must be accepted, and the schema there.
    fn narrow(&self, node: Node) -> Option<At> {
        let entry = self.graph.entry(node);
        let ids = entry.ids?;
        Some(match entry.role.direction? {
            Direction::Request => At { side: Side::Base, id: ids.base },
            Direction::Response => At { side: Side::Revision, id: ids.revision },
        })
    }

    /// A value of a schema that a discriminator of another one leads to, with the
    /// tag.
    fn tagged(&self, whole: Node, part: Node, value: Value) -> Value {
        match (self.narrow(whole), self.narrow(part)) {
            (Some(whole), Some(part)) => self.inclusion.tagged(whole, part.id, value),
            _ => value,
        }
    }

    /// The value of a whole that has a value as one of its parts.
    fn around(&self, whole: Node, step: &Step, value: Value) -> Option<Value> {
        if matches!(step, Step::Same) {
            return Some(value);
        }
        let At { side, id } = self.narrow(whole)?;
        let schemas = self.inclusion.schemas(side);
        let how = How { mode: Mode::Exact, writing: self.role(whole).writing };
        let leaves = schemas.leaves(id);
        leaves.iter().find_map(|leaf| {
            let shape = &schemas.node(leaf.id).shape;
            let (of, name) = match step {
                Step::Same => return None,
                Step::Element => (Types::ARRAY, ""),
                Step::Property(name) => (Types::OBJECT, name.as_str()),
                Step::Further => (Types::OBJECT, "other"),
            };
            let wish = Wish { with: Some((name, value.clone())), ..Wish::default() };
            let whole = self.inclusion.such(side, shape, of, wish);
            whole.filter(|it| {
                leaves.len() == 1
                    || shape.types.has(Types::of(it))
                        && self.inclusion.accepts(At { side, id }, it, how) != Some(false)
            })
        })
    }
}

/// Whether a value worked before and fails now, according to the validator.
fn tells_apart(root: &Root, whole: &Value, judge: &mut Judge<'_>) -> bool {
    let mut accepts =
        |side, place: &Option<_>| judge.accepts((side, root.direction), place.as_ref(), whole);
    let base = accepts(Side::Base, &root.places.base);
    let revision = accepts(Side::Revision, &root.places.revision);
    let (narrow, wide) = match root.direction {
        Direction::Request => (base, revision),
        Direction::Response => (revision, base),
    };
    (narrow, wide) == (Some(true), Some(false))
}
