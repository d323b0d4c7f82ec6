//! What a rule is, and the verdict that several rules share.

use crate::audit::finding::{Behaviour, Level, Wire};

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its name, which reports and acknowledgements use.
    pub id: &'static str,
    /// What happened, in a few words.
    pub title: &'static str,
    /// How loudly it speaks.
    pub level: Level,
    /// Whether a released client keeps working.
    pub wire: Wire,
    /// What the generated client does otherwise.
    pub behaviour: Behaviour,
    /// Why, in one to three sentences.
    pub why: &'static str,
}

impl Rule {
    /// What ranks rules for the same change: the more severe is reported.
    pub(in crate::audit) fn weight(&self) -> (Level, Wire, Behaviour, &'static str) {
        (self.level, self.wire, self.behaviour, self.id)
    }
}

/// What rules that break the same people for the same reason share.
pub(super) struct Verdict {
    pub(super) level: Level,
    pub(super) wire: Wire,
    pub(super) behaviour: Behaviour,
    pub(super) why: &'static str,
}

/// The row of a rule.
pub(super) const fn row(id: &'static str, title: &'static str, verdict: Verdict) -> Rule {
    Rule {
        id,
        title,
        level: verdict.level,
        wire: verdict.wire,
        behaviour: verdict.behaviour,
        why: verdict.why,
    }
}
