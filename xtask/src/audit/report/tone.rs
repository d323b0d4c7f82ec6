//! What a verdict looks like: a class of the stylesheet, a sign and a word, so
//! that colour is never the only sign.

use super::model::Finding;
use crate::audit::finding::{Behaviour, Bump, Effect, Wire};
use crate::audit::housekeeping::is_disorder;

/// How bad something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tone {
    /// A dependent breaks.
    Breaking,
    /// It is not proven that none does.
    Unproven,
    /// A person has to look.
    Attention,
    /// Something changes, and dependents go on.
    Compatible,
    /// It was accepted.
    Acknowledged,
    /// Nothing changes.
    None,
}

impl Tone {
    /// The class of the stylesheet, and the end of ids.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Unproven => "unproven",
            Self::Attention => "attention",
            Self::Compatible => "compatible",
            Self::Acknowledged => "acknowledged",
            Self::None => "none",
        }
    }

    /// The sign.
    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::Breaking => "×",
            Self::Unproven => "?",
            Self::Attention => "~",
            Self::Compatible => "+",
            Self::Acknowledged => "=",
            Self::None => "·",
        }
    }

    /// A finding's word for it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Unproven => "not proven",
            Self::Attention => "needs attention",
            Self::Compatible => "compatible",
            Self::Acknowledged => "acknowledged",
            Self::None => "none",
        }
    }
}

impl From<&Finding> for Tone {
    fn from(finding: &Finding) -> Self {
        let found = &finding.found;
        let is_unproven = found.not_proven.is_some();
        match finding.is_breaking() {
            _ if finding.acknowledged.is_some() => Self::Acknowledged,
            false => Self::Compatible,
            true if finding.bump == Bump::Major => Self::Breaking,
            true if found.wire == Wire::Breaking && !is_unproven => Self::Breaking,
            true if is_unproven || finding.bump == Bump::Unknown => Self::Unproven,
            true if is_disorder(found.rule) => Self::Attention,
            true => Self::Breaking,
        }
    }
}

impl From<Effect> for Tone {
    fn from(effect: Effect) -> Self {
        match effect {
            Effect::Breaking => Self::Breaking,
            Effect::Unknown => Self::Unproven,
            Effect::FacadeOnly => Self::Attention,
            Effect::Compatible => Self::Compatible,
            Effect::None => Self::None,
        }
    }
}

impl From<Wire> for Tone {
    fn from(wire: Wire) -> Self {
        match wire {
            Wire::Breaking => Self::Breaking,
            Wire::Compatible => Self::Compatible,
            Wire::None => Self::None,
        }
    }
}

impl From<Bump> for Tone {
    fn from(bump: Bump) -> Self {
        match bump {
            Bump::Unknown => Self::Unproven,
            Bump::Major => Self::Breaking,
            Bump::Minor | Bump::Patch => Self::Compatible,
            Bump::None => Self::None,
        }
    }
}

impl From<Behaviour> for Tone {
    fn from(behaviour: Behaviour) -> Self {
        match behaviour {
            Behaviour::Unknown => Self::Unproven,
            Behaviour::Stricter | Behaviour::Changed => Self::Attention,
            Behaviour::Laxer => Self::Compatible,
            Behaviour::None => Self::None,
        }
    }
}
