//! The tables of the page: traces, public API, code without a finding, overlay.

use super::change;
use super::chip::chip;
use super::drawing;
use super::finding::code;
use super::links::{Links, place};
use super::markup::Markup;
use crate::audit::finding::{Place, PublicChange};
use crate::audit::report::map::COLUMNS;
use crate::audit::report::model::Report;
use crate::audit::report::tone::Tone;
use crate::audit::report::words::word;

/// The traces from the specification to dependents, all of them.
pub(super) fn traces(to: &mut Markup, report: &Report, links: &Links<'_>) {
    let [specification, generated, public] = COLUMNS;
    let headings = [specification, generated, "Facade", public, "Verdict"];
    table(to, "The traces from the specification to dependents", &headings, |to| {
        for trace in &report.traces {
            to.element("tr", &[], |to| {
                to.element("td", &[], |to| {
                    let Some(pointer) = &trace.pointer else { return };
                    match &trace.finding {
                        Some(finding) => {
                            let target = format!("#{}", Links::finding(finding));
                            to.element("a", &[("href", &target)], |to| {
                                to.leaf("code", &[], pointer);
                            })
                        }
                        None => to.leaf("code", &[], pointer),
                    };
                });
                to.element("td", &[], |to| {
                    if let Some(item) = &trace.item {
                        to.leaf("code", &[], item);
                    }
                });
                to.element("td", &[], |to| places(to, &trace.facade));
                to.element("td", &[], |to| {
                    for item in &trace.public {
                        to.element("div", &[], |to| links.public(to, item));
                    }
                });
                to.element("td", &[], |to| {
                    chip(to, Tone::from(trace.effect), drawing::word(trace.effect));
                });
            });
        }
    });
}

/// What changed of the public API.
pub(super) fn public(to: &mut Markup, changes: &[PublicChange], links: &Links<'_>) {
    let headings = ["Version", "Item", "Change", "Caused by"];
    table(to, "Changes of the public API", &headings, |to| {
        for (index, change) in changes.iter().enumerate() {
            to.element("tr", &[("id", &Links::change(index))], |to| {
                to.element("td", &[], |to| chip(to, Tone::from(change.bump), &word(change.bump)));
                to.element("td", &[], |to| {
                    to.leaf("code", &[], &change.item);
                    to.element("div", &[("class", "faint")], |to| {
                        to.text(change.title);
                        if let Some(lint) = change.lint {
                            to.text(", lint ").leaf("code", &[], lint);
                        }
                    });
                    to.leaf(
                        "div",
                        &[("class", "faint")],
                        &format!("features: {}", change.features.join(", ")),
                    );
                });
                to.element("td", &[], |to| {
                    change::write(to, change.before.as_deref(), change.after.as_deref());
                });
                to.element("td", &[], |to| {
                    to.leaf("div", &[("class", "faint")], &word(change.cause));
                    for finding in &change.findings {
                        to.element("div", &[], |to| links.title(to, finding));
                    }
                    places(to, change.place.as_slice());
                });
            });
        }
    });
}

/// The changes of the generated code that no finding caused.
pub(super) fn others(to: &mut Markup, report: &Report) {
    let others = report.rust.iter().filter(|it| it.finding.is_none());
    let title = "Changes of the generated code that no finding caused";
    table(to, title, &["Cause", "Change"], |to| {
        for change in others {
            to.element("tr", &[], |to| {
                to.leaf("td", &[], &word(change.cause));
                to.element("td", &[], |to| code(to, change));
            });
        }
    });
}

/// The actions of the overlay that differ.
pub(super) fn overlay(to: &mut Markup, report: &Report) {
    let title = "Actions of the overlay that differ";
    table(to, title, &["Action", "Target", "Reason"], |to| {
        for action in &report.overlay {
            to.element("tr", &[], |to| {
                to.leaf("td", &[], &word(action.fate));
                to.element("td", &[], |to| {
                    to.leaf("code", &[], &action.target);
                });
                to.element("td", &[], |to| {
                    to.prose(&action.reason);
                });
            });
        }
    });
}

fn places(to: &mut Markup, places: &[Place]) {
    for it in places {
        to.element("div", &[], |to| {
            to.leaf("code", &[], &place(it));
        });
    }
}

fn table(to: &mut Markup, title: &str, headings: &[&str], rows: impl FnOnce(&mut Markup)) {
    let region =
        [("class", "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", title)];
    to.element("div", &region, |to| {
        to.element("table", &[], |to| {
            to.element("thead", &[], |to| {
                to.element("tr", &[], |to| {
                    for heading in headings {
                        to.leaf("th", &[("scope", "col")], heading);
                    }
                });
            });
            to.element("tbody", &[], rows);
        });
    });
}
