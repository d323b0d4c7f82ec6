//! What has been found so far: pairs of parts, who uses them, and what differs
//! in them, each with the proof that it matters or does not. What counts as a
//! difference is decided by the modules beside this one.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

use super::claims::Claims;
use super::role::Role;
use crate::audit::contract::Contract;
use crate::audit::contract::shape::Id;
use crate::audit::contract::shape::Types;
use crate::audit::contract::site::Site;
use crate::audit::finding::{
    Behaviour, Direction, Level, Pointers, SpecFinding, Use, Wire, Witness,
};
use crate::audit::inclusion::validator::{Judge, Translations};
use crate::audit::inclusion::{Answer, At, How, Inclusion, Mode, Side};
use crate::audit::rules::{self, Rule};
use crate::openapi::json::Pointer;
use crate::openapi::{self, Field};

/// A pair of parts of the documents in one role.
pub(super) type Node = usize;

/// How a value is a part of another.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// It is the same value.
    Same,
    Property(String),
    /// A property that neither side names.
    Further,
    Element,
}

/// A value that is sent or received by itself: a body, a parameter, a header.
#[derive(Clone, Debug)]
pub(super) struct Root {
    /// The schemas in the documents; any value where there is none.
    pub(super) base: Option<Pointer>,
    pub(super) revision: Option<Pointer>,
    pub(super) direction: Direction,
    /// `POST /things`.
    pub(super) operation: String,
    pub(super) part: Part,
}

/// Which part of a request or a response a value is.
#[derive(Clone, Debug)]
pub(super) enum Part {
    Body,
    Form,
    Parameter(String),
    Response(String),
    Header(String),
}

/// What is known of a pair.
#[derive(Debug)]
struct Pair {
    role: Role,
    ids: Option<(Id, Id)>,
    parts: BTreeSet<Node>,
    uses: BTreeSet<Use>,
    everyone: bool,
    /// The first way that led here.
    way: Option<(Node, Step)>,
    root: Option<Root>,
}

/// What is said of a difference's effect on the wire.
#[derive(Clone, Debug)]
pub(super) enum Effect {
    /// Nothing on the wire depends on it.
    None,
    Compatible,
    /// A request or a response, in words.
    Breaking(String),
    /// The inclusion of the part in question.
    Proof(Answer),
}

/// Something that differs.
#[derive(Debug)]
struct Event {
    node: Node,
    topic: &'static str,
    rule: &'static Rule,
    pointer: Pointers,
    before: Option<Value>,
    after: Option<Value>,
    effect: Effect,
}

/// A comparison that is under way.
pub(super) struct Finder<'s, 'a> {
    pub(super) base: &'s Contract<'a>,
    pub(super) revision: &'s Contract<'a>,
    pub(super) inclusion: Inclusion<'s, 'a>,
    pub(super) claims: Claims,
    pairs: Vec<Pair>,
    known: HashMap<(Id, Id, Role), Node>,
    pending: Vec<Node>,
    events: Vec<Event>,
}

/// A place in each document, if it is there.
pub(super) type Places = (Option<Pointer>, Option<Pointer>);

impl<'s, 'a> Finder<'s, 'a> {
    pub(super) fn new(base: &'s Contract<'a>, revision: &'s Contract<'a>) -> Self {
        Self {
            base,
            revision,
            inclusion: Inclusion::new(&base.schemas, &revision.schemas),
            claims: Claims::default(),
            pairs: Vec::new(),
            known: HashMap::new(),
            pending: Vec::new(),
            events: Vec::new(),
        }
    }

    pub(super) fn contract(&self, side: Side) -> &'s Contract<'a> {
        match side {
            Side::Base => self.base,
            Side::Revision => self.revision,
        }
    }

    /// What concerns everyone, whichever operations they use.
    pub(super) fn everyone(&mut self) -> Node {
        let node = self.users(BTreeSet::new());
        if let Some(pair) = self.pairs.get_mut(node) {
            pair.everyone = true;
        }
        node
    }

    /// What concerns some uses.
    pub(super) fn users(&mut self, uses: BTreeSet<Use>) -> Node {
        self.add(Pair {
            role: Role::WHOLE,
            ids: None,
            parts: BTreeSet::new(),
            uses,
            everyone: false,
            way: None,
            root: None,
        })
    }

