//! A report as workflow commands, which GitHub shows as annotations on the
//! changed lines.

use std::fmt::Write as _;

use super::model::{Finding, Location, Report};
use super::words::{item_change, value_change};
use crate::audit::finding::Level;

/// GitHub shows this many annotations of each level for a step.
const SHOWN: usize = 10;

pub(super) fn render(report: &Report) -> String {
    let mut text = String::new();
    for level in [Level::Error, Level::Warning, Level::Info] {
        let annotations: Vec<_> = report
            .findings
            .iter()
            .filter(|finding| level_of(finding) == level)
            .flat_map(annotations)
            .collect();
        // The last annotation says how many are not shown.
        let fits = annotations.len() <= SHOWN;
        let shown = if fits { SHOWN } else { SHOWN - 1 };
        for (properties, message) in annotations.iter().take(shown) {
            let _ = writeln!(text, "::{}{properties}::{message}", command(level));
        }
        if !fits {
            let _ = writeln!(
                text,
                "::{} title=audit::{} more are in the job summary",
                command(level),
                annotations.len() - shown
            );
        }
    }
    text
}

/// An acknowledged finding is a notice.
fn level_of(finding: &Finding) -> Level {
    match finding.acknowledged {
        Some(_) => Level::Info,
        None if finding.is_breaking() => Level::Error,
        None => finding.found.level,
    }
}

fn command(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "notice",
    }
}

/// One for the line of the document, and one for each item of the code.
fn annotations(finding: &Finding) -> Vec<(String, String)> {
    let location = finding.latest_location();
    let place = finding.place();
    let details = [
        finding.note.clone().unwrap_or_default(),
        value_change(finding),
        finding.proof().unwrap_or_default(),
        place,
    ];
    let details: Vec<_> = details.into_iter().filter(|it| !it.is_empty()).collect();
    let message = format!("{}: {}", finding.title, details.join("; "));
    let mut annotations = vec![(properties(finding.found.rule, location), data(&message))];
    annotations.extend(finding.rust.iter().filter_map(|rust| {
        let (file, line) = rust.change.location.as_ref()?;
        let message = format!("{}: {} ({})", rust.change.item, item_change(rust), finding.title);
        let properties =
            format!(" title={},file={},line={line}", property(finding.found.rule), property(file));
        Some((properties, data(&message)))
    }));
    annotations
}

fn properties(rule: &str, location: Option<&Location>) -> String {
    let mut text = format!(" title={}", property(rule));
    if let Some(location) = location {
        let _ = write!(text, ",file={}", property(&location.file));
        if let Some(position) = location.position {
            let _ = write!(text, ",line={},col={}", position.line, position.column);
        }
    }
    text
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
