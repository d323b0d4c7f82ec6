//! What a part of a document is for: sent or received, as what, and how it is
//! written. From the role and the sort of change follows the rule.

use crate::audit::finding::Direction;
use crate::audit::rules::{self, Rule};

/// What stands where the change is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Access {
    Both,
    ReadOnly,
    WriteOnly,
}

/// What a part of a document is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Role {
    /// Sent or received; neither for what no operation reaches.
    pub(super) direction: Option<Direction>,
    pub(super) place: Place,
    pub(super) access: Access,
    /// Whether it is written as text without types: a property of a form, a
    /// parameter, a header.
    pub(super) text: bool,
    /// Whether it is a property that must be there.
    pub(super) required: bool,
}

impl Role {
    /// The role of what is neither sent nor received as such.
    pub(super) const WHOLE: Self = Self {
        direction: None,
        place: Place::Whole,
        access: Access::Both,
        text: false,
        required: false,
    };

    pub(super) fn of(direction: Direction, place: Place) -> Self {
        Self {
            direction: Some(direction),
            place,
            text: matches!(place, Place::Parameter | Place::Header),
            ..Self::WHOLE
        }
    }

    /// The role of what is part of it: a property, an element.
    pub(super) fn below(self, access: Access, required: bool) -> Self {
        let place = match self.place {
            Place::Body => Place::Property,
            place => place,
        };
        // Forms have no encoding for what is nested in their properties.
        let text = match self.place {
            Place::Property => false,
            _ => self.text,
        };
        Self {
            place,
            access,
            text,
            required,
            ..self
        }
    }

    /// The rule for a change that goes by one of some names: the first that
    /// the table has, the most special first.
    pub(super) fn rule(self, names: &[&str]) -> &'static Rule {
        if self.place == Place::Whole && self.direction.is_none() {
            let rule = names.iter().find_map(|name| rules::rule(name));
            return rule.unwrap_or(&rules::UNUSED);
        }
        let prefixes = self.prefixes();
        names
            .iter()
            .find_map(|name| {
                let special = prefixes
                    .iter()
                    .find_map(|prefix| rules::rule(&format!("{prefix}-{name}")));
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
