//! Paths: those that came and went, and which of two belong together though a
//! parameter in them has another name.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::document::whole;
use super::site::{Both, Site, side_by_side};
use super::walk::{Node, Walk};
use crate::audit::finding::Use;
use crate::openapi::{self, Field, Kind, METHODS};

/// Two paths that are the same, with the names of their parameters.
#[derive(Clone, Debug)]
pub(super) struct Path<'a> {
    /// The name in the revision.
    pub(super) name: &'a str,
    /// Names of path parameters, before and after, that are not the same.
    pub(super) renamed: BTreeMap<String, String>,
}

impl<'a> Walk<'a> {
    pub(super) fn paths(&mut self, everyone: Node, both: &Both<'a>) {
        let fits = |site: &Option<Site<'a>>| site.as_ref().is_none_or(|it| it.value.is_object());
        if !fits(&both.0) || !fits(&both.1) {
            return self.unknown(everyone, both.0.as_ref(), both.1.as_ref());
        }
        let mut added: BTreeMap<&'a str, Site<'a>> = BTreeMap::new();
        let mut removed: BTreeMap<&'a str, Site<'a>> = BTreeMap::new();
        for (name, item) in side_by_side(both.0.as_ref(), both.1.as_ref()) {
            match item {
                _ if openapi::field(Kind::Paths, name) == Field::Prose => {}
                (Some(base), Some(revision)) => {
                    let renamed = BTreeMap::new();
                    self.path_item(everyone, &Path { name, renamed }, &base, &revision);
                }
                (Some(base), None) => {
                    removed.insert(name, base);
                }
                (_, Some(revision)) => {
                    added.insert(name, revision);
                }
                _ => {}
            }
        }
        let mut by_shape: BTreeMap<String, Vec<&'a str>> = BTreeMap::new();
        for new in added.keys() {
            by_shape.entry(shape(new)).or_default().push(new);
        }
        for (old, base) in removed {
            let same = by_shape.entry(shape(old)).or_default();
            match same.as_slice() {
                [new] => {
                    if let Some(revision) = added.remove(new) {
                        self.renamed_path(everyone, (old, new), &base, &revision);
                    }
                    same.clear();
                }
                _ => self.removed_path(old, &base),
            }
        }
        for (name, item) in added {
            self.added_path(name, &item);
        }
    }

    fn renamed_path(
        &mut self,
        everyone: Node,
        (old, new): (&'a str, &'a str),
        base: &Site<'a>,
        revision: &Site<'a>,
    ) {
        let node = self.users(operations(new, revision));
        self.claim(Some(base), Some(revision));
        let names = (Some(Value::from(old)), Some(Value::from(new)));
        let rule = ["request-path-parameter-renamed"];
        self.noted(node, "path", &rule, Some(base), Some(revision), names);
        let renamed = parameters(old)
            .zip(parameters(new))
            .filter(|(old, new)| old != new)
            .map(|(old, new)| (old.to_owned(), new.to_owned()))
            .collect();
        self.path_item(everyone, &Path { name: new, renamed }, base, revision);
    }

    fn removed_path(&mut self, name: &str, item: &Site<'a>) {
        let methods = |site: &Site<'a>| -> Vec<Site<'a>> {
            METHODS
                .iter()
                .filter_map(|method| site.get(method))
                .collect()
        };
        let announced = methods(item).iter().all(|it| it.flag("deprecated"));
        let rule = match announced {
            true => "api-path-removed-with-deprecation",
            false => "api-path-removed-without-deprecation",
        };
        let node = self.users(operations(name, item));
        self.claim(Some(item), None);
        let value = Some(Value::from(name));
        self.noted(node, "path", &[rule], Some(item), None, (value, None));
    }

    fn added_path(&mut self, name: &str, item: &Site<'a>) {
        self.claim(None, Some(item));
        let mut any = false;
        for method in METHODS {
            if let Some(operation) = item.get(method) {
                self.added_operation(name, method, &operation);
                any = true;
            }
        }
        if !any {
            let node = self.everyone();
            self.unknown(node, None, Some(item));
        }
    }

    pub(super) fn added_operation(&mut self, path: &str, method: &str, operation: &Site<'a>) {
        let node = self.users(BTreeSet::from([whole(method, path)]));
        self.claim(None, Some(operation));
        let value = Some(Value::from(format!("{} {path}", method.to_uppercase())));
        let rule = ["endpoint-added"];
        self.noted(
            node,
            "operation",
            &rule,
            None,
            Some(operation),
            (None, value),
        );
    }

    pub(super) fn removed_operation(&mut self, path: &str, method: &str, operation: &Site<'a>) {
        let rule = match operation.flag("deprecated") {
            true => "api-removed-with-deprecation",
            false => "api-removed-without-deprecation",
        };
        let node = self.users(BTreeSet::from([whole(method, path)]));
        self.claim(Some(operation), None);
        let value = Some(Value::from(format!("{} {path}", method.to_uppercase())));
        self.noted(
            node,
            "operation",
            &[rule],
            Some(operation),
            None,
            (value, None),
        );
    }
}

/// The operations of a path item, each as a whole.
pub(super) fn operations(path: &str, item: &Site<'_>) -> BTreeSet<Use> {
    let methods = METHODS.iter().filter(|method| item.get(method).is_some());
    methods.map(|method| whole(method, path)).collect()
}

/// A path without the names of its parameters.
fn shape(path: &str) -> String {
    let mut shape = String::new();
    let mut inside = false;
    for character in path.chars() {
        match character {
            '{' => inside = true,
            '}' => inside = false,
            _ if inside => continue,
            _ => {}
        }
        shape.push(character);
    }
    shape
}

/// The names of the parameters in a path.
fn parameters(path: &str) -> impl Iterator<Item = &str> {
    path.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}
