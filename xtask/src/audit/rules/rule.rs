//! What a rule is.

use super::reason::Reason;
use crate::audit::finding::{Behaviour, Level};

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its name, which reports and acknowledgements use.
    pub id: &'static str,
    /// What happened, in a few words.
    pub title: &'static str,
    /// How severe it is if it breaks somebody.
    pub level: Level,
    /// What the generated client does differently.
    pub behaviour: Behaviour,
    /// Why, in one to three sentences.
    pub why: &'static str,
}

impl Rule {
    /// What ranks rules for the same change: the more severe is reported.
    pub(in crate::audit) fn weight(&self) -> (Level, Behaviour, &'static str) {
        (self.level, self.behaviour, self.id)
    }
}

/// The row of a rule.
pub(super) const fn row(id: &'static str, title: &'static str, reason: Reason) -> Rule {
    Rule { id, title, level: reason.level, behaviour: reason.behaviour, why: reason.why }
}
