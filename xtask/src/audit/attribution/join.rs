//! Which change of the specification caused which change of the code. The
//! places that decide an item are known; a change at such a place may be the
//! cause. Where several may, each is tried: it is a cause if it alone changes
//! the item, or if the item is another when all is changed but this.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Known, Made, finding, trial};
use crate::audit::api::{Change, Inventory, compare};
use crate::audit::finding::{Cause, RustFinding};
use crate::audit::provenance::{Origin, Provenance, inventory};
use crate::json::{self, Pointer};
use crate::{openapi, paths};

/// How near a change of the document is to what decides an item; the nearest
/// first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Nearness {
    /// In the part that decides this item, and no item below it.
    Own,
    /// At a schema that the part refers to.
    Referred,
    /// In a part that decides an item below.
    Below,
    /// Within a schema that the part refers to.
    BelowReferred,
    /// At a part that this one is in.
    Above,
}

/// Trying a change costs two runs of the generator; so much text is generated
/// from at most.
const MOST_TEXT: usize = 1_000_000;
const MOST_TRIALS: usize = 24;

/// What is needed to join.
pub(super) struct Join<'a> {
    documents: [&'a Value; 2],
    made: [&'a Made; 2],
    known: &'a [Known<'a>],
    touched: RefCell<BTreeMap<usize, Option<BTreeSet<String>>>>,
    trials: Cell<usize>,
}

impl<'a> Join<'a> {
    pub(super) fn new(
        documents: [&'a Value; 2],
        made: [&'a Made; 2],
        known: &'a [Known<'a>],
    ) -> Self {
        let size = json::to_text(documents[0]).len().max(1);
        Self {
            documents,
            made,
            known,
            touched: RefCell::default(),
            trials: Cell::new((MOST_TEXT / size).min(MOST_TRIALS)),
        }
    }

    /// The findings for some changes, and the items that nothing explains.
    pub(super) fn join(&self, changes: &[Change]) -> (Vec<RustFinding>, Vec<String>) {
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
    fn causes(&self, change: &Change) -> Vec<usize> {
        let near: Vec<(usize, Nearness)> = (0..self.known.len())
            .filter(|index| !change.is_documentation || self.is_text(*index))
            .filter_map(|index| Some((index, self.nearness(&change.item, index)?)))
            .collect();
        match near.as_slice() {
            [] if change.is_documentation => return Vec::new(),
            [(only, _)] => return vec![*only],
            _ => {}
        }
        let candidates: Vec<usize> = match near.is_empty() {
            true => (0..self.known.len()).collect(),
            false => near.iter().map(|(index, _)| *index).collect(),
        };
        let proven: Vec<usize> = candidates
            .into_iter()
            .filter(|index| self.touches(*index, &change.item) == Some(true))
            .collect();
        if !proven.is_empty() {
            return proven;
        }
        let nearest = near.iter().map(|(_, nearness)| *nearness).min();
        near.into_iter()
            .filter(|(_, nearness)| Some(*nearness) == nearest)
            .map(|(index, _)| index)
            .collect()
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

    /// Whether the finding makes a difference to the item; unknown where it
    /// cannot be tried.
    fn touches(&self, index: usize, item: &str) -> Option<bool> {
        let known = self.touched.borrow().get(&index).cloned();
        let touched = match known {
            Some(touched) => touched,
            None => {
                let touched = self.attempt(index);
                self.touched.borrow_mut().insert(index, touched.clone());
                touched
            }
        };
        touched.map(|items| items.contains(item))
    }

    fn attempt(&self, index: usize) -> Option<BTreeSet<String>> {
        let left = self.trials.get().checked_sub(1)?;
        self.trials.set(left);
        let finding = self.known.get(index)?.finding;
        let [base, revision] = self.documents;
        let differing = |document: Value, made: &Inventory| -> Option<BTreeSet<String>> {
            let tried = inventory(paths::FRAGMENT, &document).ok()?;
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

    /// How near the finding is to the item, on the side where it is nearest.
    fn nearness(&self, item: &str, index: usize) -> Option<Nearness> {
        let pointers = &self.known.get(index)?.finding.pointer;
        [&pointers.base, &pointers.revision]
            .into_iter()
            .enumerate()
            .filter_map(|(side, at)| self.nearness_on(side, item, at.as_ref()?))
            .min()
    }

    fn nearness_on(&self, side: usize, item: &str, at: &Pointer) -> Option<Nearness> {
        let (document, origins) = (*self.documents.get(side)?, &self.made.get(side)?.provenance);
        let Origin::Document(place) = origins.get(item)? else {
            return None;
        };
        if is_within(at, place) {
            let is_own = at == place || owner(origins, at).as_ref() == Some(place);
            return Some(if is_own {
                Nearness::Own
            } else {
                Nearness::Below
            });
        }
        let targets = targets(document, place);
        if targets.iter().any(|target| {
            at == target || is_within(at, target) && owner(origins, at).as_ref() == Some(target)
        }) {
            return Some(Nearness::Referred);
        }
        if targets.iter().any(|target| is_within(at, target)) {
            return Some(Nearness::BelowReferred);
        }
        // Shared parameters stand beside the operations of a path.
        let is_shared = shared_parameters(place).is_some_and(|shared| is_within(at, &shared));
        let is_above = !at.as_str().is_empty() && is_within(place, at);
        match (is_shared, is_above) {
            (true, _) => Some(Nearness::Own),
            (_, true) => Some(Nearness::Above),
            _ => None,
        }
    }
}

/// Where an operation's path has parameters for all of its operations.
fn shared_parameters(operation: &Pointer) -> Option<Pointer> {
    let segments: Vec<_> = operation.segments().collect();
    let [paths, path, method] = segments.as_slice() else {
        return None;
    };
    let is_operation = paths == "paths" && openapi::METHODS.contains(&method.as_str());
    is_operation.then(|| Pointer::root().child(paths).child(path).child("parameters"))
}

/// Whether `at` is the place or below it.
fn is_within(at: &Pointer, place: &Pointer) -> bool {
    at.as_str()
        .strip_prefix(place.as_str())
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The deepest place around `at` that decides an item.
fn owner(origins: &Provenance, at: &Pointer) -> Option<Pointer> {
    origins
        .values()
        .filter_map(|origin| match origin {
            Origin::Document(place) if is_within(at, place) => Some(place),
            _ => None,
        })
        .max_by_key(|place| place.as_str().len())
        .cloned()
}

/// What is referred to from a place, and from there by a mere reference.
fn targets(document: &Value, place: &Pointer) -> BTreeSet<Pointer> {
    fn collect(document: &Value, value: &Value, found: &mut BTreeSet<Pointer>) {
        match value {
            Value::Object(object) => {
                if let Some(target) = openapi::reference_in(object)
                    && let Some(target) = target.strip_prefix('#')
                    && found.insert(Pointer::from(target))
                    && let Some(value) = document.pointer(target)
                    && is_mere_reference(value)
                {
                    collect(document, value, found);
                }
                object.values().for_each(|it| collect(document, it, found));
            }
            Value::Array(items) => items.iter().for_each(|it| collect(document, it, found)),
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    if let Some(value) = document.pointer(place.as_str()) {
        collect(document, value, &mut found);
    }
    found
}

/// Whether the schema has no properties that could be items of their own.
fn is_mere_reference(schema: &Value) -> bool {
    schema.get("properties").is_none()
}
