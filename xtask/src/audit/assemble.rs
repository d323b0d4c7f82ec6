//! From what an audit compares to its report: findings of the specification,
//! joined with the code, acknowledged, located, and summed up. Pure.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::acknowledge::{self, Fault};
use super::attribution::{self, Attribution, Known, attribute};
use super::finding::{Cause, Level, RustFinding, SpecFinding};
use super::inputs::{Inputs, Side, Surroundings};
use super::locate::Positions;
use super::overlay_health;
use super::report::{
    CodeCompleteness, Completeness, Finding, Housekeeping, Location, Report, SCHEMA_VERSION,
    SpecCompleteness, Verdict,
};
use super::{bump, differences, report, rules};
use crate::error::Error;
use crate::openapi::json::Pointer;
use crate::project;

/// Makes the report, as of a day.
pub fn assemble(inputs: &Inputs, today: NaiveDate) -> Report {
    let comparison = differences::compare(&inputs.base.document, &inputs.revision.document);
    let mut findings: Vec<_> = comparison
        .findings
        .iter()
        .map(|finding| {
            let title = rules::rule(finding.rule).map_or(finding.rule, |rule| rule.title);
            Finding::of_spec(finding.clone(), title)
        })
        .collect();
    let (mut code, no_code) = match code(inputs, &comparison.findings, &findings) {
        Ok(code) => (code, None),
        Err(error) => (Attribution::default(), Some(error.to_string())),
    };
    let mut rust = std::mem::take(&mut code.findings);
    for change in &mut rust {
        // Code that is made of two files alone is on no disk.
        change.location = change
            .location
            .take()
            .filter(|_| inputs.surroundings.is_some())
            .map(|(file, line)| (project::generated(&file), line));
    }
    let mut caused: BTreeMap<&str, Vec<&RustFinding>> = BTreeMap::new();
    for change in &rust {
        if let Some(fingerprint) = &change.finding {
            caused.entry(fingerprint).or_default().push(change);
        }
    }
    for finding in &mut findings {
        let caused = caused
            .get(finding.fingerprint.as_str())
            .into_iter()
            .flatten();
        finding.join(caused.copied().cloned().collect(), no_code.is_none());
    }
    let refactored = REWORDINGS
        .iter()
        .any(|class| comparison.noops.contains_key(class));
    if refactored && !code.unexplained.is_empty() {
        findings.push(refactoring(&mut rust, &code.unexplained));
        code.unexplained.clear();
    }
    findings.extend(repository_findings(&rust, &code.unexplained));
    let unclaimed = comparison.differences - comparison.claimed;
    if unclaimed > 0 {
        let note =
            format!("{unclaimed} differences of the documents belong to no finding and no class");
        findings.push(Finding::of_repository(report::UNCLAIMED, "documents", note));
    }
    locate(&mut findings, inputs);

    let mut verdict = Verdict::of(&findings, &rust);
    let mut overlay = Vec::new();
    let base_version = match &inputs.surroundings {
        Some(surroundings) => Some(&surroundings.base_version),
        None => inputs.declared.as_ref(),
    };
    let due =
        base_version.map(|base| bump::due(base, verdict.wire, verdict.source, verdict.behaviour));
    verdict.due_version = due.as_ref().map(ToString::to_string);
    if let Some(surroundings) = &inputs.surroundings {
        if let (Some(due), Some(declared)) = (&due, &inputs.declared)
            && *due > surroundings.base_version
            && let Some(problem) = bump::missing(due, declared, surroundings.newest_entry.as_ref())
        {
            findings.push(Finding::of_repository(
                report::VERSION_BUMP_MISSING,
                &due.to_string(),
                problem,
            ));
        }
        if let (Some(base), Some(revision)) = (&surroundings.base_overlay, &surroundings.overlay) {
            overlay = overlay_health::compare(base, revision);
        }
        acknowledge(&mut findings, surroundings, today);
    }
    let mut report = Report {
        schema_version: SCHEMA_VERSION,
        base: inputs.base.name.clone(),
        revision: inputs.revision.name.clone(),
        verdict,
        findings,
        rust,
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
                claimed: code.claimed,
            },
        },
    };
    report.sort();
    report
}

