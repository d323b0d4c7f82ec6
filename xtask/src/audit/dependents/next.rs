//! What a maintainer does next, in sentences: the most urgent first. Pure.

use std::collections::BTreeMap;

use semver::Version;

use super::facade::Facade;
use crate::audit::finding::{Basis, Effect, Evidence, Trace, Wire};
use crate::audit::report::model::Finding;
use crate::output::counted;

/// More files than this are counted, not named.
const MOST_FILES: usize = 3;

/// What the sentences follow from.
#[derive(Clone, Copy, Debug)]
pub struct Situation<'a> {
    /// The facade, where it belongs to the documents.
    pub facade: Option<&'a Facade>,
    /// The findings.
    pub findings: &'a [Finding],
    /// The table of the report.
    pub traces: &'a [Trace],
    /// What the verdict follows from.
    pub basis: &'a Basis,
    /// The methods that new operations need.
    pub methods: &'a [String],
    /// The version that is due, if it is newer than the base's.
    pub due: Option<&'a Version>,
    /// Whether that version is declared and has an entry in the changelog.
    pub is_declared: bool,
}

/// What to do next.
pub fn next(situation: Situation<'_>) -> Vec<String> {
    let mut steps = Vec::new();
    let is_stale = situation.facade.is_some_and(|it| it.is_theirs && !it.is_fresh.revision);
    steps.extend(situation.facade.iter().flat_map(|facade| {
        situation.methods.iter().map(|method| {
            format!("add a method for the new operation: {}", (facade.operation)(method))
        })
    }));
    steps.extend(places(situation));
    if is_stale {
        steps.push("run `cargo xtask public-api`, and commit the texts".to_owned());
    } else if situation.basis.evidence == Evidence::Nothing {
        steps.push("name a base with `--base REV` whose public API is known".to_owned());
    }
    if let Some(due) = situation.due {
        steps.push(match situation.is_declared {
            true => format!("version {due} is due, and it is declared"),
            false => format!("version {due} is due: declare it, and describe it in the changelog"),
        });
    }
    steps
}

/// The places of the facade to adapt, or to look at: the first of each file.
fn places(situation: Situation<'_>) -> Vec<String> {
    let is_urgent = |trace: &Trace| {
        let finding =
            situation.findings.iter().find(|it| Some(&it.fingerprint) == trace.finding.as_ref());
        trace.effect == Effect::Breaking
            || finding.is_some_and(|it| it.found.wire == Wire::Breaking)
    };
    // The facade's own changes are made already.
    let concerned = situation.traces.iter().filter(|it| it.pointer.is_some() || it.item.is_some());
    let mut files: BTreeMap<&str, (bool, usize, &str)> = BTreeMap::new();
    for trace in concerned {
        for place in &trace.facade {
            let what = trace.item.as_deref().or(trace.pointer.as_deref()).unwrap_or_default();
            let new = (!is_urgent(trace), place.line, what);
            let known = files.entry(&place.file).or_insert(new);
            *known = (*known).min(new);
        }
    }
    let mut files: Vec<_> = files.into_iter().collect();
    // Operations first: the rest mostly follows them.
    let folder = situation.facade.map(Facade::operations).unwrap_or_default();
    files.sort_by_key(|(file, (is_calm, _, _))| (*is_calm, !file.starts_with(&folder), *file));
    let more = files.len().saturating_sub(MOST_FILES);
    let mut steps: Vec<_> = files
        .into_iter()
        .take(MOST_FILES)
        .map(|(file, (is_calm, line, what))| match is_calm {
            true => format!("look at {file}:{line} ({what})"),
            false => format!("adapt {file}:{line} ({what})"),
        })
        .collect();
    if more > 0 {
        steps.push(format!("look at the other places in the table, in {}", counted(more, "file")));
    }
    steps
}
