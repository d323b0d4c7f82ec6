//! A report as a comment on a pull request: the verdict first, then a table,
//! then the details, folded.

use std::fmt::Write as _;

use super::mermaid;
use super::model::{Finding, Report};
use super::words::{
    basis, completeness, counts, headline, item_change, noops, places, public_change, shown, uses,
    value_change, word,
};
use crate::audit::finding::{Bump, Evidence};
use crate::output::counted;

/// The most characters of a comment; GitHub takes 65 536.
const LONGEST: usize = 65_000;

pub(super) fn render(report: &Report) -> String {
    let mut text = head(report);
    let tail = tail(report);
    let details: Vec<_> = report.findings.iter().map(detail).collect();
    let room = LONGEST.saturating_sub(tail.chars().count() + 200);
    let mut omitted = 0;
    for (row, detail) in rows(report).into_iter().zip(details) {
        // A finding that has no room for its details keeps its row.
        let length = text.chars().count();
        if length + row.chars().count() + detail.chars().count() <= room {
            text.push_str(&row);
            text.push_str(&detail);
        } else {
            omitted += 1;
        }
    }
    if omitted > 0 {
        let _ = writeln!(
            text,
            "\n_{} did not fit into this comment; `cargo xtask audit` prints all._",
            counted(omitted, "finding")
        );
    }
    text.push_str(&tail);
    text
}

fn head(report: &Report) -> String {
    let verdict = &report.verdict;
    let mut text = String::new();
    let _ = writeln!(text, "### {}\n", headline(report));
    let _ =
        writeln!(text, "{} → {}: {}\n", code(&report.base), code(&report.revision), counts(report));
    let _ = writeln!(text, "| | verdict | set by |\n|---|---|---|");
    for (axis, value) in [
        ("wire", word(verdict.wire)),
        ("source", word(verdict.bump)),
        ("behaviour", word(verdict.behaviour)),
    ] {
        let by = verdict.set_by.get(axis).map(|by| code(by)).unwrap_or_default();
        let _ = writeln!(text, "| {axis} | {value} | {by} |");
    }
    if let Some(version) = &verdict.due_version {
        let _ = writeln!(text, "| version due | {version} | |");
    }
    text.push('\n');
    if report.verdict.bump > Bump::None || report.basis.evidence == Evidence::Nothing {
        let _ = writeln!(text, "{}.\n", escape(&basis(report)));
    }
    for step in &report.next {
        let _ = writeln!(text, "1. {}", escape(step));
    }
    if !report.next.is_empty() {
        text.push('\n');
    }
    text.push_str(&mermaid::render(report));
    text.push_str(&table(report));
    text
}

/// The traces from the specification to dependents.
fn table(report: &Report) -> String {
    const MOST_ROWS: usize = 30;
    let mut text = String::new();
    if report.traces.is_empty() {
        return text;
    }
    text.push_str("| specification | generated item | facade | public API | verdict |\n|---|---|---|---|---|\n");
    let or_dash = |it: String| if it.is_empty() { "–".to_owned() } else { code(&it) };
    for trace in report.traces.iter().take(MOST_ROWS) {
        let cells = [
            trace.pointer.clone().unwrap_or_default(),
            trace.item.clone().unwrap_or_default(),
            places(&trace.facade),
            shown(&trace.public),
        ];
        let [pointer, item, facade, public] = cells.map(or_dash);
        let effect = word(trace.effect).replace('-', " ");
        let _ = writeln!(text, "| {pointer} | {item} | {facade} | {public} | {effect} |");
    }
    if report.traces.len() > MOST_ROWS {
        let _ = writeln!(
            text,
            "\n_{} more rows; `cargo xtask audit` prints all._",
            report.traces.len() - MOST_ROWS
        );
    }
    text.push('\n');
    text
}

fn rows(report: &Report) -> Vec<String> {
    report
        .findings
        .iter()
        .map(|finding| {
            let mark = match (finding.is_breaking(), &finding.acknowledged) {
                (_, Some(_)) => "acknowledged",
                (true, None) => "**breaking**",
                (false, None) => "compatible",
            };
            let place = finding.place();
            format!(
                "- {mark} {} {}{}\n",
                code(finding.found.rule),
                escape(finding.title),
                if place.is_empty() { String::new() } else { format!(" at {}", code(&place)) },
            )
        })
        .collect()
}

