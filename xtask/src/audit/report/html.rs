//! A report as a page: one file that needs nothing else, and no script. Its
//! order is a reader's: the verdict, what to do, the map, the findings, the rest.
//! `html/style.css` says what each part looks like.

mod change;
mod chip;
mod drawing;
mod finding;
mod links;
mod markup;
mod tables;

use std::collections::{BTreeMap, BTreeSet};

use finding::sentence;
use links::Links;
use markup::Markup;

use super::model::Report;
use super::tone::Tone;
use super::words::{basis, completeness, headline, noops, word};
use crate::audit::housekeeping::HOUSEKEEPING;
use crate::audit::rules;
use crate::output::counted;

/// At first, so many findings are shown with their details.
const FEW: usize = 12;

/// Nothing but the page's own style is ever loaded or run.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// The page.
pub(super) fn render(report: &Report) -> String {
    let mut to = Markup::default();
    to.own("<!doctype html>\n");
    to.element("html", &[("lang", "en")], |to| {
        to.element("head", &[], |to| head(to, report));
        to.element("body", &[], |to| body(to, report));
    });
    to.own("\n");
    to.finish()
}

fn head(to: &mut Markup, report: &Report) {
    to.start("meta", &[("charset", "utf-8")]);
    to.start("meta", &[("name", "viewport"), ("content", "width=device-width, initial-scale=1")]);
    to.start("meta", &[("name", "color-scheme"), ("content", "light dark")]);
    to.start("meta", &[("http-equiv", "Content-Security-Policy"), ("content", POLICY)]);
    to.leaf("title", &[], &format!("{}: {} → {}", headline(report), report.base, report.revision));
    to.own("<style>\n").own(include_str!("html/style.css")).own("</style>");
}

fn body(to: &mut Markup, report: &Report) {
    let links = Links::of(report);
    to.leaf("a", &[("class", "skip"), ("href", "#findings")], "Skip to the findings");
    to.element("header", &[], |to| {
        to.leaf("p", &[("class", "eyebrow")], "API audit");
        to.leaf("h1", &[("class", worst(report).class())], headline(report));
        to.element("p", &[("class", "between")], |to| {
            to.leaf("code", &[], &report.base).text(" → ").leaf("code", &[], &report.revision);
            to.text(": ").text(&counted(report.findings.len(), "finding"));
        });
        contents(to, report);
    });
    to.element("main", &[], |to| {
        verdict(to, report, &links);
        if !report.traces.is_empty() {
            map(to, report, &links);
        }
        findings(to, report, &links);
        if !report.public.is_empty() {
            section(to, "public", "Public API", |to| tables::public(to, &report.public, &links));
        }
        if report.rust.iter().any(|it| it.finding.is_none()) {
            let title = "Generated code without a finding";
            section(to, "code", title, |to| tables::others(to, report));
        }
        if !report.overlay.is_empty() {
            section(to, "overlay", "Overlay", |to| tables::overlay(to, report));
        }
        rules(to, report);
    });
    to.element("footer", &[], |to| {
        to.leaf("p", &[], &format!("{}.", sentence(&completeness(report))));
        if let Some(noops) = noops(report) {
            to.leaf("p", &[], &format!("Differences that change no contract: {noops}."));
        }
    });
}

/// What there is below the verdict.
fn contents(to: &mut Markup, report: &Report) {
    let others = report.rust.iter().filter(|it| it.finding.is_none()).count();
    to.element("nav", &[("aria-label", "Contents")], |to| {
        for (id, title, count) in [
            ("map", "Map", report.traces.len()),
            ("findings", "Findings", report.findings.len()),
            ("public", "Public API", report.public.len()),
            ("code", "Generated code without a finding", others),
            ("overlay", "Overlay", report.overlay.len()),
            ("rules", "Rules", report.findings.len()),
        ] {
            if count > 0 {
                to.leaf("a", &[("href", &format!("#{id}"))], title);
            }
        }
    });
}

fn worst(report: &Report) -> Tone {
    let verdict = &report.verdict;
    let axes = [Tone::from(verdict.wire), verdict.bump.into(), verdict.behaviour.into()];
    let findings = report.findings.iter().map(Tone::from);
    axes.into_iter().chain(findings).min().unwrap_or(Tone::None)
}