    fn add(&mut self, pair: Pair) -> Node {
        self.pairs.push(pair);
        self.pairs.len() - 1
    }

    /// A part of an operation that plays a role and has no schema itself.
    pub(super) fn part(&mut self, whole: Node, role: Role) -> Node {
        let node = self.users(BTreeSet::new());
        if let Some(pair) = self.pairs.get_mut(node) {
            pair.role = role;
            pair.way = Some((whole, Step::Same));
        }
        self.link(whole, node);
        node
    }

    fn link(&mut self, whole: Node, part: Node) {
        if let Some(pair) = self.pairs.get_mut(whole) {
            pair.parts.insert(part);
        }
    }

    /// Two schemas that are the whole of what is sent or received somewhere.
    pub(super) fn whole_schema(
        &mut self,
        whole: Node,
        role: Role,
        ids: (Id, Id),
        root: Root,
    ) -> Node {
        let node = self.add(Pair {
            role,
            ids: Some(ids),
            parts: BTreeSet::new(),
            uses: BTreeSet::new(),
            everyone: false,
            way: None,
            root: Some(root),
        });
        self.link(whole, node);
        let (inner, _) = self.schema(node, Step::Same, role, ids);
        self.compare_pending();
        inner
    }

    /// Two schemas that are part of two others. Returns their pair, and
    /// whether it is met for the first time.
    pub(super) fn schema(
        &mut self,
        whole: Node,
        step: Step,
        role: Role,
        ids: (Id, Id),
    ) -> (Node, bool) {
        let next = self.pairs.len();
        let node = *self.known.entry((ids.0, ids.1, role)).or_insert(next);
        if node == next {
            self.add(Pair {
                role,
                ids: Some(ids),
                parts: BTreeSet::new(),
                uses: BTreeSet::new(),
                everyone: false,
                way: Some((whole, step)),
                root: None,
            });
            self.pending.push(node);
        }
        self.link(whole, node);
        (node, node == next)
    }

    /// Two schemas that a discriminator leads to: the whole of a value that is
    /// told by it.
    pub(super) fn led_to(&mut self, whole: Node, role: Role, ids: (Id, Id)) {
        let mut node = whole;
        while let Some((next, _)) = self.pairs.get(node).and_then(|it| it.way.as_ref()) {
            node = *next;
        }
        let place =
            |side: Side, id: Id| self.inclusion.schemas(side).node(id).sources.first().cloned();
        let root = self.pairs.get(node).and_then(|it| it.root.clone()).map(|root| Root {
            base: place(Side::Base, ids.0),
            revision: place(Side::Revision, ids.1),
            ..root
        });
        let node = self.part(whole, role);
        if let Some(pair) = self.pairs.get_mut(node) {
            pair.ids = Some(ids);
            pair.way = None;
            pair.root = root;
        }
        self.schema(node, Step::Same, role, ids);
    }

    fn compare_pending(&mut self) {
        while let Some(node) = self.pending.pop() {
            if let Some((base, revision)) = self.pairs.get(node).and_then(|it| it.ids) {
                self.compare_schemas(node, base, revision);
            }
        }
    }

    pub(super) fn role(&self, node: Node) -> Role {
        self.pairs.get(node).map_or(Role::WHOLE, |pair| pair.role)
    }

    /// Records a difference, which accounts for the text at its pointers.
    /// Differences at the same pointers and of the same topic are one finding.
    pub(super) fn found(
        &mut self,
        node: Node,
        topic: &'static str,
        names: &[&str],
        places: Places,
        effect: Effect,
    ) {
        let value = |side: Side, pointer: &Option<Pointer>| {
            let pointer = pointer.as_ref()?;
            Some(facts(pointer, self.contract(side).document.pointer(pointer.as_str())?))
        };
        let values = (value(Side::Base, &places.0), value(Side::Revision, &places.1));
        for (side, pointer) in [(Side::Base, &places.0), (Side::Revision, &places.1)] {
            if let Some(pointer) = pointer {
                self.claims.finding(side, pointer);
            }
        }
        self.noted(node, topic, names, places, values, effect);
    }

