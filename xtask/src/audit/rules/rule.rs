//! What a rule is, and the verdict that several rules share.

use crate::audit::finding::{Behaviour, Level};

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its name, which reports and acknowledgements use.
    pub id: &'static str,
    /// What happened, in a few words.
    pub title: &'static str,
    /// How loudly it speaks if it breaks somebody.
    pub level: Level,
    /// What the generated client does otherwise.
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

/// What rules that break the same people for the same reason share.
pub(super) struct Verdict {
    pub(super) level: Level,
    pub(super) behaviour: Behaviour,
    pub(super) why: &'static str,
}

/// The row of a rule.
pub(super) const fn row(id: &'static str, title: &'static str, verdict: Verdict) -> Rule {
    Rule { id, title, level: verdict.level, behaviour: verdict.behaviour, why: verdict.why }
}
