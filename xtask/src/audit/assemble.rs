//! From what an audit compares to its report: findings of the specification,
//! joined with the code, acknowledged, located, and summed up. Pure.

use std::collections::{BTreeMap, BTreeSet};
use std::thread;

use chrono::NaiveDate;

use super::acknowledge::{self, Fault};
use super::dependents::facade::Facade;
use super::dependents::{self, next, traces};
use super::differences::Comparison;
use super::finding::{Behaviour, Bump, Cause, CodeChange, Evidence, Level, SpecFinding};
use super::hidden;
use super::inputs::{Document, Inputs, Surroundings};
use super::join::{Code, Joined, Known, NoCode, Snapshot};
use super::pair::Pair;
use super::report::model::{
    CodeCompleteness, Completeness, Finding, Location, Report, SCHEMA_VERSION, SpecCompleteness,
    Verdict,
};
use super::report::position::{Position, Positions};
use super::{differences, facade, housekeeping, overlay_differences, rules, version};
use crate::openapi::json::Pointer;
use crate::output::counted;
use crate::pipeline::Generator;
use crate::stack;

/// How two documents differ, and the code that is made of each: what takes
/// time, and needs no facade.
#[derive(Debug)]
pub struct Compared<'a> {
    comparison: Comparison,
    code: Result<Code<'a>, NoCode>,
}

impl<'a> Compared<'a> {
    /// Compares the documents while the generator makes their code.
    pub fn of(inputs: &'a Inputs, generator: &'a Generator) -> Self {
        let documents = inputs.documents.as_ref().map(|it| &it.value);
        thread::scope(|scope| {
            let code = stack::spawn(scope, || Code::of(snapshots(inputs), generator));
            let comparison = differences::compare(documents.base, documents.revision);
            let code = code.map_err(NoCode::of_base).and_then(stack::join);
            Self { comparison, code }
        })
    }
}

