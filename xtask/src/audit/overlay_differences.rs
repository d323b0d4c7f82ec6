//! Which actions of the overlay were added, removed or edited, each with its
//! reason. Pure.

use std::collections::BTreeMap;

use roas_overlay::v1_1::Action;
use serde::Serialize;

use crate::pipeline::overlay::{Overlay, Purpose};

/// What happened to an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Fate {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Its effect or its reason is different.
    Edited,
}

/// An action that differs between two overlays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ActionDifference {
    /// What happened.
    pub fate: Fate,
    /// What the action is about.
    pub target: String,
    /// Why the action exists, or existed.
    pub reason: String,
}

type Keyed<'a> = BTreeMap<(String, usize), (&'a Action, &'a Purpose)>;

/// Actions by their target, and by their turn among those with the same one.
fn keyed(overlay: &Overlay) -> Keyed<'_> {
    let mut turns: BTreeMap<String, usize> = BTreeMap::new();
    overlay
        .actions()
        .map(|(action, purpose)| {
            let target = action.target.trim().to_owned();
            let turn = turns.entry(target.clone()).or_default();
            *turn += 1;
            ((target, *turn), (action, purpose))
        })
        .collect()
}

/// The differences from one overlay to another, by target.
pub fn compare(base: &Overlay, revision: &Overlay) -> Vec<ActionDifference> {
    let (base, revision) = (keyed(base), keyed(revision));
    let difference = |fate, target: &str, purpose: &Purpose| ActionDifference {
        fate,
        target: target.to_owned(),
        reason: purpose.reason.trim().to_owned(),
    };
    let mut differences = Vec::new();
    for (key, (action, purpose)) in &base {
        match revision.get(key) {
            None => differences.push(difference(Fate::Removed, &key.0, purpose)),
            Some((now, new_purpose)) if (now, new_purpose) != (action, purpose) => {
                differences.push(difference(Fate::Edited, &key.0, new_purpose));
            }
            Some(_) => {}
        }
    }
    for (key, (_, purpose)) in &revision {
        if !base.contains_key(key) {
            differences.push(difference(Fate::Added, &key.0, purpose));
        }
    }
    differences.sort_by(|a, b| (&a.target, a.fate).cmp(&(&b.target, b.fate)));
    differences
}

#[cfg(test)]
mod tests {
    use super::*;

    fn overlay(actions: &[(&str, &str)]) -> Overlay {
        let actions: String = actions
            .iter()
            .map(|(target, reason)| {
                format!(
                    "  - {{target: {target}, x-kind: preference, x-reason: {reason}, x-matches: 1, remove: true}}\n"
                )
            })
            .collect();
        let text = format!("overlay: 1.1.0\ninfo: {{title: t, version: '1'}}\nactions:\n{actions}");
        Overlay::parse("o.yaml", &text).unwrap()
    }

    #[test]
    fn actions_that_were_added_removed_or_changed_are_listed_with_their_reason() {
        let base = overlay(&[("$.a", "stays"), ("$.b", "goes"), ("$.c", "old"), ("$.a", "twice")]);
        let revision =
            overlay(&[("$.c", "new"), ("$.a", "stays"), ("$.d", "comes"), ("$.a", "twice")]);
        let differences: Vec<_> = compare(&base, &revision)
            .into_iter()
            .map(|it| (it.fate, it.target, it.reason))
            .collect();
        let expected = [
            (Fate::Removed, "$.b", "goes"),
            (Fate::Edited, "$.c", "new"),
            (Fate::Added, "$.d", "comes"),
        ]
        .map(|(fate, target, reason)| (fate, target.to_owned(), reason.to_owned()));
        assert_eq!(differences, expected);
        assert_eq!(compare(&base, &base), []);
    }
}
