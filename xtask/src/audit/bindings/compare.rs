//! What differs between two inventories: one change for each item, and the
//! proof that every differing line is accounted for. A line belongs to an item
//! that changed, to an item that was added or removed with all its parts, or to a
//! class that changes nothing (digest, layout). Any other line is unclaimed.

use std::collections::{BTreeMap, BTreeSet};

use super::inventory::{Inventory, Item};
use super::{judge, lines};
use crate::audit::finding::{ItemChange, Judgement};
use crate::audit::pair::Pair;

/// What differs between two inventories.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// The items that differ, sorted by path.
    pub changes: Vec<ItemChange>,
    /// How many lines differ.
    pub lines: usize,
    /// The lines that nothing accounts for, by the item that owns them.
    pub unclaimed: BTreeMap<String, usize>,
    /// How many lines are the fragment's digest in a header.
    pub digests: usize,
}

/// Compares two inventories.
pub fn compare(base: &Inventory, revision: &Inventory) -> Comparison {
    let inventories = Pair { base, revision };
    let mut changes = judge_all(inventories);
    let differing = lines::differing(inventories);
    let substances =
        std::cell::LazyCell::new(|| inventories.map(|it| lines::substances(it, &differing.owned)));
    let mut unclaimed = BTreeMap::new();
    for (owner, count) in &differing.owned {
        let came_or_went = |path: &str| {
            let judgement = changes.get(path).map(|change| &change.judgement);
            judgement.is_some_and(|it| it.before.is_none() || it.after.is_none())
        };
        let is_same =
            || substances.base.get(owner.as_str()) == substances.revision.get(owner.as_str());
        let item = revision.items.get(owner).or_else(|| base.items.get(owner));
        match (changes.get(owner), item) {
            (Some(change), _) if !change.judgement.is_documentation => {}
            (Some(_), _) if is_same() => {}
            (None, _) if ancestors(owner).any(came_or_went) => {}
            (None, Some(item)) if is_same() => {
                let change = change(owner, item, Judgement::layout(item));
                changes.insert(owner.clone(), change);
            }
            _ => drop(unclaimed.insert(owner.clone(), *count)),
        }
    }
    Comparison {
        changes: changes.into_values().collect(),
        lines: differing.owned.values().sum::<usize>() + differing.digests,
        unclaimed,
        digests: differing.digests,
    }
}

/// The change of each item that came, went or is judged to differ.
fn judge_all(inventories: Pair<&Inventory>) -> BTreeMap<String, ItemChange> {
    let Pair { base, revision } = inventories;
    let paths: BTreeSet<_> = base.items.keys().chain(revision.items.keys()).collect();
    let mut changes = BTreeMap::new();
    for path in paths {
        let (old, new) = (base.items.get(path), revision.items.get(path));
        let judgement = match (old, new) {
            (Some(base), Some(revision)) => {
                judge::changed(Pair { base, revision }, path, inventories)
            }
            (None, Some(new)) if !is_part_of_new(path, base) => {
                judge::added(new, parent(path, base), parent(path, revision))
            }
            (Some(old), None) if !is_part_of_new(path, revision) => {
                judge::removed(old, parent(path, base))
            }
            _ => continue,
        };
        if let (Some(judgement), Some(item)) = (judgement, new.or(old)) {
            changes.insert(path.clone(), change(path, item, judgement));
        }
    }
    changes
}

fn change(path: &str, item: &Item, judgement: Judgement) -> ItemChange {
    ItemChange { item: path.to_owned(), judgement, location: Some((item.file.clone(), item.line)) }
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
