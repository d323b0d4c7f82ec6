//! The first problem that is found in a document, and its error. The files beside
//! this one decide what is a problem.

use serde_json::Value;

use crate::error::{Error, Result};
use crate::openapi::json::Pointer;
use crate::project::OVERLAY;

pub(super) struct Problems<'a> {
    pub(super) document: &'a Value,
    /// Place, problem and help.
    pub(super) first: Option<(Pointer, String, String)>,
}

impl<'a> Problems<'a> {
    pub(super) fn of(document: &'a Value) -> Self {
        Self { document, first: None }
    }

    pub(super) fn report(
        &mut self,
        pointer: Pointer,
        problem: impl Into<String>,
        help: impl Into<String>,
    ) {
        if self.first.is_none() {
            self.first = Some((pointer, problem.into(), help.into()));
        }
    }

    /// The first problem as the error of the document `name`.
    pub(super) fn none(self, name: &str) -> Result<()> {
        match self.first {
            None => Ok(()),
            Some((pointer, problem, help)) => {
                Err(Error::new(format!("{name}#{pointer}"), problem, help))
            }
        }
    }
}

/// Help that an action of the overlay gives.
pub(super) fn in_overlay(action: &str) -> String {
    format!("{action} in {OVERLAY}")
}
