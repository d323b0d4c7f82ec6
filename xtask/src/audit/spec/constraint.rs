//! Keywords that let fewer values through: bounds, patterns, enumerations.

use std::cmp::Ordering;

use serde_json::{Number, Value};

use super::claims::class;
use super::role::Access;
use super::site::{Both, Site, align, reordered};
use super::walk::{Node, Walk};

impl<'a> Walk<'a> {
    pub(super) fn bound(&mut self, node: Node, keyword: &'a str, both: &Both<'a>) {
        let Some((topic, upper)) = bound_name(keyword) else {
            return;
        };
        let (base, revision) = (both.0.as_ref(), both.1.as_ref());
        let numbers = [base, revision].map(|site| match site {
            None => Some(None),
            Some(site) => site.value.as_number().map(Some),
        });
        let [Some(before), Some(after)] = numbers else {
            return self.unknown(node, base, revision);
        };
        // No string, array or object has less than nothing.
        let zero = |number: Option<&Number>| {
            !upper && keyword != "minimum" && number.is_none_or(|it| it.as_f64() == Some(0.0))
        };
        let (change, ordering) = match (before, after) {
            _ if zero(before) && zero(after) => return self.same(class::DEFAULT, base, revision),
            (None, None) => return,
            (None, Some(_)) => (
                "set",
                if upper {
                    Ordering::Less
                } else {
                    Ordering::Greater
                },
            ),
            (Some(_), None) => (
                "unset",
                if upper {
                    Ordering::Greater
                } else {
                    Ordering::Less
                },
            ),
            (Some(before), Some(after)) => match compare_numbers(after, before) {
                Ordering::Equal => return self.same(class::NUMBER, base, revision),
                ordering => ("", ordering),
            },
        };
        let tighter = (ordering == Ordering::Less) == upper;
        let (verb, own, any) = match (ordering, tighter) {
            (Ordering::Less, true) => ("decreased", "tightened", "constraint-tightened"),
            (Ordering::Less, false) => ("decreased", "loosened", "constraint-loosened"),
            (_, true) => ("increased", "tightened", "constraint-tightened"),
            (_, false) => ("increased", "loosened", "constraint-loosened"),
        };
        let names = [change, verb, own].map(|suffix| format!("{topic}-{suffix}"));
        let names: Vec<&str> = names.iter().map(String::as_str).chain([any]).collect();
        self.found(node, topic, &names, base, revision);
    }

    /// A constraint that holds or, stated or not, does not.
    pub(super) fn constraint_switch(
        &mut self,
        node: Node,
        topic: &'a str,
        name: &'static str,
        both: &Both<'a>,
    ) {
        let Some(on) = self.switch(node, both) else {
            return;
        };
        let topic = bound_name(topic).map_or(name, |(topic, _)| topic);
        let change = format!("{name}-{}", if on { "tightened" } else { "loosened" });
        self.found(node, topic, &[&change], both.0.as_ref(), both.1.as_ref());
    }

    pub(super) fn multiple_of(&mut self, node: Node, both: &Both<'a>) {
        let (base, revision) = (both.0.as_ref(), both.1.as_ref());
        let number = |site: Option<&Site<'a>>| site.and_then(|site| site.value.as_f64());
        let name = match (number(base), number(revision)) {
            (Some(before), Some(after)) if before == after => {
                return self.same(class::NUMBER, base, revision);
            }
            // Every multiple of the old number is one of the new.
            (Some(before), Some(after)) if before % after == 0.0 => "multiple-of-loosened",
            (Some(_), None) if revision.is_none() => "multiple-of-loosened",
            _ => "multiple-of-tightened",
        };
        self.changed(node, "multipleOf", &[name], both);
    }

    pub(super) fn pattern(&mut self, node: Node, both: &Both<'a>) {
        let text = |site: &Option<Site<'a>>| site.as_ref().and_then(|it| it.value.as_str());
        let names: &[&str] = match (text(&both.0), text(&both.1)) {
            (None, _) => &["pattern-added", "constraint-tightened"],
            (_, None) => &["pattern-removed", "constraint-loosened"],
            (_, Some("" | ".*" | "^.*$")) => &[
                "pattern-generalized",
                "pattern-changed",
                "constraint-loosened",
            ],
            _ => &["pattern-changed", "constraint-changed"],
        };
        self.changed(node, "pattern", names, both);
    }