    /// Records a difference whose values are said otherwise than by what
    /// stands at its pointers. It accounts for no text.
    pub(super) fn noted(
        &mut self,
        node: Node,
        topic: &'static str,
        names: &[&str],
        (base, revision): Places,
        (before, after): (Option<Value>, Option<Value>),
        effect: Effect,
    ) {
        let role = self.role(node);
        let effect = if role.muted { Effect::None } else { effect };
        self.events.push(Event {
            node,
            topic,
            rule: role.rule(names),
            pointer: Pointers { base, revision },
            before,
            after,
            effect,
        });
    }

    /// How many differences were recorded.
    pub(super) fn count(&self) -> usize {
        self.events.len()
    }

    /// Those who use what a component is, in either document.
    pub(super) fn users_of(&mut self, base: &Pointer, revision: &Pointer) -> Node {
        let met = |this: &Self, (a, b): (Id, Id)| {
            this.base.schemas.node(a).sources.contains(base)
                && this.revision.schemas.node(b).sources.contains(revision)
        };
        let nodes: Vec<Node> = (0..self.pairs.len())
            .filter(|node| {
                self.pairs.get(*node).and_then(|it| it.ids).is_some_and(|ids| met(self, ids))
            })
            .collect();
        let node = self.users(BTreeSet::new());
        for whole in nodes {
            self.link(whole, node);
        }
        node
    }

    /// The sites of a pair as places.
    pub(super) fn places(base: Option<&Site<'a>>, revision: Option<&Site<'a>>) -> Places {
        (base.map(|it| it.pointer.clone()), revision.map(|it| it.pointer.clone()))
    }

    /// The value of the root that has a value as the part that a pair is.
    fn embedded(&self, node: Node, value: Value) -> Option<(&Root, Value)> {
        let (mut node, mut value) = (node, value);
        for _ in 0..10_000 {
            let pair = self.pairs.get(node)?;
            if let Some(root) = &pair.root {
                return Some((root, value));
            }
            let (whole, step) = pair.way.as_ref()?;
            value = self.around(*whole, step, value)?;
            node = *whole;
        }
        None
    }

    fn around(&self, whole: Node, step: &Step, value: Value) -> Option<Value> {
        if matches!(step, Step::Same) {
            return Some(value);
        }
        let pair = self.pairs.get(whole)?;
        let ids = pair.ids?;
        let (side, id) = match pair.role.direction? {
            Direction::Request => (Side::Base, ids.0),
            Direction::Response => (Side::Revision, ids.1),
        };
        let schemas = self.inclusion.schemas(side);
        let how = How { mode: Mode::Same, writing: pair.role.writing };
        let leaves = schemas.leaves(id);
        for leaf in leaves.iter() {
            let shape = &schemas.node(leaf.id).shape;
            let whole = match step {
                Step::Same => None,
                Step::Element => self.inclusion.array(schemas, shape, Some(value.clone())),
                Step::Property(name) => {
                    self.inclusion.object(schemas, shape, Some((name, value.clone())), None)
                }
                Step::Further => {
                    self.inclusion.object(schemas, shape, Some(("other", value.clone())), None)
                }
            };
            let fits = |it: &Value| {
                leaves.len() == 1
                    || shape.types.has(Types::of(it))
                        && self.inclusion.accepts(At { side, id }, it, how) != Some(false)
            };
            if let Some(whole) = whole.filter(fits) {
                return Some(whole);
            }
        }
        None
    }

    /// One finding for each cause, with everyone whom it concerns.
    pub(super) fn into_findings(mut self) -> (Vec<SpecFinding>, Claims) {
        self.doubt_roots();
        let uses = self.uses();
        let verdicts = self.verdicts();
        let mut causes: BTreeMap<(&Pointers, &str), Vec<usize>> = BTreeMap::new();
        for (index, event) in self.events.iter().enumerate() {
            causes.entry((&event.pointer, event.topic)).or_default().push(index);
        }
        let mut findings: Vec<SpecFinding> = Vec::new();
        for indices in causes.into_values() {
            let events: Vec<_> = indices
                .into_iter()
                .filter_map(|it| self.events.get(it).zip(verdicts.get(it)))
                .collect();
            let concerned = |event: &Event| {
                uses.get(&event.node).is_some_and(|uses| !uses.is_empty())
                    || self.pairs.get(event.node).is_some_and(|it| it.everyone)
                    || event.rule.id == rules::UNKNOWN.id
            };
            let all_uses: BTreeSet<Use> = events
                .iter()
                .filter_map(|(event, _)| uses.get(&event.node))
                .flatten()
                .cloned()
                .collect();
            let loudest = events.iter().max_by_key(|(event, verdict)| {
                (concerned(event), verdict.wire, event.rule.weight())
            });
            if let Some((event, verdict)) = loudest {
                findings.push(finding(event, verdict, all_uses, concerned(event)));
            }
        }
        findings.sort_by(|a, b| (&a.pointer, a.rule).cmp(&(&b.pointer, b.rule)));
        (findings, self.claims)
    }

