//! Lines of the files and their owners: which lines differ, and what an owner's
//! lines say. Whether a change accounts for them is decided in `compare`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use imara_diff::{Algorithm, Diff, InternedInput};

use super::inventory::{FileLines, Inventory};
use crate::audit::pair::Pair;

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
pub(super) fn differing(inventories: Pair<&Inventory>) -> Differing {
    let Pair { base, revision } = inventories;
    let names: BTreeSet<_> = base.files.keys().chain(revision.files.keys()).collect();
    let mut differing = Differing::default();
    for name in names {
        let lines = inventories.map(|inventory| match inventory.files.get(name) {
            Some(file) => file.lines.as_slice(),
            None => &[],
        });
        let mut input = InternedInput::default();
        let tokens = lines.map(|it| it.iter().map(|(owner, line)| (owner.as_str(), line.as_str())));
        input.update_before(tokens.base);
        input.update_after(tokens.revision);
        for hunk in Diff::compute(Algorithm::Histogram, &input).hunks() {
            count(run(lines.base, hunk.before), &mut differing);
            count(run(lines.revision, hunk.after), &mut differing);
        }
    }
    differing
}

fn run(lines: &[(String, String)], range: Range<u32>) -> &[(String, String)] {
    lines.get(range.start as usize..range.end as usize).unwrap_or_default()
}

/// What the lines of some owners say to the compiler: all but comments, layout
/// and order. Where the order of its parts means something, a verdict says so.
pub(super) fn substances<'a>(
    inventory: &'a Inventory,
    owners: &BTreeMap<String, usize>,
) -> BTreeMap<&'a str, Vec<char>> {
    let mut substances: BTreeMap<&str, Vec<char>> = BTreeMap::new();
    for (owner, line) in inventory.files.values().flat_map(|file| &file.lines) {
        let line = line.trim();
        if !line.starts_with("//") && owners.contains_key(owner) {
            let substance = substances.entry(owner).or_default();
            substance.extend(line.chars().filter(|it| !it.is_whitespace()));
        }
    }
    substances.values_mut().for_each(|it| it.sort_unstable());
    substances
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
