//! The page that an audit makes, as one model that every format renders: the
//! findings joined with what they did to the code, the verdict, and the proof
//! that nothing was left out. Pure.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::finding::{
    Behaviour, Direction, Level, Pointers, RustFinding, Source, SpecFinding, Use, Wire, Witness,
};
use super::locate::Position;
use super::overlay_health::ActionChange;
use crate::openapi::json;

/// The version of the JSON form.
pub const SCHEMA_VERSION: u32 = 2;

/// Where a pointer stands in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Location {
    /// The file.
    pub file: String,
    /// The place in it, where the file is JSON.
    #[serde(flatten)]
    pub position: Option<Position>,
}

/// Where a change stands in each file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Locations {
    /// In the file before.
    pub base: Option<Location>,
    /// In the file after.
    pub revision: Option<Location>,
}

/// A finding as it is reported.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// The rule's id.
    pub rule: &'static str,
    /// The rule in words.
    pub title: String,
    /// How loudly it speaks.
    pub level: Level,
    /// Identifies the finding, whatever the text, line or version.
    pub fingerprint: String,
    /// Where it stands in the documents.
    pub pointer: Pointers,
    /// Where it stands in the files.
    pub location: Locations,
    /// The value before.
    pub before: Option<Value>,
    /// The value after.
    pub after: Option<Value>,
    /// Who is concerned.
    pub uses: Vec<Use>,
    /// Verdict on the wire.
    pub wire: Wire,
    /// A request or a response that worked before and fails now.
    pub witness: Option<Witness>,
    /// What could not be proven, if that is why it counts as breaking.
    pub not_proven: Option<String>,
    /// Verdict on callers' code.
    pub source: Source,
    /// Whether callers' code breaks only where hardly anyone writes it so.
    pub strict: bool,
    /// Verdict on run-time behaviour.
    pub behaviour: Behaviour,
    /// What it did to the code.
    pub rust: Vec<RustFinding>,
    /// What else there is to say.
    pub note: Option<String>,
    /// Why it is accepted, if it is.
    pub acknowledged: Option<String>,
}

/// The worst of all findings, and which set it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// On the wire.
    pub wire: Wire,
    /// On callers' code.
    pub source: Source,
    /// Whether callers' code breaks in strict cases only.
    pub strict: bool,
    /// On run-time behaviour.
    pub behaviour: Behaviour,
    /// The version that is due, where there is one to count from.
    pub due_version: Option<String>,
    /// Fingerprints of the findings that set the verdict.
    pub set_by: BTreeMap<&'static str, String>,
}

/// How much of the documents' difference is claimed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SpecCompleteness {
    /// Textual differences of the documents.
    pub differences: usize,
    /// Those that a finding or a no-op class claims.
    pub claimed: usize,
}

/// How much of the code's difference is claimed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CodeCompleteness {
    /// Differing lines of the generated code.
    pub lines: usize,
    /// Those that a Rust finding claims.
    pub claimed: usize,
}

/// The proof that nothing was left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Completeness {
    /// Of the documents.
    pub spec: SpecCompleteness,
    /// Of the code.
    pub code: CodeCompleteness,
}

/// The whole page.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// The version of this form.
    pub schema_version: u32,
    /// What was compared: before.
    pub base: String,
    /// What was compared: after.
    pub revision: String,
    /// The verdict.
    pub verdict: Verdict,
    /// The findings, worst first.
    pub findings: Vec<Finding>,
    /// Every change of the code, whatever its cause.
    pub rust: Vec<RustFinding>,
    /// Why there is no code to compare, if so.
    pub no_code: Option<String>,
    /// Differences without meaning, by class.
    pub noops: BTreeMap<&'static str, usize>,
    /// Changes of the overlay.
    pub overlay: Vec<ActionChange>,
    /// The proof that nothing was left out.
    pub completeness: Completeness,
}

/// A finding that is about the repository rather than the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Housekeeping {
    /// The rule's id.
    pub id: &'static str,
    /// The rule in words.
    pub title: &'static str,
    /// The text of `--explain`.
    pub why: &'static str,
}

