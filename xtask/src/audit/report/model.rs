//! The report of an audit, as one model that every format renders: the findings
//! joined with what they did to the code, the verdict, and the proof that
//! nothing was left out. Pure.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use super::position::Position;
use crate::audit::finding::{
    Basis, Behaviour, Bump, CodeChange, Effect, Evidence, Failure, Level, Pointers, PublicChange,
    SpecFinding, Trace, Wire,
};

use crate::audit::housekeeping::{EDITED_BY_HAND, Housekeeping, UNCLAIMED, is_disorder};
use crate::audit::overlay_differences::ActionDifference;
use crate::audit::pair::Pair;
use crate::audit::rules;
use crate::openapi::json;

/// The version of the JSON form.
pub const SCHEMA_VERSION: u32 = 4;

/// Where a pointer leads in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Location {
    /// The file.
    pub file: String,
    /// The place in it, where the file is JSON.
    #[serde(flatten)]
    pub position: Option<Position>,
}

/// A finding as it is reported.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// What was found.
    #[serde(flatten)]
    pub found: SpecFinding,
    /// The rule in words.
    pub title: &'static str,
    /// Identifies the finding, whatever the text, line or version.
    pub fingerprint: String,
    /// Where it is in the files.
    pub location: Pair<Option<Location>>,
    /// Verdict on dependents' code.
    #[serde(rename = "source")]
    pub bump: Bump,
    /// What it did to the code.
    pub rust: Vec<CodeChange>,
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
    /// On dependents' code.
    #[serde(rename = "source")]
    pub bump: Bump,
    /// Always false; the first version of this form had it, and its readers
    /// ask for it.
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
    /// Those that belong to a reported item or to a class that changes nothing.
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

/// The whole report.
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
    pub rust: Vec<CodeChange>,
    /// Every change of the public API, worst first.
    pub public: Vec<PublicChange>,
    /// What the verdict on dependents' code follows from.
    pub basis: Basis,
    /// The traces from the specification to dependents, worst first.
    pub traces: Vec<Trace>,
    /// What to do next, most urgent first.
    pub next: Vec<String>,
    /// Why there is no code to compare, if so.
    pub no_code: Option<String>,
    /// Differences that change no contract, by class.
    pub noops: BTreeMap<&'static str, usize>,
    /// Differences of the overlay.
    pub overlay: Vec<ActionDifference>,
    /// The proof that nothing was left out.
    pub completeness: Completeness,
}

impl Finding {
    /// A finding of the specification, before it is joined with the code.
    pub fn of_spec(found: SpecFinding, title: &'static str) -> Self {
        let values = [&found.before, &found.after];
        Self {
            fingerprint: fingerprint(found.rule, &found.pointer, values),
            found,
            title,
            location: Pair::default(),
            bump: Bump::None,
            rust: Vec::new(),
            note: None,
            acknowledged: None,
        }
    }

    /// A finding about the repository; `subject` makes it differ from others of
    /// its rule.
    pub fn of_repository(rule: &Housekeeping, subject: &str, note: String) -> Self {
        let found = SpecFinding {
            rule: rule.id,
            level: Level::Error,
            pointer: Pointers::default(),
            before: None,
            after: None,
            uses: BTreeSet::new(),
            wire: Wire::None,
            witness: None,
            not_proven: None,
            behaviour: Behaviour::None,
        };
        let subject = Some(Value::from(subject));
        Self {
            fingerprint: fingerprint(rule.id, &found.pointer, [&subject, &None]),
            note: Some(note),
            ..Self::of_spec(found, rule.title)
        }
    }

    /// Adds what the finding did to the code, which says more about the behaviour
    /// than the document does.
    pub fn join(&mut self, rust: Vec<CodeChange>) {
        let judgements = || rust.iter().map(|it| &it.change.judgement);
        let worst = judgements().map(|it| it.behaviour).max();
        let shown = worst.unwrap_or(Behaviour::None);
        self.found.behaviour = match rules::is_assumed(self.found.rule) {
            true => self.found.behaviour.max(shown),
            false => shown,
        };
        if rust.is_empty() {
            self.note = Some("no generated code depends on it".to_owned());
        }
        let bump = judgements().map(|it| it.bump).max();
        self.bump = bump.unwrap_or(Bump::None);
        self.rust = rust;
    }

    /// If there is no code for one side, the effect of the finding on it is unknown.
    pub fn without_code(&mut self) {
        self.bump = Bump::Unknown;
        self.found.behaviour = Behaviour::Unknown;
    }

    /// Adds what the facade has to do with the finding, where dependents compile
    /// as before: it may still reach them through what their calls do.
    pub fn tell(&mut self, traces: &[Trace], evidence: Evidence) {
        let own = |it: &&Trace| it.finding.as_ref() == Some(&self.fingerprint);
        let places: BTreeSet<String> = traces
            .iter()
            .filter(own)
            .filter(|it| it.effect == Effect::FacadeOnly)
            .flat_map(|it| &it.facade)
            .map(|it| format!("{}:{}", it.file, it.line))
            .collect();
        let acts = self.found.wire == Wire::Breaking || self.found.behaviour > Behaviour::None;
        if self.bump != Bump::None || evidence == Evidence::Bindings || places.is_empty() || !acts {
            return;
        }
        let shown: Vec<_> = places.iter().take(3).cloned().collect();
        self.note = Some(format!(
            "dependents compile as before, but their calls may behave differently; look at {}",
            shown.join(", ")
        ));
    }

