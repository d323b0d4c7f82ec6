//! `allOf`, `anyOf` and `oneOf`: lists of schemas, paired by what they refer
//! to or say rather than by position.

use serde_json::Value;

use super::claims::class;
use super::site::{Both, Site, align, reordered};
use super::walk::{Node, Walk};
use crate::openapi::{self, Field, Kind};

impl<'a> Walk<'a> {
    pub(super) fn composition(
        &mut self,
        node: Node,
        topic: &'static str,
        name: &'static str,
        both: &Both<'a>,
    ) {
        if [&both.0, &both.1]
            .into_iter()
            .flatten()
            .any(|it| !it.value.is_array())
        {
            return self.unknown(node, both.0.as_ref(), both.1.as_ref());
        }
        let alternatives = topic != "allOf";
        match both {
            // From any value to one of some, or back.
            (None, _) if alternatives => {
                return self.changed(node, topic, &["constraint-tightened"], both);
            }
            (_, None) if alternatives => {
                return self.changed(node, topic, &["constraint-loosened"], both);
            }
            _ => {}
        }
        let list = |site: &Option<Site<'a>>| site.as_ref().map(Site::items).unwrap_or_default();
        let (before, after) = (list(&both.0), list(&both.1));
        let leftovers = before.len() == after.len();
        let pairs = align(
            &before,
            &after,
            |a, b| same_schema(a.value, b.value),
            leftovers,
        );
        for pair in &pairs {
            let base = pair.0.and_then(|index| before.get(index));
            let revision = pair.1.and_then(|index| after.get(index));
            match (base, revision) {
                (Some(base), Some(revision)) => {
                    self.schema(node, self.role(node), base, revision);
                }
                (Some(base), None) => self.element(node, name, "removed", (Some(base), None)),
                (None, revision) => self.element(node, name, "added", (None, revision)),
            }
        }
        if reordered(&pairs) {
            self.any_order(both.0.as_ref(), both.1.as_ref());
            self.same(class::KEY_ORDER, both.0.as_ref(), both.1.as_ref());
        }
    }

    fn element(
        &mut self,
        node: Node,
        name: &str,
        verb: &str,
        (base, revision): (Option<&Site<'a>>, Option<&Site<'a>>),
    ) {
        let says_nothing = base
            .or(revision)
            .is_some_and(|site| is_annotation(site.value));
        let constraint = match (name, verb) {
            ("all-of", "added") => "constraint-tightened",
            ("all-of", _) => "constraint-loosened",
            (_, "added") => "constraint-loosened",
            _ => "constraint-tightened",
        };
        let change = format!("{name}-{verb}");
        let annotation = format!("{change}-annotation-only");
        let names = match says_nothing && name == "all-of" {
            true => vec![annotation.as_str(), constraint],
            false => vec![change.as_str(), constraint],
        };
        self.found(node, "composition", &names, base, revision);
    }
}

/// Schemas that are the same, or refer to the same.
fn same_schema(first: &Value, second: &Value) -> bool {
    match (openapi::reference(first), openapi::reference(second)) {
        (Some(first), Some(second)) => first == second,
        (None, None) => first == second,
        _ => false,
    }
}

/// Whether a schema says nothing about values.
fn is_annotation(schema: &Value) -> bool {
    schema.as_object().is_some_and(|object| {
        let silent = |key: &str| {
            matches!(key, "title" | "deprecated")
                || openapi::field(Kind::Schema, key) == Field::Prose
        };
        object.keys().all(|key| silent(key))
    })
}
