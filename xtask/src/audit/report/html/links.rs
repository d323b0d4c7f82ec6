//! The links of the page: its ids, and the public items and the places of the
//! facade that belong to a finding.

use std::collections::{BTreeMap, BTreeSet};

use super::markup::Markup;
use crate::audit::finding::Place;
use crate::audit::report::model::Report;

/// The links of a report.
#[derive(Debug, Default)]
pub(super) struct Links<'a> {
    titles: BTreeMap<&'a str, &'static str>,
    changes: BTreeMap<&'a str, usize>,
    public: BTreeMap<&'a str, BTreeSet<&'a str>>,
    facade: BTreeMap<&'a str, BTreeSet<&'a Place>>,
}

impl<'a> Links<'a> {
    /// The links of a report.
    pub(super) fn of(report: &'a Report) -> Self {
        let mut links = Self::default();
        for finding in &report.findings {
            links.titles.insert(&finding.fingerprint, finding.title);
        }
        for (index, change) in report.public.iter().enumerate() {
            links.changes.entry(&change.item).or_insert(index);
            for finding in &change.findings {
                links.public.entry(finding).or_default().insert(&change.item);
            }
        }
        for trace in &report.traces {
            let Some(finding) = trace.finding.as_deref() else { continue };
            links.facade.entry(finding).or_default().extend(&trace.facade);
            let public = links.public.entry(finding).or_default();
            public.extend(trace.public.iter().map(String::as_str));
        }
        links
    }

    /// The id of a finding.
    pub(super) fn finding(fingerprint: &str) -> String {
        format!("finding-{fingerprint}")
    }

    /// The id of a rule.
    pub(super) fn rule(rule: &str) -> String {
        format!("rule-{rule}")
    }

    /// The id of a change of the public API, by its index.
    pub(super) fn change(index: usize) -> String {
        format!("public-{index}")
    }

    /// The id of a public item's change, if it changed.
    pub(super) fn change_of(&self, item: &str) -> Option<String> {
        self.changes.get(item).copied().map(Self::change)
    }

    /// The places of the facade that belong to a finding.
    pub(super) fn facade(&self, finding: &str) -> Vec<String> {
        let places = self.facade.get(finding).into_iter().flatten();
        places.map(|it| place(it)).collect()
    }

    /// The public items that belong to a finding.
    pub(super) fn public_of(&self, finding: &str) -> Vec<&'a str> {
        self.public.get(finding).into_iter().flatten().copied().collect()
    }

    /// Writes a public item: a link, if it changed.
    pub(super) fn public(&self, to: &mut Markup, item: &str) {
        match self.change_of(item) {
            Some(id) => to.element("a", &[("href", &format!("#{id}"))], |to| {
                to.leaf("code", &[], item);
            }),
            None => to.leaf("code", &[], item),
        };
    }

    /// Writes a link to a finding, in the words of its rule.
    pub(super) fn title(&self, to: &mut Markup, fingerprint: &str) {
        match self.titles.get(fingerprint) {
            Some(title) => {
                to.leaf("a", &[("href", &format!("#{}", Self::finding(fingerprint)))], title)
            }
            None => to.leaf("code", &[], fingerprint),
        };
    }
}

/// A place in the facade, and the item that it is in.
pub(super) fn place(place: &Place) -> String {
    let within = place.within.as_ref().map(|it| format!(" in {it}"));
    format!("{}:{}{}", place.file, place.line, within.unwrap_or_default())
}
