//! Who may call: alternatives, of which one must be met. Each is a set of
//! schemes, which are compared by their definition and not by their name.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::schema::Schemas;
use super::site::Site;
use crate::openapi::{self, Field, Kind};

/// What must be presented together: schemes by definition, and their scopes.
#[derive(Clone, Debug)]
pub(in crate::audit) struct Alternative<'a> {
    pub(in crate::audit) site: Option<Site<'a>>,
    pub(in crate::audit) schemes: BTreeMap<String, Scheme<'a>>,
}

#[derive(Clone, Debug)]
pub(in crate::audit) struct Scheme<'a> {
    /// Where it is defined, if it is.
    pub(in crate::audit) site: Option<Site<'a>>,
    pub(in crate::audit) name: String,
    pub(in crate::audit) scopes: BTreeSet<String>,
}

/// The alternatives of an operation.
#[derive(Clone, Debug)]
pub(in crate::audit) struct Alternatives<'a> {
    /// The list, and whether it is the document's.
    pub(in crate::audit) list: Option<Site<'a>>,
    pub(in crate::audit) global: bool,
    pub(in crate::audit) all: Vec<Alternative<'a>>,
}

impl Alternative<'_> {
    /// Whether whoever meets `other` meets this.
    pub(in crate::audit) fn is_met_by(&self, other: &Self) -> bool {
        self.schemes.iter().all(|(definition, scheme)| {
            let offered = other.schemes.get(definition);
            offered.is_some_and(|it| scheme.scopes.is_subset(&it.scopes))
        })
    }

    pub(in crate::audit) fn is_free(&self) -> bool {
        self.schemes.is_empty()
    }
}

/// The alternatives of an operation: its own, or the document's.
pub(super) fn alternatives<'a>(
    schemas: &mut Schemas<'a>,
    operation: &Site<'a>,
) -> Alternatives<'a> {
    let root = Site::root(schemas.document);
    let own = operation.get("security");
    let global = own.is_none();
    let list = own.or_else(|| root.get("security"));
    let items = list.as_ref().map(|it| it.items()).unwrap_or_default();
    let mut all: Vec<Alternative<'a>> =
        items.into_iter().flat_map(|it| kinds(schemas, it)).collect();
    if all.is_empty() {
        all.push(Alternative { site: None, schemes: BTreeMap::new() });
    }
    Alternatives { list, global, all }
}

/// What one requirement demands: an alternative for each flow by which a client
/// may have obtained a token.
fn kinds<'a>(schemas: &mut Schemas<'a>, site: Site<'a>) -> Vec<Alternative<'a>> {
    let root = Site::root(schemas.document);
    let known = root.get("components").and_then(|it| it.get("securitySchemes"));
    let mut kinds = vec![Alternative { site: Some(site.clone()), schemes: BTreeMap::new() }];
    for (name, scopes) in site.members() {
        let defined = known.as_ref().and_then(|it| it.get(name));
        let defined = defined.map(|it| {
            schemas.reached.insert(it.pointer.clone());
            schemas.follow(&it)
        });
        let definitions = match &defined {
            Some(it) => definitions(it.value),
            None => vec![format!("undefined {name}")],
        };
        let scopes = scopes.items().into_iter();
        let scopes = scopes.filter_map(|it| it.value.as_str().map(str::to_owned)).collect();
        let scheme = Scheme { site: defined, name: name.to_owned(), scopes };
        let with = |kind: &Alternative<'a>, definition: &String| {
            let mut kind = kind.clone();
            kind.schemes.insert(definition.clone(), scheme.clone());
            kind
        };
        kinds = kinds.iter().flat_map(|it| definitions.iter().map(|one| with(it, one))).collect();
    }
    kinds
}

/// What a scheme is, in one spelling, flow by flow.
fn definitions(scheme: &Value) -> Vec<String> {
    let flows = scheme.get("flows").and_then(Value::as_object).into_iter().flatten();
    let alone: Vec<String> = flows
        .filter(|(name, _)| !name.starts_with("x-"))
        .map(|(name, flow)| {
            let mut scheme = scheme.clone();
            scheme["flows"] = json!({ name: flow });
            definition(&scheme)
        })
        .collect();
    if alone.is_empty() { vec![definition(scheme)] } else { alone }
}

/// What a scheme is, in one spelling.
fn definition(scheme: &Value) -> String {
    let text = |keyword: &str| scheme.get(keyword).and_then(Value::as_str).unwrap_or_default();
    match text("type") {
        "http" => format!("http {}", text("scheme").to_lowercase()),
        "apiKey" => {
            let name = text("name");
            let name = if text("in") == "header" { name.to_lowercase() } else { name.to_owned() };
            format!("apiKey {} {name}", text("in"))
        }
        kind => {
            let mut facts: Map<String, Value> = scheme.as_object().cloned().unwrap_or_default();
            facts.retain(|key, _| openapi::field(Kind::SecurityScheme, key) != Field::Prose);
            // The scopes that exist have no effect; those that are required do.
            let flows = facts.get_mut("flows").and_then(Value::as_object_mut);
            for flow in flows.into_iter().flat_map(|it| it.values_mut()) {
                if let Some(flow) = flow.as_object_mut() {
                    flow.retain(|key, _| !key.starts_with("x-") && key != "scopes");
                }
            }
            format!("{kind} {}", Value::Object(facts))
        }
    }
}
