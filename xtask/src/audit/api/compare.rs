//! What differs between two inventories: one change for each item, and every
//! differing line with the change that accounts for it.

use std::collections::{BTreeMap, BTreeSet};

use super::judge::{self, Difference};
use super::{Inventory, Item, lines};
use crate::audit::finding::{Behaviour, Source};

/// What differs in one item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The item's path.
    pub item: String,
    /// What it was, if it was there.
    pub before: Option<String>,
    /// What it is, if it is there.
    pub after: Option<String>,
    /// The version that it calls for.
    pub source: Source,
    /// What it does at run time.
    pub behaviour: Behaviour,
    /// Whether nothing but documentation differs.
    pub is_documentation: bool,
    /// File and first line after, or before for what is gone.
    pub location: (String, usize),
}

/// What differs between two inventories.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// The items that differ, sorted by path.
    pub changes: Vec<Change>,
    /// How many lines differ.
    pub lines: usize,
    /// How many of them belong to an item that differs, or are a digest.
    pub claimed: usize,
    /// How many are the fragment's digest in a header.
    pub digests: usize,
}

/// Compares two inventories.
pub fn compare(before: &Inventory, after: &Inventory) -> Comparison {
    let paths: BTreeSet<_> = before.items.keys().chain(after.items.keys()).collect();
    let mut changes = BTreeMap::new();
    for path in paths {
        let difference = match (before.items.get(path), after.items.get(path)) {
            (Some(old), Some(new)) => judge::changed(
                old,
                new,
                &Sides {
                    before,
                    after,
                    path,
                },
            ),
            (None, Some(new)) if !is_part_of_new(path, before) => {
                judge::added(new, parent(path, before), parent(path, after))
            }
            (Some(old), None) if !is_part_of_new(path, after) => {
                judge::removed(old, parent(path, before))
            }
            _ => continue,
        };
        let item = after.items.get(path).or_else(|| before.items.get(path));
        if let (Some(difference), Some(item)) = (difference, item) {
            changes.insert(path.clone(), change(path, item, difference));
        }
    }

    let differing = lines::differing(before, after);
    let lines = differing.owned.values().sum::<usize>() + differing.digests;
    let mut claimed = differing.digests;
    for (owner, count) in &differing.owned {
        let item = after.items.get(owner).or_else(|| before.items.get(owner));
        let whole = |path: &str| {
            changes
                .get(path)
                .is_some_and(|change: &Change| change.before.is_none() || change.after.is_none())
        };
        if changes.contains_key(owner) || ancestors(owner).any(whole) {
            claimed += count;
        } else if let Some(item) = item {
            let difference = Difference::layout(item);
            changes.insert(owner.clone(), change(owner, item, difference));
            claimed += count;
        }
    }
    Comparison {
        changes: changes.into_values().collect(),
        lines,
        claimed,
        digests: differing.digests,
    }
}

/// Where the two items of a pair stand.
pub(super) struct Sides<'a> {
    pub(super) before: &'a Inventory,
    pub(super) after: &'a Inventory,
    pub(super) path: &'a str,
}

impl Sides<'_> {
    /// Whether other parts of the item, such as variants, came, went or differ.
    pub(super) fn parts_differ(&self) -> bool {
        let parts = |inventory: &Inventory| -> Vec<_> {
            inventory
                .parts(self.path)
                .map(|(path, item)| {
                    (
                        path.clone(),
                        item.signature.clone(),
                        item.attributes.clone(),
                    )
                })
                .collect()
        };
        parts(self.before) != parts(self.after)
    }
}

fn change(path: &str, item: &Item, difference: Difference) -> Change {
    Change {
        item: path.to_owned(),
        before: difference.before,
        after: difference.after,
        source: difference.source,
        behaviour: difference.behaviour,
        is_documentation: difference.is_documentation,
        location: (item.file.clone(), item.line),
    }
}

fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Inventory::parent(path), |path| Inventory::parent(path))
}

fn parent<'a>(path: &str, inventory: &'a Inventory) -> Option<&'a Item> {
    inventory.items.get(Inventory::parent(path)?)
}

/// Whether the item's parent is not in `other` either: then the parent's
/// change says it all.
fn is_part_of_new(path: &str, other: &Inventory) -> bool {
    Inventory::parent(path).is_some_and(|parent| !other.items.contains_key(parent))
}
