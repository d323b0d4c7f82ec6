//! Lines of the files and their owners: which lines differ, and whether a
//! change of their owner accounts for them.

use std::collections::{BTreeMap, BTreeSet};

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::{FileLines, Inventory};

/// The line of the header that is the fragment's digest.
const DIGEST: &str = "// sha256 ";

/// The lines that differ, by what accounts for them.
#[derive(Debug, Default)]
pub(super) struct Differing {
    /// By the item that owns them.
    pub owned: BTreeMap<String, usize>,
    /// Digests in the headers.
    pub digests: usize,
}

/// Makes `path` the owner of some lines, counted from one.
pub(super) fn own(lines: &mut FileLines, first: usize, last: usize, path: &str) {
    let first = first.saturating_sub(1);
    let range = first..last.min(lines.lines.len());
    for (owner, _) in lines.lines.get_mut(range).into_iter().flatten() {
        path.clone_into(owner);
    }
}

/// Which lines differ between two inventories. A line is the same only if its
/// owner is, so that a closing brace is never taken for another item's.
pub(super) fn differing(before: &Inventory, after: &Inventory) -> Differing {
    let names: BTreeSet<_> = before.files.keys().chain(after.files.keys()).collect();
    let mut differing = Differing::default();
    for name in names {
        let lines = |inventory: &Inventory| match inventory.files.get(name) {
            Some(file) => file.lines.clone(),
            None => Vec::new(),
        };
        let (old, new) = (lines(before), lines(after));
        for operation in capture_diff_slices(Algorithm::Histogram, &old, &new) {
            if let DiffOp::Equal { .. } = operation {
                continue;
            }
            let old = old.get(operation.old_range()).unwrap_or_default();
            let new = new.get(operation.new_range()).unwrap_or_default();
            count(old, &mut differing);
            count(new, &mut differing);
        }
    }
    differing
}

/// Counts a run of lines. An empty line between items is there because of the
/// item before or after it in the same run.
fn count(run: &[(String, String)], differing: &mut Differing) {
    let telling = |line: &&(String, String)| !line.1.trim().is_empty();
    for (index, line) in run.iter().enumerate() {
        if line.1.starts_with(DIGEST) {
            differing.digests += 1;
            continue;
        }
        let (earlier, later) = run.split_at(index);
        let owner = later
            .iter()
            .find(telling)
            .or_else(|| earlier.iter().rev().find(telling))
            .map_or(&line.0, |(owner, _)| owner);
        *differing.owned.entry(owner.clone()).or_default() += 1;
    }
}
