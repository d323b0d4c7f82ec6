//! Collects what was found: which pair of parts differs, under which names. The
//! other modules decide what counts as a difference, and what it means.

use std::collections::BTreeSet;

use serde_json::Value;

use super::claims::Claims;
use super::graph::{Entry, Graph, Node, Root, Step};
use super::role::Role;
use crate::audit::contract::Contract;
use crate::audit::contract::shape::Id;
use crate::audit::contract::site::Site;
use crate::audit::finding::{Failure, Pointers, Use};
use crate::audit::inclusion::{Included, Inclusion};
use crate::audit::pair::Pair;
use crate::audit::rules::Rule;
use crate::openapi::json::Pointer;
use crate::openapi::{self, Field};

/// The effect of a difference on the wire.
#[derive(Clone, Debug)]
pub(super) enum Effect {
    /// Nothing on the wire depends on it.
    None,
    Compatible,
    /// How what worked before fails now, and what that is, in words.
    Fails(Failure, String),
    /// The inclusion of the part in question.
    Proof(Included),
}

impl From<Included> for Effect {
    fn from(included: Included) -> Self {
        Self::Proof(included)
    }
}

/// Something that differs.
#[derive(Debug)]
pub(super) struct Event {
    pub(super) node: Node,
    /// Its most general name.
    pub(super) topic: String,
    pub(super) rule: &'static Rule,
    pub(super) pointer: Pointers,
    pub(super) values: Pair<Option<Value>>,
    pub(super) effect: Effect,
}

/// A comparison in progress.
pub(super) struct Finder<'s, 'a> {
    pub(super) base: &'s Contract<'a>,
    pub(super) revision: &'s Contract<'a>,
    pub(super) inclusion: Inclusion<'s, 'a>,
    pub(super) claims: Claims,
    pub(super) graph: Graph,
    pub(super) events: Vec<Event>,
    pending: Vec<Node>,
}

impl<'s, 'a> Finder<'s, 'a> {
    pub(super) fn new(base: &'s Contract<'a>, revision: &'s Contract<'a>) -> Self {
        Self {
            base,
            revision,
            inclusion: Inclusion::new(&base.schemas, &revision.schemas),
            claims: Claims::default(),
            graph: Graph::default(),
            events: Vec::new(),
            pending: Vec::new(),
        }
    }

    pub(super) fn contracts(&self) -> Pair<&'s Contract<'a>> {
        Pair { base: self.base, revision: self.revision }
    }

    /// The node of one use.
    pub(super) fn user(&mut self, of: Use) -> Node {
        self.graph.add(Entry { uses: [of].into(), ..Entry::default() })
    }

    /// A part of an operation that plays a role and has no schema itself.
    pub(super) fn part(&mut self, whole: Node, role: Role) -> Node {
        let way = Some((whole, Step::Same));
        self.graph.add_part(whole, Entry { role, way, ..Entry::default() })
    }

    /// Two schemas that are the whole of what is sent or received somewhere.
    pub(super) fn whole_schema(&mut self, whole: Node, role: Role, ids: Pair<Id>, root: Root) {
        let entry = Entry { role, ids: Some(ids), root: Some(root), ..Entry::default() };
        let node = self.graph.add_part(whole, entry);
        self.schema(node, Step::Same, role, ids);
        while let Some(node) = self.pending.pop() {
            self.compare_schemas(node);
        }
    }

    /// Two schemas that are part of two others.
    pub(super) fn schema(&mut self, whole: Node, step: Step, role: Role, ids: Pair<Id>) {
        let (node, is_new) = self.graph.schema(whole, step, role, ids);
        if is_new {
            self.pending.push(node);
        }
    }

    /// Two schemas that a discriminator leads to: each is the whole of a value.
    pub(super) fn led_to(&mut self, whole: Node, role: Role, ids: Pair<Id>) {
        let start = self.graph.entry(self.graph.start(whole));
        let places = self.sources(ids);
        let root = start.root.clone().map(|root| Root { places, ..root });
        let way = Some((whole, Step::Same));
        let entry = Entry { role, ids: Some(ids), root, way, ..Entry::default() };
        let node = self.graph.add_part(whole, entry);
        self.schema(node, Step::Same, role, ids);
    }

    /// Where two schemas are written.
    pub(super) fn sources(&self, ids: Pair<Id>) -> Pointers {
        let source = |(id, contract): (Id, &Contract<'_>)| {
            contract.schemas.node(id).sources.first().cloned()
        };
        ids.zip(self.contracts()).map(source)
    }

    pub(super) fn role(&self, node: Node) -> Role {
        self.graph.entry(node).role
    }