/// A hand edit.
pub const EDITED_BY_HAND: &Housekeeping = &HOUSEKEEPING[0];
/// An acknowledgement without a finding.
pub const ACKNOWLEDGEMENT_UNMATCHED: &Housekeeping = &HOUSEKEEPING[1];
/// An acknowledgement that is out of date.
pub const ACKNOWLEDGEMENT_EXPIRED: &Housekeeping = &HOUSEKEEPING[2];
/// A version that should be newer.
pub const VERSION_BUMP_MISSING: &Housekeeping = &HOUSEKEEPING[3];
/// A difference that nothing explains.
pub const UNCLAIMED: &Housekeeping = &HOUSEKEEPING[4];

/// Code that changed though the facts are the same.
pub const REFACTORED: &Housekeeping = &HOUSEKEEPING[5];

/// The rules about the repository.
pub const HOUSEKEEPING: [Housekeeping; 6] = [
    Housekeeping {
        id: "generated-code-edited-by-hand",
        title: "generated code was edited by hand",
        why: "The next run of the generator would undo the edit, and until then the bindings say \
              something that the specification does not. It fails every audit, whatever \
              --fail-on says. Change openapi/overlay.yaml instead and run `cargo xtask generate`.",
    },
    Housekeeping {
        id: "acknowledgement-unmatched",
        title: "an acknowledgement matches no finding",
        why: "An entry of openapi/acknowledged.toml that matches nothing is out of place: the \
              change it accepted has landed or was taken back. Remove it.",
    },
    Housekeeping {
        id: "acknowledgement-expired",
        title: "an acknowledgement is out of date",
        why: "An accepted finding is accepted for a time. Look at it again, then renew the entry \
              of openapi/acknowledged.toml or act on the finding.",
    },
    Housekeeping {
        id: "version-bump-missing",
        title: "a version bump is due and missing",
        why: "The verdict calls for a newer version than verify-client/Cargo.toml declares or the \
              newest entry of CHANGELOG.md tells of. Below 1.0, Cargo takes a change of the minor \
              number as breaking and of the patch number as compatible.",
    },
    Housekeeping {
        id: "difference-unclaimed",
        title: "a difference is claimed by no finding",
        why: "Every textual difference of the documents and of the code must be claimed by a \
              finding or a class without meaning. One that is not is an error of the audit, and \
              treated as breaking.",
    },
    Housekeeping {
        id: "document-refactored",
        title: "the code changed, although the facts of the API did not",
        why: "A schema was inlined, extracted or wrapped: the same API in other words. Nothing \
              changes on the wire, but the generator names types after where schemas stand, so \
              public items came, went or changed.",
    },
];

impl Finding {
    /// A finding of the specification, before it is joined with the code.
    pub fn of_spec(finding: SpecFinding, title: &str) -> Self {
        Self {
            fingerprint: fingerprint(
                finding.rule,
                &finding.pointer,
                [&finding.before, &finding.after],
            ),
            rule: finding.rule,
            title: title.to_owned(),
            level: finding.level,
            pointer: finding.pointer,
            location: Locations::default(),
            before: finding.before,
            after: finding.after,
            uses: finding.uses.into_iter().collect(),
            wire: finding.wire,
            witness: finding.witness,
            not_proven: finding.not_proven,
            source: Source::None,
            strict: false,
            behaviour: finding.behaviour,
            rust: Vec::new(),
            note: None,
            acknowledged: None,
        }
    }

    /// A finding about the repository; `subject` tells it from others of its
    /// rule.
    pub fn of_repository(rule: &Housekeeping, subject: &str, note: String) -> Self {
        let before = Some(Value::from(subject));
        let pointer = Pointers::default();
        Self {
            fingerprint: fingerprint(rule.id, &pointer, [&before, &None]),
            rule: rule.id,
            title: rule.title.to_owned(),
            level: Level::Error,
            pointer,
            location: Locations::default(),
            before: None,
            after: None,
            uses: Vec::new(),
            wire: Wire::None,
            witness: None,
            not_proven: None,
            source: Source::None,
            strict: false,
            behaviour: Behaviour::None,
            rust: Vec::new(),
            note: Some(note),
            acknowledged: None,
        }
    }

