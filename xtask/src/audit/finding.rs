//! What an audit finds, as data: the vocabulary that the comparing, joining and
//! rendering parts of the audit share. No decisions and no text layout here.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;

use super::pair::Pair;
use crate::openapi::json::Pointer;

/// How loudly a finding speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Worth knowing.
    Info,
    /// Worth a look.
    Warning,
    /// Breaks a dependent.
    Error,
}

/// Whether a released client keeps working against the new server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Wire {
    /// Nothing changes on the wire.
    None,
    /// Something changes, and a released client keeps working.
    Compatible,
    /// A released client may be refused, or may not understand a response.
    Breaking,
}

/// The version that a change of the Rust interface calls for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Bump {
    /// No public item changes.
    None,
    /// Public items change in documentation or implementation only.
    Patch,
    /// Something is added that no dependent has to know.
    Minor,
    /// A dependent may not compile any more.
    Major,
}

/// What changes in what the generated client does at run time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Behaviour {
    /// Nothing.
    None,
    /// It accepts more than before.
    Laxer,
    /// What it sends or means is different.
    Changed,
    /// It rejects what it accepted before.
    Stricter,
}

/// Whether a value is sent or received.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Client to server.
    Request,
    /// Server to client.
    Response,
}

/// A place where an operation uses what changed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Use {
    /// `METHOD /path`.
    pub operation: String,
    /// Sent or received; neither for what concerns the operation as a whole.
    pub direction: Option<Direction>,
    /// The status of the response, for what is received.
    pub status: Option<String>,
}

/// Where something is in each document, if it is there.
pub type Pointers = Pair<Option<Pointer>>;

/// A change of the specification: one for each cause, however often it is used.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SpecFinding {
    /// The rule's id, a row of the table in `rules`.
    pub rule: &'static str,
    /// How loudly it speaks here.
    pub level: Level,
    /// Where it is.
    pub pointer: Pointers,
    /// The value before.
    pub before: Option<Value>,
    /// The value after.
    pub after: Option<Value>,
    /// Who is concerned.
    pub uses: BTreeSet<Use>,
    /// Verdict on the wire.
    pub wire: Wire,
    /// Verdict on run-time behaviour, as far as the document shows.
    pub behaviour: Behaviour,
}

/// What changed a public item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// A change of the specification.
    Spec,
    /// A change of the generator, its settings or the polish.
    Generator,
    /// A person who edited generated code.
    HandEdit,
}

/// What differs in one public item of the generated code, or in one aspect of
/// it, and what that means for dependents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Judgement {
    /// Its signature before, if it was there.
    pub before: Option<String>,
    /// Its signature after, if it is there.
    pub after: Option<String>,
    /// The version that it calls for.
    #[serde(rename = "source")]
    pub bump: Bump,
    /// Whether it breaks only code that the language allows and hardly anyone
    /// writes, such as an exhaustive struct literal of a response.
    pub strict: bool,
    /// What it does at run time.
    pub behaviour: Behaviour,
    /// Whether nothing but documentation differs.
    #[serde(skip)]
    pub is_documentation: bool,
}

/// A change of a public item of the generated code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ItemChange {
    /// Path of the item, such as `types::Token::ttl`.
    pub item: String,
    /// What differs.
    #[serde(flatten)]
    pub judgement: Judgement,
    /// File and first line in the code after, or before for what is gone.
    pub location: Option<(String, usize)>,
}

/// A change of a public item, and what caused it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CodeChange {
    /// The change.
    #[serde(flatten)]
    pub change: ItemChange,
    /// What changed it.
    pub cause: Cause,
    /// The fingerprint of the finding that caused it.
    pub finding: Option<String>,
}