    /// Records a difference by its possible names, the most specific first, and
    /// claims the text at its places. Differences at the same places that have
    /// the same last name are one finding.
    pub(super) fn found(
        &mut self,
        node: Node,
        names: &[&str],
        places: impl Into<Pointers>,
        effect: impl Into<Effect>,
    ) {
        let places: Pointers = places.into();
        let value = |(pointer, contract): (&Option<Pointer>, &Contract<'_>)| {
            let pointer = pointer.as_ref()?;
            Some(facts(pointer, contract.document.pointer(pointer.as_str())?))
        };
        let values = places.as_ref().zip(self.contracts()).map(value);
        self.restated(node, names, places, values, effect);
    }

    /// Records a difference whose values are not simply those at its places, and
    /// claims the text there.
    pub(super) fn restated(
        &mut self,
        node: Node,
        names: &[&str],
        places: impl Into<Pointers>,
        values: Pair<Option<Value>>,
        effect: impl Into<Effect>,
    ) {
        let places: Pointers = places.into();
        self.claims.whole(&places);
        self.record(node, names, places, values, effect);
    }

    /// Claims everything at and below two places.
    pub(super) fn claim_whole(&mut self, sites: Pair<Option<Site<'a>>>) {
        self.claims.whole(&sites.into());
    }

    /// Records a difference without a claim.
    pub(super) fn record(
        &mut self,
        node: Node,
        names: &[&str],
        places: impl Into<Pointers>,
        values: Pair<Option<Value>>,
        effect: impl Into<Effect>,
    ) {
        let role = self.role(node);
        let effect = if role.muted { Effect::None } else { effect.into() };
        let topic = names.last().copied().unwrap_or_default().to_owned();
        let (rule, pointer) = (role.rule(names), places.into());
        self.events.push(Event { node, topic, rule, pointer, values, effect });
    }

    /// The uses of a component, in either document.
    pub(super) fn users_of(&mut self, component: &Pair<Pointer>) -> Node {
        let is_met = |(id, (place, contract)): (Id, (&Pointer, &Contract<'_>))| {
            contract.schemas.node(id).sources.contains(place)
        };
        let met = |ids: Pair<Id>| {
            let sides = ids.zip(component.as_ref().zip(self.contracts())).map(is_met);
            sides.base && sides.revision
        };
        let nodes = self.graph.nodes().filter(|(_, entry)| entry.ids.is_some_and(met));
        let nodes: Vec<Node> = nodes.map(|(node, _)| node).collect();
        let node = self.graph.add(Entry::default());
        for whole in nodes {
            self.graph.link(whole, node);
        }
        node
    }

    /// If a whole body breaks although nothing in it was found to break, the body
    /// itself is the finding.
    pub(super) fn doubt_roots(&mut self) {
        let breaks = |effect: &Effect| {
            !matches!(effect, Effect::None | Effect::Compatible | Effect::Proof(Included::Yes))
        };
        let breaking: BTreeSet<Node> =
            self.events.iter().filter(|it| breaks(&it.effect)).map(|it| it.node).collect();
        let mut doubtful = Vec::new();
        for (node, entry) in self.graph.nodes().filter(|(_, it)| it.root.is_some()) {
            if let (Some(ids), Some(direction)) = (entry.ids, entry.role.direction) {
                let writing = entry.role.writing;
                let included =
                    self.inclusion.compatible(ids.base, ids.revision, direction, writing);
                if !included.is_yes() && !self.graph.reaches(node, &breaking) {
                    doubtful.push((node, ids, included));
                }
            }
        }
        for (node, ids, included) in doubtful {
            self.found(node, &["constraint-changed"], self.sources(ids), included);
        }
    }
}

impl From<Pair<Option<Site<'_>>>> for Pointers {
    fn from(sites: Pair<Option<Site<'_>>>) -> Self {
        sites.map(|it| it.map(|site| site.pointer))
    }
}

/// The place of something that only the base has.
pub(super) fn removed(site: &Site<'_>) -> Pointers {
    Pair { base: Some(site.pointer.clone()), revision: None }
}

/// The place of something that only the revision has.
pub(super) fn added(site: &Site<'_>) -> Pointers {
    Pair { base: None, revision: Some(site.pointer.clone()) }
}

/// A value without its prose, so that another wording does not make another
/// finding.
fn facts(pointer: &Pointer, value: &Value) -> Value {
    let Some(kind) = openapi::kind_at(pointer) else {
        return value.clone();
    };
    openapi::rewrite(value.clone(), kind, pointer, &mut |_, kind, object| {
        let facts = object
            .into_iter()
            .filter(|(key, _)| key == "title" || openapi::field(kind, key) != Field::Prose);
        Value::Object(facts.collect())
    })
}
