//! Differences in how values are written in XML, which schemas state in addition
//! to what they accept.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::finder::Finder;
use super::message::At;
use crate::audit::contract::parameter::{Content, media_type};
use crate::audit::contract::schema::Node;
use crate::audit::contract::shape::{Additional, Id, Types};
use crate::audit::pair::Pair;

impl<'s, 'a> Finder<'s, 'a> {
    /// The elements and attributes of two bodies, if both are XML.
    pub(super) fn xml(&mut self, at: At<'_, 's, 'a>, both: Pair<&Content<'a>>) {
        let roots = both.map(|it| it.schema.as_ref().filter(|_| is_xml(&it.written)));
        let roots = roots.map(|it| it.map(|it| it.1)).both();
        let mut pending: Vec<(Pair<Id>, &str)> = roots.into_iter().map(|it| (it, "")).collect();
        let mut seen = BTreeSet::new();
        while let Some((ids, name)) = pending.pop() {
            if !seen.insert((ids, name)) {
                continue;
            }
            let sides = self.contracts().map(|it| &it.schemas).zip(ids);
            let said = sides.map(|(schemas, id)| schemas.keyword(id, "xml"));
            let lists = sides.map(|it| it.0.node(it.1).shape.types.has(Types::ARRAY));
            let written = said.as_ref().zip(lists);
            let written = written.map(|(it, list)| it.as_ref().map(|it| facts(it.1, name, list)));
            if written.map(Option::unwrap_or_default).differs() {
                let effect = at.breaking("with an element written as before");
                let places = said.map(|it| it.map(|it| it.0));
                self.found(at.node, &["xml-changed"], places, effect);
            }
            pending.extend(parts(sides.map(|(schemas, id)| schemas.node(id))));
        }
    }
}

fn is_xml(written: &str) -> bool {
    let media = media_type(written);
    let essence = media.split(';').next().unwrap_or_default();
    essence.ends_with("/xml") || essence.ends_with("+xml")
}

/// What the XML object of a property states, apart from defaults and what has no effect.
fn facts(xml: &Value, property: &str, is_list: bool) -> Map<String, Value> {
    let members = xml.as_object().into_iter().flatten();
    let says = |(key, value): &(&String, &Value)| match key.as_str() {
        "name" => *value != property,
        "wrapped" => is_list && **value == Value::Bool(true),
        key => !key.starts_with("x-") && **value != Value::Bool(false),
    };
    members.filter(says).map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// The schemas that are the same part of two schemas, with the name of a property.
fn parts(nodes: Pair<&Node>) -> Vec<(Pair<Id>, &str)> {
    let shapes = nodes.map(|it| &it.shape);
    let properties = shapes.base.objects.properties.iter().filter_map(|(name, base)| {
        let revision = shapes.revision.objects.properties.get(name)?;
        Some((Pair { base: *base, revision: *revision }, name.as_str()))
    });
    let further = shapes.map(|it| match it.objects.additional {
        Additional::Schema(id) => Some(id),
        _ => None,
    });
    let items = shapes.map(|it| it.arrays.items);
    let branches = nodes.base.branches.iter().zip(&nodes.revision.branches);
    let branches = branches.map(|(base, revision)| Pair { base: *base, revision: *revision });
    let others = further.both().into_iter().chain(items.both()).chain(branches);
    properties.chain(others.map(|it| (it, ""))).collect()
}
