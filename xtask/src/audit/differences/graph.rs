//! Pairs of parts of the two documents as a graph: which is part of which, in
//! which role, and who uses it. What differs in a pair is not known here.

use std::collections::{BTreeSet, HashMap};

use super::role::Role;
use crate::audit::contract::shape::Id;
use crate::audit::finding::{Direction, Use};
use crate::audit::pair::Pair;
use crate::openapi::json::Pointer;

/// A pair of parts.
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
    /// The schemas in the documents.
    pub(super) places: Pair<Option<Pointer>>,
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
#[derive(Debug, Default)]
pub(super) struct Entry {
    pub(super) role: Role,
    pub(super) ids: Option<Pair<Id>>,
    pub(super) uses: BTreeSet<Use>,
    /// Whether it concerns everyone, whichever operations they use.
    pub(super) everyone: bool,
    /// The first way that led here.
    pub(super) way: Option<(Node, Step)>,
    pub(super) root: Option<Root>,
    pub(super) parts: BTreeSet<Node>,
}

/// All pairs. Only this graph makes the numbers of pairs.
#[derive(Debug, Default)]
pub(super) struct Graph {
    entries: Vec<Entry>,
    known: HashMap<(Pair<Id>, Role), Node>,
}

impl Graph {
    pub(super) fn entry(&self, node: Node) -> &Entry {
        &self.entries[node]
    }

    pub(super) fn nodes(&self) -> impl Iterator<Item = (Node, &Entry)> {
        self.entries.iter().enumerate()
    }

    pub(super) fn add(&mut self, entry: Entry) -> Node {
        self.entries.push(entry);
        self.entries.len() - 1
    }

    pub(super) fn add_part(&mut self, whole: Node, entry: Entry) -> Node {
        let node = self.add(entry);
        self.link(whole, node);
        node
    }

    pub(super) fn link(&mut self, whole: Node, part: Node) {
        self.entries[whole].parts.insert(part);
    }

    /// Adds two schemas that are part of two others; also returns whether they
    /// are new.
    pub(super) fn schema(
        &mut self,
        whole: Node,
        step: Step,
        role: Role,
        ids: Pair<Id>,
    ) -> (Node, bool) {
        let next = self.entries.len();
        let node = *self.known.entry((ids, role)).or_insert(next);
        if node == next {
            self.add(Entry { role, ids: Some(ids), way: Some((whole, step)), ..Entry::default() });
        }
        self.link(whole, node);
        (node, node == next)
    }

    /// The pair that the first way to this one starts from: the whole of what is
    /// sent or received, if there is one.
    pub(super) fn start(&self, mut node: Node) -> Node {
        while let Entry { root: None, way: Some((whole, _)), .. } = self.entry(node) {
            node = *whole;
        }
        node
    }

    /// Whether one of some pairs is this one or a part of it.
    pub(super) fn reaches(&self, node: Node, wanted: &BTreeSet<Node>) -> bool {
        closure(node, |node| self.entry(node).parts.iter().copied()).any(|it| wanted.contains(&it))
    }

    /// Who uses each of some pairs, directly or through what it is part of.
    pub(super) fn uses(&self, nodes: &BTreeSet<Node>) -> HashMap<Node, BTreeSet<Use>> {
        let mut wholes: Vec<Vec<Node>> = vec![Vec::new(); self.entries.len()];
        for (node, entry) in self.nodes() {
            for part in &entry.parts {
                wholes[*part].push(node);
            }
        }
        let uses = |node: Node| {
            let around = closure(node, |node| wholes[node].iter().copied());
            around.flat_map(|it| self.entry(it).uses.iter().cloned()).collect()
        };
        nodes.iter().map(|node| (*node, uses(*node))).collect()
    }
}

/// A node and all that are next to it, next to these, and so on.
fn closure<N: Iterator<Item = Node>>(
    start: Node,
    next: impl Fn(Node) -> N,
) -> impl Iterator<Item = Node> {
    let mut seen = BTreeSet::from([start]);
    let mut pending = vec![start];
    std::iter::from_fn(move || {
        let node = pending.pop()?;
        pending.extend(next(node).filter(|it| seen.insert(*it)));
        Some(node)
    })
}
