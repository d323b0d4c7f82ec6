//! A pair of values, one for each side of a comparison: base and revision. What
//! is compared, and how, is decided elsewhere.

use std::thread;

use serde::Serialize;

use crate::error::Result;
use crate::stack;

/// One thing of the base, and the same of the revision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Pair<T> {
    /// Of the base, which is compared with.
    pub base: T,
    /// Of the revision, which is compared.
    pub revision: T,
}

impl<T> Pair<T> {
    /// Both sides by reference.
    pub fn as_ref(&self) -> Pair<&T> {
        Pair { base: &self.base, revision: &self.revision }
    }

    /// What `make` makes of each side.
    pub fn map<U>(self, mut make: impl FnMut(T) -> U) -> Pair<U> {
        Pair { base: make(self.base), revision: make(self.revision) }
    }

    /// Each side with the same side of another pair.
    pub fn zip<U>(self, other: Pair<U>) -> Pair<(T, U)> {
        Pair { base: (self.base, other.base), revision: (self.revision, other.revision) }
    }

    /// What `make` makes of each side, both at the same time.
    pub fn in_parallel<U: Send>(self, make: impl Fn(T) -> U + Sync) -> Result<Pair<U>>
    where
        T: Send,
    {
        let Self { base, revision } = self;
        thread::scope(|scope| {
            let base = stack::spawn(scope, || make(base))?;
            Ok(Pair { revision: make(revision), base: stack::join(base) })
        })
    }

    /// The comparison the other way round.
    pub fn reversed(self) -> Self {
        Self { base: self.revision, revision: self.base }
    }
}

impl<T: PartialEq> Pair<T> {
    /// Whether the two sides are not the same.
    pub fn differs(&self) -> bool {
        self.base != self.revision
    }
}

impl<T, E> Pair<std::result::Result<T, E>> {
    /// Both sides, or the error of the first that has one.
    pub fn transpose(self) -> std::result::Result<Pair<T>, E> {
        Ok(Pair { base: self.base?, revision: self.revision? })
    }
}

impl<T> Pair<Option<T>> {
    /// The revision's, or the base's for what is gone.
    pub fn latest(self) -> Option<T> {
        self.revision.or(self.base)
    }

    /// Both sides, if both have one.
    pub fn both(self) -> Option<Pair<T>> {
        Some(Pair { base: self.base?, revision: self.revision? })
    }

    /// Whether neither side has one.
    pub fn is_empty(&self) -> bool {
        self.base.is_none() && self.revision.is_none()
    }
}

impl<T> IntoIterator for Pair<T> {
    type Item = T;
    type IntoIter = std::array::IntoIter<T, 2>;

    /// The base's, then the revision's.
    fn into_iter(self) -> Self::IntoIter {
        [self.base, self.revision].into_iter()
    }
}
