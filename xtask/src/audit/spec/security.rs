//! Who may call: security requirements, alternatives of which one must be
//! met, and the schemes that they name.

use std::collections::BTreeSet;

use serde_json::Value;

use super::claims::class;
use super::document::whole;
use super::site::{Both, Site, align, reordered, side_by_side};
use super::walk::{Node, Walk};
use crate::openapi::{self, Field, Kind};

impl<'a> Walk<'a> {
    /// The requirements of the document, for operations without their own.
    pub(super) fn global_security(&mut self, both: &Both<'a>) {
        let node = self.inheriting("security");
        self.security(
            node,
            "api-global-security",
            both,
            (both.0.as_ref(), both.1.as_ref()),
        );
    }

    /// The requirements of an operation; those of the document if it has none.
    pub(super) fn operation_security(&mut self, node: Node, both: &Both<'a>) {
        let global = (
            Site::root(self.base).get("security"),
            Site::root(self.revision).get("security"),
        );
        let effective = (
            both.0.as_ref().or(global.0.as_ref()),
            both.1.as_ref().or(global.1.as_ref()),
        );
        self.security(node, "api-security", both, effective);
    }

    fn security(
        &mut self,
        node: Node,
        family: &str,
        both: &Both<'a>,
        (base, revision): (Option<&Site<'a>>, Option<&Site<'a>>),
    ) {
        if [base, revision]
            .into_iter()
            .flatten()
            .any(|it| !is_requirements(it.value))
        {
            return self.unknown(node, both.0.as_ref(), both.1.as_ref());
        }
        let list = |site: Option<&Site<'a>>| site.map(Site::items).unwrap_or_default();
        let (before, after) = (list(base), list(revision));
        let (was_open, is_open) = (is_open(&before), is_open(&after));
        if was_open != is_open {
            let change = if is_open { "removed" } else { "required" };
            let name = format!("{family}-{change}");
            return self.found(node, "security", &[&name], both.0.as_ref(), both.1.as_ref());
        }
        // Whoever begins or ceases to inherit the same changes nothing.
        if both.0.is_none() || both.1.is_none() {
            self.same(class::DEFAULT, both.0.as_ref(), both.1.as_ref());
        }
        let pairs = align(
            &before,
            &after,
            |a, b| schemes(a.value) == schemes(b.value),
            false,
        );
        if reordered(&pairs) {
            self.same(class::KEY_ORDER, both.0.as_ref(), both.1.as_ref());
        }
        self.any_order(both.0.as_ref(), both.1.as_ref());
        for pair in pairs {
            let old = pair.0.and_then(|index| before.get(index));
            let new = pair.1.and_then(|index| after.get(index));
            match (old, new) {
                (Some(old), Some(new)) => self.scopes(node, family, old, new),
                (Some(old), None) => {
                    let name = format!("{family}-alternative-removed");
                    self.found(node, "security", &[&name], Some(old), None);
                }
                (_, new) => {
                    let name = format!("{family}-added");
                    self.found(node, "security", &[&name], None, new);
                }
            }
        }
    }

    fn scopes(&mut self, node: Node, family: &str, base: &Site<'a>, revision: &Site<'a>) {
        for (_, both) in side_by_side(Some(base), Some(revision)) {
            let list = |site: &Option<Site<'a>>| site.as_ref().map(Site::items).unwrap_or_default();
            let (before, after) = (list(&both.0), list(&both.1));
            self.any_order(both.0.as_ref(), both.1.as_ref());
            for pair in align(&before, &after, |a, b| a.value == b.value, false) {
                match pair {
                    (Some(index), None) => {
                        let name = format!("{family}-scope-removed");
                        self.found(node, "scope", &[&name], before.get(index), None);
                    }
                    (None, Some(index)) => {
                        let name = format!("{family}-scope-added");
                        self.found(node, "scope", &[&name], None, after.get(index));
                    }
                    _ => {}
                }
            }
        }
    }

    pub(super) fn security_scheme(&mut self, name: &str, base: &Site<'a>, revision: &Site<'a>) {
        let node = self.secured_by(name);
        let (base, revision) = self.resolve(node, base, revision);
        if !base.value.is_object() || !revision.value.is_object() {
            return self.unknown(node, Some(&base), Some(&revision));
        }
        for (key, both) in side_by_side(Some(&base), Some(&revision)) {
            match key {
                "type" => {
                    let name = ["api-security-component-type-changed"];
                    self.changed(node, "scheme", &name, &both);
                }
                "scheme" | "in" | "name" | "flows" | "openIdConnectUrl" | "bearerFormat" => {
                    self.changed(node, "scheme", &["api-security-component-changed"], &both);
                }
                key if openapi::field(Kind::SecurityScheme, key) == Field::Prose => {}
                _ => self.unknown(node, both.0.as_ref(), both.1.as_ref()),
            }
        }
    }

    /// The operations that a security scheme of this name protects.
    pub(super) fn secured_by(&mut self, name: &str) -> Node {
        let mut uses = BTreeSet::new();
        for document in [self.base, self.revision] {
            for (path, method, operation) in openapi::operations(document) {
                let own = operation
                    .get("security")
                    .or_else(|| document.get("security"));
                let alternatives = own.and_then(Value::as_array).into_iter().flatten();
                if alternatives.into_iter().any(|it| it.get(name).is_some()) {
                    uses.insert(whole(method, path));
                }
            }
        }
        self.users(uses)
    }
}

/// Whether nothing has to be met: no alternative, or one that asks nothing.
fn is_open(alternatives: &[Site<'_>]) -> bool {
    let asks_nothing = |site: &Site<'_>| site.members().next().is_none();
    alternatives.is_empty() || alternatives.iter().any(asks_nothing)
}

/// The names of the schemes of one alternative.
fn schemes(alternative: &Value) -> Vec<&String> {
    let object = alternative.as_object().into_iter();
    object.flat_map(|it| it.keys()).collect()
}

fn is_requirements(value: &Value) -> bool {
    let is_scopes = |value: &Value| {
        value
            .as_array()
            .is_some_and(|it| it.iter().all(Value::is_string))
    };
    value.as_array().is_some_and(|alternatives| {
        alternatives
            .iter()
            .all(|it| it.as_object().is_some_and(|it| it.values().all(is_scopes)))
    })
}
