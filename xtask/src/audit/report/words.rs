//! The words that the formats share: verdicts, values, counts.

use std::fmt::Write as _;

use serde_json::Value;

use super::model::{Completeness, Finding, Report};
use crate::audit::finding::{Bump, CodeChange, Evidence, Place, PublicChange, Trace, Wire};
use crate::audit::housekeeping::is_disorder;
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

/// A change of the public API: its class, its lines, what it calls for.
pub(super) fn public_change(it: &PublicChange) -> String {
    let lines = change(it.before.clone(), it.after.clone());
    format!("{}: {lines} ({}, features {})", it.title, word(it.bump), it.features.join(", "))
}

/// What the verdict on dependents' code follows from.
pub(super) fn basis(report: &Report) -> String {
    let evidence = match report.basis.evidence {
        Evidence::PublicApi => "source follows from the texts of the public API",
        Evidence::Prediction => "source is predicted from the bindings and the facade",
        Evidence::Bindings => "source follows from the bindings alone",
        Evidence::Nothing => "source is not known",
    };
    let proviso = report.basis.proviso.as_ref().map(|it| format!(": {it}"));
    format!("{evidence}{}", proviso.unwrap_or_default())
}

/// A way to dependents, on one line: generated item, facade, public item, what
/// it ends in.
pub(super) fn way(trace: &Trace) -> String {
    let item = trace.item.as_deref().unwrap_or("written by hand");
    let steps = [item.to_owned(), places(&trace.facade), shown(&trace.public)];
    let steps: Vec<_> = steps.into_iter().filter(|it| !it.is_empty()).collect();
    format!("{} ({})", steps.join(" → "), word(trace.effect))
}

/// The first place of a list, and how many more there are.
pub(super) fn places(places: &[Place]) -> String {
    let shown = places.iter().map(|it| format!("{}:{}", it.file, it.line));
    first(shown.collect())
}

/// The first path of a list, and how many more there are.
pub(super) fn shown(paths: &[String]) -> String {
    first(paths.to_vec())
}

fn first(list: Vec<String>) -> String {
    match list.split_first() {
        None => String::new(),
        Some((first, [])) => first.clone(),
        Some((first, rest)) => format!("{first} and {} more", rest.len()),
    }
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

/// Classes that change no contract, with their counts.
pub(super) fn noops(report: &Report) -> Option<String> {
    let classes: Vec<_> =
        report.noops.iter().map(|(class, count)| format!("{class} {count}")).collect();
    (!classes.is_empty()).then(|| classes.join(", "))
}

/// The verdict in one sentence.
pub(super) fn headline(report: &Report) -> &'static str {
    let breaks = |it: &Finding| it.is_breaking() && !is_disorder(it.found.rule);
    let open = || report.findings.iter().filter(|it| it.acknowledged.is_none());
    // What no finding caused can break dependents all the same.
    let public = report.public.iter().filter(|it| it.findings.is_empty()).map(|it| it.bump);
    let rust = report.rust.iter().filter(|it| it.finding.is_none());
    let others = || public.clone().chain(rust.clone().map(|it| it.change.judgement.bump));
    let is_proven = |it: &Finding| {
        it.bump == Bump::Major || it.found.wire == Wire::Breaking && it.found.not_proven.is_none()
    };
    if open().any(is_proven) || others().any(|it| it == Bump::Major) {
        "This change breaks dependents"
    } else if open().any(breaks) || report.verdict.bump == Bump::Unknown {
        "Not proven: this change may break dependents"
    } else if report.findings.iter().any(breaks) {
        "This change breaks dependents, and that is acknowledged"
    } else if report.findings.is_empty() && report.rust.is_empty() && report.public.is_empty() {
        "Nothing changes in meaning"
    } else {
        "This change breaks no dependent"
    }
}

/// How many findings there are, break dependents, are accepted, and say that the
/// repository is not in order.
pub(super) fn counts(report: &Report) -> String {
    let (disorder, findings): (Vec<_>, Vec<_>) =
        report.findings.iter().partition(|it| is_disorder(it.found.rule));
    let breaking = findings.iter().filter(|it| it.is_breaking()).count();
    let acknowledged = report.findings.iter().filter(|it| it.acknowledged.is_some()).count();
    let mut text = format!("{}, {breaking} breaking", counted(report.findings.len(), "finding"));
    if !disorder.is_empty() {
        let _ = write!(text, ", {} about the repository", disorder.len());
    }
    if acknowledged > 0 {
        let _ = write!(text, ", {acknowledged} acknowledged");
    }
    text
}
