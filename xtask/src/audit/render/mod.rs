//! The formats of a report. Each renders the one model, byte for byte the same
//! on every machine; none decides anything.

mod github;
mod markdown;
mod text;

use std::fmt::Write as _;

use serde_json::Value;

use super::finding::RustFinding;
use super::report::{Completeness, Finding, Report};
use crate::output::{Output, counted};

/// A format to render.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For a terminal.
    Text,
    /// For a comment on a pull request.
    Markdown,
    /// For programs; its schema is xtask/src/audit/report.schema.json.
    Json,
    /// For annotations in a workflow run.
    Github,
}

/// Prints the report.
pub fn render(report: &Report, format: Format, output: &mut Output<'_>) {
    match format {
        Format::Text => text::render(report, output),
        Format::Markdown => output.verbatim(&markdown::render(report)),
        Format::Json => output.verbatim(&json(report)),
        Format::Github => output.verbatim(&github::render(report)),
    }
}

/// The report as JSON.
pub fn json(report: &Report) -> String {
    match serde_json::to_value(report) {
        Ok(value) => crate::openapi::json::to_text(&value),
        // Only maps with keys that are no strings cannot be serialised.
        Err(error) => format!("{}\n", Value::from(error.to_string())),
    }
}

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

fn value_change(finding: &Finding) -> String {
    change(
        finding.before.as_ref().map(value),
        finding.after.as_ref().map(value),
    )
}

fn item_change(rust: &RustFinding) -> String {
    change(rust.before.clone(), rust.after.clone())
}

/// The words of a serialised verdict, such as `breaking`.
pub(crate) fn word(verdict: impl serde::Serialize) -> String {
    match serde_json::to_value(verdict) {
        Ok(Value::String(word)) => word,
        _ => String::new(),
    }
}

/// The operations that use what changed.
fn uses(finding: &Finding) -> Vec<String> {
    finding
        .uses
        .iter()
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

fn completeness(report: &Report) -> String {
    let Completeness { spec, code } = report.completeness;
    format!(
        "claimed: {} of {} between the documents, {} of {} of the code",
        spec.claimed,
        counted(spec.differences, "difference"),
        code.claimed,
        counted(code.lines, "differing line"),
    )
}

/// Classes without meaning, with their counts.
fn noops(report: &Report) -> Option<String> {
    let classes: Vec<_> = report
        .noops
        .iter()
        .map(|(class, count)| format!("{class} {count}"))
        .collect();
    (!classes.is_empty()).then(|| classes.join(", "))
}

/// How many findings break, warn and inform.
fn counts(report: &Report) -> String {
    let breaking = report.findings.iter().filter(|it| it.is_breaking()).count();
    let acknowledged = report
        .findings
        .iter()
        .filter(|it| it.acknowledged.is_some())
        .count();
    let mut text = format!(
        "{}, {breaking} breaking",
        counted(report.findings.len(), "finding")
    );
    if acknowledged > 0 {
        let _ = write!(text, ", {acknowledged} acknowledged");
    }
    text
}
