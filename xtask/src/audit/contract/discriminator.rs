//! Discriminators: which values lead to which schema, stated or implied.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::schema::{Discriminator, Schemas};
use super::site::Site;
use crate::audit::finding::Direction;
use crate::openapi::json::Pointer;

fn components() -> Pointer {
    Pointer::root().child("components").child("schemas")
}

impl<'a> Schemas<'a> {
    /// The discriminator of a schema, if it has one.
    pub(super) fn discriminator(
        &mut self,
        site: &Site<'a>,
        direction: Direction,
    ) -> Option<Discriminator> {
        let said = site.get("discriminator")?;
        let property = said.text("propertyName")?.to_owned();
        let mut targets: BTreeMap<String, Pointer> = BTreeMap::new();
        for (value, target) in said.members_of("mapping") {
            let name = target.value.as_str()?;
            let pointer = name.strip_prefix('#').map(Pointer::from);
            targets.insert(value.to_owned(), pointer.unwrap_or_else(|| components().child(name)));
        }
        let mapped: BTreeSet<Pointer> = targets.values().cloned().collect();
        let listed = ["oneOf", "anyOf"].into_iter().filter_map(|it| site.get(it));
        let listed = listed.flat_map(|it| it.items()).filter_map(|it| it.target(self.document));
        let derived = self.derived(&site.pointer);
        for pointer in listed.map(|it| it.pointer).chain(derived) {
            if let Some(name) = pointer.segments().last()
                && !mapped.contains(&pointer)
            {
                targets.entry(name).or_insert(pointer);
            }
        }
        targets.retain(|_, pointer| self.at(pointer).is_some());
        self.reached.extend(targets.values().cloned());
        let lead = targets.into_iter().map(|(value, to)| (value, self.schema(&to, direction)));
        Some(Discriminator { mapping: lead.collect(), pointer: said.pointer, property })
    }

    /// The schemas that include another one by `allOf`, directly or through
    /// others.
    fn derived(&self, base: &Pointer) -> BTreeSet<Pointer> {
        let mut found = BTreeSet::new();
        let mut pending = vec![base];
        while let Some(base) = pending.pop() {
            for child in self.children.get(base).into_iter().flatten() {
                if found.insert(child.clone()) {
                    pending.push(child);
                }
            }
        }
        found
    }
}

/// Which schemas include another one by `allOf`.
pub(super) fn children(document: &Value) -> BTreeMap<Pointer, Vec<Pointer>> {
    let mut children: BTreeMap<Pointer, Vec<Pointer>> = BTreeMap::new();
    let schemas = document.pointer(components().as_str()).and_then(Value::as_object);
    for (name, value) in schemas.into_iter().flatten() {
        let site = Site { pointer: components().child(name), value };
        for item in site.items_of("allOf") {
            if let Some(base) = item.target(document) {
                children.entry(base.pointer).or_default().push(site.pointer.clone());
            }
        }
    }
    children
}
