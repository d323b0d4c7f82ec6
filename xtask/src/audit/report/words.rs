//! The words that the formats share: verdicts, values, counts.

use std::fmt::Write as _;

use serde_json::Value;

use super::model::{Completeness, Finding, Report};
use crate::audit::finding::CodeChange;
use crate::output::counted;

/// A value on one line, shortened.
fn value(value: &Value) -> String {
    const LONGEST: usize = 100;
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

/// `old → new`, or what was added or removed.
fn change(before: Option<String>, after: Option<String>) -> String {
    match (before, after) {
        (Some(before), Some(after)) => format!("{before} → {after}"),
        (None, Some(after)) => format!("added {after}"),
        (Some(before), None) => format!("removed {before}"),
        (None, None) => String::new(),
    }
}

pub(super) fn value_change(finding: &Finding) -> String {
    change(finding.found.before.as_ref().map(value), finding.found.after.as_ref().map(value))
}

pub(super) fn item_change(rust: &CodeChange) -> String {
    let judgement = &rust.change.judgement;
    change(judgement.before.clone(), judgement.after.clone())
}

/// The words of a serialised verdict, such as `breaking`.
pub fn word(verdict: impl serde::Serialize) -> String {
    match serde_json::to_value(verdict) {
        Ok(Value::String(word)) => word,
        _ => String::new(),
    }
}

/// The operations that use what changed.
pub(super) fn uses(finding: &Finding) -> Vec<String> {
    let uses = &finding.found.uses;
    uses.iter()
        .map(|it| {
            let mut text = it.operation.clone();
            if let Some(direction) = it.direction {
                let _ = write!(text, " {}", word(direction));
            }
            if let Some(status) = &it.status {
                let _ = write!(text, " {status}");
            }
            text
        })
        .collect()
}

pub(super) fn completeness(report: &Report) -> String {
    let Completeness { spec, code } = report.completeness;
    let mut text = format!(
        "claimed: {} of {} between the documents, {} of {} of the code",
        spec.claimed,
        counted(spec.differences, "difference"),
        code.claimed,
        counted(code.lines, "differing line"),
    );
    let unclaimed = spec.differences - spec.claimed + code.lines - code.claimed;
    if unclaimed > 0 {
        let _ = write!(text, "; unclaimed: {unclaimed}");
    }
    text
}

/// Classes without meaning, with their counts.
pub(super) fn noops(report: &Report) -> Option<String> {
    let classes: Vec<_> =
        report.noops.iter().map(|(class, count)| format!("{class} {count}")).collect();
    (!classes.is_empty()).then(|| classes.join(", "))
}

/// How many findings break, warn and inform.
pub(super) fn counts(report: &Report) -> String {
    let breaking = report.findings.iter().filter(|it| it.is_breaking()).count();
    let acknowledged = report.findings.iter().filter(|it| it.acknowledged.is_some()).count();
    let mut text = format!("{}, {breaking} breaking", counted(report.findings.len(), "finding"));
    if acknowledged > 0 {
        let _ = write!(text, ", {acknowledged} acknowledged");
    }
    text
}
