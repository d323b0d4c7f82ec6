//! The schemas that a document's operations reach, as nodes without spelling:
//! references followed, `allOf` folded, a choice of one unwrapped, properties
//! that are not in a direction left out. Recursion stays as node numbers.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use serde_json::Value;

use super::number::{Bound, Num};
use super::shape::{Additional, Id, Shape, Types, Values, format, key};
use super::site::Site;
use crate::audit::finding::Direction;
use crate::openapi::json::Pointer;
use crate::openapi::{self, Field, Kind};

/// More nodes than any document needs; what is beyond is not understood.
const MOST_NODES: usize = 2_000_000;

/// More conjuncts than any schema needs.
const MOST_CONJUNCTS: usize = 4096;

/// A schema as a part of a conjunction.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Source {
    pointer: Pointer,
    /// Whether its `allOf` still has to be taken in.
    whole: bool,
    /// How many of its choices, `anyOf` and `oneOf`, have been made.
    made: u8,
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

/// What tells which schema of a hierarchy a value has.
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

/// One of the schemas that a node is a choice of, and what holds besides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::audit) struct Leaf {
    pub(in crate::audit) id: Id,
    pub(in crate::audit) exactly: BTreeSet<Vec<Id>>,
}

/// All nodes of one document.
#[derive(Debug)]
pub(in crate::audit) struct Schemas<'a> {
    pub(in crate::audit) document: &'a Value,
    nodes: Vec<Node>,
    known: HashMap<(Vec<Source>, Direction), Id>,
    pending: Vec<(Id, Vec<Source>, Direction)>,
    /// Schemas that take in another one by `allOf`, by that other one.
    children: BTreeMap<Pointer, Vec<Pointer>>,
    /// Components and schemas that something leads to.
    pub(in crate::audit) reached: BTreeSet<Pointer>,
    /// Values of nodes, as far as they were asked for.
    pub(in crate::audit) samples: RefCell<HashMap<Id, Value>>,
    leaves: RefCell<HashMap<Id, Rc<Vec<Leaf>>>>,
}

impl<'a> Schemas<'a> {
    pub(super) fn new(document: &'a Value) -> Self {
        Self {
            document,
            nodes: Vec::new(),
            known: HashMap::new(),
            pending: Vec::new(),
            children: children(document),
            reached: BTreeSet::new(),
            samples: RefCell::default(),
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
            let exactly: BTreeSet<Vec<Id>> = &leaf.exactly | &node.shape.exactly;
            match node.branches.is_empty() {
                true => found.push(Leaf { exactly, ..leaf }),
                false if seen.insert(leaf.id) => pending.extend(
                    node.branches.iter().rev().map(|id| Leaf { id: *id, exactly: exactly.clone() }),
                ),
                false => {}
            }
        }
        let found = Rc::new(found);
        self.leaves.borrow_mut().insert(id, Rc::clone(&found));
        found
    }

