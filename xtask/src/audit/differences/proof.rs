//! The proof that nothing was forgotten: where two contracts differ, something
//! was found. It reads the contracts itself and shares no judgement with the
//! parts that find differences.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::finder::{Effect, Finder};
use crate::audit::contract::operation::Operation;
use crate::audit::contract::parameter::{Content, Parameter};
use crate::audit::contract::response::{Response, covering};
use crate::audit::finding::{Direction, Use};

impl Finder<'_, '_> {
    /// How many parts of the contract differ without a difference that was
    /// found in them.
    pub(super) fn unaccounted(&self) -> usize {
        let events = self.events.iter().filter(|it| !matches!(it.effect, Effect::None));
        let nodes: BTreeSet<_> = events.map(|it| it.node).collect();
        let values = self.graph.nodes().filter(|(node, entry)| {
            let differs = entry.root.as_ref().zip(entry.ids).is_some_and(|(_, ids)| {
                !self.inclusion.same(ids.base, ids.revision, entry.role.writing)
            });
            differs && !self.graph.reaches(*node, &nodes)
        });
        let uses: BTreeSet<Use> = self.graph.uses(&nodes).into_values().flatten().collect();
        let parts = self.base.operations.iter().flat_map(|(key, base)| {
            let revision = self.revision.operations.get(key);
            revision.into_iter().flat_map(move |it| differing(base, it))
        });
        values.count() + parts.filter(|it| !uses.contains(it)).count()
    }
}

/// The parts of an operation whose contract differs beside the schemas.
fn differing(base: &Operation<'_>, revision: &Operation<'_>) -> Vec<Use> {
    let mut parts = Vec::new();
    let mut compare = |direction, status: Option<&String>, differs| {
        let operation = revision.name();
        if differs {
            parts.push(Use { operation, direction, status: status.cloned() });
        }
    };
    let moved = |a: &Operation<'_>, b: &Operation<'_>| {
        a.servers.iter().any(|it| it.outside(&b.servers).is_some())
    };
    let moved = moved(base, revision) || moved(revision, base);
    compare(None, None, moved || whole(base) != whole(revision));
    compare(Some(Direction::Request), None, request(base) != request(revision));
    let statuses: BTreeSet<&String> =
        base.responses.keys().chain(revision.responses.keys()).collect();
    for status in statuses {
        let (old, new) = (covering(&base.responses, status), covering(&revision.responses, status));
        let differs = old.map(response) != new.map(response);
        compare(Some(Direction::Response), Some(status), differs);
    }
    parts
}

fn whole(operation: &Operation<'_>) -> Value {
    let security: BTreeSet<Vec<_>> = operation
        .security
        .all
        .iter()
        .map(|it| it.schemes.iter().map(|(name, scheme)| (name, &scheme.scopes)).collect())
        .collect();
    let callbacks: Vec<_> = operation.callbacks.keys().collect();
    json!([security, callbacks])
}

fn request(operation: &Operation<'_>) -> Value {
    let parameters = operation.parameters.iter().filter(|((place, _), _)| place != "path");
    let parameters: Vec<_> = parameters.map(|(key, it)| (key, parameter(it))).collect();
    let body = operation.body.as_ref().map(|it| (it.required, contents(&it.contents)));
    json!([parameters, body])
}

fn response(response: &Response<'_>) -> Value {
    let headers: Vec<_> = response.headers.iter().map(|(key, it)| (key, parameter(it))).collect();
    json!([headers, contents(&response.contents)])
}

fn parameter(parameter: &Parameter<'_>) -> Value {
    let Parameter { required, writing, empty, contents: bodies, schema, .. } = parameter;
    json!([required, writing, empty, schema.is_some(), contents(bodies)])
}

fn contents(contents: &BTreeMap<String, Content<'_>>) -> Value {
    let content = |(media, it): (&String, &Content<'_>)| {
        let encodings: Vec<_> = it
            .encodings
            .iter()
            .filter(|(_, it)| it.writing.get("contentType") != Some(&Value::Null))
            .map(|(name, it)| (name.clone(), it.writing.clone()))
            .collect();
        json!([media, it.schema.is_some(), encodings])
    };
    contents.iter().map(content).collect()
}
