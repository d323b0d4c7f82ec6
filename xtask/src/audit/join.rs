//! Why generated code differs: the generator changed, the specification changed,
//! or a person edited it. Three steps lead from the code that was committed to
//! the code that is there now, and each has one cause:
//!
//! ```text
//! committed before ─ generator ─► base, made today ─ spec ─► revision, made today ─ hand ─► committed now
//! ```
//!
//! `causes` says which change of the specification caused which change of the
//! middle step.

mod affected;
mod causes;
mod nearness;
pub mod provenance;
mod trial;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::thread;

use serde_json::Value;

use super::bindings::{self, Comparison, Inventory, compare};
use super::finding::{Behaviour, Bump, Cause, CodeChange, ItemChange, Judgement};
use super::pair::Pair;
use crate::error::{Error, Result};
use crate::openapi::json::Pointer;
use crate::openapi::parts::Parts;
use crate::pipeline::normalise::normalise;
use crate::pipeline::{self, Generator, preflight};
use crate::stack;
use affected::split;
use causes::{Causes, blamed};
use provenance::{Made, Provenance};

pub use causes::Known;

/// A document, and the bindings that were committed with it.
#[derive(Clone, Copy, Debug)]
pub struct Snapshot<'a> {
    /// The document's file, for messages.
    pub name: &'a str,
    /// The document that the generator is given.
    pub document: &'a Value,
    /// Pairs of file name and text; none where there is nothing but the
    /// document.
    pub committed: Option<&'a [(String, String)]>,
}

/// What happened to the code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Joined {
    /// What changed, each with its cause. An item that several changes of the
    /// specification touched is there once for each.
    pub changes: Vec<CodeChange>,
    /// Items that the specification changed by more than their documentation,
    /// and no finding says how. There should be none.
    pub unexplained: Vec<String>,
    /// How many lines differ, over all steps.
    pub lines: usize,
    /// The lines that nothing accounts for, by the item that owns them.
    pub unclaimed: BTreeMap<String, usize>,
    /// What of the new document decides each item.
    pub provenance: Provenance,
}

/// Why there is no code to compare.
#[derive(Debug)]
pub struct NoCode {
    side: &'static str,
    error: Error,
}

impl fmt::Display for NoCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.side, self.error.reason())
    }
}

impl NoCode {
    pub(super) fn of_base(error: Error) -> Self {
        Self { side: "base", error }
    }

    fn of_revision(error: Error) -> Self {
        Self { side: "revision", error }
    }
}

/// The code of two snapshots: what was committed, and what is made today.
#[derive(Debug)]
pub struct Code<'a> {
    whole: Pair<&'a Value>,
    /// The parts that their code can differ for, where nothing was committed.
    affected: Option<Pair<Value>>,
    committed: Pair<Option<Inventory>>,
    made: Pair<Made>,
    generator: &'a Generator,
}

impl<'a> Code<'a> {
    /// Makes the code. There is none where today's generator cannot take one of
    /// the documents.
    pub fn of(
        snapshots: Pair<Snapshot<'a>>,
        generator: &'a Generator,
    ) -> std::result::Result<Self, NoCode> {
        let whole = snapshots.map(|it| it.document);
        let committed = snapshots.in_parallel(|it| it.committed.map(bindings::read).transpose());
        let committed = committed.map_err(NoCode::of_base)?;
        let committed = Pair {
            base: committed.base.map_err(NoCode::of_base)?,
            revision: committed.revision.map_err(NoCode::of_revision)?,
        };
        // What was committed is compared as a whole.
        let split = match (&committed.base, &committed.revision) {
            (None, None) => Some(split(whole)),
            _ => None,
        };
        let documents = split.as_ref().map_or(whole, |it| it.affected.as_ref());
        // Whole specifications take a second each.
        let (made, rest) = thread::scope(|scope| {
            let rest = stack::spawn(scope, || match &split {
                Some(split) => accept(snapshots.base, &split.rest, generator),
                None => Ok(()),
            });
            let made = snapshots.zip(documents).in_parallel(|(snapshot, document)| {
                preflight::distinct_names(snapshot.name, snapshot.document)?;
                Made::of(snapshot.name, document, generator)
            });
            (made, rest.and_then(stack::join))
        });
        rest.map_err(NoCode::of_base)?;
        let made = made.map_err(NoCode::of_base)?;
        let made = Pair {
            base: made.base.map_err(NoCode::of_base)?,
            revision: made.revision.map_err(NoCode::of_revision)?,
        };
        let affected = split.map(|it| it.affected);
        Ok(Self { whole, affected, committed, made, generator })
    }

    /// Tells what happened to the code, and which of the known changes did it.
    pub fn join(self, known: &[Known<'_>]) -> Joined {
        let inventories = self.made.as_ref().map(|it| &it.inventory);
        let mut joined = Joined::default();
        if let Some(committed) = &self.committed.base {
            let step = compare(committed, inventories.base);
            joined.add(step, |step| by(Cause::Generator, step));
        }
        let by_spec = compare(inventories.base, inventories.revision);
        let mut unexplained = Vec::new();
        joined.add(by_spec, |step| match step.changes.is_empty() {
            true => Vec::new(),
            false => {
                let documents = self.affected.as_ref().map_or(self.whole, Pair::as_ref);
                let causes = Causes::new(documents, self.made.as_ref(), known, self.generator);
                let (changes, open) = causes.of(&step.changes);
                unexplained = open;
                changes
            }
        });
        joined.unexplained = unexplained;
        if let Some(committed) = &self.committed.revision {
            let step = compare(inventories.revision, committed);
            joined.add(step, |step| by(Cause::HandEdit, step));
        }
        joined.provenance = self.made.revision.provenance;
        joined
    }
}

/// Makes sure that the generator takes the parts of a document that no code is
/// compared of.
fn accept(snapshot: Snapshot<'_>, parts: &BTreeSet<Pointer>, generator: &Generator) -> Result<()> {
    let (input, _) = normalise(snapshot.document.clone(), generator);
    pipeline::accept(snapshot.name, &Parts::of(&input).take(parts), generator)
}

impl Joined {
    /// Adds a step, with what caused its changes.
    fn add(&mut self, step: Comparison, cause: impl FnOnce(&Comparison) -> Vec<CodeChange>) {
        self.changes.extend(cause(&step));
        self.lines += step.lines;
        for (owner, lines) in step.unclaimed {
            *self.unclaimed.entry(owner).or_default() += lines;
        }
    }
}

/// The changes of a step that has the same cause for all.
fn by(cause: Cause, step: &Comparison) -> Vec<CodeChange> {
    let changes = step.changes.iter().cloned();
    let mut changes: Vec<_> = changes.map(|it| blamed(it, cause, None)).collect();
    if step.digests > 0 && changes.is_empty() {
        // The code is the same, and says that it was made from another
        // document. Only the specification can do so by itself.
        changes.push(blamed(stale_digest(), cause, None));
    }
    changes
}

fn stale_digest() -> ItemChange {
    let header = Some("the digest in the header".to_owned());
    ItemChange {
        item: "generated".to_owned(),
        judgement: Judgement {
            before: header.clone(),
            after: header,
            bump: Bump::None,
            behaviour: Behaviour::None,
            is_documentation: false,
        },
        location: Some(("mod.rs".to_owned(), 2)),
    }
}

#[cfg(test)]
mod tests;
