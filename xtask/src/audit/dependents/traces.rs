//! The table of a report: it follows each difference from the specification
//! through generated items and the facade to public items. Pure.

use std::collections::{BTreeMap, BTreeSet};

use super::facade::{Facade, Noticed};
use crate::audit::facade::reach::Exposed;
use crate::audit::finding::{Behaviour, Bump, Cause, CodeChange, Effect, Place, Trace, Wire};
use crate::audit::join::provenance::{Origin, Provenance};
use crate::audit::report::model::Finding;
use crate::openapi::json::Pointer;
use crate::pipeline::Generator;

/// More items than this are not shown for one place of the specification.
const MOST_ITEMS: usize = 3;

/// What the table is made of.
#[derive(Clone, Copy, Debug)]
pub struct Reached<'a> {
    /// The facade, where its reach is known.
    pub facade: Option<&'a Facade>,
    /// The generator, which knows the types that are written by hand.
    pub generator: &'a Generator,
    /// What of the document decides each generated item.
    pub provenance: &'a Provenance,
    /// The changes of the bindings.
    pub rust: &'a [CodeChange],
    /// What dependents notice.
    pub noticed: &'a Noticed,
}

/// The table, worst first.
pub fn traces(findings: &[Finding], reached: Reached<'_>) -> Vec<Trace> {
    let by_fingerprint: BTreeMap<_, _> =
        findings.iter().map(|it| (it.fingerprint.as_str(), it)).collect();
    let mut traces = Vec::new();
    for change in reached.rust.iter().filter(|it| !it.change.judgement.is_documentation) {
        let finding = change.finding.as_deref().and_then(|it| by_fingerprint.get(it).copied());
        traces.push(of_change(change, finding, reached.noticed));
    }
    for finding in findings.iter().filter(|it| it.rust.is_empty()) {
        traces.extend(of_finding(finding, reached));
    }
    let own = reached.noticed.public.iter().filter(|it| it.cause == Cause::Facade);
    traces.extend(own.map(|change| Trace {
        finding: None,
        pointer: None,
        item: None,
        facade: change.place.iter().cloned().collect(),
        public: vec![change.item.clone()],
        bump: change.bump,
        effect: effect(change.bump, false),
    }));
    traces.sort_by(|a, b| {
        (b.effect, &a.pointer, &a.item, &a.public).cmp(&(a.effect, &b.pointer, &b.item, &b.public))
    });
    traces.dedup();
    traces
}

fn of_change(change: &CodeChange, finding: Option<&Finding>, noticed: &Noticed) -> Trace {
    let judgement = &change.change.judgement;
    let reach = change.reach.as_ref();
    let changed = noticed.public.iter().filter(|it| it.generated.contains(&change.change.item));
    let mut public: BTreeSet<String> = changed.map(|it| it.item.clone()).collect();
    let facade = reach.map(|it| it.facade.clone()).unwrap_or_default();
    if public.is_empty() {
        public.extend(reach.iter().flat_map(|it| it.public.iter().cloned()));
        public.extend(facade.iter().filter_map(|it| it.public.clone()));
    }
    let is_of_interest = judgement.behaviour != Behaviour::None || !facade.is_empty();
    Trace {
        finding: change.finding.clone(),
        pointer: finding.map(Finding::place),
        item: Some(change.change.item.clone()),
        public: public.into_iter().collect(),
        bump: judgement.bump,
        effect: effect(judgement.bump, noticed.is_known && is_of_interest),
        facade,
    }
}

fn effect(bump: Bump, is_of_interest: bool) -> Effect {
    match bump {
        Bump::Major => Effect::Breaking,
        Bump::Unknown => Effect::Unknown,
        Bump::Minor | Bump::Patch => Effect::Compatible,
        Bump::None if is_of_interest => Effect::FacadeOnly,
        Bump::None => Effect::None,
    }
}

/// The ways of a finding that changed no generated code: the facade may know
/// what it is about, in a type written by hand or beside the nearest item.
fn of_finding(finding: &Finding, reached: Reached<'_>) -> Vec<Trace> {
    let pointers = finding.found.pointer.as_ref().map(Option::as_ref);
    let (Some(pointer), Some(facade)) = (pointers.latest(), reached.facade) else {
        return Vec::new();
    };
    if finding.found.wire == Wire::None {
        return Vec::new();
    }
    let trace = |item, facade: Vec<Place>, public: BTreeSet<String>| Trace {
        finding: Some(finding.fingerprint.clone()),
        pointer: Some(pointer.to_string()),
        item,
        effect: effect(Bump::None, !facade.is_empty()),
        facade,
        public: public.into_iter().collect(),
        bump: Bump::None,
    };
    if let Some(by_hand) = by_hand(pointer, reached.generator) {
        let index = &facade.index.revision;
        let place = index.declaration(by_hand).cloned();
        let public = index.public_paths(by_hand).into_iter().collect();
        return vec![trace(None, place.into_iter().collect(), public)];
    }
    let exposed =
        Exposed { index: &facade.index.revision, surfaces: &[], module: reached.generator.module };
    let near = nearest(pointer, reached.provenance).into_iter().filter_map(|item| {
        let places = exposed.of(item).facade;
        let public = places.iter().filter_map(|it| it.public.clone()).collect();
        (!places.is_empty()).then(|| trace(Some(item.to_owned()), places, public))
    });
    near.take(MOST_ITEMS).collect()
}

/// The type of the facade that stands for the schema that a pointer is in.
pub fn by_hand(pointer: &Pointer, generator: &Generator) -> Option<&'static str> {
    let segments: Vec<_> = pointer.segments().collect();
    let [components, schemas, schema, ..] = segments.as_slice() else { return None };
    if (components.as_str(), schemas.as_str()) != ("components", "schemas") {
        return None;
    }
    let replaced = generator.replaced_schemas.iter().find(|it| it.schema == schema);
    replaced.map(|it| it.path)
}

/// The generated items that the document decides at the longest part of a
/// pointer.
fn nearest<'a>(pointer: &Pointer, provenance: &'a Provenance) -> Vec<&'a str> {
    let wanted: Vec<_> = pointer.segments().collect();
    let depth = |origin: &Origin| match origin {
        Origin::Document(at) => {
            let at: Vec<_> = at.segments().collect();
            (at.len() > 2 && wanted.starts_with(&at)).then_some(at.len())
        }
        Origin::Generator => None,
    };
    let near: Vec<_> =
        provenance.iter().filter_map(|(item, it)| Some((depth(it)?, item.as_str()))).collect();
    let deepest = near.iter().map(|(depth, _)| *depth).max();
    near.into_iter().filter(|(depth, _)| Some(*depth) == deepest).map(|(_, item)| item).collect()
}