    /// Whether a dependent breaks, on the wire, at compile time or at run
    /// time; or the repository is not in order.
    pub fn is_breaking(&self) -> bool {
        let breaks = self.found.wire == Wire::Breaking || self.bump >= Bump::Major;
        breaks || self.found.level == Level::Error && is_disorder(self.found.rule)
    }

    /// What worked before and fails now, or why that is not proven.
    pub fn proof(&self) -> Option<String> {
        let witness = self.found.witness.as_ref();
        let witness = witness.map(|it| {
            let fails = match it.fails {
                Failure::Refused => "was accepted, and is refused now",
                Failure::Unreadable => "may come now, and released clients cannot read it",
                Failure::Missing => "came before, and may be missing now",
            };
            format!("for example, {} {fails}", it.text)
        });
        let unproven =
            self.found.not_proven.as_ref().map(|it| {
                format!("not proven: {it} could not be decided, so it counts as breaking")
            });
        witness.or(unproven)
    }

    /// The pointer after, or before for what is gone.
    pub fn place(&self) -> String {
        let pointer = self.found.pointer.as_ref().map(Option::as_ref).latest();
        pointer.map(ToString::to_string).unwrap_or_default()
    }

    /// The location after, or before for what is gone.
    pub fn latest_location(&self) -> Option<&Location> {
        self.location.as_ref().map(Option::as_ref).latest()
    }
}

/// The digest of rule, pointer, old and new value.
fn fingerprint(rule: &str, pointer: &Pointers, values: [&Option<Value>; 2]) -> String {
    let parts = serde_json::json!([rule, pointer.base, pointer.revision, values]);
    json::sha256(parts.to_string().as_bytes()).chars().take(16).collect()
}

impl Verdict {
    /// The maximum over the findings and the code.
    pub fn of(findings: &[Finding], rust: &[CodeChange]) -> Self {
        let mut verdict = Self {
            wire: Wire::None,
            bump: Bump::None,
            strict: false,
            behaviour: Behaviour::None,
            due_version: None,
            set_by: BTreeMap::new(),
        };
        for finding in findings {
            let set = |verdict: &mut Self, what| {
                verdict.set_by.insert(what, finding.fingerprint.clone());
            };
            if finding.found.wire > verdict.wire {
                verdict.wire = finding.found.wire;
                set(&mut verdict, "wire");
            }
            if finding.bump > verdict.bump {
                verdict.bump = finding.bump;
                set(&mut verdict, "source");
            }
            if finding.found.behaviour > verdict.behaviour {
                verdict.behaviour = finding.found.behaviour;
                set(&mut verdict, "behaviour");
            }
        }
        // A change by the generator or by hand has no finding of the
        // specification, but dependents still notice it.
        for change in rust.iter().map(|it| &it.change.judgement) {
            verdict.bump = verdict.bump.max(change.bump);
            verdict.behaviour = verdict.behaviour.max(change.behaviour);
        }
        verdict
    }
}

/// How bad a finding must be to fail the audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum FailOn {
    /// A finding that breaks a dependent.
    Breaking,
    /// Any finding.
    Any,
    /// Only a hand edit, or a difference that nothing accounts for.
    Never,
}

impl Report {
    /// Whether the audit fails. An acknowledged finding does not fail it. A hand
    /// edit and a difference that nothing accounts for always do. Code that
    /// cannot be compared is taken for broken.
    pub fn fails(&self, fail_on: FailOn) -> bool {
        let is_unknown = self.verdict.bump == Bump::Unknown && self.findings.is_empty();
        if is_unknown && fail_on != FailOn::Never {
            return true;
        }
        let always = [EDITED_BY_HAND.id, UNCLAIMED.id];
        self.findings.iter().filter(|finding| finding.acknowledged.is_none()).any(|finding| {
            match fail_on {
                _ if always.contains(&finding.found.rule) => true,
                FailOn::Breaking => finding.is_breaking(),
                FailOn::Any => true,
                FailOn::Never => false,
            }
        })
    }

    /// Whether a dependent breaks: by a finding that nobody accepted, or by a
    /// change of the facade itself.
    pub fn breaks(&self) -> bool {
        let is_open = |it: &Finding| it.is_breaking() && it.acknowledged.is_none();
        let by_hand = |it: &PublicChange| it.findings.is_empty() && it.bump >= Bump::Major;
        self.findings.iter().any(is_open) || self.public.iter().any(by_hand)
    }

    /// The worst first, then by place and rule.
    pub fn sort(&mut self) {
        self.findings.sort_by(|a, b| {
            let rank = |finding: &Finding| {
                std::cmp::Reverse((finding.is_breaking(), finding.found.level, finding.bump))
            };
            (rank(a), a.place(), a.found.rule).cmp(&(rank(b), b.place(), b.found.rule))
        });
    }
}
