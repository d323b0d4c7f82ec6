//! The schemas that a document's operations reach, as numbered nodes that do not
//! depend on spelling, and questions about them. `build` makes the nodes.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use serde_json::Value;

use super::shape::{Alternative, Id, Shape, Strings, Types};
use super::site::Site;
use crate::audit::finding::Direction;
use crate::audit::inclusion::pattern::Machines;
use crate::audit::inclusion::text::accepts;
use crate::openapi;
use crate::openapi::json::Pointer;

/// More nodes than any document needs; further ones are not understood.
const MOST_NODES: usize = 2_000_000;

/// What of a schema is part of a conjunction already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Stage {
    Nothing,
    AllOf,
    /// And one of its `anyOf`.
    AnyOf,
    /// And one of its `oneOf`.
    OneOf,
}

/// A property of a discriminator, and its values that lead to a schema.
pub(in crate::audit) type Tag = (String, BTreeSet<String>);

/// A schema as a part of a conjunction.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Conjunct {
    pub(super) pointer: Pointer,
    pub(super) tag: Option<Tag>,
    pub(super) stage: Stage,
}

/// A choice among schemas.
#[derive(Clone, Debug)]
pub(in crate::audit) struct Choice {
    pub(in crate::audit) exactly_one: bool,
    /// The list in the document.
    pub(in crate::audit) list: Pointer,
    /// Each schema by itself.
    pub(in crate::audit) members: Vec<(Pointer, Id)>,
}

/// Which schema of a hierarchy a value has, by a property of it.
#[derive(Clone, Debug)]
pub(in crate::audit) struct Discriminator {
    pub(in crate::audit) pointer: Pointer,
    pub(in crate::audit) property: String,
    pub(in crate::audit) mapping: BTreeMap<String, Id>,
}

/// A schema in one direction.
#[derive(Clone, Debug)]
pub(in crate::audit) struct Node {
    pub(in crate::audit) direction: Direction,
    /// The objects that it is written in, the outermost first.
    pub(in crate::audit) sources: Vec<Pointer>,
    pub(in crate::audit) null: bool,
    pub(in crate::audit) shape: Shape,
    pub(in crate::audit) choices: Vec<Choice>,
    /// If there are choices: the schemas of which one must hold.
    pub(in crate::audit) branches: Vec<Id>,
    pub(in crate::audit) discriminator: Option<Discriminator>,
}

/// One of the schemas that a node is a choice of, and what else holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::audit) struct Leaf {
    pub(in crate::audit) id: Id,
    pub(in crate::audit) exactly: BTreeSet<Vec<Alternative>>,
}

/// All nodes of one document.
#[derive(Debug)]
pub(in crate::audit) struct Schemas<'a> {
    pub(in crate::audit) document: &'a Value,
    nodes: Vec<Node>,
    known: HashMap<(Vec<Conjunct>, Direction), Id>,
    pending: Vec<(Id, Vec<Conjunct>)>,
    /// Whether the schema at a pointer accepts null.
    pub(super) nulls: HashMap<Pointer, bool>,
    /// The schemas that include another one by `allOf`, by that other one.
    pub(super) children: BTreeMap<Pointer, Vec<Pointer>>,
    /// Components and schemas that something leads to.
    pub(in crate::audit) reached: BTreeSet<Pointer>,
    leaves: RefCell<HashMap<Id, Rc<Vec<Leaf>>>>,
}

impl<'a> Schemas<'a> {
    pub(super) fn new(document: &'a Value, children: BTreeMap<Pointer, Vec<Pointer>>) -> Self {
        Self {
            document,
            nodes: Vec::new(),
            known: HashMap::new(),
            pending: Vec::new(),
            nulls: HashMap::new(),
            children,
            reached: BTreeSet::new(),
            leaves: RefCell::default(),
        }
    }

    /// Every node.
    pub(in crate::audit) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    pub(in crate::audit) fn node(&self, id: Id) -> &Node {
        // Numbers come from this arena alone.
        &self.nodes[id]
    }

    /// The schemas without a choice of which one must hold.
    pub(in crate::audit) fn leaves(&self, id: Id) -> Rc<Vec<Leaf>> {
        if let Some(known) = self.leaves.borrow().get(&id) {
            return Rc::clone(known);
        }
        let mut found: Vec<Leaf> = Vec::new();
        let mut seen = BTreeSet::new();
        let mut pending = vec![Leaf { id, exactly: BTreeSet::new() }];
        while let Some(leaf) = pending.pop() {
            let node = self.node(leaf.id);
            let exactly = &leaf.exactly | &node.shape.exactly;
            let inner = |id: &Id| Leaf { id: *id, exactly: exactly.clone() };
            match node.branches.is_empty() {
                _ if !seen.insert((leaf.id, exactly.clone())) => {}
                true => found.push(Leaf { exactly, ..leaf }),
                false => pending.extend(node.branches.iter().rev().map(inner)),
            }
        }
        let found = Rc::new(found);
        self.leaves.borrow_mut().insert(id, Rc::clone(&found));
        found
    }

    /// Whether a node accepts every value.
    pub(in crate::audit) fn is_anything(&self, id: Id) -> bool {
        let node = self.node(id);
        let leaves = self.leaves(id);
        let free = |it: &Leaf| it.exactly.is_empty() && self.node(it.id).shape == Shape::any();
        node.null && leaves.iter().any(free)
    }

    /// Whether a node accepts every text.
    pub(in crate::audit) fn is_any_text(&self, id: Id) -> bool {
        self.leaves(id).iter().any(|it| {
            let shape = &self.node(it.id).shape;
            let beside = Shape { types: Types::ALL, ..shape.clone() };
            it.exactly.is_empty() && shape.types.has(Types::STRING) && beside == Shape::any()
        })
    }

