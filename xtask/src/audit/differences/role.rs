//! What a part of a document is for: sent or received, as what, and how it is
//! written. From the role and the sort of change follows the rule.

use crate::audit::finding::Direction;
use crate::audit::inclusion::Writing;
use crate::audit::rules::{self, Rule};

/// What stands where the change is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::audit) enum Place {
    /// A part of the document or of an operation that is neither sent nor
    /// received as such.
    Whole,
    /// The root of a body.
    Body,
    /// Anything below the root of a body.
    Property,
    /// A parameter, and what is below it.
    Parameter,
    /// A header of a response, and what is below it.
    Header,
}

/// Which direction a property is left out of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::audit) enum Access {
    Both,
    ReadOnly,
    WriteOnly,
}

/// What a part of a document is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::audit) struct Role {
    /// Sent or received; neither for what no operation reaches.
    pub(in crate::audit) direction: Option<Direction>,
    pub(in crate::audit) place: Place,
    pub(in crate::audit) access: Access,
    /// How it is written.
    pub(in crate::audit) writing: Writing,
    /// Whether it is a property that must be there.
    pub(in crate::audit) required: bool,
    /// Whether it is left out in this direction, so that nobody meets it.
    pub(in crate::audit) muted: bool,
}

impl Role {
    /// The role of what is neither sent nor received as such.
    pub(in crate::audit) const WHOLE: Self = Self {
        direction: None,
        place: Place::Whole,
        access: Access::Both,
        writing: Writing::Json,
        required: false,
        muted: false,
    };

    pub(in crate::audit) fn of(direction: Direction, place: Place) -> Self {
        Self {
            direction: Some(direction),
            place,
            writing: match place {
                Place::Parameter | Place::Header => Writing::Text,
                _ => Writing::Json,
            },
            ..Self::WHOLE
        }
    }

    /// The role of a property of it.
    pub(in crate::audit) fn property(self, access: Access, required: bool) -> Self {
        Self { writing: self.writing.property(), access, required, ..self.below() }
    }

    /// The role of an element of it.
    pub(in crate::audit) fn element(self) -> Self {
        Self {
            writing: self.writing.element(),
            access: Access::Both,
            required: false,
            ..self.below()
        }
    }

    fn below(self) -> Self {
        let place = match self.place {
            Place::Body => Place::Property,
            place => place,
        };
        Self { place, ..self }
    }

    /// The rule for a change that goes by one of some names: the first that
    /// the table has, the most special first.
    pub(in crate::audit) fn rule(self, names: &[&str]) -> &'static Rule {
        if self.place == Place::Whole && self.direction.is_none() {
            let rule = names.iter().find_map(|name| rules::rule(name));
            return rule.unwrap_or(&rules::UNUSED);
        }
        let prefixes = self.prefixes();
        names
            .iter()
            .find_map(|name| {
                let special =
                    prefixes.iter().find_map(|prefix| rules::rule(&format!("{prefix}-{name}")));
                special.or_else(|| rules::rule(name))
            })
            .unwrap_or(&rules::UNKNOWN)
    }

    fn prefixes(self) -> Vec<&'static str> {
        use Direction::{Request, Response};
        let access = match (self.direction, self.place, self.access) {
            (Some(Request), Place::Property, Access::ReadOnly) => {
                Some("request-read-only-property")
            }
            (Some(Response), Place::Property, Access::WriteOnly) => {
                Some("response-write-only-property")
            }
            _ => None,
        };
        let place = match (self.direction, self.place) {
            (Some(Request), Place::Body) => Some("request-body"),
            (Some(Request), Place::Property) => Some("request-property"),
            (Some(Request), Place::Parameter) => Some("request-parameter"),
            (Some(Response), Place::Body) => Some("response-body"),
            (Some(Response), Place::Property) => Some("response-property"),
            (Some(Response), Place::Header) => Some("response-header"),
            _ => None,
        };
        let direction = self.direction.map(|direction| match direction {
            Request => "request",
            Response => "response",
        });
        [access, place, direction].into_iter().flatten().collect()
    }
}
