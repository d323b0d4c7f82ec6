//! A value together with the pointer that leads to it, references between
//! values, and the pairing of members. Knows nothing of OpenAPI's keywords
//! but `$ref`.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::Value;

use crate::openapi;
use crate::openapi::json::Pointer;

/// A value and where it stands in its document.
#[derive(Clone, Debug)]
pub(in crate::audit) struct Site<'a> {
    pub(in crate::audit) pointer: Pointer,
    pub(in crate::audit) value: &'a Value,
}

/// The same member of two objects, where each has it.
pub(in crate::audit) type Both<'a> = (Option<Site<'a>>, Option<Site<'a>>);

impl<'a> Site<'a> {
    pub(in crate::audit) fn root(document: &'a Value) -> Self {
        Self { pointer: Pointer::root(), value: document }
    }

    /// The member of an object, if this is one and has it.
    pub(in crate::audit) fn get(&self, key: &str) -> Option<Self> {
        let value = self.value.as_object()?.get(key)?;
        Some(Self { pointer: self.pointer.child(key), value })
    }

    /// The members of an object; none of anything else.
    pub(in crate::audit) fn members(&self) -> impl Iterator<Item = (&'a str, Self)> + use<'a> {
        let pointer = self.pointer.clone();
        let object = self.value.as_object().into_iter().flatten();
        object.map(move |(key, value)| (key.as_str(), Self { pointer: pointer.child(key), value }))
    }

    /// The members of a member that is an object.
    pub(in crate::audit) fn members_of(
        &self,
        key: &str,
    ) -> impl Iterator<Item = (&'a str, Self)> + use<'a> {
        self.get(key).into_iter().flat_map(|it| it.members())
    }

    /// The elements of a member that is an array.
    pub(in crate::audit) fn items_of(&self, key: &str) -> Vec<Self> {
        self.get(key).map(|it| it.items()).unwrap_or_default()
    }

    /// The elements of an array; none of anything else.
    pub(in crate::audit) fn items(&self) -> Vec<Self> {
        let array = self.value.as_array().into_iter().flatten();
        let site = |(index, value)| Self { pointer: self.pointer.child(index), value };
        array.enumerate().map(site).collect()
    }

    /// The text of a member.
    pub(in crate::audit) fn text(&self, key: &str) -> Option<&'a str> {
        self.value.get(key).and_then(Value::as_str)
    }

    /// Whether a member is `true`.
    pub(in crate::audit) fn flag(&self, key: &str) -> bool {
        self.value.get(key).and_then(Value::as_bool) == Some(true)
    }

    /// Where a reference object leads, if this is one and its target exists.
    pub(in crate::audit) fn target(&self, document: &'a Value) -> Option<Self> {
        let text = openapi::reference(self.value)?.strip_prefix('#')?;
        let decoded = percent_decoded(text)?;
        let value = document.pointer(&decoded)?;
        let pointer = Pointer::from(decoded.as_str());
        Some(Self { pointer, value })
    }
}

/// The members of two objects side by side, sorted by key.
pub(in crate::audit) fn side_by_side<'a>(
    base: Option<&Site<'a>>,
    revision: Option<&Site<'a>>,
) -> BTreeMap<&'a str, Both<'a>> {
    let mut members: BTreeMap<&'a str, Both<'a>> = BTreeMap::new();
    for (key, site) in base.into_iter().flat_map(Site::members) {
        members.entry(key).or_default().0 = Some(site);
    }
    for (key, site) in revision.into_iter().flat_map(Site::members) {
        members.entry(key).or_default().1 = Some(site);
    }
    members
}

/// Pairs the elements of two arrays: first those that have the same key, in
/// order, then what is left over, in order, if `leftovers`.
pub(in crate::audit) fn align<T, K: Ord>(
    base: &[T],
    revision: &[T],
    key: impl Fn(&T) -> K,
    leftovers: bool,
) -> Vec<(Option<usize>, Option<usize>)> {
    let mut free: BTreeMap<K, VecDeque<usize>> = BTreeMap::new();
    for (index, element) in revision.iter().enumerate() {
        free.entry(key(element)).or_default().push_back(index);
    }
    let mut partner = |element| free.get_mut(&key(element))?.pop_front();
    let mut pairs: Vec<(Option<usize>, Option<usize>)> =
        base.iter().enumerate().map(|(index, it)| (Some(index), partner(it))).collect();
    let mut free: BTreeSet<usize> = free.into_values().flatten().collect();
    if leftovers {
        for pair in pairs.iter_mut().filter(|pair| pair.1.is_none()) {
            pair.1 = free.pop_first();
        }
    }
    pairs.extend(free.into_iter().map(|index| (None, Some(index))));
    pairs
}

/// Whether what is in both arrays stands in another order.
pub(in crate::audit) fn reordered(pairs: &[(Option<usize>, Option<usize>)]) -> bool {
    let order = pairs.iter().filter_map(|pair| pair.0.and(pair.1));
    !order.is_sorted()
}

/// Undoes the percent-encoding of a URI fragment; `None` if it is broken.
fn percent_decoded(text: &str) -> Option<String> {
    if !text.contains('%') {
        return Some(text.to_owned());
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digits = [rest.next()?, rest.next()?];
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_paired_by_identity_before_position() {
        let pairs = align(&["a", "b", "x"], &["b", "a", "y", "z"], |it| *it, true);
        assert!(reordered(&pairs));
        assert_eq!(
            pairs,
            [(Some(0), Some(1)), (Some(1), Some(0)), (Some(2), Some(2)), (None, Some(3))]
        );
    }
}
