//! A report on a terminal.

use super::model::{Finding, Location, Report};
use super::words::{
    basis, completeness, counts, item_change, noops, public_change, uses, value_change, way, word,
};
use crate::audit::finding::{Bump, Evidence, Level};
use crate::output::{ATTENTION, BAD, GOOD, Output};

/// The verdict and what to do come first: a small change takes one screen.
pub(super) fn render(report: &Report, output: &mut Output<'_>) {
    verdict(report, output);
    output.separator();
    for finding in &report.findings {
        print(finding, report, output);
    }
    let own = report.public.iter().filter(|it| it.findings.is_empty());
    for change in own {
        output.result(ATTENTION, &word(change.cause), &change.item);
        output.detail(public_change(change));
        if let Some(place) = &change.place {
            output.detail(format!("at: {}:{}", place.file, place.line));
        }
    }
    let unjoined = report.rust.iter().filter(|it| it.finding.is_none());
    for rust in unjoined {
        output.result(ATTENTION, &word(rust.cause), &rust.change.item);
        output.detail(format!("{} ({})", item_change(rust), word(rust.change.judgement.bump)));
    }
    for action in &report.overlay {
        output.result(GOOD, "overlay", format!("{} {}", word(action.fate), action.target));
        output.detail(format!("reason: {}", action.reason));
    }
    if let Some(reason) = &report.no_code {
        output.result(ATTENTION, "no code", reason);
    }
    output.result(GOOD, "Complete", completeness(report));
    if let Some(noops) = noops(report) {
        output.detail(format!("differences that change no contract: {noops}"));
    }
}

fn verdict(report: &Report, output: &mut Output<'_>) {
    let verdict = &report.verdict;
    output.result(
        match report.breaks() {
            true => BAD,
            false => GOOD,
        },
        "Verdict",
        counts(report),
    );
    for (axis, value) in [
        ("wire", word(verdict.wire)),
        ("source", word(verdict.bump)),
        ("behaviour", word(verdict.behaviour)),
    ] {
        let by = verdict.set_by.get(axis).map(|by| format!(", set by {by}"));
        output.detail(format!("{axis} {value}{}", by.unwrap_or_default()));
    }
    if verdict.bump > Bump::None || report.basis.evidence == Evidence::Nothing {
        output.detail(basis(report));
    }
    if let Some(version) = &verdict.due_version {
        output.detail(format!("version {version} is due"));
    }
    for (index, step) in report.next.iter().enumerate() {
        match index {
            0 => output.result(ATTENTION, "Next", step),
            _ => output.detail(step),
        }
    }
}

fn print(finding: &Finding, report: &Report, output: &mut Output<'_>) {
    let style = match finding.found.level {
        Level::Error => BAD,
        Level::Warning => ATTENTION,
        Level::Info => GOOD,
    };
    output.result(
        style,
        &word(finding.found.level),
        format!("{} [{}] {}", finding.found.rule, finding.fingerprint, finding.title),
    );
    let place = finding.place();
    let location = finding.latest_location();
    if !place.is_empty() || location.is_some() {
        output.detail(format!("at: {place}{}", location.map(shown).unwrap_or_default()));
    }
    let change = value_change(finding);
    if !change.is_empty() {
        output.detail(format!("change: {change}"));
    }
    for operation in uses(finding) {
        output.detail(format!("used by: {operation}"));
    }
    output.detail(format!(
        "verdict: wire {}, source {}, behaviour {}",
        word(finding.found.wire),
        word(finding.bump),
        word(finding.found.behaviour)
    ));
    if let Some(proof) = finding.proof() {
        output.detail(proof);
    }
    for rust in &finding.rust {
        output.detail(format!(
            "code: {}: {} ({})",
            rust.change.item,
            item_change(rust),
            word(rust.change.judgement.bump)
        ));
    }
    for trace in report.traces.iter().filter(|it| it.finding.as_ref() == Some(&finding.fingerprint))
    {
        output.detail(format!("reach: {}", way(trace)));
    }
    if let Some(note) = &finding.note {
        output.detail(format!("note: {note}"));
    }
    if let Some(reason) = &finding.acknowledged {
        output.detail(format!("acknowledged: {reason}"));
    }
}

fn shown(location: &Location) -> String {
    match location.position {
        Some(position) => format!(" ({}:{}:{})", location.file, position.line, position.column),
        None => format!(" ({})", location.file),
    }
}
