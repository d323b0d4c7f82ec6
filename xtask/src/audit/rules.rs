//! The rules, as one table: what a difference of the contracts is called, how
//! loudly it speaks if it breaks, and why we say so. Which rule a difference
//! has is decided in `differences`, and whether it breaks in `inclusion`.
//!
//! Where oasdiff has an id for a change, it is used; the reasons tell where we
//! judge otherwise.

mod document;
mod parameter;
mod request;
mod request_property;
mod response;
mod response_property;
mod rule;
mod schema;
mod verdict;

use std::collections::BTreeMap;
use std::sync::LazyLock;

pub use rule::Rule;

use rule::row;

/// The rule for what nothing here understands.
pub const UNKNOWN: Rule =
    row("unknown-keyword-changed", "something changed that has no rule", verdict::UNKNOWN);

/// The rule for a change that no operation can meet.
pub const UNUSED: Rule =
    row("unused-component-changed", "a component that no operation uses changed", verdict::UNUSED);

const TABLE: [&[Rule]; 8] = [
    document::RULES,
    schema::RULES,
    parameter::RULES,
    request::RULES,
    request_property::RULES,
    response::RULES,
    response_property::RULES,
    &[UNKNOWN, UNUSED],
];

static BY_ID: LazyLock<BTreeMap<&'static str, &'static Rule>> =
    LazyLock::new(|| all().map(|rule| (rule.id, rule)).collect());

/// The rule of a name, if there is one.
pub fn rule(id: &str) -> Option<&'static Rule> {
    BY_ID.get(id).copied()
}

/// Every rule.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    TABLE.into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_in_kebab_case() {
        assert_eq!(BY_ID.len(), all().count());
        for rule in all() {
            let kebab = |c: char| c.is_ascii_lowercase() || c == '-';
            assert!(rule.id.chars().all(kebab), "{}", rule.id);
        }
    }

    #[test]
    fn every_rule_says_what_and_why() {
        for rule in all() {
            assert!(!rule.title.is_empty(), "{}", rule.id);
            let sentences = rule.why.matches(". ").count() + 1;
            assert!(rule.why.ends_with('.') && sentences <= 4, "{}", rule.id);
        }
    }
}
