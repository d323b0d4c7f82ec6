//! What the rewrites share: the facts that they need, and the error when they do
//! not recognise the output.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::error::Error;
use crate::project::Generator;

/// The facts that rewrites need.
pub(super) struct Context<'a> {
    /// What the generator was given.
    pub(super) input: &'a Value,
    /// The generator.
    pub(super) generator: &'a Generator,
    /// The generated types that deref to a `String`.
    pub(super) text_types: BTreeSet<String>,
    /// The generated types with a secret in them.
    pub(super) secret_types: BTreeSet<String>,
    /// The generated types that the body of a request consists of.
    pub(super) body_types: BTreeSet<String>,
}

impl<'a> Context<'a> {
    /// What is known before the output has been read.
    pub(super) fn of(input: &'a Value, generator: &'a Generator) -> Self {
        let none = BTreeSet::new;
        Self { input, generator, text_types: none(), secret_types: none(), body_types: none() }
    }
}

/// The error for output of the generator that a rewrite does not recognise.
pub(super) fn unexpected(problem: impl std::fmt::Display) -> Error {
    Error::new(
        "the generator's output",
        problem,
        "adapt xtask/src/pipeline/polish to the new form of the output",
    )
}
