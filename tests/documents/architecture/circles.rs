//! Circles: files from which arrows lead back to the same file.

use std::collections::{BTreeMap, BTreeSet};

use super::arrows::Arrow;

/// Groups of files in which every file is reached from every other.
pub(super) fn circles(arrows: &[Arrow]) -> Vec<Vec<&str>> {
    let mut next: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for arrow in arrows {
        next.entry(&arrow.from).or_default().push(&arrow.to);
    }
    let reached: BTreeMap<_, _> = next.keys().map(|file| (*file, reach(file, &next))).collect();
    let groups: BTreeSet<Vec<_>> = reached
        .iter()
        .filter(|(file, files)| files.contains(*file))
        .map(|(file, files)| {
            let is_mutual =
                |other: &&&str| reached.get(**other).is_some_and(|it| it.contains(file));
            files.iter().filter(is_mutual).copied().collect()
        })
        .collect();
    groups.into_iter().collect()
}

fn reach<'a>(file: &str, next: &BTreeMap<&str, Vec<&'a str>>) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    let mut pending = next.get(file).cloned().unwrap_or_default();
    while let Some(file) = pending.pop() {
        if seen.insert(file) {
            pending.extend(next.get(file).into_iter().flatten());
        }
    }
    seen
}
