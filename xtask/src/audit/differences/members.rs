//! What two collections have in common, and what only one of them has, whatever
//! their members mean.

use std::collections::{BTreeMap, BTreeSet};

use crate::audit::pair::Pair;

/// A member of two collections.
pub(super) enum Member<V> {
    Removed(V),
    Added(V),
    Kept(Pair<V>),
}

/// The members of two maps, by key.
pub(super) fn members<'m, K: Ord, V>(
    base: &'m BTreeMap<K, V>,
    revision: &'m BTreeMap<K, V>,
) -> impl Iterator<Item = (&'m K, Member<&'m V>)> {
    let keys: BTreeSet<&K> = base.keys().chain(revision.keys()).collect();
    keys.into_iter().filter_map(|key| {
        let member = match (base.get(key), revision.get(key)) {
            (Some(base), Some(revision)) => Member::Kept(Pair { base, revision }),
            (Some(old), None) => Member::Removed(old),
            (None, new) => Member::Added(new?),
        };
        Some((key, member))
    })
}

/// The elements of each list that have no equal in the other one.
pub(super) fn unmatched<T>(lists: Pair<&[T]>, same: impl Fn(&T, &T) -> bool) -> Pair<Vec<&T>> {
    let is_alone = |a: &&T, other: &[T]| !other.iter().any(|b| same(a, b));
    let alone = lists.zip(lists.reversed());
    alone.map(|(own, other)| own.iter().filter(|it| is_alone(it, other)).collect())
}