/// Makes the report, as of a day, of what was compared and of the facade, where
/// there is one.
pub fn assemble(
    inputs: &Inputs,
    compared: Compared<'_>,
    facade: Option<&Facade>,
    today: NaiveDate,
    generator: &Generator,
) -> Report {
    let documents = &inputs.documents;
    let Compared { comparison, code } = compared;
    let mut findings: Vec<_> = comparison
        .findings
        .iter()
        .map(|finding| {
            let title = rules::rule(finding.rule).map_or(finding.rule, |rule| rule.title);
            Finding::of_spec(finding.clone(), title)
        })
        .collect();
    let known = comparison.findings.iter().zip(&findings);
    let known: Vec<_> = known
        .map(|(finding, reported)| Known { fingerprint: &reported.fingerprint, finding })
        .collect();
    let (mut code, no_code) = match code {
        Ok(code) => (code.join(&known), None),
        Err(no_code) => (Joined::default(), Some(no_code.to_string())),
    };
    let is_unknown = no_code.is_some() && documents.base.value != documents.revision.value;
    let mut rust = std::mem::take(&mut code.changes);
    for change in rust.iter_mut().map(|it| &mut it.change) {
        // Code that is made of two files alone is on no disk.
        change.location = match (&inputs.surroundings, change.location.take()) {
            (Some(it), Some((file, line))) => Some((format!("{}/{file}", it.folder), line)),
            _ => None,
        };
    }
    let reworded = differences::REWORDINGS.iter().any(|class| comparison.noops.contains_key(class));
    // Where one thing differs, it is the cause of all that it did.
    if let ([only], false) = (findings.as_slice(), reworded) {
        for change in &mut rust {
            if change.finding.is_none() && code.unexplained.contains(&change.change.item) {
                change.finding = Some(only.fingerprint.clone());
            }
        }
        code.unexplained.clear();
    }
    let noticed = dependents::notice(facade, &mut rust, generator.module);
    let mut caused: BTreeMap<&str, Vec<&CodeChange>> = BTreeMap::new();
    for change in &rust {
        if let Some(fingerprint) = &change.finding {
            caused.entry(fingerprint).or_default().push(change);
        }
    }
    for finding in &mut findings {
        let caused = caused.get(finding.fingerprint.as_str()).into_iter().flatten();
        match is_unknown {
            true => finding.without_code(),
            false => finding.join(caused.copied().cloned().collect()),
        }
    }
    let moved = |it: &SpecFinding| differences::MOVES.contains(&it.rule);
    let refactored = reworded || comparison.findings.iter().any(moved);
    if refactored && !code.unexplained.is_empty() {
        findings.push(refactoring(&mut rust, &code.unexplained));
        code.unexplained.clear();
    }
    findings.extend(rust.iter().filter_map(hand_edit));
    findings.extend(unclaimed(&code));
    findings.extend(unclaimed_differences(&comparison));
    if let (Evidence::Nothing, Some(proviso)) = (noticed.basis.evidence, &noticed.basis.proviso) {
        let rule = &housekeeping::PUBLIC_API_UNKNOWN;
        findings.push(Finding::of_repository(rule, "public API", proviso.clone()));
    }
    locate(&mut findings, inputs);

    let facade = facade.filter(|_| noticed.is_known);
    let traces = traces::traces(
        &findings,
        traces::Reached {
            facade,
            generator,
            provenance: &code.provenance,
            rust: &rust,
            noticed: &noticed,
        },
    );
    for finding in &mut findings {
        finding.tell(&traces, noticed.basis.evidence);
    }
    let mut verdict = Verdict::of(&findings, &rust);
    match noticed.basis.evidence {
        Evidence::PublicApi | Evidence::Prediction => {
            verdict.bump = dependents::worst(&noticed.public)
        }
        Evidence::Bindings => {}
        Evidence::Nothing => verdict.bump = Bump::Unknown,
    }
    if is_unknown {
        verdict.bump = Bump::Unknown;
        verdict.behaviour = Behaviour::Unknown;
    }
    let mut overlay = Vec::new();
    let base_version = match &inputs.surroundings {
        Some(surroundings) => Some(&surroundings.base_version),
        None => inputs.declared.as_ref(),
    };
    let due =
        base_version.map(|base| version::due(base, verdict.wire, verdict.bump, verdict.behaviour));
    verdict.due_version = due.as_ref().map(ToString::to_string);
    let mut missing = None;
    if let Some(surroundings) = &inputs.surroundings {
        if let (Some(due), Some(declared)) = (&due, &inputs.declared)
            && *due > surroundings.base_version
        {
            missing = version::missing(due, declared, surroundings.newest_entry.as_ref());
        }
        if let (Some(due), Some(problem)) = (&due, &missing) {
            findings.push(Finding::of_repository(
                &housekeeping::VERSION_BUMP_MISSING,
                &due.to_string(),
                problem.clone(),
            ));
        }
        let overlays = surroundings.overlays.as_ref();
        if let (Some(base), Some(revision)) = (overlays.base, overlays.revision) {
            overlay = overlay_differences::compare(base, revision);
        }
        let slices = surroundings.slices.as_ref().map(Option::as_ref);
        if let (Some(overlay), Some(base), Some(revision)) =
            (overlays.revision, slices.base, slices.revision)
        {
            findings.extend(hidden::findings(overlay, base, revision));
        }
        acknowledge(&mut findings, surroundings, today);
    }
    let methods = documents.as_ref().map(|it| facade::served(&it.value));
    let methods = methods.map(|it| it.into_iter().map(|it| it.method).collect::<BTreeSet<_>>());
    let methods: Vec<_> = methods.revision.difference(&methods.base).cloned().collect();
    let next = next::next(next::Situation {
        facade,
        findings: &findings,
        traces: &traces,
        basis: &noticed.basis,
        methods: &methods,
        due: due.as_ref().filter(|due| base_version.is_some_and(|base| *due > base)),
        is_declared: missing.is_none() && inputs.surroundings.is_some(),
    });
    let mut report = Report {
        schema_version: SCHEMA_VERSION,
        base: documents.base.name.clone(),
        revision: documents.revision.name.clone(),
        verdict,
        findings,
        rust,
        public: noticed.public,
        basis: noticed.basis,
        traces,
        next,
        no_code,
        noops: comparison.noops,
        overlay,
        completeness: Completeness {
            spec: SpecCompleteness {
                differences: comparison.differences,
                claimed: comparison.claimed,
            },
            code: CodeCompleteness {
                lines: code.lines,
                claimed: code.lines - code.unclaimed.values().sum::<usize>(),
            },
        },
    };
    report.sort();
    report
}

fn snapshots(inputs: &Inputs) -> Pair<Snapshot<'_>> {
    let modules = inputs.surroundings.as_ref().map(|it| it.modules.as_ref());
    let committed = modules.map(|it| it.map(|modules| Some(modules.as_slice())));
    let snapshots = inputs.documents.as_ref().zip(committed.unwrap_or_default());
    snapshots.map(|(document, committed)| Snapshot {
        name: &document.file,
        document: &document.value,
        committed,
    })
}

/// The finding for code that changed because the document says the same in
/// other words.
fn refactoring(rust: &mut [CodeChange], items: &[String]) -> Finding {
    let subject = items.join(", ");
    let items: BTreeSet<&String> = items.iter().collect();
    let mut finding = Finding::of_repository(&housekeeping::REFACTORED, &subject, String::new());
    finding.found.level = Level::Warning;
    for change in rust.iter_mut() {
        if change.finding.is_none() && items.contains(&change.change.item) {
            change.finding = Some(finding.fingerprint.clone());
        }
    }
    let caused = rust.iter().filter(|it| it.finding.as_ref() == Some(&finding.fingerprint));
    finding.join(caused.cloned().collect());
    finding.note = None;
    finding
}

