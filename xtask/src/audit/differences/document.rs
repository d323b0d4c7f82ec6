//! Differences of two documents outside of operations: versions, and components
//! that were added, removed or renamed.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::finder::{Effect, Finder};
use super::graph::Entry;
use crate::audit::contract::site::{Site, align, side_by_side};
use crate::audit::pair::Pair;
use crate::openapi::json::Pointer;
use crate::openapi::{self, Field, Kind};

impl<'a> Finder<'_, 'a> {
    pub(super) fn document(&mut self) {
        let everyone = self.graph.add(Entry { everyone: true, ..Entry::default() });
        let roots = self.contracts().map(|it| Site::root(it.document));
        let versions = roots.as_ref().map(|it| it.get("info")?.get("version"));
        self.fact(everyone, "api-version-changed", versions);
        let versions = roots.as_ref().map(|it| it.get("openapi"));
        self.fact(everyone, "openapi-version-changed", versions);
        let renamed = self.renamed();
        let is_renamed =
            |site: &Option<Site<'a>>| site.as_ref().is_some_and(|it| renamed.contains(&it.pointer));
        let components = roots.map(|it| it.get("components"));
        for (section, both) in side_by_side(components.base.as_ref(), components.revision.as_ref())
        {
            if matches!(openapi::field(Kind::Components, section), Field::Prose) {
                continue;
            }
            let kind = match section {
                "schemas" => "api-schema",
                "securitySchemes" => "api-security-component",
                _ => "api-component",
            };
            for (old, new) in side_by_side(both.0.as_ref(), both.1.as_ref()).into_values() {
                let verb = if new.is_none() { "removed" } else { "added" };
                if old.is_some() != new.is_some() && !is_renamed(&old) && !is_renamed(&new) {
                    let node = self.graph.add(Entry::default());
                    let places = Pair { base: old, revision: new };
                    self.found(node, &[&format!("{kind}-{verb}")], places, Effect::None);
                }
            }
        }
    }

    /// Components that have another name, by both names, as the references to
    /// them show.
    fn renamed(&mut self) -> BTreeSet<Pointer> {
        let mut found: BTreeMap<Pair<Pointer>, Vec<Pair<Pointer>>> = BTreeMap::new();
        for (place, target) in self.references() {
            found.entry(target).or_default().push(place);
        }
        // Schemes are referred to by name.
        let schemes = self.contracts().map(|it| Site::root(it.document));
        let schemes =
            schemes.map(|it| it.get("components").and_then(|it| it.get("securitySchemes")));
        let schemes = schemes.map(|it| it.map(|it| it.members().map(|it| it.1).collect()));
        let schemes: Pair<Vec<Site<'a>>> = schemes.map(Option::unwrap_or_default);
        let text = |it: &Site<'a>| it.value.to_string();
        for (old, new) in align(&schemes.base, &schemes.revision, text, false) {
            let pair = old
                .zip(new)
                .and_then(|(old, new)| Some((schemes.base.get(old)?, schemes.revision.get(new)?)));
            if let Some((old, new)) = pair.filter(|(old, new)| old.pointer != new.pointer) {
                let target = Pair { base: old.pointer.clone(), revision: new.pointer.clone() };
                found.entry(target).or_default();
            }
        }
        let mut renamed = BTreeSet::new();
        for (target, uses) in found {
            let gone = self.revision.document.pointer(target.base.as_str()).is_none();
            let come = self.base.document.pointer(target.revision.as_str()).is_none();
            let is_taken = target.as_ref().into_iter().any(|it| renamed.contains(it));
            let node = self.users_of(&target);
            if gone && come && !is_taken {
                let name = |it: &Pointer| it.segments().last().map(Value::from);
                let values = target.as_ref().map(name);
                let places = target.clone().map(Some);
                self.restated(node, &["component-renamed"], places, values, Effect::None);
                renamed.extend(target);
            } else if let Some(first) = uses.first() {
                let values = target.as_ref().map(|it| Some(Value::from(it.as_str())));
                let places = first.clone().map(Some);
                self.record(node, &["reference-changed"], places, values, Effect::None);
            }
            uses.into_iter().for_each(|it| self.claims.leaf(it.map(Some)));
        }
        renamed
    }

    /// References at the same place that lead to different components: where
    /// each stands, and where it leads.
    fn references(&self) -> BTreeSet<(Pair<Pointer>, Pair<Pointer>)> {
        let mut found = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut pending =
            vec![(Site::root(self.base.document), Site::root(self.revision.document))];
        while let Some((old, new)) = pending.pop() {
            if old.value == new.value {
                continue;
            }
            let targets = (old.target(self.base.document), new.target(self.revision.document));
            if let (Some(a), Some(b)) = targets {
                let target = Pair { base: a.pointer.clone(), revision: b.pointer.clone() };
                if a.pointer != b.pointer {
                    let place = Pair { base: old.pointer, revision: new.pointer };
                    found.insert((place.map(|it| it.child("$ref")), target.clone()));
                    // A renamed component is compared with itself.
                    let is_gone = self.revision.document.pointer(a.pointer.as_str()).is_none();
                    if is_gone && seen.insert(target) {
                        pending.push((a, b));
                    }
                }
                continue;
            }
            let members = side_by_side(Some(&old), Some(&new)).into_values();
            pending.extend(members.filter_map(|(a, b)| a.zip(b)));
            let (before, after) = (old.items(), new.items());
            if before.len() == after.len() {
                let pairs = align(&before, &after, |it| it.value.to_string(), true);
                pending.extend(pairs.into_iter().filter_map(|(first, second)| {
                    Some((before.get(first?)?.clone(), after.get(second?)?.clone()))
                }));
            }
        }
        found
    }
}
