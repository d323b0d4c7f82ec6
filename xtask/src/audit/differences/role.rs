//! The role of a part of a document: sent or received, as what, and how it is
//! written. The rule follows from the role and the name of a change.

use crate::audit::finding::Direction;
use crate::audit::inclusion::Writing;
use crate::audit::rules::{self, Rule};

/// What is at the place of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Place {
    /// A part of the document or of an operation that is neither sent nor
    /// received as such.
    Whole,
    /// The root of a body.
    Body,
    /// Anything below the root of a body.
    Property,
    /// A parameter, or anything below it.
    Parameter,
    /// A header of a response, or anything below it.
    Header,
}

/// The role of a part of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Role {
    /// Sent or received; neither for what no operation reaches.
    pub(super) direction: Option<Direction>,
    pub(super) place: Place,
    /// How it is written.
    pub(super) writing: Writing,
    /// Whether it is a required property.
    pub(super) required: bool,
    /// Whether it is a property that is left out in this direction.
    pub(super) hidden: bool,
    /// Whether it is such a property or within one, so that it never occurs.
    pub(super) muted: bool,
}

impl Default for Role {
    /// The role of what is neither sent nor received as such.
    fn default() -> Self {
        Self {
            direction: None,
            place: Place::Whole,
            writing: Writing::Json,
            required: false,
            hidden: false,
            muted: false,
        }
    }
}

impl Role {
    pub(super) fn of(direction: Direction, place: Place) -> Self {
        let writing = match place {
            Place::Parameter | Place::Header => Writing::Text,
            _ => Writing::Json,
        };
        Self { direction: Some(direction), place, writing, ..Self::default() }
    }

    /// The direction; that of requests for what has none.
    pub(super) fn way(self) -> Direction {
        self.direction.unwrap_or(Direction::Request)
    }

    /// The role of a property of it.
    pub(super) fn property(self, required: bool, hidden: bool) -> Self {
        let muted = self.muted || hidden;
        Self { writing: self.writing.property(), required, hidden, muted, ..self.below() }
    }

    /// The role of an element of it.
    pub(super) fn element(self) -> Self {
        let writing = self.writing.element();
        Self { writing, required: false, hidden: false, ..self.below() }
    }

    fn below(self) -> Self {
        let place = match self.place {
            Place::Body => Place::Property,
            place => place,
        };
        Self { place, ..self }
    }

    /// The rule for a change that has one of some names, the most specific first:
    /// the first that the table has.
    pub(super) fn rule(self, names: &[&str]) -> &'static Rule {
        let beginnings = self.beginnings();
        let rule = |name: &&str| {
            let special =
                beginnings.iter().find_map(|start| rules::rule(&format!("{start}-{name}")));
            special.or_else(|| rules::rule(name))
        };
        names.iter().find_map(rule).unwrap_or(&rules::UNKNOWN)
    }

    /// The beginning of the ids of this role's rules.
    fn beginnings(self) -> Vec<String> {
        let direction = match self.direction {
            Some(Direction::Request) => "request",
            Some(Direction::Response) => "response",
            None => return Vec::new(),
        };
        let place = match self.place {
            Place::Whole => "whole",
            Place::Body => "body",
            Place::Property => "property",
            Place::Parameter => "parameter",
            Place::Header => "header",
        };
        let write_only = self.hidden.then(|| format!("{direction}-write-only-{place}"));
        write_only
            .into_iter()
            .chain([format!("{direction}-{place}"), direction.to_owned()])
            .collect()
    }
}