    /// Whether a node accepts no value.
    pub(in crate::audit) fn is_never(&self, id: Id) -> bool {
        !self.node(id).null && self.leaves(id).iter().all(|it| self.node(it.id).shape.is_empty())
    }

    /// The most values that a node accepts, if they are few.
    pub(in crate::audit) fn cardinality(&self, id: Id) -> Option<u64> {
        let leaves = self.leaves(id);
        let counts = leaves.iter().map(|it| self.node(it.id).shape.cardinality());
        counts.sum::<Option<u64>>().map(|it| it + u64::from(self.node(id).null))
    }

    /// The value at a pointer of the document.
    pub(in crate::audit) fn at(&self, pointer: &Pointer) -> Option<&'a Value> {
        self.document.pointer(pointer.as_str())
    }

    /// The first place of a keyword among what a node is written in, and its
    /// value.
    pub(in crate::audit) fn keyword(&self, id: Id, keyword: &str) -> Option<(Pointer, &'a Value)> {
        let mut written = self.written(id).into_iter();
        written.find_map(|(at, value)| Some((at.child(keyword), value.get(keyword)?)))
    }

    /// What a node is written in, each with its place.
    pub(in crate::audit) fn written(&self, id: Id) -> Vec<(&Pointer, &'a Value)> {
        let sources = self.node(id).sources.iter();
        sources.filter_map(|source| Some((source, self.at(source)?))).collect()
    }

    /// The schema at a pointer, in a direction.
    pub(super) fn schema(&mut self, pointer: &Pointer, direction: Direction) -> Id {
        self.conjunction(vec![Conjunct::of(pointer.clone())], direction)
    }

    /// The schema of what satisfies all of some schemas.
    pub(super) fn conjunction(&mut self, mut sources: Vec<Conjunct>, direction: Direction) -> Id {
        for conjunct in &mut sources {
            if conjunct.stage == Stage::Nothing
                && let Some(site) = self.meant(&conjunct.pointer)
            {
                conjunct.pointer = site.pointer;
            }
        }
        let mut canonical = sources.clone();
        canonical.sort();
        // Where a schema occurs twice, the less folded occurrence says more.
        canonical.dedup_by(|more, less| (&more.pointer, &more.tag) == (&less.pointer, &less.tag));
        let mut seen = BTreeSet::new();
        sources.retain(|it| canonical.binary_search(it).is_ok() && seen.insert(it.clone()));
        let next = self.nodes.len();
        let id = *self.known.entry((canonical, direction)).or_insert(next);
        if id == next {
            let pointers = sources.iter().map(|it| it.pointer.clone()).collect();
            self.nodes.push(Node::empty(pointers, direction));
            self.pending.push((id, sources));
        }
        id
    }

    /// The value at a place, with references followed.
    pub(super) fn meant(&mut self, pointer: &Pointer) -> Option<Site<'a>> {
        let value = self.at(pointer)?;
        Some(self.follow(&Site { pointer: pointer.clone(), value }))
    }

    /// The object at a place, with references followed; marks all on the way as
    /// reached.
    pub(super) fn follow(&mut self, site: &Site<'a>) -> Site<'a> {
        let mut site = site.clone();
        let mut seen = BTreeSet::new();
        while openapi::reference(site.value).is_some()
            && let Some(next) = site.target(self.document)
            && seen.insert(next.pointer.clone())
        {
            self.reached.insert(next.pointer.clone());
            site = next;
        }
        site
    }

    /// Builds what is still to be built.
    pub(super) fn finish(&mut self) {
        while let Some((id, sources)) = self.pending.pop() {
            let enough = self.nodes.len() > MOST_NODES;
            let mut node = Node::empty(Vec::new(), self.node(id).direction);
            match enough {
                true => {
                    node.sources = sources.into_iter().map(|it| it.pointer).collect();
                    node.shape.opaque.insert(format!("{:?}", node.sources));
                }
                false => self.build(&mut node, &sources),
            }
            self.nodes[id] = node;
        }
        let machines = Machines::default();
        let is_text =
            |strings: &Strings, text: &str| accepts(&machines, strings, text) != Some(false);
        self.nodes.iter_mut().for_each(|it| it.shape.settle(is_text));
        for id in 0..self.nodes.len() {
            let objects = &self.node(id).shape.objects;
            let values =
                |name: &String| self.node(*objects.properties.get(name)?).shape.values.clone();
            let contradicts = |(name, tags): (&String, &BTreeSet<String>)| {
                let listed = values(name)?;
                let met = |it: &Value| it.as_str().is_some_and(|it| tags.contains(it));
                (!listed.values().any(met)).then(|| name.clone())
            };
            // If the property lists other values, the names are not what is sent.
            let idle: Vec<String> = objects.tags.iter().filter_map(contradicts).collect();
            let excluded = self.node(id).shape.not.iter().any(|it| self.is_anything(*it));
            let node = &mut self.nodes[id];
            node.shape.objects.tags.retain(|name, _| !idle.contains(name));
            if excluded {
                node.shape.types = Types::NONE;
            }
        }
        self.leaves.borrow_mut().clear();
    }
}

impl Conjunct {
    /// A schema that is not part of a conjunction yet.
    pub(super) fn of(pointer: Pointer) -> Self {
        Self { pointer, tag: None, stage: Stage::Nothing }
    }
}

impl Node {
    fn empty(sources: Vec<Pointer>, direction: Direction) -> Self {
        Self {
            direction,
            sources,
            null: true,
            shape: Shape::any(),
            choices: Vec::new(),
            branches: Vec::new(),
            discriminator: None,
        }
    }
}