    /// Joins what the finding did to the code. Where there is code, it tells
    /// the behaviour better than the document does.
    pub fn join(&mut self, rust: Vec<RustFinding>, has_code: bool) {
        if has_code {
            let worst = rust.iter().map(|it| it.behaviour).max();
            self.behaviour = worst.unwrap_or(Behaviour::None);
        }
        if has_code && rust.is_empty() {
            self.note = Some("no generated code depends on it".to_owned());
        }
        self.source = rust
            .iter()
            .map(|it| it.source)
            .max()
            .unwrap_or(Source::None);
        self.strict = rust.iter().any(|it| it.strict);
        self.rust = rust;
    }

    /// Whether somebody breaks, on the wire, at compile time or at run time;
    /// or the repository is not in order.
    pub fn is_breaking(&self) -> bool {
        let in_disorder = HOUSEKEEPING
            .iter()
            .any(|rule| rule.id == self.rule && rule != REFACTORED);
        self.wire == Wire::Breaking || self.source == Source::Major || in_disorder
    }

    /// What worked before and fails now, or why that is not proven.
    pub fn proof(&self) -> Option<String> {
        let witness = self.witness.as_ref().map(|it| {
            let worked = match self.uses.first().and_then(|it| it.direction) {
                Some(Direction::Response) => "may come now, and released clients cannot read it",
                _ => "was accepted, and is refused now",
            };
            format!("for example, {} {worked}", it.text)
        });
        let unproven = self.not_proven.as_ref();
        witness.or_else(|| {
            unproven.map(|it| {
                format!("not proven: {it} could not be decided, so it counts as breaking")
            })
        })
    }

    /// The pointer after, or before for what is gone.
    pub fn place(&self) -> String {
        let pointer = self
            .pointer
            .revision
            .as_ref()
            .or(self.pointer.base.as_ref());
        pointer.map(ToString::to_string).unwrap_or_default()
    }
}

/// Of rule, pointer, old and new value, and nothing else.
fn fingerprint(rule: &str, pointer: &Pointers, values: [&Option<Value>; 2]) -> String {
    let parts = serde_json::json!([rule, pointer.base, pointer.revision, values]);
    json::sha256(parts.to_string().as_bytes())
        .chars()
        .take(16)
        .collect()
}

impl Verdict {
    /// The maximum over the findings and the code.
    pub fn of(findings: &[Finding], rust: &[RustFinding]) -> Self {
        let mut verdict = Self {
            wire: Wire::None,
            source: Source::None,
            strict: false,
            behaviour: Behaviour::None,
            due_version: None,
            set_by: BTreeMap::new(),
        };
        for finding in findings {
            let set = |verdict: &mut Self, what| {
                verdict.set_by.insert(what, finding.fingerprint.clone());
            };
            if finding.wire > verdict.wire {
                verdict.wire = finding.wire;
                set(&mut verdict, "wire");
            }
            if finding.source > verdict.source {
                verdict.source = finding.source;
                set(&mut verdict, "source");
            }
            if finding.behaviour > verdict.behaviour {
                verdict.behaviour = finding.behaviour;
                set(&mut verdict, "behaviour");
            }
        }
        // What the generator or a hand changed has no finding of the
        // specification, but callers meet it all the same.
        for change in rust {
            verdict.source = verdict.source.max(change.source);
            verdict.behaviour = verdict.behaviour.max(change.behaviour);
            verdict.strict |= change.strict;
        }
        verdict
    }
}

/// How bad a finding must be to fail the audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum FailOn {
    /// A finding that breaks somebody.
    Breaking,
    /// Any finding.
    Any,
    /// Only a hand edit.
    Never,
}

impl Report {
    /// Whether the audit fails. What is acknowledged does not fail it; a hand
    /// edit always does.
    pub fn fails(&self, fail_on: FailOn) -> bool {
        self.findings
            .iter()
            .filter(|finding| finding.acknowledged.is_none())
            .any(|finding| match fail_on {
                _ if finding.rule == EDITED_BY_HAND.id => true,
                FailOn::Breaking => finding.is_breaking(),
                FailOn::Any => true,
                FailOn::Never => false,
            })
    }

    /// The worst first, then by place and rule.
    pub fn sort(&mut self) {
        self.findings.sort_by(|a, b| {
            let rank = |finding: &Finding| {
                std::cmp::Reverse((finding.is_breaking(), finding.level, finding.source))
            };
            (rank(a), a.place(), a.rule).cmp(&(rank(b), b.place(), b.rule))
        });
    }
}
