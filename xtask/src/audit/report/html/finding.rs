//! One finding: its summary, which is always visible, and its details.

use super::change;
use super::chip::chip;
use super::links::Links;
use super::markup::Markup;
use crate::audit::finding::{CodeChange, Exposure};
use crate::audit::report::model::{Finding, Location};
use crate::audit::report::tone::Tone;
use crate::audit::report::words::{uses, word};

/// Writes a finding.
pub(super) fn write(to: &mut Markup, finding: &Finding, links: &Links<'_>, is_open: bool) {
    let tone = Tone::from(finding);
    let class = format!("finding {}", tone.class());
    let open: &[_] = if is_open { &[("open", "")] } else { &[] };
    to.element("article", &[("class", &class)], |to| {
        to.element("details", open, |to| {
            to.element("summary", &[], |to| {
                chip(to, tone, tone.word());
                to.leaf("h3", &[], &sentence(finding.title));
                let place = finding.place();
                if !place.is_empty() {
                    to.leaf("code", &[("class", "place")], &place);
                }
            });
            let id = Links::finding(&finding.fingerprint);
            to.element("div", &[("class", "details"), ("id", &id)], |to| {
                to.element("dl", &[("class", "rows")], |to| details(to, finding, links));
            });
        });
    });
}

fn details(to: &mut Markup, finding: &Finding, links: &Links<'_>) {
    let found = &finding.found;
    row(to, "Rule", |to| {
        to.element("a", &[("href", &format!("#{}", Links::rule(found.rule)))], |to| {
            to.leaf("code", &[], found.rule);
        });
        to.text(" ").leaf("span", &[("class", "faint")], &finding.fingerprint);
    });
    row(to, "Verdict", |to| {
        chip(to, Tone::from(found.wire), &format!("wire {}", word(found.wire)));
        chip(to, Tone::from(finding.bump), &format!("source {}", word(finding.bump)));
        let behaviour = found.behaviour;
        chip(to, Tone::from(behaviour), &format!("behaviour {}", word(behaviour)));
    });
    let locations = [&finding.location.base, &finding.location.revision];
    if locations.iter().any(|it| it.is_some()) {
        row(to, "Place", |to| {
            for (side, location) in ["before", "after"].into_iter().zip(locations) {
                if let Some(location) = location {
                    to.element("div", &[], |to| {
                        to.leaf("span", &[("class", "faint")], side).text(" ");
                        to.leaf("code", &[], &shown(location));
                    });
                }
            }
        });
    }
    let [before, after] = [&found.before, &found.after].map(|it| it.as_ref().map(change::value));
    if before.is_some() || after.is_some() {
        row(to, "Value", |to| change::write(to, before.as_deref(), after.as_deref()));
    }
    if let Some(proof) = finding.proof() {
        row(to, if found.witness.is_some() { "Witness" } else { "Proof" }, |to| {
            to.element("p", &[], |to| {
                to.prose(&sentence(&proof)).text(".");
            });
        });
    }
    list(to, "Used by", &uses(finding));
    if !finding.rust.is_empty() {
        row(to, "Generated code", |to| {
            for change in &finding.rust {
                code(to, change);
            }
        });
    }
    let places = links.facade(&finding.fingerprint);
    list(to, "Facade", &places);
    let public = links.public_of(&finding.fingerprint);
    if !public.is_empty() {
        row(to, "Public API", |to| {
            to.element("ul", &[], |to| {
                for item in public {
                    to.element("li", &[], |to| links.public(to, item));
                }
            });
        });
    }
    for (title, text) in [("Note", &finding.note), ("Acknowledged", &finding.acknowledged)] {
        if let Some(text) = text {
            row(to, title, |to| {
                to.prose(&sentence(text)).text(".");
            });
        }
    }
}

/// A changed item of the generated code.
pub(super) fn code(to: &mut Markup, code: &CodeChange) {
    let judgement = &code.change.judgement;
    to.element("div", &[("class", "item")], |to| {
        to.element("div", &[("class", "head")], |to| {
            to.leaf("code", &[], &code.change.item);
            chip(to, Tone::from(judgement.bump), &word(judgement.bump));
            let exposure = code.reach.as_ref().map(|it| match it.exposure {
                Exposure::ReExported => "dependents can name it",
                Exposure::Signature => "in public signatures",
                Exposure::Private => "private: only the facade uses it",
            });
            if let Some(exposure) = exposure {
                to.leaf("span", &[("class", "faint")], exposure);
            }
        });
        change::write(to, judgement.before.as_deref(), judgement.after.as_deref());
        if let Some((file, line)) = &code.change.location {
            to.leaf("code", &[("class", "faint")], &format!("{file}:{line}"));
        }
    });
}

fn row(to: &mut Markup, title: &str, inside: impl FnOnce(&mut Markup)) {
    to.leaf("dt", &[], title);
    to.element("dd", &[], inside);
}

fn list(to: &mut Markup, title: &str, texts: &[String]) {
    if texts.is_empty() {
        return;
    }
    row(to, title, |to| {
        to.element("ul", &[], |to| {
            for text in texts {
                to.element("li", &[], |to| {
                    to.leaf("code", &[], text);
                });
            }
        });
    });
}

fn shown(location: &Location) -> String {
    match location.position {
        Some(position) => format!("{}:{}:{}", location.file, position.line, position.column),
        None => location.file.clone(),
    }
}

/// A text with an upper-case letter at its start.
pub(super) fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next();
    first.into_iter().flat_map(char::to_uppercase).chain(characters).collect()
}