/// The finding for what a hand changed.
fn hand_edit(change: &CodeChange) -> Option<Finding> {
    if change.cause != Cause::HandEdit {
        return None;
    }
    let item = &change.change.item;
    let note = format!("{item} differs from what the generator writes");
    let mut finding = Finding::of_repository(&housekeeping::EDITED_BY_HAND, item, note);
    let location = change.change.location.as_ref();
    finding.location.revision = location.map(|(file, line)| Location {
        file: file.clone(),
        position: Some(Position { line: *line, column: 1 }),
    });
    Some(finding)
}

/// The findings for what nothing accounts for.
fn unclaimed(code: &Joined) -> impl Iterator<Item = Finding> {
    let items = code.unexplained.iter().map(|item| {
        let note = format!("{item} changed, and no change of the specification explains it");
        (item, note)
    });
    let lines = code.unclaimed.iter().map(|(item, lines)| {
        let lines = counted(*lines, "line");
        let note = format!("{lines} of {item} differ, and no change of an item explains it");
        (item, note)
    });
    items
        .chain(lines)
        .map(|(item, note)| Finding::of_repository(&housekeeping::UNCLAIMED, item, note))
}

/// The finding for differences of the documents that nothing accounts for.
fn unclaimed_differences(comparison: &Comparison) -> Option<Finding> {
    let open = comparison.differences - comparison.claimed;
    let open = (open > 0).then(|| counted(open, "difference"))?;
    let note = format!("no finding and no class accounts for {open} of the documents");
    Some(Finding::of_repository(&housekeeping::UNCLAIMED, "documents", note))
}

/// Gives every pointer its line.
fn locate(findings: &mut [Finding], inputs: &Inputs) {
    let documents = inputs.documents.as_ref();
    let wanted = findings.iter().flat_map(|it| it.found.pointer.clone()).flatten();
    let wanted: Vec<Pointer> = wanted.collect();
    let positions = |document: &Document| Positions::of(&document.text, wanted.iter());
    let found = documents.in_parallel(positions).unwrap_or_else(|_| documents.map(positions));
    let documents = documents.zip(found);
    let location = |(document, positions): &(&Document, Positions), pointer: &Pointer| Location {
        file: document.file.clone(),
        position: positions
            .nearest(pointer)
            .filter(|_| document.text.trim_start().starts_with('{')),
    };
    for finding in findings {
        let pointer = finding.found.pointer.as_ref().map(Option::as_ref);
        if let Some(base) = pointer.base {
            finding.location.base = Some(location(&documents.base, base));
        }
        // What is gone is shown where it would be: at its nearest parent.
        if let Some(latest) = pointer.latest() {
            finding.location.revision = Some(location(&documents.revision, latest));
        }
    }
}

/// Marks what is accepted, and reports acknowledgements that are at fault.
fn acknowledge(findings: &mut Vec<Finding>, surroundings: &Surroundings, today: NaiveDate) {
    let entries = &surroundings.acknowledgements;
    let fingerprints = findings.iter().map(|it| it.fingerprint.clone()).collect();
    let faults = acknowledge::faults(entries, &fingerprints, today);
    for finding in findings.iter_mut() {
        finding.acknowledged = entries
            .iter()
            .filter(|entry| !faults.iter().any(|(faulty, _)| faulty == entry))
            .find(|entry| entry.fingerprint == finding.fingerprint)
            .map(|entry| entry.reason.clone());
    }
    findings.extend(faults.into_iter().map(|(entry, fault)| {
        let (rule, note) = match fault {
            Fault::Unmatched => (
                &housekeeping::ACKNOWLEDGEMENT_UNMATCHED,
                format!("{} ({})", entry.fingerprint, entry.reason),
            ),
            Fault::Expired => (
                &housekeeping::ACKNOWLEDGEMENT_EXPIRED,
                format!("{} expired after {} ({})", entry.fingerprint, entry.expires, entry.reason),
            ),
        };
        Finding::of_repository(rule, &entry.fingerprint, note)
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_that_nothing_accounts_for_are_counted_and_breaking() {
        let claimed = |claimed| Comparison {
            findings: Vec::new(),
            noops: BTreeMap::new(),
            differences: 3,
            claimed,
        };
        assert_eq!(unclaimed_differences(&claimed(3)), None);
        let finding = unclaimed_differences(&claimed(1)).unwrap();
        assert_eq!(finding.found.rule, "difference-unclaimed");
        assert!(finding.is_breaking());
        assert!(finding.note.unwrap().contains("2 differences of the documents"));
    }
}
