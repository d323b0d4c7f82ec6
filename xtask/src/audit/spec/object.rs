//! The properties of an object, and which of them must be there.

use serde_json::Value;

use super::access::access;
use super::role::Access;
use super::site::{Both, Site, side_by_side};
use super::view::View;
use super::walk::{Node, Walk};
use crate::audit::finding::Direction;

impl<'a> Walk<'a> {
    /// Compares `properties` and `required` of two schemas.
    pub(super) fn object(&mut self, node: Node, base: &View<'a>, revision: &View<'a>) {
        let properties = (base.get("properties"), revision.get("properties"));
        let required = (base.get("required"), revision.get("required"));
        for (site, fits) in [
            (properties.0, Value::is_object as fn(&Value) -> bool),
            (properties.1, Value::is_object),
            (required.0, is_names),
            (required.1, is_names),
        ] {
            if site.is_some_and(|site| !fits(site.value)) {
                self.unknown(node, properties.0, properties.1);
                self.unknown(node, required.0, required.1);
                return;
            }
        }
        self.any_order(required.0, required.1);
        let mut declared = side_by_side(properties.0, properties.1);
        for (name, property) in &declared {
            let entries = (named(required.0, name), named(required.1, name));
            match property {
                (Some(before), Some(after)) => {
                    self.property(node, (before, after), &entries);
                }
                (Some(_), None) => {
                    self.claim(entries.0.as_ref(), entries.1.as_ref());
                    self.property_removed(node, property, entries.0.is_some());
                }
                _ => {
                    self.claim(entries.0.as_ref(), entries.1.as_ref());
                    self.property_added(node, property, entries.1.is_some());
                }
            }
        }
        // Names that must be there, of properties that are not described.
        let names = |site: Option<&Site<'a>>| site.map(Site::items).unwrap_or_default();
        for entry in names(required.0).iter().chain(&names(required.1)) {
            let Some(name) = entry.value.as_str() else {
                continue;
            };
            if declared.insert(name, (None, None)).is_none() {
                let entries = (named(required.0, name), named(required.1, name));
                let pointer = entry.pointer.clone();
                let role = self.role(node).below(Access::Both, entries.1.is_some());
                let (part, _) = self.part(node, &pointer, &pointer, role);
                let sites = (entries.0.as_ref(), entries.1.as_ref());
                self.requiredness(part, &entries, false, sites);
            }
        }
    }

    fn property(
        &mut self,
        node: Node,
        (base, revision): (&Site<'a>, &Site<'a>),
        entries: &Both<'a>,
    ) {
        let (before, after) = (View::of(self.base, base), View::of(self.revision, revision));
        // Where the two disagree, the change is a finding of its own.
        let access = match (access(&before), access(&after)) {
            (before, after) if before == after => before,
            _ => Access::Both,
        };
        let required = entries.1.is_some();
        let role = self.role(node).below(access, required);
        let sites = (Some(base), Some(revision));
        let has_default = after.get("default").is_some();
        let part = self.schema(node, role, base, revision);
        self.requiredness(part, entries, has_default, sites);
    }

    /// A property became required or optional. The finding points at the
    /// property, and accounts for its entry in the list.
    fn requiredness(
        &mut self,
        node: Node,
        entries: &Both<'a>,
        has_default: bool,
        (base, revision): (Option<&Site<'a>>, Option<&Site<'a>>),
    ) {
        let names: &[&str] = match (entries.0.is_some(), entries.1.is_some(), has_default) {
            (false, true, true) => &["became-required-with-default", "became-required"],
            (false, true, false) => &["became-required"],
            (true, false, _) => &["became-optional"],
            _ => return,
        };
        self.claim(entries.0.as_ref(), entries.1.as_ref());
        let values = (entries.0.is_some(), entries.1.is_some());
        let values = (Some(Value::from(values.0)), Some(Value::from(values.1)));
        self.noted(node, "required", names, base, revision, values);
    }

    fn property_removed(&mut self, node: Node, property: &Both<'a>, required: bool) {
        let Some(site) = &property.0 else { return };
        let hidden = access(&View::of(self.base, site)) == Access::WriteOnly;
        let names = match (self.role(node).direction, required, hidden) {
            (Some(Direction::Response), true, true) => {
                ["response-required-write-only-property-removed"]
            }
            (Some(Direction::Response), true, false) => ["response-required-property-removed"],
            (Some(Direction::Response), false, true) => {
                ["response-optional-write-only-property-removed"]
            }
            (Some(Direction::Response), false, false) => ["response-optional-property-removed"],
            (Some(Direction::Request), _, _) => ["request-property-removed"],
            (None, _, _) => ["property-removed"],
        };
        self.found(node, "property", &names, Some(site), None);
    }

    fn property_added(&mut self, node: Node, property: &Both<'a>, required: bool) {
        let Some(site) = &property.1 else { return };
        let view = View::of(self.revision, site);
        let hidden = access(&view) == Access::WriteOnly;
        let names = match (self.role(node).direction, required, hidden) {
            (Some(Direction::Response), true, true) => {
                ["response-required-write-only-property-added"]
            }
            (Some(Direction::Response), true, false) => ["response-required-property-added"],
            (Some(Direction::Response), false, true) => {
                ["response-optional-write-only-property-added"]
            }
            (Some(Direction::Response), false, false) => ["response-optional-property-added"],
            (Some(Direction::Request), true, _) if view.get("default").is_some() => {
                ["new-required-request-property-with-default"]
            }
            (Some(Direction::Request), true, _) => ["new-required-request-property"],
            (Some(Direction::Request), false, _) => ["new-optional-request-property"],
            (None, _, _) => ["property-added"],
        };
        self.found(node, "property", &names, None, Some(site));
    }
}

/// The entry of a name in a list of required properties.
fn named<'a>(required: Option<&Site<'a>>, name: &str) -> Option<Site<'a>> {
    let entries = required.map(Site::items).unwrap_or_default();
    entries
        .into_iter()
        .find(|it| it.value.as_str() == Some(name))
}

fn is_names(value: &Value) -> bool {
    value
        .as_array()
        .is_some_and(|names| names.iter().all(Value::is_string))
}
