//! What differs between two documents beside their operations: versions, and
//! components that came, went or have another name.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::finder::{Effect, Finder, Node};
use crate::audit::contract::site::{Site, side_by_side};
use crate::audit::inclusion::Side;
use crate::openapi::json::Pointer;
use crate::openapi::{self, Field, Kind};

impl<'a> Finder<'_, 'a> {
    pub(super) fn document(&mut self) {
        let everyone = self.everyone();
        let (base, revision) = (Site::root(self.base.document), Site::root(self.revision.document));
        let version = |site: &Site<'a>| site.get("info").and_then(|it| it.get("version"));
        self.named(
            everyone,
            "version",
            "api-version-changed",
            (version(&base), version(&revision)),
        );
        self.named(
            everyone,
            "openapi",
            "openapi-version-changed",
            (base.get("openapi"), revision.get("openapi")),
        );
        let components = (base.get("components"), revision.get("components"));
        let renamed = self.renamed();
        for (section, both) in side_by_side(components.0.as_ref(), components.1.as_ref()) {
            if matches!(openapi::field(Kind::Components, section), Field::Prose) {
                continue;
            }
            for (_, (old, new)) in side_by_side(both.0.as_ref(), both.1.as_ref()) {
                let (verb, site) = match (&old, &new) {
                    (Some(site), None) => ("removed", site),
                    (None, Some(site)) => ("added", site),
                    _ => continue,
                };
                if renamed.iter().any(|(old, new)| *old == site.pointer || *new == site.pointer) {
                    continue;
                }
                let kind = match section {
                    "schemas" => "api-schema",
                    "securitySchemes" => "api-security-component",
                    _ => "api-component",
                };
                let node = self.users(Default::default());
                let places = Self::places(old.as_ref(), new.as_ref());
                self.found(node, "component", &[&format!("{kind}-{verb}")], places, Effect::None);
            }
        }
    }

    fn named(
        &mut self,
        node: Node,
        topic: &'static str,
        rule: &str,
        both: (Option<Site<'a>>, Option<Site<'a>>),
    ) {
        if both.0.as_ref().map(|it| it.value) != both.1.as_ref().map(|it| it.value) {
            self.found(
                node,
                topic,
                &[rule],
                Self::places(both.0.as_ref(), both.1.as_ref()),
                Effect::None,
            );
        }
    }

    /// Components that are there under another name: what refers to them says
    /// so, place by place.
    fn renamed(&mut self) -> Vec<(Pointer, Pointer)> {
        let (base, revision) = (self.base.document, self.revision.document);
        let mut found: BTreeMap<(Pointer, Pointer), Vec<(Pointer, Pointer)>> = BTreeMap::new();
        for (old, new) in self.references() {
            let targets = (old.1.clone(), new.1.clone());
            found.entry(targets).or_default().push((old.0, new.0));
        }
        let mut renamed: Vec<(Pointer, Pointer)> = Vec::new();
        for ((old, new), uses) in found {
            let gone = revision.pointer(old.as_str()).is_none();
            let come = base.pointer(new.as_str()).is_none();
            let taken = renamed.iter().any(|(a, b)| *a == old || *b == new);
            let node = self.users_of(&old, &new);
            let value = |pointer: &Pointer| pointer.segments().last().map(Value::from);
            if gone && come && !taken {
                for (side, pointer) in [(Side::Base, &old), (Side::Revision, &new)] {
                    self.claims.finding(side, pointer);
                }
                let values = (value(&old), value(&new));
                let places = (Some(old.clone()), Some(new.clone()));
                self.noted(node, "name", &["component-renamed"], places, values, Effect::None);
                renamed.push((old, new));
            } else if let Some((first, second)) = uses.first() {
                let values = (Some(Value::from(old.as_str())), Some(Value::from(new.as_str())));
                let places = (Some(first.clone()), Some(second.clone()));
                self.noted(node, "reference", &["reference-changed"], places, values, Effect::None);
            }
            for (first, second) in uses {
                self.claims.finding_at(Side::Base, &first);
                self.claims.finding_at(Side::Revision, &second);
            }
        }
        renamed
    }

    /// References at the same place that lead to different components: where
    /// each stands, and where it leads.
    fn references(&self) -> Vec<((Pointer, Pointer), (Pointer, Pointer))> {
        let mut found = Vec::new();
        let mut pending =
            vec![(Site::root(self.base.document), Site::root(self.revision.document))];
        let mut seen = BTreeSet::new();
        while let Some((old, new)) = pending.pop() {
            if old.value == new.value {
                continue;
            }
            if let (Some(a), Some(b)) =
                (old.target(self.base.document), new.target(self.revision.document))
            {
                if a.pointer != b.pointer {
                    found.push((
                        (old.pointer.child("$ref"), a.pointer.clone()),
                        (new.pointer.child("$ref"), b.pointer.clone()),
                    ));
                    // What is under another name is compared as one.
                    let gone = self.revision.document.pointer(a.pointer.as_str()).is_none();
                    if gone && seen.insert((a.pointer.clone(), b.pointer.clone())) {
                        pending.push((a, b));
                    }
                }
                continue;
            }
            match (old.value, new.value) {
                (Value::Object(_), Value::Object(_)) => {
                    for (_, both) in side_by_side(Some(&old), Some(&new)) {
                        if let (Some(a), Some(b)) = both {
                            pending.push((a, b));
                        }
                    }
                }
                (Value::Array(before), Value::Array(after)) if before.len() == after.len() => {
                    pending.extend(old.items().into_iter().zip(new.items()));
                }
                _ => {}
            }
        }
        found.sort();
        found.dedup();
        found
    }
}
