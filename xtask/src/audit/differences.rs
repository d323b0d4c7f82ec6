//! What is written differently in two documents, and whether it matters: what
//! differs between their contracts is named and proven, and each difference of
//! the text belongs to one of these findings or to a class that changes no
//! contract. What is left over is a finding of its own.

mod claims;
mod document;
mod finder;
mod operation;
mod role;
mod schema;
mod textual;

use std::collections::BTreeMap;

use serde_json::Value;

use self::claims::{Claim, class};
use self::finder::Finder;
use super::contract::Contract;
use super::finding::{Behaviour, Level, Pointers, SpecFinding, Wire};
use super::rules::{self, Rule};
use crate::openapi::json::Pointer;

/// Classes of differences that change no contract, but may lead the generator
/// to other types.
pub const REWORDINGS: [&str; 5] =
    [class::REFERENCE, class::ALL_OF_ONE, class::DEFAULT, class::KEY_ORDER, class::WITHOUT_EFFECT];

/// Rules for components that are written somewhere else, or under another name.
pub const MOVES: [&str; 4] =
    ["reference-changed", "component-renamed", "api-schema-added", "api-schema-removed"];

/// The stack of a comparison: schemas nest as deep as documents make them.
const STACK: usize = 512 << 20;

/// What comparing two documents found.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// One finding for each cause, sorted by pointer.
    pub findings: Vec<SpecFinding>,
    /// Differences of the text that change no contract, counted by class.
    pub noops: BTreeMap<&'static str, usize>,
    /// Differences of the text.
    pub differences: usize,
    /// Those that a finding or a class accounts for.
    pub claimed: usize,
}

/// Compares two OpenAPI 3.0 documents. Any two values can be compared.
pub fn compare(base: &Value, revision: &Value) -> Comparison {
    std::thread::scope(|scope| {
        let worker = std::thread::Builder::new().stack_size(STACK);
        let handle = worker.spawn_scoped(scope, || compared(base, revision));
        match handle.map(|it| it.join()) {
            Ok(Ok(comparison)) => comparison,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(_) => compared(base, revision),
        }
    })
}

fn compared(base: &Value, revision: &Value) -> Comparison {
    let differences = textual::differences(base, revision);
    let (old, new) = (Contract::of(base), Contract::of(revision));
    let mut finder = Finder::new(&old, &new);
    if !differences.is_empty() {
        finder.operations();
        finder.document();
    }
    let (mut findings, claims) = finder.into_findings();
    let mut noops = BTreeMap::new();
    let mut unclaimed = 0;
    for difference in &differences {
        match claims.claim(&old, &new, difference) {
            Some(Claim::Finding) => {}
            Some(Claim::Noop(class)) => *noops.entry(class).or_default() += 1,
            Some(Claim::Unused) => {
                findings.push(left_over(base, revision, difference, &rules::UNUSED))
            }
            Some(Claim::Unknown) => {
                findings.push(left_over(base, revision, difference, &rules::UNKNOWN))
            }
            None => unclaimed += 1,
        }
    }
    findings.sort_by(|a, b| (&a.pointer, a.rule).cmp(&(&b.pointer, b.rule)));
    Comparison {
        findings,
        noops,
        differences: differences.len(),
        claimed: differences.len() - unclaimed,
    }
}

/// The finding for a difference that no contract knows.
fn left_over(
    base: &Value,
    revision: &Value,
    difference: &textual::Difference,
    rule: &Rule,
) -> SpecFinding {
    let value = |document: &Value, pointer: &Option<Pointer>| {
        let pointer = pointer.as_ref()?;
        document.pointer(pointer.as_str()).cloned()
    };
    let unknown = rule.id == rules::UNKNOWN.id;
    SpecFinding {
        rule: rule.id,
        level: if unknown { rule.level } else { Level::Info },
        pointer: Pointers { base: difference.base.clone(), revision: difference.revision.clone() },
        before: value(base, &difference.base),
        after: value(revision, &difference.revision),
        uses: Default::default(),
        wire: if unknown { Wire::Breaking } else { Wire::None },
        witness: None,
        not_proven: unknown.then(|| "what this means".to_owned()),
        behaviour: if unknown { rule.behaviour } else { Behaviour::None },
    }
}
