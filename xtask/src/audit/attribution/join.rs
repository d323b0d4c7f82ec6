//! Which change of the specification caused which change of the code. The
//! places that decide an item are known; a change at such a place may be the
//! cause. Where several may, each is tried: it is a cause if it alone changes
//! the item, or if the item is another when all is changed but this.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::nearness::{Nearness, Places};
use super::{Known, Made, finding, trial};
use crate::audit::api::{Change, Inventory, compare};
use crate::audit::finding::{Cause, RustFinding};
use crate::audit::provenance::inventory;
use crate::openapi::json;
use crate::project;

/// Trying a change costs two runs of the generator; so much text is generated
/// from at most.
const MOST_TEXT: usize = 1_000_000;
const MOST_TRIALS: usize = 24;

/// What is needed to join.
pub(super) struct Join<'a> {
    documents: [&'a Value; 2],
    made: [&'a Made; 2],
    known: &'a [Known<'a>],
    places: [Places<'a>; 2],
    /// The items that a finding makes a difference to, of those tried.
    touched: BTreeMap<usize, Option<BTreeSet<String>>>,
    trials: usize,
}

impl<'a> Join<'a> {
    pub(super) fn new(
        documents: [&'a Value; 2],
        made: [&'a Made; 2],
        known: &'a [Known<'a>],
    ) -> Self {
        let size = json::to_text(documents[0]).len().max(1);
        let pointers = || known.iter().map(|known| &known.finding.pointer);
        let base = pointers().map(|it| it.base.as_ref());
        let revision = pointers().map(|it| it.revision.as_ref());
        Self {
            documents,
            made,
            known,
            places: [
                Places::new(documents[0], &made[0].provenance, base),
                Places::new(documents[1], &made[1].provenance, revision),
            ],
            touched: BTreeMap::new(),
            trials: (MOST_TEXT / size).min(MOST_TRIALS),
        }
    }

    /// The findings for some changes, and the items that nothing explains.
    pub(super) fn join(mut self, changes: &[Change]) -> (Vec<RustFinding>, Vec<String>) {
        let (mut findings, mut unexplained) = (Vec::new(), Vec::new());
        for change in changes {
            let causes = self.causes(change);
            if causes.is_empty() {
                findings.push(finding(change, Cause::Spec, None));
                if !change.is_documentation {
                    unexplained.push(change.item.clone());
                }
            }
            for cause in causes {
                let fingerprint = self.known.get(cause).map(|it| it.fingerprint);
                findings.push(finding(change, Cause::Spec, fingerprint));
            }
        }
        (findings, unexplained)
    }

    /// The indices of the findings that caused a change.
    fn causes(&mut self, change: &Change) -> Vec<usize> {
        let mut near = self.near(&change.item);
        if change.is_documentation {
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
        let proven: Vec<usize> = candidates
            .into_iter()
            .filter(|index| self.touches(*index, &change.item))
            .collect();
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
        let [mut near, revision] = self.places.each_ref().map(|places| places.near(item));
        for (index, nearness) in revision {
            near.entry(index)
                .and_modify(|known| *known = nearness.min(*known))
                .or_insert(nearness);
        }
        near
    }

    /// Whether the finding is about words that end up in documentation.
    fn is_text(&self, index: usize) -> bool {
        const WORDS: [&str; 4] = ["title", "version", "description", "summary"];
        self.known.get(index).is_some_and(|known| {
            let pointers = &known.finding.pointer;
            [&pointers.base, &pointers.revision]
                .into_iter()
                .flatten()
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
        let [base, revision] = self.documents;
        let differing = |document: Value, made: &Inventory| -> Option<BTreeSet<String>> {
            let tried = inventory(project::FRAGMENT, &document).ok()?;
            let changes = compare(made, &tried).changes;
            Some(changes.into_iter().map(|it| it.item).collect())
        };
        let alone = trial::apply(base, revision, finding)
            .and_then(|document| differing(document, &self.made[0].inventory));
        let but_this = trial::apply(revision, base, &trial::reversed(finding))
            .and_then(|document| differing(document, &self.made[1].inventory));
        match (alone, but_this) {
            (None, None) => None,
            (alone, but_this) => Some(alone.into_iter().chain(but_this).flatten().collect()),
        }
    }
}