fn code(
    inputs: &Inputs,
    findings: &[SpecFinding],
    reported: &[Finding],
) -> Result<Attribution, Error> {
    let known: Vec<_> = findings
        .iter()
        .zip(reported)
        .map(|(finding, reported)| Known {
            fingerprint: &reported.fingerprint,
            finding,
        })
        .collect();
    let surroundings = inputs.surroundings.as_ref();
    let base = attribution::Side {
        document: &inputs.base.document,
        committed: surroundings.map(|it| it.base_modules.as_slice()),
    };
    let revision = attribution::Side {
        document: &inputs.revision.document,
        committed: surroundings.map(|it| it.modules.as_slice()),
    };
    attribute(base, revision, &known)
}

/// Classes of differences that say the same in other words, but may lead the
/// generator to other types.
const REWORDINGS: [&str; 5] = [
    "inlined-or-extracted-ref",
    "all-of-one",
    "explicit-default",
    "key-order",
    "without-effect",
];

/// The finding for code that changed because the document says the same in
/// other words.
fn refactoring(rust: &mut [RustFinding], items: &[String]) -> Finding {
    let subject = items.join(", ");
    let items: BTreeSet<&String> = items.iter().collect();
    let mut finding = Finding::of_repository(report::REFACTORED, &subject, String::new());
    finding.level = Level::Warning;
    for change in rust.iter_mut() {
        if change.finding.is_none() && items.contains(&change.item) {
            change.finding = Some(finding.fingerprint.clone());
        }
    }
    let caused = rust
        .iter()
        .filter(|it| it.finding.as_ref() == Some(&finding.fingerprint));
    finding.join(caused.cloned().collect(), true);
    finding.note = None;
    finding
}

/// What a hand changed, and what nobody can explain.
fn repository_findings(rust: &[RustFinding], unexplained: &[String]) -> Vec<Finding> {
    let edits = rust
        .iter()
        .filter(|it| it.cause == Cause::HandEdit)
        .map(|it| {
            let mut finding = Finding::of_repository(
                report::EDITED_BY_HAND,
                &it.item,
                format!("{} is not what the generator makes", it.item),
            );
            finding.location.revision = it.location.as_ref().map(|(file, line)| Location {
                file: file.clone(),
                position: Some(super::locate::Position {
                    line: *line,
                    column: 1,
                }),
            });
            finding
        });
    let open = unexplained.iter().map(|item| {
        let note = format!("{item} changed, and no change of the specification says why");
        Finding::of_repository(report::UNCLAIMED, item, note)
    });
    edits.chain(open).collect()
}

/// Gives every pointer its line.
fn locate(findings: &mut [Finding], inputs: &Inputs) {
    let positions = |side: &Side| Positions::of(&side.text);
    let (base, revision) = (positions(&inputs.base), positions(&inputs.revision));
    let location = |side: &Side, positions: &Positions, pointer: &Option<Pointer>| {
        let pointer = pointer.as_ref()?;
        Some(Location {
            file: side.file.clone(),
            position: positions
                .nearest(pointer)
                .filter(|_| side.text.trim_start().starts_with('{')),
        })
    };
    for finding in findings {
        let pointer = finding.pointer.clone();
        if pointer == Default::default() {
            continue;
        }
        finding.location.base = location(&inputs.base, &base, &pointer.base);
        // What is gone is shown where it would be: at its nearest parent.
        let after = pointer.revision.or(pointer.base);
        finding.location.revision = location(&inputs.revision, &revision, &after);
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
        let (rule, note): (&Housekeeping, _) = match fault {
            Fault::Unmatched => (
                report::ACKNOWLEDGEMENT_UNMATCHED,
                format!("{} ({})", entry.fingerprint, entry.reason),
            ),
            Fault::Expired => (
                report::ACKNOWLEDGEMENT_EXPIRED,
                format!(
                    "{} ended {} ({})",
                    entry.fingerprint, entry.expires, entry.reason
                ),
            ),
        };
        Finding::of_repository(rule, &entry.fingerprint, note)
    }));
}
