//! The rules, as one table: the name of a difference of the contracts, how severe
//! it is if it breaks, and why. `differences` decides which rule a difference
//! has, and `inclusion` whether it breaks.
//!
//! Where oasdiff has an id for a change, it is used; the reasons say where we judge
//! differently.

mod document;
mod message;
// One reason, one paragraph.
#[rustfmt::skip]
mod reason;
mod rule;
mod schema;

use std::collections::BTreeMap;
use std::sync::LazyLock;

pub use self::rule::Rule;
use self::rule::row;

/// The rule for what nothing here understands.
pub const UNKNOWN: Rule =
    row("unknown-keyword-changed", "a change that no rule covers", reason::UNKNOWN);

/// The rule for a change that no operation can meet.
pub const UNUSED: Rule =
    row("unused-component-changed", "a component that no operation uses changed", reason::UNUSED);

static BY_ID: LazyLock<BTreeMap<&'static str, Rule>> = LazyLock::new(|| {
    let fixed = [document::RULES, message::RULES, &[UNKNOWN, UNUSED]].into_iter().flatten();
    fixed.copied().chain(schema::rules()).map(|rule| (rule.id, rule)).collect()
});

/// The rule of a name, if there is one.
pub fn rule(id: &str) -> Option<&'static Rule> {
    BY_ID.get(id)
}

/// Whether a rule is about what the server assumes for a value left out, which no
/// code shows.
pub fn is_assumed(id: &str) -> bool {
    id.starts_with("request-") && id.contains("-default-value-")
}

/// Every rule, by id.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    BY_ID.values()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_in_kebab_case() {
        let rows = document::RULES.len() + message::RULES.len() + 2 + schema::rules().count();
        assert_eq!(BY_ID.len(), rows);
        for rule in all() {
            let kebab = |c: char| c.is_ascii_lowercase() || c == '-';
            assert!(rule.id.chars().all(kebab), "{}", rule.id);
        }
    }

    #[test]
    fn titles_are_unique_among_what_is_sent_and_among_what_is_received() {
        let mut seen = BTreeMap::new();
        for rule in all() {
            let direction = rule.id.split('-').find(|it| matches!(*it, "request" | "response"));
            if let Some(other) = seen.insert((direction, rule.title), rule.id) {
                panic!("{} and {other} are both called {:?}", rule.id, rule.title);
            }
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
