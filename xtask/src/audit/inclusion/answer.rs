//! The three answers, and how they combine.

use serde_json::Value;

use super::how::{How, Mode};

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

    /// No with a value if there is one, else unknown.
    pub(super) fn no_or(value: Option<Value>, unknown: impl Into<String>) -> Self {
        value.map_or_else(|| Self::Unknown(unknown.into()), Self::No)
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

    /// All of them, as far as they must be asked.
    pub(super) fn all(answers: impl IntoIterator<Item = Self>) -> Self {
        let mut all = Self::Yes;
        for answer in answers {
            all = all.and(|| answer);
            if matches!(all, Self::No(_)) {
                break;
            }
        }
        all
    }
}

impl How {
    /// The same about what the value is a part of. Whether two schemas are the
    /// same needs no value.
    pub(super) fn within(
        self,
        answer: Answer,
        what: &str,
        whole: impl FnOnce(Value) -> Option<Value>,
    ) -> Answer {
        match answer {
            Answer::No(value) if self.mode != Mode::Same => {
                let unknown = format!("whether there is a value with such a {what}");
                Answer::no_or(whole(value), unknown)
            }
            other => other,
        }
    }
}