    pub(super) fn enumeration(&mut self, node: Node, both: &Both<'a>) {
        let (base, revision) = match both {
            (Some(base), Some(revision)) => (base, revision),
            (base, revision) => {
                let names: &[&str] = match base {
                    None => &["became-enum", "constraint-tightened"],
                    Some(_) => &["constraint-loosened"],
                };
                return self.found(node, "enum", names, base.as_ref(), revision.as_ref());
            }
        };
        if !base.value.is_array() || !revision.value.is_array() {
            return self.unknown(node, Some(base), Some(revision));
        }
        let (before, after) = (base.items(), revision.items());
        let pairs = align(&before, &after, |a, b| a.value == b.value, false);
        for pair in &pairs {
            let removed = pair.0.and_then(|index| before.get(index));
            let added = pair.1.and_then(|index| after.get(index));
            match (removed, added) {
                (Some(value), None) => {
                    self.found(node, "enum", &["enum-value-removed"], Some(value), None);
                }
                (None, Some(value)) => {
                    self.found(node, "enum", &["enum-value-added"], None, Some(value));
                }
                _ => {}
            }
        }
        if reordered(&pairs) {
            self.claims.order(&base.pointer, &revision.pointer, None);
            let values = (Some(base.value.clone()), Some(revision.value.clone()));
            let sites = (Some(base), Some(revision));
            self.noted(
                node,
                "enum order",
                &["enum-order-changed"],
                sites.0,
                sites.1,
                values,
            );
        }
    }

    /// `items`: a schema, or none for any element.
    pub(super) fn items(&mut self, node: Node, both: &Both<'a>) {
        let names: &[&str] = match both {
            (Some(base), Some(revision)) => {
                let role = self.role(node).below(Access::Both, false);
                self.schema(node, role, base, revision);
                return;
            }
            (None, _) => &["constraint-tightened"],
            (_, None) => &["constraint-loosened"],
        };
        self.changed(node, "items", names, both);
    }

    /// Which properties are allowed beside those that are named.
    pub(super) fn additional_properties(&mut self, node: Node, both: &Both<'a>) {
        if let (Some(base), Some(revision)) = both
            && base.value.is_object()
            && revision.value.is_object()
        {
            let role = self.role(node).below(Access::Both, false);
            self.schema(node, role, base, revision);
            return;
        }
        let (base, revision) = (both.0.as_ref(), both.1.as_ref());
        let name = match (breadth(base), breadth(revision)) {
            (Some(before), Some(after)) => match after.cmp(&before) {
                Ordering::Less => "additional-properties-narrowed",
                Ordering::Greater => "additional-properties-widened",
                Ordering::Equal => return self.same(class::DEFAULT, base, revision),
            },
            _ => return self.unknown(node, base, revision),
        };
        self.changed(node, "additionalProperties", &[name], both);
    }
}

/// How much `additionalProperties` lets through; `None` if it is no sense.
fn breadth(site: Option<&Site<'_>>) -> Option<u8> {
    match site.map(|site| site.value) {
        None | Some(Value::Bool(true)) => Some(2),
        Some(Value::Object(schema)) if schema.is_empty() => Some(2),
        Some(Value::Object(_)) => Some(1),
        Some(Value::Bool(false)) => Some(0),
        Some(_) => None,
    }
}

/// The name of a bound in rule ids, and whether it is an upper one.
fn bound_name(keyword: &str) -> Option<(&'static str, bool)> {
    Some(match keyword {
        "maximum" => ("max", true),
        "maxLength" => ("max-length", true),
        "maxItems" => ("max-items", true),
        "maxProperties" => ("max-properties", true),
        "exclusiveMaximum" => ("exclusive-max", true),
        "minimum" => ("min", false),
        "minLength" => ("min-length", false),
        "minItems" => ("min-items", false),
        "minProperties" => ("min-properties", false),
        "exclusiveMinimum" => ("exclusive-min", false),
        _ => return None,
    })
}

/// Compares two numbers, exactly where both are integers.
fn compare_numbers(first: &Number, second: &Number) -> Ordering {
    let integer = |number: &Number| {
        let signed = number.as_i64().map(i128::from);
        signed.or_else(|| number.as_u64().map(i128::from))
    };
    match (integer(first), integer(second)) {
        (Some(first), Some(second)) => first.cmp(&second),
        _ => {
            let real = |number: &Number| number.as_f64().unwrap_or(f64::NAN);
            real(first).total_cmp(&real(second))
        }
    }
}
