//! What changed in the meaning of two OpenAPI documents, and the proof that
//! nothing was overlooked. What a change is called and whom it breaks is in
//! `rules`; what it does to the code is not decided here.

mod access;
mod body;
mod claims;
mod components;
mod composition;
mod constraint;
mod document;
mod object;
mod operation;
mod parameter;
mod paths;
mod reference;
mod response;
mod role;
mod schema;
mod security;
mod site;
mod textual;
mod view;
mod walk;

use std::collections::BTreeMap;

use serde_json::Value;

use self::claims::{Claim, class};
use self::site::Site;
use self::walk::Walk;
use super::finding::{Pointers, SpecFinding};
use super::rules;

/// Classes of differences that say the same in other words, but may lead the
/// generator to other types.
pub const REWORDINGS: [&str; 3] = [class::REFERENCE, class::ALL_OF_ONE, class::DEFAULT];

/// What comparing two documents found.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// One finding for each cause, sorted by pointer.
    pub findings: Vec<SpecFinding>,
    /// Textual differences that mean nothing, counted by class.
    pub noops: BTreeMap<&'static str, usize>,
    /// Textual differences of the documents.
    pub differences: usize,
    /// Those that a finding or a class accounts for: all of them.
    pub claimed: usize,
    /// Those that are findings only because nothing else accounted for them.
    pub leftovers: usize,
}

/// Compares two OpenAPI 3.0 documents. Any two values can be compared.
pub fn compare(base: &Value, revision: &Value) -> Comparison {
    let mut walk = Walk::new(base, revision);
    walk.document(&Site::root(base), &Site::root(revision));
    let (mut findings, claims) = walk.into_findings();
    let differences = textual::differences(base, revision);
    let mut noops = BTreeMap::new();
    let mut claimed = 0;
    let mut leftovers = 0;
    for difference in &differences {
        match claims.claim(base, revision, difference) {
            Some(Claim::Finding) => {}
            Some(Claim::Noop(class)) => *noops.entry(class).or_default() += 1,
            None => {
                findings.push(leftover(base, revision, difference));
                leftovers += 1;
            }
        }
        claimed += 1;
    }
    findings.sort_by(|a, b| (&a.pointer, a.rule).cmp(&(&b.pointer, b.rule)));
    Comparison {
        findings,
        noops,
        differences: differences.len(),
        claimed,
        leftovers,
    }
}

/// The finding for a difference that nothing else accounts for.
fn leftover(base: &Value, revision: &Value, difference: &textual::Difference) -> SpecFinding {
    let value = |document: &Value, pointer: &Option<crate::openapi::json::Pointer>| {
        let pointer = pointer.as_ref()?;
        document.pointer(pointer.as_str()).cloned()
    };
    SpecFinding {
        rule: rules::UNKNOWN.id,
        level: rules::UNKNOWN.level,
        pointer: Pointers {
            base: difference.base.clone(),
            revision: difference.revision.clone(),
        },
        before: value(base, &difference.base),
        after: value(revision, &difference.revision),
        uses: Default::default(),
        wire: rules::UNKNOWN.wire,
        behaviour: rules::UNKNOWN.behaviour,
    }
}