    /// Where a whole body breaks and nothing in it was found to, the body
    /// itself is the finding.
    fn doubt_roots(&mut self) {
        let breaks = |effect: &Effect| {
            !matches!(effect, Effect::None | Effect::Compatible | Effect::Proof(Answer::Yes))
        };
        let breaking: BTreeSet<Node> =
            self.events.iter().filter(|it| breaks(&it.effect)).map(|it| it.node).collect();
        for node in 0..self.pairs.len() {
            let Some(pair) = self.pairs.get(node) else {
                continue;
            };
            let (Some(ids), Some(_), Some(direction)) = (pair.ids, &pair.root, pair.role.direction)
            else {
                continue;
            };
            let answer = self.inclusion.goes_on(ids.0, ids.1, direction, pair.role.writing);
            if answer.is_yes() || self.reaches(node, &breaking) {
                continue;
            }
            let place =
                |side: Side, id: Id| self.inclusion.schemas(side).node(id).sources.first().cloned();
            let places = (place(Side::Base, ids.0), place(Side::Revision, ids.1));
            self.found(node, "whole", &["constraint-changed"], places, Effect::Proof(answer));
        }
    }

    fn reaches(&self, node: Node, wanted: &BTreeSet<Node>) -> bool {
        let mut seen = BTreeSet::from([node]);
        let mut pending = vec![node];
        while let Some(node) = pending.pop() {
            if wanted.contains(&node) {
                return true;
            }
            let parts = self.pairs.get(node).map(|it| &it.parts);
            pending.extend(parts.into_iter().flatten().filter(|it| seen.insert(**it)));
        }
        false
    }

    /// Who uses each pair in which something differs, directly or through what
    /// it is part of.
    fn uses(&self) -> BTreeMap<Node, BTreeSet<Use>> {
        let mut wholes: Vec<Vec<Node>> = vec![Vec::new(); self.pairs.len()];
        for (node, pair) in self.pairs.iter().enumerate() {
            for part in &pair.parts {
                if let Some(wholes) = wholes.get_mut(*part) {
                    wholes.push(node);
                }
            }
        }
        let nodes: BTreeSet<Node> = self.events.iter().map(|it| it.node).collect();
        let mut all = BTreeMap::new();
        for start in nodes {
            let mut uses = BTreeSet::new();
            let mut seen = BTreeSet::from([start]);
            let mut pending = vec![start];
            while let Some(node) = pending.pop() {
                uses.extend(
                    self.pairs.get(node).into_iter().flat_map(|it| it.uses.iter().cloned()),
                );
                pending
                    .extend(wholes.get(node).into_iter().flatten().filter(|it| seen.insert(**it)));
            }
            all.insert(start, uses);
        }
        all
    }

    /// The verdict on each difference, its witness confirmed by the validator.
    fn verdicts(&self) -> Vec<Verdict> {
        let directions: BTreeSet<Direction> = self
            .events
            .iter()
            .filter(|it| matches!(it.effect, Effect::Proof(Answer::No(_))))
            .filter_map(|it| self.role(it.node).direction)
            .collect();
        let sides = [(Side::Base, &self.base.schemas), (Side::Revision, &self.revision.schemas)];
        let translations = Translations::of(&sides, &directions);
        let mut judge = Judge::of(&translations);
        self.events.iter().map(|event| self.verdict(event, &mut judge)).collect()
    }

