//! What an audit finds, as data: the vocabulary that the comparing, joining and
//! rendering parts of the audit share. No decisions and no text layout here.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;

use crate::openapi::json::Pointer;

/// How loudly a finding speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Worth knowing.
    Info,
    /// Worth a look.
    Warning,
    /// Breaks somebody.
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
    /// A released client may be refused, or may not understand an answer.
    Breaking,
}

/// The version that a change of the Rust interface calls for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// No public item changes.
    None,
    /// Public items change in documentation or implementation only.
    Patch,
    /// Something is added that no caller's code has to know.
    Minor,
    /// A caller's code may not compile any more.
    Major,
}

/// What the generated client does otherwise at run time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Behaviour {
    /// Nothing.
    None,
    /// It accepts more than before.
    Laxer,
    /// It sends or means something else.
    Changed,
    /// It rejects what it accepted before.
    Stricter,
}

/// Whether a value is sent or received.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
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

/// Where a change stands in each document, if it stands there.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Pointers {
    /// In the document before.
    pub base: Option<Pointer>,
    /// In the document after.
    pub revision: Option<Pointer>,
}

/// A request or a response that worked before and fails now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Witness {
    /// In words: ``GET /things` with `limit=400``.
    pub text: String,
    /// The value of the body, the parameter or the header, if it is about one.
    pub value: Option<Value>,
}

/// A change of the specification: one for each cause, however often it is used.
#[derive(Clone, Debug, PartialEq)]
pub struct SpecFinding {
    /// The rule's id, a row of the table in `rules`.
    pub rule: &'static str,
    /// How loudly it speaks here.
    pub level: Level,
    /// Where it stands.
    pub pointer: Pointers,
    /// The value before.
    pub before: Option<Value>,
    /// The value after.
    pub after: Option<Value>,
    /// Who is concerned.
    pub uses: BTreeSet<Use>,
    /// Verdict on the wire.
    pub wire: Wire,
    /// If it breaks: what worked before and fails now.
    pub witness: Option<Witness>,
    /// If it is taken to break: what could not be proven.
    pub not_proven: Option<String>,
    /// Verdict on run-time behaviour, as far as the document tells.
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
    /// A hand.
    HandEdit,
}

/// A change of a public item of the generated code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RustFinding {
    /// Path of the item: `types::AccessToken::ttl`.
    pub item: String,
    /// Its signature before, if it was there.
    pub before: Option<String>,
    /// Its signature after, if it is there.
    pub after: Option<String>,
    /// The version that it calls for.
    pub source: Source,
    /// Whether it breaks only code that the language allows and hardly anyone
    /// writes, such as an exhaustive struct literal of an answer.
    pub strict: bool,
    /// What it does at run time.
    pub behaviour: Behaviour,
    /// What changed it.
    pub cause: Cause,
    /// The fingerprint of the spec finding that caused it.
    pub finding: Option<String>,
    /// File and first line in the code after, or before for what is gone.
    pub location: Option<(String, usize)>,
}
