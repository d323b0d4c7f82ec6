//! Differences of two schemas that restrict no values: titles, defaults, access,
//! deprecation, the order of lists.

use serde_json::Value;

use super::finder::{Effect, Finder};
use super::role::Place;
use super::schema::Two;
use crate::audit::contract::shape::key;
use crate::audit::pair::Pair;

impl<'s> Finder<'s, '_> {
    /// What restricts no values: titles, defaults, access, deprecation.
    pub(super) fn annotations(&mut self, two: Two<'s>) {
        let Two { node, role, ids, .. } = two;
        let written = ids.zip(self.contracts()).map(|(id, it)| it.schemas.written(id));
        let first = |keyword: &str| {
            written.as_ref().map(|it| {
                let mut places = it.iter();
                places.find_map(|(at, value)| Some((at.child(keyword), value.get(keyword)?)))
            })
        };
        for keyword in ["title", "default"] {
            let found = first(keyword);
            let values = found.as_ref().map(|it| it.as_ref().map(|it| key(it.1)));
            let names: &[&str] = match (keyword, values.base, values.revision) {
                (_, old, new) if old == new => continue,
                ("title", ..) => &["title-changed"],
                (_, None, _) => &["default-value-added", "header-default-value-changed"],
                (_, _, None) => &["default-value-removed", "header-default-value-changed"],
                _ => &["default-value-changed", "header-default-value-changed"],
            };
            let effect = if keyword == "title" { Effect::None } else { Effect::Compatible };
            self.found(node, names, found.map(|it| it.map(|it| it.0)), effect);
        }
        for keyword in ["deprecated", "readOnly", "writeOnly"] {
            let found = first(keyword);
            let flags = found
                .as_ref()
                .map(|it| it.as_ref().is_some_and(|(_, value)| **value == Value::Bool(true)));
            let is_access = keyword != "deprecated";
            if !flags.differs() || is_access && role.hidden {
                continue;
            }
            let now = flags.revision;
            let access = access_name(role.required, keyword, now);
            let names = match (is_access, role.place, now) {
                (false, _, true) => vec!["deprecated", "deprecation-added"],
                (false, _, false) => vec!["reactivated", "deprecation-removed"],
                (true, Place::Property, _) => vec![&*access],
                _ => vec!["access-mode-changed"],
            };
            // Properties that are left out in this direction are compared as such.
            self.found(node, &names, found.map(|it| it.map(|it| it.0)), Effect::None);
        }
        let found = first("enum");
        if let (Some((before, old)), Some((after, new))) = (found.base, found.revision) {
            let keys = |it: &Value| -> Vec<String> {
                it.as_array().into_iter().flatten().map(key).collect()
            };
            let (mut old_keys, mut new_keys) = (keys(old), keys(new));
            if old_keys != new_keys {
                old_keys.sort();
                new_keys.sort();
                if old_keys == new_keys {
                    let places = Pair { base: Some(before), revision: Some(after) };
                    self.claims.order(places.clone());
                    let values = Pair { base: Some(old.clone()), revision: Some(new.clone()) };
                    self.record(node, &["enum-order-changed"], places, values, Effect::None);
                }
            }
        }
    }
}

/// The name of a change of `readOnly` or `writeOnly`.
pub(super) fn access_name(required: bool, keyword: &str, now: bool) -> String {
    let necessity = if required { "required" } else { "optional" };
    let access = if keyword == "readOnly" { "read-only" } else { "write-only" };
    let not = if now { "" } else { "not-" };
    format!("{necessity}-property-became-{not}{access}")
}
