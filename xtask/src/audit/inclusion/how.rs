//! How two schemas are compared: sides, mode, how values are written, and what a
//! sample should have.

use serde_json::Value;

use crate::audit::contract::shape::Id;

/// One of the two documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::audit) enum Side {
    Base,
    Revision,
}

/// What is asked about two sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::audit) enum Mode {
    /// Requests: the sender sends only what is described.
    Request,
    /// Responses: the reader ignores what is not described.
    Response,
    /// Exactly the same values.
    Exact,
}

/// How values are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::audit) enum Writing {
    Json,
    /// The object that a form is.
    Form,
    /// A field of a form: text, and there is no null.
    Field,
    /// A parameter or a header: text.
    Text,
}

impl Writing {
    pub(in crate::audit) fn is_text(self) -> bool {
        matches!(self, Self::Field | Self::Text)
    }

    /// How a property is written.
    pub(in crate::audit) fn property(self) -> Self {
        match self {
            Self::Form => Self::Field,
            Self::Text => Self::Text,
            Self::Field | Self::Json => Self::Json,
        }
    }

    /// How an element is written.
    pub(in crate::audit) fn element(self) -> Self {
        match self {
            Self::Form => Self::Json,
            other => other,
        }
    }
}

/// How two sets are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::audit) struct How {
    pub(in crate::audit) mode: Mode,
    pub(in crate::audit) writing: Writing,
}

impl How {
    pub(super) fn property(self) -> Self {
        Self { writing: self.writing.property(), ..self }
    }

    pub(super) fn element(self) -> Self {
        Self { writing: self.writing.element(), ..self }
    }
}

/// A schema of one of the two documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::audit) struct At {
    pub(in crate::audit) side: Side,
    pub(in crate::audit) id: Id,
}

/// What a sample should have in addition to what its schema demands.
#[derive(Clone, Debug, Default)]
pub(in crate::audit) struct Wish<'w> {
    /// A property and its value; of an array, an element.
    pub(in crate::audit) with: Option<(&'w str, Value)>,
    /// A property that must not be there.
    pub(in crate::audit) without: Option<&'w str>,
    /// Elements or properties, at least.
    pub(in crate::audit) count: u64,
}
