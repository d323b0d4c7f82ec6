//! The state of a comparison: which parts of the documents stand in which
//! role, who uses them, and what has been found in them. What counts as a
//! change is decided by the modules that walk.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::claims::{Claims, Side, class};
use super::role::Role;
use super::site::Site;
use crate::audit::finding::{Behaviour, Level, Pointers, SpecFinding, Use, Wire};
use crate::audit::rules::{self, Rule};
use crate::openapi::json::Pointer;
use crate::openapi::{self, Field};

/// A pair of parts of the documents in one role.
pub(super) type Node = usize;

/// What is known of a pair.
#[derive(Debug)]
struct Pair {
    role: Role,
    /// The parts that it refers to or consists of.
    parts: BTreeSet<Node>,
    /// Uses that begin here.
    uses: BTreeSet<Use>,
    /// Whether it concerns everyone, or only those who use it.
    everyone: bool,
}

/// Something that changed.
#[derive(Debug)]
struct Event {
    node: Node,
    topic: &'static str,
    rule: &'static Rule,
    pointer: Pointers,
    before: Option<Value>,
    after: Option<Value>,
}

/// A comparison that is under way.
#[derive(Debug)]
pub(super) struct Walk<'a> {
    pub(super) base: &'a Value,
    pub(super) revision: &'a Value,
    pub(super) claims: Claims,
    pairs: Vec<Pair>,
    known: BTreeMap<(Pointer, Pointer, Role), Node>,
    events: Vec<Event>,
    /// Components that have another name in the other document.
    pub(super) renamed: BTreeSet<(Side, Pointer)>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(base: &'a Value, revision: &'a Value) -> Self {
        Self {
            base,
            revision,
            claims: Claims::default(),
            pairs: Vec::new(),
            known: BTreeMap::new(),
            events: Vec::new(),
            renamed: BTreeSet::new(),
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
        self.pairs.push(Pair {
            role: Role::WHOLE,
            parts: BTreeSet::new(),
            uses,
            everyone: false,
        });
        self.pairs.len() - 1
    }

    /// The pair of objects that two places lead to; nothing if they were
    /// compared before, or are no objects.
    pub(super) fn enter(
        &mut self,
        whole: Node,
        role: Role,
        base: &Site<'a>,
        revision: &Site<'a>,
    ) -> Option<(Node, Site<'a>, Site<'a>)> {
        let (base, revision) = self.resolve(whole, base, revision);
        let (node, first) = self.part(whole, &base.pointer, &revision.pointer, role);
        if !first {
            return None;
        }
        if !base.value.is_object() || !revision.value.is_object() {
            self.unknown(node, Some(&base), Some(&revision));
            return None;
        }
        Some((node, base, revision))
    }

    /// A pair of parts of `whole`, and whether it is met for the first time.
    pub(super) fn part(
        &mut self,
        whole: Node,
        base: &Pointer,
        revision: &Pointer,
        role: Role,
    ) -> (Node, bool) {
        let next = self.pairs.len();
        let key = (base.clone(), revision.clone(), role);
        let node = *self.known.entry(key).or_insert(next);
        if node == next {
            self.pairs.push(Pair {
                role,
                parts: BTreeSet::new(),
                uses: BTreeSet::new(),
                everyone: false,
            });
        }
        if let Some(pair) = self.pairs.get_mut(whole) {
            pair.parts.insert(node);
        }
        (node, node == next)
    }

    /// The role of a pair.
    pub(super) fn role(&self, node: Node) -> Role {
        self.pairs.get(node).map_or(Role::WHOLE, |pair| pair.role)
    }

    /// Records a change that accounts for the text at its pointers. Changes at
    /// the same pointers and of the same topic are one finding.
    pub(super) fn found(
        &mut self,
        node: Node,
        topic: &'static str,
        names: &[&str],
        base: Option<&Site<'a>>,
        revision: Option<&Site<'a>>,
    ) {
        self.claim(base, revision);
        let values = (
            base.map(|site| facts(&site.pointer, site.value)),
            revision.map(|site| facts(&site.pointer, site.value)),
        );
        self.noted(node, topic, names, base, revision, values);
    }

    /// Records a change whose values are said otherwise than by what stands
    /// at its pointers. It accounts for no text.
    pub(super) fn noted(
        &mut self,
        node: Node,
        topic: &'static str,
        names: &[&str],
        base: Option<&Site<'a>>,
        revision: Option<&Site<'a>>,
        (before, after): (Option<Value>, Option<Value>),
    ) {
        self.events.push(Event {
            node,
            topic,
            rule: self.role(node).rule(names),
            pointer: Pointers {
                base: base.map(|site| site.pointer.clone()),
                revision: revision.map(|site| site.pointer.clone()),
            },
            before,
            after,
        });
    }

    /// A finding accounts for the text at and below two sites.
    pub(super) fn claim(&mut self, base: Option<&Site<'a>>, revision: Option<&Site<'a>>) {
        for (side, site) in [(Side::Base, base), (Side::Revision, revision)] {
            if let Some(site) = site {
                self.claims.finding(side, &site.pointer);
            }
        }
    }

    /// A no-op class accounts for the text at and below two sites.
    pub(super) fn same(
        &mut self,
        class: &'static str,
        base: Option<&Site<'a>>,
        revision: Option<&Site<'a>>,
    ) {
        for (side, site) in [(Side::Base, base), (Side::Revision, revision)] {
            if let Some(site) = site {
                self.claims.noop(side, &site.pointer, class);
            }
        }
    }

    /// The order of two arrays means nothing.
    pub(super) fn any_order(&mut self, base: Option<&Site<'a>>, revision: Option<&Site<'a>>) {
        if let (Some(base), Some(revision)) = (base, revision) {
            self.claims
                .order(&base.pointer, &revision.pointer, Some(class::KEY_ORDER));
        }
    }

    /// A keyword or a shape that nothing here understands: a finding if it
    /// changed.
    pub(super) fn unknown(
        &mut self,
        node: Node,
        base: Option<&Site<'a>>,
        revision: Option<&Site<'a>>,
    ) {
        let value = |site: Option<&Site<'a>>| site.map(|site| site.value);
        if value(base) != value(revision) {
            self.found(node, "unknown", &[rules::UNKNOWN.id], base, revision);
        }
    }

    /// One finding for each cause, with everyone whom it concerns.
    pub(super) fn into_findings(self) -> (Vec<SpecFinding>, Claims) {
        let uses = self.uses();
        let mut causes: BTreeMap<(Pointers, &str), Vec<Event>> = BTreeMap::new();
        for event in self.events {
            let cause = (event.pointer.clone(), event.topic);
            causes.entry(cause).or_default().push(event);
        }
        let mut findings: Vec<_> = causes
            .into_values()
            .filter_map(|events| {
                let concerned = |event: &Event| {
                    uses.get(event.node).is_some_and(|uses| !uses.is_empty())
                        || self.pairs.get(event.node).is_some_and(|it| it.everyone)
                        || event.rule.id == rules::UNKNOWN.id
                };
                let all_uses = events
                    .iter()
                    .filter_map(|event| uses.get(event.node))
                    .flatten()
                    .cloned()
                    .collect();
                let loudest = events
                    .iter()
                    .max_by_key(|event| (concerned(event), event.rule.weight()))?;
                Some(finding(loudest, all_uses, concerned(loudest)))
            })
            .collect();
        findings.sort_by(|a, b| (&a.pointer, a.rule).cmp(&(&b.pointer, b.rule)));
        (findings, self.claims)
    }

    /// Who uses each pair, directly or through what it is part of.
    fn uses(&self) -> Vec<BTreeSet<Use>> {
        let mut all: Vec<BTreeSet<Use>> = vec![BTreeSet::new(); self.pairs.len()];
        for (start, pair) in self.pairs.iter().enumerate() {
            if pair.uses.is_empty() {
                continue;
            }
            let mut seen = BTreeSet::from([start]);
            let mut pending = vec![start];
            while let Some(node) = pending.pop() {
                if let Some(uses) = all.get_mut(node) {
                    uses.extend(pair.uses.iter().cloned());
                }
                let parts = self.pairs.get(node).map(|pair| &pair.parts);
                pending.extend(parts.into_iter().flatten().filter(|it| seen.insert(**it)));
            }
        }
        all
    }
}

fn finding(event: &Event, uses: BTreeSet<Use>, concerns_somebody: bool) -> SpecFinding {
    let rule = event.rule;
    // What no operation uses breaks nobody, whatever it is.
    let (level, wire, behaviour) = match concerns_somebody {
        true => (rule.level, rule.wire, rule.behaviour),
        false => (Level::Info, Wire::None, Behaviour::None),
    };
    SpecFinding {
        rule: rule.id,
        level,
        pointer: event.pointer.clone(),
        before: event.before.clone(),
        after: event.after.clone(),
        uses,
        wire,
        behaviour,
    }
}

/// What a value says beside words for people, so that rewording one does not
/// make it another finding.
pub(super) fn facts(pointer: &Pointer, value: &Value) -> Value {
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
