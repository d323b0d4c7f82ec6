//! What differs between two documents, and whether it matters: each difference
//! of their contracts becomes a finding with a proof, and each difference of the
//! text belongs to a finding or to a class that changes no contract. Any other
//! difference becomes a finding of its own, or is unclaimed.

mod annotations;
mod aspects;
mod causes;
mod choices;
mod claims;
mod concerned;
mod content;
mod document;
mod finder;
mod graph;
mod members;
mod message;
mod operation;
mod parameter;
mod proof;
mod properties;
mod role;
mod schema;
mod security;
mod textual;
mod url;
mod values;
mod verdict;
mod witness;
mod xml;

use std::collections::BTreeMap;

use serde_json::Value;

use self::claims::{BY_GRAMMAR, Claim, class};
use self::finder::Finder;
use super::contract::Contract;
use super::finding::{Behaviour, Level, Pointers, SpecFinding, Wire};
use super::pair::Pair;
use super::rules::{self, Rule};
use crate::stack;

/// Classes of differences that change no contract, but may lead the generator
/// to other types.
pub const REWORDINGS: [&str; 5] =
    [class::REFERENCE, class::ALL_OF_ONE, class::DEFAULT, class::KEY_ORDER, class::WITHOUT_EFFECT];

/// Rules for components that are written somewhere else, or under another name.
pub const MOVES: [&str; 4] =
    ["reference-changed", "component-renamed", "api-schema-added", "api-schema-removed"];

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
    // If no thread can be started, the comparison uses this thread's stack.
    let deep = stack::deep(|| Ok(compared(base, revision)));
    deep.unwrap_or_else(|_| compared(base, revision))
}

fn compared(base: &Value, revision: &Value) -> Comparison {
    let differences = textual::differences(base, revision);
    let concerned = concerned::concerned(Pair { base, revision });
    let of = |document| Contract::of(document, concerned.as_ref());
    let (old, new) = (of(base), of(revision));
    let mut finder = Finder::new(&old, &new);
    if !differences.is_empty() {
        finder.operations();
        finder.document();
        finder.doubt_roots();
    }
    account(&finder, &differences)
}

/// Assigns each difference of the text to what was found.
fn account(finder: &Finder<'_, '_>, differences: &[Pointers]) -> Comparison {
    let mut findings = finder.findings();
    let mut noops: BTreeMap<&str, usize> = BTreeMap::new();
    for difference in differences {
        match finder.claims.claim(finder.contracts(), difference) {
            Claim::Finding => {}
            Claim::Noop(class) => *noops.entry(class).or_default() += 1,
            Claim::Unused => findings.push(left_over(finder, difference, &rules::UNUSED)),
            Claim::Unknown => findings.push(left_over(finder, difference, &rules::UNKNOWN)),
        }
    }
    findings.sort_by(|a, b| (&a.pointer, a.rule).cmp(&(&b.pointer, b.rule)));
    // If a contract differs although nothing was found in it, the classes that
    // presuppose equal contracts account for nothing.
    let mut unclaimed = finder.unaccounted();
    if unclaimed > 0 {
        let held = |class: &&str| BY_GRAMMAR.contains(class);
        let supposed = noops.iter().filter(|(class, _)| !held(class)).map(|it| *it.1).sum();
        unclaimed = unclaimed.max(supposed);
        noops.retain(|class, _| held(class));
    }
    let claimed = differences.len().saturating_sub(unclaimed);
    Comparison { findings, noops, differences: differences.len(), claimed }
}

/// The finding for a difference that belongs to no contract.
fn left_over(finder: &Finder<'_, '_>, difference: &Pointers, rule: &Rule) -> SpecFinding {
    let values = difference.as_ref().zip(finder.contracts());
    let values = values.map(|(place, it)| it.document.pointer(place.as_ref()?.as_str()).cloned());
    let is_unknown = rule.id == rules::UNKNOWN.id;
    SpecFinding {
        rule: rule.id,
        level: if is_unknown { rule.level } else { Level::Info },
        pointer: difference.clone(),
        before: values.base,
        after: values.revision,
        uses: Default::default(),
        wire: if is_unknown { Wire::Breaking } else { Wire::None },
        witness: None,
        not_proven: is_unknown.then(|| "what this means".to_owned()),
        behaviour: if is_unknown { rule.behaviour } else { Behaviour::None },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::claims::Claims;
    use super::*;

    fn document() -> Value {
        let body = json!({ "application/json": { "schema": { "type": "integer", "maximum": 9 } } });
        json!({
            "openapi": "3.0.3",
            "servers": [{ "url": "https://a.example" }],
            "paths": { "/a": { "post": {
                "parameters": [{ "in": "query", "name": "q", "schema": { "type": "string" } }],
                "requestBody": { "content": body },
                "security": [{}],
                "responses": { "200": {
                    "description": "",
                    "headers": { "h": { "schema": { "type": "string", "maxLength": 9 } } },
                    "content": body,
                } },
            } } },
        })
    }

    #[test]
    fn a_property_of_any_value_is_more_than_its_description() {
        let mut base = document();
        base["components"]["schemas"]["Unused"] =
            json!({ "properties": { "a": { "description": "A." }, "b": {} } });
        let mut revision = base.clone();
        revision["components"]["schemas"]["Unused"]["properties"] = json!({ "b": {} });
        let rules: Vec<_> = compare(&base, &revision).findings.iter().map(|it| it.rule).collect();
        assert_eq!(rules, [rules::UNUSED.id]);
    }

    /// Compares, and forgets what was found.
    fn forgotten(base: &Value, revision: &Value) -> Comparison {
        let differences = textual::differences(base, revision);
        let (old, new) = (Contract::of(base, None), Contract::of(revision, None));
        let mut finder = Finder::new(&old, &new);
        finder.operations();
        finder.events.clear();
        finder.claims = Claims::default();
        account(&finder, &differences)
    }

    #[test]
    fn what_differs_and_is_forgotten_is_unclaimed() {
        let cases = [
            ("/servers/0/url", json!("https://b.example")),
            ("/paths/~1a/post/parameters/0/required", json!(true)),
            ("/paths/~1a/post/parameters/0/schema/type", json!("integer")),
            ("/paths/~1a/post/requestBody/required", json!(true)),
            ("/paths/~1a/post/requestBody/content/application~1json/schema/maximum", json!(8)),
            ("/paths/~1a/post/security/0/basic", json!([])),
            ("/paths/~1a/post/responses/404", json!({ "description": "" })),
            ("/paths/~1a/post/responses/200/headers/h/schema/maxLength", json!(8)),
            (
                "/paths/~1a/post/responses/200/content/application~1json/schema/type",
                json!("string"),
            ),
        ];
        for (pointer, value) in cases {
            let base = document();
            let mut revision = base.clone();
            let (parent, key) = pointer.rsplit_once('/').unwrap();
            revision.pointer_mut(parent).unwrap()[key] = value;
            let found = compare(&base, &revision);
            assert_eq!(found.claimed, found.differences, "{pointer}");
            let forgotten = forgotten(&base, &revision);
            assert!(forgotten.claimed < forgotten.differences, "{pointer}");
        }
    }
}