    fn verdict(&self, event: &Event, judge: &mut Judge<'_>) -> Verdict {
        match &event.effect {
            Effect::None => Verdict::of(Wire::None),
            Effect::Compatible | Effect::Proof(Answer::Yes) => Verdict::of(Wire::Compatible),
            Effect::Breaking(text) => Verdict {
                witness: Some(Witness { text: text.clone(), value: None }),
                ..Verdict::of(Wire::Breaking)
            },
            Effect::Proof(Answer::Unknown(reason)) => self.unproven(event, reason.clone()),
            Effect::Proof(Answer::No(value)) => {
                let Some((root, whole)) = self.embedded(event.node, value.clone()) else {
                    return self.unproven(
                        event,
                        "whether a whole request or response shows it".to_owned(),
                    );
                };
                let places = [(Side::Base, &root.base), (Side::Revision, &root.revision)];
                let [base, revision] = places.map(|(side, pointer)| {
                    judge.accepts((side, root.direction), pointer.as_ref(), &whole)
                });
                let (narrow, wide) = match root.direction {
                    Direction::Request => (base, revision),
                    Direction::Response => (revision, base),
                };
                match (narrow, wide) {
                    (Some(true), Some(false)) => Verdict {
                        witness: Some(witness(root, whole)),
                        ..Verdict::of(Wire::Breaking)
                    },
                    _ => self
                        .unproven(event, "whether a whole request or response shows it".to_owned()),
                }
            }
        }
    }

    /// What is not proven breaks, unless the whole that it is part of is known
    /// to go on.
    fn unproven(&self, event: &Event, reason: String) -> Verdict {
        let mut node = event.node;
        while let Some((whole, _)) = self.pairs.get(node).and_then(|it| it.way.as_ref()) {
            node = *whole;
        }
        let pair = self.pairs.get(node);
        let goes_on = pair.and_then(|it| Some((it.ids?, it.role.direction?, it.role.writing)));
        let goes_on = goes_on.is_some_and(|((base, revision), direction, writing)| {
            self.inclusion.goes_on(base, revision, direction, writing).is_yes()
        });
        match goes_on {
            true => Verdict::of(Wire::Compatible),
            false => Verdict { not_proven: Some(reason), ..Verdict::of(Wire::Breaking) },
        }
    }
}

/// What is decided of a difference.
#[derive(Clone, Debug)]
struct Verdict {
    wire: Wire,
    witness: Option<Witness>,
    not_proven: Option<String>,
}

impl Verdict {
    fn of(wire: Wire) -> Self {
        Self { wire, witness: None, not_proven: None }
    }
}

fn finding(
    event: &Event,
    verdict: &Verdict,
    uses: BTreeSet<Use>,
    concerns_somebody: bool,
) -> SpecFinding {
    let rule = event.rule;
    // What no operation uses breaks nobody, whatever it is.
    let verdict = match concerns_somebody {
        true => verdict.clone(),
        false => Verdict::of(Wire::None),
    };
    let level = match verdict.wire {
        Wire::Breaking => rule.level.max(Level::Warning),
        _ if rule.level == Level::Error => Level::Info,
        _ => rule.level,
    };
    SpecFinding {
        rule: rule.id,
        level: if concerns_somebody { level } else { Level::Info },
        pointer: event.pointer.clone(),
        before: event.before.clone(),
        after: event.after.clone(),
        uses,
        wire: verdict.wire,
        witness: verdict.witness,
        not_proven: verdict.not_proven,
        behaviour: if concerns_somebody { rule.behaviour } else { Behaviour::None },
    }
}

/// A value in words, as a part of a request or a response.
fn witness(root: &Root, value: Value) -> Witness {
    let operation = &root.operation;
    let text = match &root.part {
        Part::Parameter(name) => format!("`{operation}` with `{name}={}`", plain(&value)),
        Part::Form => match value.as_object() {
            Some(fields) => {
                let fields: Vec<String> =
                    fields.iter().map(|(name, value)| format!("{name}={}", plain(value))).collect();
                format!("`{operation}` with `{}`", fields.join("&"))
            }
            None => format!("`{operation}` with the form {}", shortened(&value)),
        },
        Part::Body => format!("`{operation}` with the body `{}`", shortened(&value)),
        Part::Response(status) => {
            format!("`{operation}` answered by {status} `{}`", shortened(&value))
        }
        Part::Header(name) => format!("`{operation}` answered with `{name}: {}`", plain(&value)),
    };
    Witness { text, value: Some(value) }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) if text.len() < 100 => text.clone(),
        other => shortened(other),
    }
}

fn shortened(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(200) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

/// What a value says beside words for people, so that rewording one does not
/// make it another finding.
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