fn verdict(to: &mut Markup, report: &Report, links: &Links<'_>) {
    let verdict = &report.verdict;
    section(to, "verdict", "Verdict", |to| {
        to.element("dl", &[("class", "axes")], |to| {
            for (axis, question, tone, value) in [
                (
                    "wire",
                    "Does a released client keep working?",
                    verdict.wire.into(),
                    word(verdict.wire),
                ),
                (
                    "source",
                    "Does a dependent’s code still compile?",
                    verdict.bump.into(),
                    word(verdict.bump),
                ),
                (
                    "behaviour",
                    "Does the client act differently?",
                    verdict.behaviour.into(),
                    word(verdict.behaviour),
                ),
            ] {
                let tone: Tone = tone;
                to.element("div", &[("class", tone.class())], |to| {
                    to.leaf("dt", &[], axis);
                    to.element("dd", &[], |to| {
                        to.element("strong", &[], |to| {
                            let sign = [("class", "sign"), ("aria-hidden", "true")];
                            to.leaf("span", &sign, tone.sign()).text(&value);
                        });
                        to.leaf("p", &[], question);
                        if let Some(by) = verdict.set_by.get(axis) {
                            to.element("p", &[], |to| links.title(to, by));
                        }
                    });
                });
            }
            if let Some(due) = &verdict.due_version {
                to.element("div", &[], |to| {
                    to.leaf("dt", &[], "version");
                    to.element("dd", &[], |to| {
                        to.leaf("strong", &[], due);
                        to.leaf("p", &[], "The version that is due");
                    });
                });
            }
        });
        let no_code = report.no_code.clone();
        for note in std::iter::once(basis(report)).chain(no_code) {
            to.element("p", &[("class", "note")], |to| {
                to.prose(&sentence(&note)).text(".");
            });
        }
        if !report.next.is_empty() {
            to.leaf("h3", &[], "What to do next");
            to.element("ol", &[("class", "next")], |to| {
                for step in &report.next {
                    to.element("li", &[], |to| {
                        to.prose(&sentence(step));
                    });
                }
            });
        }
    });
}

fn map(to: &mut Markup, report: &Report, links: &Links<'_>) {
    section(to, "map", "From the specification to dependents", |to| {
        drawing::write(to, report, |column, node| match column {
            2 => links.change_of(node.text),
            _ => node.finding.map(Links::finding),
        });
        to.element("details", &[("class", "table")], |to| {
            let traces = counted(report.traces.len(), "trace");
            to.leaf(
                "summary",
                &[],
                &format!("As a table, with the places of the facade: {traces}"),
            );
            tables::traces(to, report, links);
        });
    });
}

/// The findings, behind buttons that choose among them. The buttons are part
/// of a form that is never sent: the stylesheet reads which one is chosen.
fn findings(to: &mut Markup, report: &Report, links: &Links<'_>) {
    section(to, "findings", "Findings", |to| {
        if report.findings.is_empty() {
            to.leaf("p", &[("class", "note")], "There are none.");
            return;
        }
        let mut counts: BTreeMap<Tone, usize> = BTreeMap::new();
        for finding in &report.findings {
            *counts.entry(finding.into()).or_default() += 1;
        }
        to.element("fieldset", &[("class", "filter")], |to| {
            to.leaf("legend", &[], "Show");
            let all = ("all", "all", report.findings.len());
            let tones = counts.iter().map(|(tone, count)| (tone.class(), tone.word(), *count));
            for (class, word, count) in std::iter::once(all).chain(tones) {
                let id = format!("show-{class}");
                let mut input = vec![("type", "radio"), ("name", "show"), ("id", id.as_str())];
                if class == "all" {
                    input.push(("checked", ""));
                }
                to.start("input", &input);
                to.element("label", &[("for", &id)], |to| {
                    to.text(word).text(" ").leaf("b", &[], &count.to_string());
                });
            }
        });
        let is_open = report.findings.len() <= FEW;
        for finding in &report.findings {
            finding::write(to, finding, links, is_open);
        }
    });
}

/// What the rules of the findings mean, and why they are rules.
fn rules(to: &mut Markup, report: &Report) {
    let ids: BTreeSet<_> = report.findings.iter().map(|it| it.found.rule).collect();
    if ids.is_empty() {
        return;
    }
    section(to, "rules", "Rules", |to| {
        to.element("dl", &[("class", "rules")], |to| {
            for id in ids {
                let repository = HOUSEKEEPING.iter().find(|it| it.id == id).map(|it| it.why);
                let why = rules::rule(id).map(|it| it.why).or(repository);
                to.element("dt", &[("id", &Links::rule(id))], |to| {
                    to.leaf("code", &[], id);
                });
                to.element("dd", &[], |to| {
                    to.prose(why.unwrap_or_default());
                });
            }
        });
    });
}

fn section(to: &mut Markup, id: &str, title: &str, inside: impl FnOnce(&mut Markup)) {
    let heading = format!("{id}-title");
    to.element("section", &[("id", id), ("aria-labelledby", &heading)], |to| {
        to.leaf("h2", &[("id", &heading)], title);
        inside(to);
    });
}
