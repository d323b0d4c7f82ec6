//! The proof that nothing was overlooked: where two contracts differ, something
//! was found. It compares the contracts itself, and shares no decision with the
//! parts that find differences.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::finder::{Effect, Finder};
use crate::audit::contract::Contract;
use crate::audit::contract::operation::Operation;
use crate::audit::contract::parameter::{Content, Parameter};
use crate::audit::contract::response::{Response, covering};
use crate::audit::contract::schema::Schemas;
use crate::audit::contract::shape::Id;
use crate::audit::contract::site::Site;
use crate::audit::finding::{Direction, Use};
use crate::audit::pair::Pair;

impl Finder<'_, '_> {
    /// How many parts of the contract differ although no difference was found in
    /// them.
    pub(super) fn unaccounted(&self) -> usize {
        let events = self.events.iter().filter(|it| !matches!(it.effect, Effect::None));
        let nodes: BTreeSet<_> = events.map(|it| it.node).collect();
        let values = self.graph.nodes().filter(|(node, entry)| {
            let differs = entry.root.as_ref().zip(entry.ids).is_some_and(|(_, ids)| {
                !self.inclusion.equivalent(ids.base, ids.revision, entry.role.writing)
            });
            differs && !self.graph.reaches(*node, &nodes)
        });
        let uses: BTreeSet<Use> = self.graph.uses(&nodes).into_values().flatten().collect();
        let parts = self.base.operations.iter().flat_map(|(key, base)| {
            let revision = self.revision.operations.get(key);
            revision
                .into_iter()
                .flat_map(move |it| differing(self.contracts(), Pair { base, revision: it }))
        });
        values.count() + parts.filter(|it| !uses.contains(it)).count()
    }
}

/// The parts of an operation whose contract differs beside the schemas.
fn differing(of: Pair<&Contract<'_>>, both: Pair<&Operation<'_>>) -> Vec<Use> {
    let Pair { base, revision } = both;
    let schemas = of.map(|it| &it.schemas);
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
    let requests = schemas.zip(both).map(|(schemas, it)| request(schemas, it));
    compare(Some(Direction::Request), None, requests.differs());
    let statuses: BTreeSet<&String> =
        base.responses.keys().chain(revision.responses.keys()).collect();
    for status in statuses {
        let covering = both.map(|it| covering(&it.responses, status));
        let responses = schemas.zip(covering).map(|(schemas, it)| Some(response(schemas, it?)));
        let differs = responses.differs();
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

fn request(schemas: &Schemas<'_>, operation: &Operation<'_>) -> Value {
    let parameters = operation.parameters.iter().filter(|((place, _), _)| place != "path");
    let parameters: Vec<_> = parameters.map(|(key, it)| (key, parameter(schemas, it))).collect();
    let body = operation.body.as_ref().map(|it| (it.required, contents(schemas, &it.contents)));
    json!([parameters, body])
}

fn response(schemas: &Schemas<'_>, response: &Response<'_>) -> Value {
    let headers: Vec<_> =
        response.headers.iter().map(|(key, it)| (key, parameter(schemas, it))).collect();
    json!([headers, contents(schemas, &response.contents)])
}

fn parameter(schemas: &Schemas<'_>, parameter: &Parameter<'_>) -> Value {
    let Parameter { required, writing, empty, contents: bodies, schema, .. } = parameter;
    json!([required, writing, empty, says(schemas, schema), contents(schemas, bodies)])
}

fn contents(schemas: &Schemas<'_>, contents: &BTreeMap<String, Content<'_>>) -> Value {
    let content = |(media, it): (&String, &Content<'_>)| {
        let encodings: Vec<_> = it
            .encodings
            .iter()
            .filter(|(_, it)| !it.writing.is_empty())
            .map(|(name, it)| (name.clone(), it.writing.clone()))
            .collect();
        json!([media, says(schemas, &it.schema), encodings])
    };
    contents.iter().map(content).collect()
}

/// Whether a schema does not accept everything.
fn says(schemas: &Schemas<'_>, schema: &Option<(Site<'_>, Id)>) -> bool {
    schema.as_ref().is_some_and(|it| !schemas.is_anything(it.1))
}
