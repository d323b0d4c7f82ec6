//! Which change of the specification caused which change of the code. The
//! places that decide an item are known; a change at such a place may be the
//! cause. If several may be, each is tried: a change is a cause if it alone
//! changes the item, or if the item differs once this change is left out.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::nearness::{Nearness, Places};
use super::provenance::{Made, inventory};
use super::trial;
use crate::audit::bindings::{Inventory, compare};
use crate::audit::finding::{Cause, CodeChange, ItemChange, SpecFinding};
use crate::audit::pair::Pair;
use crate::openapi::json;
use crate::pipeline::Generator;

/// A change of the specification, and the fingerprint that it is known by.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Its fingerprint.
    pub fingerprint: &'a str,
    /// The change.
    pub finding: &'a SpecFinding,
}

/// Trying a change costs two runs of the generator; so much text is generated
/// from at most.
const MOST_TEXT: usize = 1_000_000;
const MOST_TRIALS: usize = 24;

/// The changes of the specification, to be tried as causes.
pub(super) struct Causes<'a> {
    documents: Pair<&'a Value>,
    made: Pair<&'a Made>,
    known: &'a [Known<'a>],
    generator: &'a Generator,
    places: Pair<Places<'a>>,
    /// The items that a finding makes a difference to, of those tried.
    touched: BTreeMap<usize, Option<BTreeSet<String>>>,
    trials: usize,
}

impl<'a> Causes<'a> {
    pub(super) fn new(
        documents: Pair<&'a Value>,
        made: Pair<&'a Made>,
        known: &'a [Known<'a>],
        generator: &'a Generator,
    ) -> Self {
        let size = json::to_text(documents.base).len().max(1);
        let base = known.iter().map(|it| it.finding.pointer.base.as_ref());
        let revision = known.iter().map(|it| it.finding.pointer.revision.as_ref());
        let provenance = made.map(|it| &it.provenance);
        Self {
            documents,
            made,
            known,
            generator,
            places: Pair {
                base: Places::new(documents.base, provenance.base, base),
                revision: Places::new(documents.revision, provenance.revision, revision),
            },
            touched: BTreeMap::new(),
            trials: (MOST_TEXT / size).min(MOST_TRIALS),
        }
    }

    /// The changes with their causes, and the items that nothing explains.
    pub(super) fn of(mut self, changes: &[ItemChange]) -> (Vec<CodeChange>, Vec<String>) {
        let (mut caused, mut unexplained) = (Vec::new(), Vec::new());
        for change in changes {
            let causes = self.causes(change);
            if causes.is_empty() {
                caused.push(blamed(change.clone(), Cause::Spec, None));
                if !change.judgement.is_documentation && !change.judgement.is_layout() {
                    unexplained.push(change.item.clone());
                }
            }
            for cause in causes {
                let fingerprint = self.known.get(cause).map(|it| it.fingerprint);
                caused.push(blamed(change.clone(), Cause::Spec, fingerprint));
            }
        }
        (caused, unexplained)
    }

    /// The indices of the findings that caused a change.
    fn causes(&mut self, change: &ItemChange) -> Vec<usize> {
        let mut near = self.near(&change.item);
        if change.judgement.is_documentation {
            near.retain(|index, _| self.is_text(*index));
            if near.is_empty() {
                return Vec::new();
            }
        }
        if near.len() == 1 {
            return near.into_keys().collect();
        }
        let candidates: Vec<usize> = match (near.is_empty(), self.trials) {
            (false, _) => near.keys().copied().collect(),
            (true, 0) => self.touched.keys().copied().collect(),
            (true, _) => (0..self.known.len()).collect(),
        };
        let proven: Vec<usize> =
            candidates.into_iter().filter(|index| self.touches(*index, &change.item)).collect();
        if !proven.is_empty() {
            return proven;
        }
        let nearest = near.values().min().copied();
        near.into_iter()
            .filter(|(_, nearness)| Some(*nearness) == nearest)
            .map(|(index, _)| index)
            .collect()
    }

    /// The findings near to an item, as near as they are in either document.
    fn near(&self, item: &str) -> BTreeMap<usize, Nearness> {
        let near = self.places.as_ref().map(|places| places.near(item));
        let (mut nearest, revision) = (near.base, near.revision);
        for (index, nearness) in revision {
            nearest
                .entry(index)
                .and_modify(|known| *known = nearness.min(*known))
                .or_insert(nearness);
        }
        nearest
    }

    /// Whether the finding is about words that end up in documentation.
    fn is_text(&self, index: usize) -> bool {
        const WORDS: [&str; 4] = ["title", "version", "description", "summary"];
        self.known.get(index).is_some_and(|known| {
            let pointers = known.finding.pointer.as_ref().into_iter().flatten();
            pointers
                .filter_map(|pointer| pointer.segments().last())
                .any(|last| WORDS.contains(&last.as_str()))
        })
    }

    /// Whether the finding makes a difference to the item, as far as it can be
    /// tried.
    fn touches(&mut self, index: usize, item: &str) -> bool {
        if !self.touched.contains_key(&index) && self.trials > 0 {
            self.trials -= 1;
            let touched = self.attempt(index);
            self.touched.insert(index, touched);
        }
        let touched = self.touched.get(&index).and_then(Option::as_ref);
        touched.is_some_and(|items| items.contains(item))
    }

    fn attempt(&self, index: usize) -> Option<BTreeSet<String>> {
        let finding = self.known.get(index)?.finding;
        let differing = |document: Value, made: &Inventory| -> Option<BTreeSet<String>> {
            let tried = inventory(self.generator.document, &document, self.generator).ok()?;
            let changes = compare(made, &tried).changes;
            Some(changes.into_iter().map(|it| it.item).collect())
        };
        let alone = trial::apply(self.documents, finding)
            .and_then(|document| differing(document, &self.made.base.inventory));
        let but_this = trial::apply(self.documents.reversed(), &trial::reversed(finding))
            .and_then(|document| differing(document, &self.made.revision.inventory));
        match (alone, but_this) {
            (None, None) => None,
            (alone, but_this) => Some(alone.into_iter().chain(but_this).flatten().collect()),
        }
    }
}

/// A change with its cause.
pub(super) fn blamed(change: ItemChange, cause: Cause, fingerprint: Option<&str>) -> CodeChange {
    CodeChange { change, cause, finding: fingerprint.map(str::to_owned), reach: None }
}