    /// The value at a pointer of the document.
    pub(in crate::audit) fn at(&self, pointer: &Pointer) -> Option<&'a Value> {
        self.document.pointer(pointer.as_str())
    }

    /// The schema at a pointer, in a direction.
    pub(super) fn schema(&mut self, pointer: &Pointer, direction: Direction) -> Id {
        self.conjunction(vec![whole(pointer.clone())], direction)
    }

    /// The first place of a keyword among what a node is written in, its value
    /// the one wanted if there is such a place.
    pub(in crate::audit) fn keyword(
        &self,
        id: Id,
        keyword: &str,
        wanted: Option<&Value>,
    ) -> Option<(Pointer, &'a Value)> {
        let places = || {
            self.node(id).sources.iter().filter_map(|source| {
                let value = self.at(source)?.get(keyword)?;
                Some((source.child(keyword), value))
            })
        };
        places()
            .find(|(_, value)| wanted.is_some_and(|it| key(it) == key(value)))
            .or_else(|| places().next())
    }

    fn conjunction(&mut self, mut sources: Vec<Source>, direction: Direction) -> Id {
        for source in &mut sources {
            if source.whole
                && let Some(value) = self.at(&source.pointer)
                && openapi::reference(value).is_some()
            {
                let site = Site { pointer: source.pointer.clone(), value };
                source.pointer = self.follow(&site).pointer;
            }
        }
        let mut canonical = sources.clone();
        canonical.sort();
        canonical.dedup();
        let next = self.nodes.len();
        let id = *self.known.entry((canonical, direction)).or_insert(next);
        if id == next {
            self.nodes.push(Node {
                direction,
                sources: sources.iter().map(|it| it.pointer.clone()).collect(),
                null: false,
                shape: Shape::any(),
                choices: Vec::new(),
                branches: Vec::new(),
                discriminator: None,
            });
            self.pending.push((id, sources, direction));
        }
        id
    }

    /// The object that a place means, with all that leads there reached.
    pub(super) fn follow(&mut self, site: &Site<'a>) -> Site<'a> {
        let mut site = site.clone();
        let mut seen = BTreeSet::new();
        while let Some(next) = site.target(self.document) {
            if !seen.insert(next.pointer.clone()) {
                break;
            }
            self.reached.insert(next.pointer.clone());
            site = next;
        }
        site
    }

    /// Builds what is still to be built.
    pub(super) fn finish(&mut self) {
        while let Some((id, sources, direction)) = self.pending.pop() {
            let node = match self.nodes.len() > MOST_NODES {
                true => self.not_understood(sources, direction),
                false => self.build(sources, direction),
            };
            if let Some(place) = self.nodes.get_mut(id) {
                *place = node;
            }
        }
        for id in 0..self.nodes.len() {
            self.filter(id);
        }
    }

    fn not_understood(&self, sources: Vec<Source>, direction: Direction) -> Node {
        let mut shape = Shape::any();
        shape
            .opaque
            .insert(format!("{:?}", sources.iter().map(|it| &it.pointer).collect::<Vec<_>>()));
        Node {
            direction,
            sources: sources.into_iter().map(|it| it.pointer).collect(),
            null: true,
            shape,
            choices: Vec::new(),
            branches: Vec::new(),
            discriminator: None,
        }
    }

    fn build(&mut self, sources: Vec<Source>, direction: Direction) -> Node {
        let null = {
            let mut seen = BTreeSet::new();
            let wholes = sources.iter().filter(|it| it.whole || it.made > 0);
            let mut all = true;
            for source in wholes {
                all &= self.null(&source.pointer, !source.whole, &mut seen, 0);
            }
            all
        };
        let parts = self.flatten(&sources);
        let mut node = Node {
            direction,
            sources: parts.iter().map(|(source, _)| source.pointer.clone()).collect(),
            null,
            shape: Shape::any(),
            choices: Vec::new(),
            branches: Vec::new(),
            discriminator: None,
        };
        for (source, object) in &parts {
            let site = Site { pointer: source.pointer.clone(), value: object };
            self.fold(&mut node, &site, direction);
        }
        self.objects(&mut node.shape, &parts, direction);
        self.items(&mut node.shape, &parts, direction);
        self.choices(&mut node, &parts, direction);
        node.shape.numbers.normalise();
        node
    }

    /// The conjuncts of some schemas, `allOf` taken in.
    fn flatten(&mut self, sources: &[Source]) -> Vec<(Source, &'a Value)> {
        let mut parts: Vec<(Source, &'a Value)> = Vec::new();
        let mut seen = BTreeSet::new();
        let mut pending: Vec<Source> = sources.iter().rev().cloned().collect();
        while let Some(source) = pending.pop() {
            let Some(value) = self.at(&source.pointer) else {
                continue;
            };
            let site = self.follow(&Site { pointer: source.pointer.clone(), value });
            if !seen.insert(site.pointer.clone()) || parts.len() > MOST_CONJUNCTS {
                continue;
            }
            let inner = |keyword: &str| -> Vec<Source> {
                let list = site.get(keyword).map(|it| it.items()).unwrap_or_default();
                list.into_iter().map(|it| whole(it.pointer)).collect()
            };
            if source.whole {
                let mut more = inner("allOf");
                for (keyword, made) in [("anyOf", 0), ("oneOf", 1)] {
                    let choice = inner(keyword);
                    if choice.len() == 1 && source.made <= made {
                        more.extend(choice);
                    }
                }
                pending.extend(more.into_iter().rev());
            }
            parts.push((Source { pointer: site.pointer, ..source }, site.value));
        }
        parts
    }

    /// Whether null is let through, which a wrapper may say for what it wraps.
    fn null(
        &mut self,
        pointer: &Pointer,
        own: bool,
        seen: &mut BTreeSet<Pointer>,
        depth: usize,
    ) -> bool {
        let Some(value) = self.at(pointer) else {
            return true;
        };
        let site = self.follow(&Site { pointer: pointer.clone(), value });
        let Some(object) = site.value.as_object() else {
            return site.value != &Value::Bool(false);
        };
        if object.get("nullable") == Some(&Value::Bool(true)) {
            return true;
        }
        let listed = |values: &Value| values.as_array().is_none_or(|it| it.contains(&Value::Null));
        if object.get("type").is_some() || !object.get("enum").is_none_or(listed) {
            return false;
        }
        if own || depth > 200 || !seen.insert(site.pointer.clone()) {
            return true;
        }
        let mut each = |keyword: &str, this: &mut Self| -> Option<Vec<bool>> {
            let items = site.get(keyword)?.items();
            let answers = items.iter().map(|it| this.null(&it.pointer, false, seen, depth + 1));
            Some(answers.collect())
        };
        let all = each("allOf", self).is_none_or(|it| it.iter().all(|it| *it));
        let any = each("anyOf", self).is_none_or(|it| it.is_empty() || it.contains(&true));
        let one = each("oneOf", self)
            .is_none_or(|it| it.is_empty() || it.iter().filter(|it| **it).count() == 1);
        let not = site.get("not").is_none_or(|it| !self.null(&it.pointer, false, seen, depth + 1));
        seen.remove(&site.pointer);
        all && any && one && not
    }

    /// Takes one schema's keywords in, beside those that lead to other schemas.
    fn fold(&mut self, node: &mut Node, site: &Site<'a>, direction: Direction) {
        let shape = &mut node.shape;
        let object = match site.value {
            Value::Object(object) if openapi::reference(site.value).is_none() => object,
            Value::Bool(flag) if site.pointer.as_str().ends_with("/additionalProperties") => {
                if !flag {
                    shape.types = Types::NONE;
                }
                return;
            }
            other => {
                shape.opaque.insert(other.to_string());
                return;
            }
        };
        for (keyword, value) in object {
            let number = || value.as_number().map(Num::of);
            let count = || {
                value.as_u64().or_else(|| {
                    let real = value.as_f64().filter(|it| it.fract() == 0.0 && *it >= 0.0)?;
                    #[expect(
                        clippy::cast_possible_truncation,
                        clippy::cast_sign_loss,
                        reason = "whole and not negative"
                    )]
                    Some(real as u64)
                })
            };
            let open = |keyword| object.get(keyword) == Some(&Value::Bool(true));
            let understood = match keyword.as_str() {
                "type" => types(value, shape),
                "enum" => value.as_array().map(|values| {
                    let set: Values = values
                        .iter()
                        .filter(|it| !it.is_null())
                        .map(|it| (key(it), it.clone()))
                        .collect();
                    let set = match shape.values.take() {
                        None => set,
                        Some(old) => {
                            set.into_iter().filter(|(key, _)| old.contains_key(key)).collect()
                        }
                    };
                    shape.values = Some(Rc::new(set));
                }),
                "minimum" => number()
                    .map(|at| shape.numbers.at_least(Bound { at, open: open("exclusiveMinimum") })),
                "maximum" => number()
                    .map(|at| shape.numbers.at_most(Bound { at, open: open("exclusiveMaximum") })),
                "exclusiveMinimum" | "exclusiveMaximum" | "nullable" | "readOnly" | "writeOnly"
                | "deprecated" => value.as_bool().map(|_| ()),
                "multipleOf" => {
                    number().filter(|it| *it > Num::Integer(0)).map(|it| shape.numbers.step(it))
                }
                "minLength" => count().map(|it| shape.strings.length.at_least(it)),
                "maxLength" => count().map(|it| shape.strings.length.at_most(it)),
                "minItems" => count().map(|it| shape.arrays.length.at_least(it)),
                "maxItems" => count().map(|it| shape.arrays.length.at_most(it)),
                "minProperties" => count().map(|it| shape.objects.count.at_least(it)),
                "maxProperties" => count().map(|it| shape.objects.count.at_most(it)),
                "uniqueItems" => value.as_bool().map(|it| shape.arrays.unique |= it),
                "pattern" => value.as_str().map(|it| {
                    if !super::super::inclusion::pattern::lets_all_through(it) {
                        shape.strings.patterns.insert(it.to_owned());
                    }
                }),
                "format" => value.as_str().map(|it| format(it, shape)),
                "required" => value.as_array().map(|names| {
                    shape
                        .objects
                        .required
                        .extend(names.iter().filter_map(|it| it.as_str().map(str::to_owned)));
                }),
                "properties" => value.as_object().map(|_| ()),
                "items" => Some(()),
                "additionalProperties" => (value.is_object() || value.is_boolean()).then_some(()),
                "allOf" | "anyOf" | "oneOf" => value.as_array().map(|_| ()),
                "not" => {
                    let id = self.schema(&site.pointer.child("not"), direction);
                    shape.not.insert(id);
                    Some(())
                }
                "discriminator" => {
                    let found = self.discriminator(site, direction);
                    node.discriminator = node.discriminator.take().or(found);
                    Some(())
                }
                "default" => Some(()),
                prose if openapi::field(Kind::Schema, prose) == Field::Prose => Some(()),
                _ => None,
            };
            if understood.is_none() {
                shape.opaque.insert(format!("{keyword}: {value}"));
            }
        }
    }

    /// The properties of all conjuncts together.
    fn objects(&mut self, shape: &mut Shape, parts: &[(Source, &'a Value)], direction: Direction) {
        let declared = |value: &'a Value| value.get("properties").and_then(Value::as_object);
        let mut names: BTreeSet<&String> = BTreeSet::new();
        for (_, value) in parts {
            names.extend(declared(value).into_iter().flat_map(|it| it.keys()));
        }
        let rest = |source: &Source, value: &'a Value| -> Option<Source> {
            let additional = value.get("additionalProperties")?;
            let says = additional == &Value::Bool(false)
                || additional.as_object().is_some_and(|it| !it.is_empty());
            says.then(|| whole(source.pointer.child("additionalProperties")))
        };
        for name in names {
            let sources: Vec<Source> = parts
                .iter()
                .filter_map(|(source, value)| {
                    match declared(value).is_some_and(|it| it.contains_key(name)) {
                        true => Some(whole(source.pointer.child("properties").child(name))),
                        false => rest(source, value),
                    }
                })
                .collect();
            let hidden = self.is_hidden(&sources, direction);
            let id = self.conjunction(sources, direction);
            if hidden {
                let required = shape.objects.required.remove(name);
                shape.objects.hidden.insert(name.clone(), (id, required));
            } else {
                shape.objects.properties.insert(name.clone(), id);
            }
        }
        let rests: Vec<Source> =
            parts.iter().filter_map(|(source, value)| rest(source, value)).collect();
        let closed = rests.iter().any(|it| self.at(&it.pointer) == Some(&Value::Bool(false)));
        shape.objects.additional = match rests.is_empty() {
            _ if closed => Additional::None,
            true => Additional::Any,
            false => Additional::Schema(self.conjunction(rests, direction)),
        };
    }

    /// Whether a property is left out in a direction.
    fn is_hidden(&mut self, sources: &[Source], direction: Direction) -> bool {
        let (left_out, other) = match direction {
            Direction::Request => ("readOnly", "writeOnly"),
            Direction::Response => ("writeOnly", "readOnly"),
        };
        let parts = self.flatten(sources);
        let says =
            |keyword| parts.iter().any(|(_, it)| it.get(keyword) == Some(&Value::Bool(true)));
        says(left_out) && !says(other)
    }

    fn items(&mut self, shape: &mut Shape, parts: &[(Source, &'a Value)], direction: Direction) {
        let sources: Vec<Source> = parts
            .iter()
            .filter(|(_, value)| value.get("items").is_some())
            .map(|(source, _)| whole(source.pointer.child("items")))
            .collect();
        if !sources.is_empty() {
            shape.arrays.items = Some(self.conjunction(sources, direction));
        }
    }

    /// The choices of all conjuncts, and what follows if the first is made.
    fn choices(&mut self, node: &mut Node, parts: &[(Source, &'a Value)], direction: Direction) {
        let mut first = true;
        for (source, value) in parts {
            for (keyword, made) in [("anyOf", 0), ("oneOf", 1)] {
                let list = source.pointer.child(keyword);
                let count = value.get(keyword).and_then(Value::as_array).map_or(0, Vec::len);
                if source.made > made || count == 0 {
                    continue;
                }
                let pointers: Vec<Pointer> = (0..count).map(|index| list.child(index)).collect();
                let members: Vec<(Pointer, Id)> =
                    pointers.iter().map(|it| (it.clone(), self.schema(it, direction))).collect();
                if made == 1 && count > 1 && node.discriminator.is_none() {
                    let mut ids: Vec<Id> = members.iter().map(|(_, id)| *id).collect();
                    ids.sort_unstable();
                    node.shape.exactly.insert(ids);
                }
                node.choices.push(Choice { exactly_one: made == 1, list, members });
                // A choice of one is taken in already.
                if count > 1 && std::mem::take(&mut first) {
                    node.branches = pointers
                        .into_iter()
                        .map(|member| {
                            let others = parts.iter().map(|(other, _)| Source {
                                whole: false,
                                made: match other.pointer == source.pointer {
                                    true => made + 1,
                                    false => other.made,
                                },
                                ..other.clone()
                            });
                            let sources = others.chain([whole(member)]).collect();
                            self.conjunction(sources, direction)
                        })
                        .collect();
                }
            }
        }
    }

    /// Values of a finite set that the rest of the schema does not let through.
    fn filter(&mut self, id: Id) {
        let Some(node) = self.nodes.get_mut(id) else {
            return;
        };
        let Some(values) = &node.shape.values else {
            return;
        };
        let shape = Shape { values: None, ..node.shape.clone() };
        if values.values().all(|value| shape.scalar_fits(value)) {
            return;
        }
        let left = values.iter().filter(|(_, value)| shape.scalar_fits(value));
        node.shape.values =
            Some(Rc::new(left.map(|(key, value)| (key.clone(), value.clone())).collect()));
    }

    /// The values of a discriminator, said or implied, and what each leads to.
    fn discriminator(&mut self, site: &Site<'a>, direction: Direction) -> Option<Discriminator> {
        let said = site.get("discriminator")?;
        let property = said.text("propertyName")?.to_owned();
        let mut targets: BTreeMap<String, Pointer> = BTreeMap::new();
        for (value, target) in
            said.get("mapping").iter().flat_map(|it| it.members().collect::<Vec<_>>())
        {
            let name = target.value.as_str()?;
            let direct = Pointer::root().child("components").child("schemas").child(name);
            let pointer = match name.strip_prefix('#') {
                Some(fragment) => Pointer::from(fragment),
                None => direct,
            };
            targets.insert(value.to_owned(), pointer);
        }
        let mapped: BTreeSet<Pointer> = targets.values().cloned().collect();
        let listed =
            ["oneOf", "anyOf"].into_iter().filter_map(|it| site.get(it)).flat_map(|it| it.items());
        let listed = listed.filter_map(|it| it.target(self.document)).map(|it| it.pointer);
        let derived = self.children.get(&site.pointer).cloned().unwrap_or_default();
        for pointer in listed.chain(derived) {
            if let Some(name) = pointer.segments().last()
                && !mapped.contains(&pointer)
            {
                targets.entry(name).or_insert(pointer);
            }
        }
        targets.retain(|_, pointer| self.at(pointer).is_some());
        let mapping = targets
            .into_iter()
            .map(|(value, pointer)| {
                self.reached.insert(pointer.clone());
                (value, self.schema(&pointer, direction))
            })
            .collect();
        Some(Discriminator { pointer: said.pointer, property, mapping })
    }
}

fn whole(pointer: Pointer) -> Source {
    Source { pointer, whole: true, made: 0 }
}

fn types(value: &Value, shape: &mut Shape) -> Option<()> {
    let of = match value.as_str()? {
        "boolean" => Types::BOOLEAN,
        "integer" => {
            shape.numbers.integer = true;
            Types::NUMBER
        }
        "number" => Types::NUMBER,
        "string" => Types::STRING,
        "array" => Types::ARRAY,
        "object" => Types::OBJECT,
        "null" => Types::NONE,
        _ => return None,
    };
    shape.types = shape.types.and(of);
    Some(())
}

/// Which schemas take in another one by `allOf`.
fn children(document: &Value) -> BTreeMap<Pointer, Vec<Pointer>> {
    let mut children: BTreeMap<Pointer, Vec<Pointer>> = BTreeMap::new();
    let place = Pointer::root().child("components").child("schemas");
    let schemas = document.pointer(place.as_str()).and_then(Value::as_object);
    for (name, value) in schemas.into_iter().flatten() {
        let site = Site { pointer: place.child(name), value };
        for item in site.get("allOf").map(|it| it.items()).unwrap_or_default() {
            if let Some(base) = item.target(document) {
                children.entry(base.pointer).or_default().push(site.pointer.clone());
            }
        }
    }
    children
}
