//! Whether one schema includes another: yes, no or unknown, and how several of
//! these combine.

use serde_json::Value;

use super::how::{How, Mode};

/// Whether one set of values includes another.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::audit) enum Included {
    Yes,
    /// The value is in the narrow set and not in the wide one.
    No(Value),
    /// What could not be decided.
    Unknown(String),
}

/// A no, with the value that shows it.
pub(in crate::audit) fn no(value: impl Into<Value>) -> Included {
    Included::No(value.into())
}

impl Included {
    pub(in crate::audit) fn is_yes(&self) -> bool {
        *self == Self::Yes
    }

    /// No with a value if there is one, else unknown.
    pub(super) fn no_or(value: Option<Value>, unknown: impl Into<String>) -> Self {
        value.map_or_else(|| Self::Unknown(unknown.into()), Self::No)
    }

    /// Both: a proven no counts before an unknown.
    pub(in crate::audit) fn and(self, other: impl FnOnce() -> Self) -> Self {
        match self {
            Self::No(value) => Self::No(value),
            Self::Yes => other(),
            Self::Unknown(reason) => match other() {
                Self::No(value) => Self::No(value),
                _ => Self::Unknown(reason),
            },
        }
    }

    /// All of them; stops at the first no.
    pub(super) fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut all = Self::Yes;
        for part in parts {
            all = all.and(|| part);
            if matches!(all, Self::No(_)) {
                break;
            }
        }
        all
    }
}

impl How {
    /// The result for the whole that the value is a part of. Exact mode needs no
    /// value.
    pub(super) fn within(
        self,
        included: Included,
        what: &str,
        whole: impl FnOnce(Value) -> Option<Value>,
    ) -> Included {
        match included {
            Included::No(value) if self.mode != Mode::Exact => {
                let unknown = format!("whether there is a value with such a {what}");
                Included::no_or(whole(value), unknown)
            }
            other => other,
        }
    }
}
