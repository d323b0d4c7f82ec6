//! The three answers, and how they combine.

use serde_json::Value;

/// Whether one set of values includes another.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::audit) enum Answer {
    Yes,
    /// The value is in the narrow set and not in the wide one.
    No(Value),
    /// What could not be decided.
    Unknown(String),
}

/// A no with its value.
pub(in crate::audit) fn no(value: impl Into<Value>) -> Answer {
    Answer::No(value.into())
}

impl Answer {
    pub(in crate::audit) fn is_yes(&self) -> bool {
        *self == Self::Yes
    }

    /// Both: a certain no first, then what is unknown.
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

    /// The same about what the value is a part of.
    pub(in crate::audit) fn within(
        self,
        what: &str,
        whole: impl FnOnce(Value) -> Option<Value>,
    ) -> Self {
        match self {
            Self::No(value) => match whole(value) {
                Some(value) => Self::No(value),
                None => Self::Unknown(format!("whether there is a value with such a {what}")),
            },
            other => other,
        }
    }
}
