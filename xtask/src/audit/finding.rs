//! What an audit finds, as data: the vocabulary that the comparing, joining and
//! rendering parts of the audit share. No decisions and no text layout here.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;

use super::pair::Pair;
use crate::openapi::json::Pointer;

/// How severe a finding is.
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
    /// There is no code for one side, so nothing is known. Treated as major.
    Unknown,
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
    /// There is no code for one side, so nothing is known.
    Unknown,
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

/// Where something is in each document, if it is there.
pub type Pointers = Pair<Option<Pointer>>;

/// How what worked before fails now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Failure {
    /// The server accepted it when it was sent, and refuses it now.
    Refused,
    /// It may come now, and released clients cannot read it.
    Unreadable,
    /// It came before, and may be missing now.
    Missing,
}

impl From<Direction> for Failure {
    fn from(direction: Direction) -> Self {
        match direction {
            Direction::Request => Self::Refused,
            Direction::Response => Self::Unreadable,
        }
    }
}

/// A request or a response that worked before and fails now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Witness {
    /// In words: ``GET /things` with `limit=400``.
    pub text: String,
    /// How it fails.
    pub fails: Failure,
    /// The value of the body, the parameter or the header, if it is about one.
    pub value: Option<Value>,
}

/// A change of the specification: one for each cause, however often it is used.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SpecFinding {
    /// The rule's id, a row of the table in `rules`.
    pub rule: &'static str,
    /// How severe it is here.
    pub level: Level,
    /// Where it is.
    pub pointer: Pointers,
    /// The value before.
    pub before: Option<Value>,
    /// The value after.
    pub after: Option<Value>,
    /// The operations that use it.
    pub uses: BTreeSet<Use>,
    /// Verdict on the wire.
    pub wire: Wire,
    /// If it breaks: what worked before and fails now.
    pub witness: Option<Witness>,
    /// If it is taken to break: what could not be proven.
    pub not_proven: Option<String>,
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
    /// A person who changed the facade.
    Facade,
}

/// What differs in one public item of the generated code, or in one aspect of
/// it, and what that means for dependents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Judgement {
    /// Its signature before, if it was there.
    pub before: Option<String>,
    /// Its signature after, if it is there.
    pub after: Option<String>,
    /// The version that it calls for: as the code is compared, as if dependents
    /// could name every item; in a report, as far as they notice it.
    #[serde(rename = "source")]
    pub bump: Bump,
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
    /// How dependents notice the item; none where no facade uses the code.
    pub reach: Option<Reach>,
}

/// A place in the facade.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The item of the facade that it is in, such as `CreateAccessToken::ttl`.
    pub within: Option<String>,
    /// That item's public path, if it is public; else that of its type.
    pub public: Option<String>,
}

/// How a generated item is exposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Exposure {
    /// Dependents can name it.
    ReExported,
    /// Dependents meet it in the signature of something public.
    Signature,
    /// Only the facade uses it.
    Private,
}

/// How dependents notice a generated item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reach {
    /// How it is exposed.
    pub exposure: Exposure,
    /// The paths under which dependents can name it.
    pub public: Vec<String>,
    /// Other public items with its type in their signatures.
    pub signatures: Vec<String>,
    /// Where the facade uses it.
    pub facade: Vec<Place>,
}

/// A change of the public API: what dependents notice when they compile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PublicChange {
    /// The path of the item, such as `facade::Token::ttl`.
    pub item: String,
    /// The class of the change, a row of the table in `public/class.rs`.
    pub class: &'static str,
    /// The class in words.
    pub title: &'static str,
    /// The lint of cargo-semver-checks that finds the same.
    pub lint: Option<&'static str>,
    /// Its line before, if it was there.
    pub before: Option<String>,
    /// Its line after, if it is there.
    pub after: Option<String>,
    /// The version that it calls for.
    #[serde(rename = "source")]
    pub bump: Bump,
    /// The sets of features that have the change.
    pub features: Vec<&'static str>,
    /// What changed it.
    pub cause: Cause,
    /// The generated items that it shows.
    pub generated: Vec<String>,
    /// The fingerprints of the findings that caused it.
    pub findings: Vec<String>,
    /// Where the facade declares or re-exports it.
    pub place: Option<Place>,
}

/// What a way from the specification to dependents ends in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// Dependents notice nothing, and the facade has nothing to adapt.
    None,
    /// Dependents compile as before; the facade is to be looked at.
    FacadeOnly,
    /// The public API changes, and dependents still compile.
    Compatible,
    /// Nothing is known.
    Unknown,
    /// A dependent may not compile any more.
    Breaking,
}

/// The way of a difference: specification, generated item, facade, public item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Trace {
    /// The fingerprint of the finding, if a finding caused it.
    pub finding: Option<String>,
    /// The place in the specification.
    pub pointer: Option<String>,
    /// The generated item, if there is one.
    pub item: Option<String>,
    /// The places of the facade to look at.
    pub facade: Vec<Place>,
    /// The public items that change, or through which dependents could notice it.
    pub public: Vec<String>,
    /// The version that it calls for.
    #[serde(rename = "source")]
    pub bump: Bump,
    /// What it ends in.
    pub effect: Effect,
}

/// What the verdict on dependents' code follows from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// The texts of the public API, before and after.
    PublicApi,
    /// The bindings' difference and the facade as it stands: what the texts would
    /// say if they were written again.
    Prediction,
    /// The bindings' difference alone: no facade is known that uses the code, so
    /// each public item of it counts.
    Bindings,
    /// Nothing: the texts are stale, and the facade itself changed.
    Nothing,
}

/// What the verdict on dependents' code follows from, and on which condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Basis {
    /// What it follows from.
    pub evidence: Evidence,
    /// The condition, where there is one.
    pub proviso: Option<String>,
}
