//! Why generated code differs: because the generator does, the specification
//! does, or somebody edited it. Three steps lead from the code that was
//! committed to the code that is, and each has one cause:
//!
//! ```text
//! committed before ─ generator ─► base, made today ─ spec ─► revision, made today ─ hand ─► committed now
//! ```
//!
//! Which change of the specification caused which of the middle step is told
//! by `join`.

mod join;
mod nearness;
mod trial;

use std::fmt;
use std::thread;

use serde_json::Value;

use super::api::{Change, Comparison, Inventory, compare};
use super::finding::{Cause, RustFinding, Source, SpecFinding};
use super::provenance::{Provenance, inventory, provenance};
use crate::error::{Error, Result};
use crate::{project, stack};
use join::Join;

/// One side of the comparison.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// The document's file, for messages.
    pub name: &'a str,
    /// The document that the generator is given.
    pub document: &'a Value,
    /// The bindings that were committed with it, as pairs of file name and
    /// text; none where there is nothing but the document.
    pub committed: Option<&'a [(String, String)]>,
}

/// A change of the specification, and the fingerprint that it is known by.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Its fingerprint.
    pub fingerprint: &'a str,
    /// The change.
    pub finding: &'a SpecFinding,
}

/// What happened to the code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attribution {
    /// What changed, each with its cause. An item that several changes of the
    /// specification touched is there once for each.
    pub findings: Vec<RustFinding>,
    /// Items that the specification changed by more than their documentation,
    /// and no finding says how. There should be none.
    pub unexplained: Vec<String>,
    /// How many lines differ, over all steps.
    pub lines: usize,
    /// How many of them a finding or a digest accounts for.
    pub claimed: usize,
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

/// Tells what happened to the code between two sides, and why. There is no
/// code where today's generator cannot take one of the documents.
pub fn attribute(
    base: Side<'_>,
    revision: Side<'_>,
    known: &[Known<'_>],
) -> std::result::Result<Attribution, NoCode> {
    let of_base = |error| NoCode {
        side: "base",
        error,
    };
    let of_revision = |error| NoCode {
        side: "revision",
        error,
    };
    // Whole specifications take a second each.
    let (made_base, made_revision) = thread::scope(|scope| {
        let base = stack::spawn(scope, || Made::of(&base));
        let revision = Made::of(&revision);
        let base = base.and_then(|base| base.join().unwrap_or_else(|_| Err(broken())));
        (base, revision)
    });
    let (made_base, made_revision) = (
        made_base.map_err(of_base)?,
        made_revision.map_err(of_revision)?,
    );
    let mut attribution = Attribution::default();
    if let Some(committed) = base.committed {
        let committed = Inventory::parse(committed).map_err(of_base)?;
        attribution.add(Cause::Generator, compare(&committed, &made_base.inventory));
    }
    let by_spec = compare(&made_base.inventory, &made_revision.inventory);
    if !by_spec.changes.is_empty() {
        let documents = [base.document, revision.document];
        let join = Join::new(documents, [&made_base, &made_revision], known);
        let (findings, unexplained) = join.join(&by_spec.changes);
        attribution.findings.extend(findings);
        attribution.unexplained = unexplained;
    }
    attribution.lines += by_spec.lines;
    attribution.claimed += by_spec.claimed;
    if let Some(committed) = revision.committed {
        let committed = Inventory::parse(committed).map_err(of_revision)?;
        attribution.add(
            Cause::HandEdit,
            compare(&made_revision.inventory, &committed),
        );
    }
    attribution.provenance = made_revision.provenance;
    Ok(attribution)
}

/// What today's generator makes of a document.
#[derive(Debug)]
struct Made {
    inventory: Inventory,
    provenance: Provenance,
}

impl Made {
    fn of(side: &Side<'_>) -> Result<Self> {
        let inventory = inventory(side.name, side.document)?;
        let provenance = provenance(side.name, side.document, &inventory)?;
        Ok(Self {
            inventory,
            provenance,
        })
    }
}

fn broken() -> Error {
    Error::new(
        project::FRAGMENT,
        "reading the code made from the base stopped in the middle",
        "this is a bug of xtask/src/audit",
    )
}

impl Attribution {
    /// Adds a step whose cause is the same for all.
    fn add(&mut self, cause: Cause, step: Comparison) {
        let findings = step.changes.iter().map(|it| finding(it, cause, None));
        self.findings.extend(findings);
        if step.digests > 0 && step.changes.is_empty() {
            // The code is the same, and says that it was made from another
            // document. Only the specification can do so by itself.
            self.findings.push(stale_digest(cause));
        }
        self.lines += step.lines;
        self.claimed += step.claimed;
    }
}

fn finding(change: &Change, cause: Cause, fingerprint: Option<&str>) -> RustFinding {
    RustFinding {
        item: change.item.clone(),
        before: change.before.clone(),
        after: change.after.clone(),
        source: change.source,
        behaviour: change.behaviour,
        cause,
        finding: fingerprint.map(str::to_owned),
        location: Some(change.location.clone()),
    }
}

fn stale_digest(cause: Cause) -> RustFinding {
    let header = Some("the digest in the header".to_owned());
    RustFinding {
        item: "generated".to_owned(),
        before: header.clone(),
        after: header,
        source: Source::None,
        behaviour: super::finding::Behaviour::None,
        cause,
        finding: None,
        location: Some(("mod.rs".to_owned(), 2)),
    }
}

#[cfg(test)]
mod tests;