fn detail(finding: &Finding) -> String {
    let mut lines = vec![format!("fingerprint {}", code(&finding.fingerprint))];
    let change = value_change(finding);
    if !change.is_empty() {
        lines.push(format!("change {}", code(&change)));
    }
    lines.push(format!(
        "wire {}, source {}, behaviour {}",
        word(finding.found.wire),
        word(finding.bump),
        word(finding.found.behaviour)
    ));
    lines.extend(finding.proof().map(|it| code(&it.replace('`', ""))));
    lines.extend(uses(finding).iter().map(|it| format!("used by {}", code(it))));
    lines.extend(finding.rust.iter().map(|rust| {
        format!(
            "code {} {} ({})",
            code(&rust.change.item),
            code(&item_change(rust)),
            word(rust.change.judgement.bump)
        )
    }));
    lines.extend(finding.note.iter().map(|note| escape(note)));
    lines.extend(
        finding.acknowledged.iter().map(|reason| format!("acknowledged: {}", escape(reason))),
    );
    let items: String = lines.iter().map(|line| format!("  - {line}\n")).collect();
    format!("  <details><summary>details</summary>\n\n{items}\n  </details>\n")
}

fn tail(report: &Report) -> String {
    let mut text = String::from("\n");
    if !report.public.is_empty() {
        let _ = writeln!(
            text,
            "<details><summary>{} of the public API</summary>\n",
            counted(report.public.len(), "change")
        );
        for change in report.public.iter().take(100) {
            let _ = writeln!(
                text,
                "- {} {} ({})",
                code(&change.item),
                escape(&public_change(change)),
                word(change.cause)
            );
        }
        let _ = writeln!(text, "\n</details>\n");
    }
    let others: Vec<_> = report.rust.iter().filter(|it| it.finding.is_none()).collect();
    if !others.is_empty() {
        let _ = writeln!(
            text,
            "<details><summary>{} without a finding of the specification</summary>\n\n| item | change | cause |\n|---|---|---|",
            counted(others.len(), "code change")
        );
        for rust in others.iter().take(100) {
            let _ = writeln!(
                text,
                "| {} | {} | {} |",
                code(&rust.change.item),
                code(&item_change(rust)),
                word(rust.cause)
            );
        }
        if others.len() > 100 {
            let _ =
                writeln!(text, "\n_{} more; `cargo xtask audit` prints all._", others.len() - 100);
        }
        let _ = writeln!(text, "\n</details>\n");
    }
    if !report.overlay.is_empty() {
        let _ = writeln!(
            text,
            "<details><summary>{}</summary>\n\n| overlay action | | reason |\n|---|---|---|",
            counted(report.overlay.len(), "overlay action")
        );
        for action in report.overlay.iter().take(100) {
            let _ = writeln!(
                text,
                "| {} | {} | {} |",
                code(&action.target),
                word(action.fate),
                escape(&action.reason)
            );
        }
        let _ = writeln!(text, "\n</details>\n");
    }
    if let Some(reason) = &report.no_code {
        let _ = writeln!(text, "No code was compared: {}\n", escape(reason));
    }
    let _ = writeln!(text, "{}.", completeness(report));
    if let Some(noops) = noops(report) {
        let _ = writeln!(text, "Differences that change no contract: {noops}.");
    }
    text
}

/// Text in a code span, which may be in a table.
fn code(text: &str) -> String {
    let short: String = text.chars().take(300).collect();
    let short = short.replace('\n', " ").replace('|', "\\|");
    match short.contains('`') {
        true => format!("`` {short} ``"),
        false => format!("`{short}`"),
    }
}

/// Text without markup.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '\n' => escaped.push(' '),
            '<' => escaped.push_str("&lt;"),
            '\\' | '*' | '_' | '[' | ']' | '|' => escaped.extend(['\\', character]),
            _ => escaped.push(character),
        }
    }
    escaped
}
