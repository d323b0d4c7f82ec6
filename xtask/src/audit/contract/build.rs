//! Builds a node from the schemas as they are written: folds `allOf`, unwraps a
//! choice of one, leaves out the properties that a direction does not have.
//! What a keyword means by itself is in `keywords`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::keywords;
use super::schema::{Choice, Conjunct, Node, Schemas, Stage, Tag};
use super::shape::{Additional, Alternative, Id, Types};
use super::site::Site;
use crate::audit::finding::Direction;
use crate::openapi::json::Pointer;
use crate::openapi::parts::references;
use crate::openapi::{self, Field, Kind};

/// More conjuncts than any schema needs.
const MOST_CONJUNCTS: usize = 4096;

/// Wrappers around a schema that are looked through for null.
const MOST_WRAPPERS: usize = 1000;

/// More combinations of choices than any schema needs.
const MOST_COMBINATIONS: usize = 1024;

/// The keywords that are choices, each with the stage at which it is made.
const CHOICES: [(&str, Stage); 2] = [("anyOf", Stage::AnyOf), ("oneOf", Stage::OneOf)];

/// A conjunct, and what is written there.
type Part<'a> = (Conjunct, &'a Value);

impl<'a> Schemas<'a> {
    pub(super) fn build(&mut self, node: &mut Node, conjuncts: &[Conjunct]) {
        for conjunct in conjuncts.iter().filter(|it| it.stage == Stage::Nothing) {
            node.null &= self.null(&conjunct.pointer, 0);
        }
        let parts = self.flatten(conjuncts);
        node.sources = parts.iter().map(|(conjunct, _)| conjunct.pointer.clone()).collect();
        for (conjunct, value) in &parts {
            self.fold(node, &Site { pointer: conjunct.pointer.clone(), value });
        }
        self.objects(node, &parts);
        self.items(node, &parts);
        self.choices(node, &parts);
    }

    /// The conjuncts of some schemas, with `allOf` folded.
    fn flatten(&mut self, conjuncts: &[Conjunct]) -> Vec<Part<'a>> {
        let mut parts: Vec<Part<'a>> = Vec::new();
        let mut seen = BTreeSet::new();
        let mut pending: Vec<Conjunct> = conjuncts.iter().rev().cloned().collect();
        while let Some(conjunct) = pending.pop() {
            let Some(site) = self.meant(&conjunct.pointer) else {
                continue;
            };
            let new = seen.insert((site.pointer.clone(), conjunct.tag.clone()));
            if !new || parts.len() > MOST_CONJUNCTS {
                continue;
            }
            let inner = |keyword: &str| site.items_of(keyword);
            if conjunct.stage == Stage::Nothing {
                // What a discriminator leads to is a choice, even of one.
                let leads = site.get("discriminator").is_some();
                let single = CHOICES.map(|it| inner(it.0)).into_iter();
                let single = single.filter(|it| it.len() == 1 && !leads);
                let twice = self.negated_twice(&site);
                let more = inner("allOf").into_iter().chain(single.flatten()).chain(twice);
                let more: Vec<_> = more.collect();
                pending.extend(more.into_iter().rev().map(|it| Conjunct::of(it.pointer)));
            }
            parts.push((Conjunct { pointer: site.pointer, ..conjunct }, site.value));
        }
        parts
    }

    /// The schema that a double negation means.
    fn negated_twice(&mut self, site: &Site<'a>) -> Option<Site<'a>> {
        let inner = self.meant(&site.get("not")?.pointer)?;
        let says = |key: &String| openapi::field(Kind::Schema, key) != Field::Prose;
        let mut said = inner.value.as_object()?.keys().filter(|it| says(it));
        let is_alone = said.next().is_some_and(|it| it == "not") && said.next().is_none();
        is_alone.then(|| inner.get("not")).flatten()
    }

    /// Whether null is accepted; a wrapper may accept it for what it wraps.
    fn null(&mut self, pointer: &Pointer, depth: usize) -> bool {
        let Some(site) = self.meant(pointer) else {
            return true;
        };
        if let Some(known) = self.nulls.get(&site.pointer) {
            return *known;
        }
        // Within itself, a schema says nothing more.
        self.nulls.insert(site.pointer.clone(), true);
        let null = depth > MOST_WRAPPERS || self.null_of(&site, depth);
        self.nulls.insert(site.pointer, null);
        null
    }

    fn null_of(&mut self, site: &Site<'a>, depth: usize) -> bool {
        let listed = |values: &Value| values.as_array().is_none_or(|it| it.contains(&Value::Null));
        match site.value {
            Value::Bool(flag) => return *flag,
            _ if site.flag("nullable") || site.text("type") == Some("null") => return true,
            value if value.get("type").is_some() => return false,
            value if !value.get("enum").is_none_or(listed) => return false,
            _ => {}
        }
        let [all, any, one] = ["allOf", "anyOf", "oneOf"].map(|keyword| {
            let items = site.items_of(keyword);
            let hold = items.iter().filter(|it| self.null(&it.pointer, depth + 1)).count();
            (hold, items.len())
        });
        let not = site.get("not").is_some_and(|it| self.null(&it.pointer, depth + 1));
        let is_free = |keyword: &str| site.get(keyword).is_none();
        let any = is_free("anyOf") || any.0 > 0;
        all.0 == all.1 && any && (is_free("oneOf") || one.0 == 1) && !not
    }

    /// Folds one schema's keywords, except those that lead to other schemas.
    fn fold(&mut self, node: &mut Node, site: &Site<'a>) {
        let object = match site.value {
            Value::Object(object) if openapi::reference(site.value).is_none() => object,
            Value::Bool(true) => return,
            Value::Bool(false) => return node.shape.types = Types::NONE,
            other => {
                let leads = openapi::reference(other).map(|it| format!("$ref: {it}"));
                node.shape.opaque.insert(leads.unwrap_or_else(|| other.to_string()));
                return;
            }
        };
        for (keyword, value) in object {
            match keyword.as_str() {
                // It is folded already.
                "not" if self.negated_twice(site).is_some() => {}
                "not" => {
                    let id = self.schema(&site.pointer.child("not"), node.direction);
                    node.shape.not.insert(id);
                }
                "discriminator" => {
                    let found = self.discriminator(site, node.direction);
                    node.discriminator = node.discriminator.take().or(found);
                }
                // Nothing satisfies one of no schemas.
                "anyOf" | "oneOf" if value.as_array().is_some_and(Vec::is_empty) => {
                    node.shape.types = Types::NONE;
                }
                _ if keywords::fold(&mut node.shape, object, keyword, value).is_some() => {}
                _ => {
                    node.shape.opaque.insert(format!("{keyword}: {value}"));
                }
            }
        }
    }

    /// The properties of all conjuncts together.
    fn objects(&mut self, node: &mut Node, parts: &[Part<'a>]) {
        let objects = &mut node.shape.objects;
        let declared = |value: &'a Value| value.get("properties").and_then(Value::as_object);
        let names = parts.iter().filter_map(|it| declared(it.1)).flat_map(|it| it.keys());
        // What is required and not declared may be anything.
        let names: BTreeSet<String> = names.chain(&objects.required).cloned().collect();
        let rest = |(conjunct, value): &Part<'a>| -> Option<Conjunct> {
            let says = match value.get("additionalProperties")? {
                Value::Object(schema) => !schema.is_empty(),
                other => other == &Value::Bool(false),
            };
            says.then(|| Conjunct::of(conjunct.pointer.child("additionalProperties")))
        };
        // A reader ignores that a schema is closed, and reads what another one
        // beside it describes.
        let direction = node.direction;
        let beside = |part: &Part<'a>| {
            let is_closed = part.1.get("additionalProperties") == Some(&Value::Bool(false));
            rest(part).filter(|_| direction == Direction::Request || !is_closed)
        };
        for name in &names {
            let own =
                |part: &Part<'a>| match declared(part.1).is_some_and(|it| it.contains_key(name)) {
                    true => Some(Conjunct::of(part.0.pointer.child("properties").child(name))),
                    false => beside(part),
                };
            let conjuncts: Vec<Conjunct> = parts.iter().filter_map(own).collect();
            let hidden = self.is_hidden(&conjuncts, node.direction);
            let id = self.conjunction(conjuncts, node.direction);
            if hidden {
                let required = objects.required.remove(name);
                objects.hidden.insert(name.clone(), (id, required));
            } else {
                objects.properties.insert(name.clone(), id);
            }
        }
        let rests: Vec<Conjunct> = parts.iter().filter_map(rest).collect();
        let closed = rests.iter().any(|it| self.at(&it.pointer) == Some(&Value::Bool(false)));
        objects.additional = match rests.is_empty() {
            _ if closed => Additional::None,
            true => Additional::Any,
            false => Additional::Schema(self.conjunction(rests, node.direction)),
        };
        for (property, values) in parts.iter().filter_map(|it| it.0.tag.clone()) {
            let tags = objects.tags.entry(property).or_insert_with(|| values.clone());
            tags.retain(|it| values.contains(it));
        }
    }

    /// Whether a property is left out in a direction.
    fn is_hidden(&mut self, conjuncts: &[Conjunct], direction: Direction) -> bool {
        let (omitted, other) = match direction {
            Direction::Request => ("readOnly", "writeOnly"),
            Direction::Response => ("writeOnly", "readOnly"),
        };
        let parts = self.flatten(conjuncts);
        let says =
            |keyword| parts.iter().any(|(_, it)| it.get(keyword) == Some(&Value::Bool(true)));
        says(omitted) && !says(other)
    }

    fn items(&mut self, node: &mut Node, parts: &[Part<'a>]) {
        let listed = parts.iter().filter(|(_, value)| value.get("items").is_some());
        let conjuncts: Vec<Conjunct> =
            listed.map(|(conjunct, _)| Conjunct::of(conjunct.pointer.child("items"))).collect();
        if !conjuncts.is_empty() {
            node.shape.arrays.items = Some(self.conjunction(conjuncts, node.direction));
        }
    }

    /// The choices of all conjuncts, and what follows if the first is made.
    fn choices(&mut self, node: &mut Node, parts: &[Part<'a>]) {
        let many = combined(self.document, parts);
        if !many.is_empty() {
            return node.shape.opaque.extend(many);
        }
        for (conjunct, value) in parts {
            for (keyword, made) in CHOICES {
                let list = conjunct.pointer.child(keyword);
                let count = value.get(keyword).and_then(Value::as_array).map_or(0, Vec::len);
                if conjunct.stage >= made || count == 0 {
                    continue;
                }
                let pointers = (0..count).map(|index| list.child(index));
                let members: Vec<(Pointer, Id)> =
                    pointers.map(|it| (it.clone(), self.schema(&it, node.direction))).collect();
                let exactly_one = made == Stage::OneOf;
                // A choice of one is folded already.
                let mut alternatives: Vec<Alternative> =
                    members.iter().map(|it| Alternative { alone: it.1, within: it.1 }).collect();
                let is_open = count > 1 || value.get("discriminator").is_some();
                if is_open && node.branches.is_empty() {
                    for (member, id) in &members {
                        let member =
                            Conjunct { tag: tag(node, *id), ..Conjunct::of(member.clone()) };
                        let mut conjuncts = left(parts, &conjunct.pointer, made);
                        conjuncts.push(member);
                        node.branches.push(self.conjunction(conjuncts, node.direction));
                    }
                    for (alternative, branch) in alternatives.iter_mut().zip(&node.branches) {
                        alternative.within = *branch;
                    }
                }
                if exactly_one && count > 1 && node.discriminator.is_none() {
                    alternatives.sort_unstable();
                    node.shape.exactly.insert(alternatives);
                }
                node.choices.push(Choice { exactly_one, list, members });
            }
        }
    }
}

/// The choices of some conjuncts, as they are written, if their combinations are too
/// many to be told apart.
fn combined(document: &Value, parts: &[Part<'_>]) -> Vec<String> {
    let lists = parts.iter().flat_map(|(conjunct, value)| {
        let open = CHOICES.into_iter().filter(|(_, made)| conjunct.stage < *made);
        open.filter_map(|(keyword, _)| Some((keyword, value.get(keyword)?)))
    });
    let count = |list: &Value| list.as_array().map_or(0, Vec::len);
    let lists: Vec<_> = lists.filter(|(_, list)| count(list) > 1).collect();
    let combinations = lists.iter().fold(1_usize, |all, it| all.saturating_mul(count(it.1)));
    match lists.len() > 1 && combinations > MOST_COMBINATIONS {
        true => lists.iter().map(|it| format!("{}: {}", it.0, written(document, it.1))).collect(),
        false => Vec::new(),
    }
}

/// A value and all that it refers to, as text.
fn written(document: &Value, value: &Value) -> String {
    let mut targets = BTreeMap::new();
    let mut pending = vec![value];
    while let Some(value) = pending.pop() {
        for at in references(value) {
            if let Some(target) = document.pointer(at.as_str())
                && targets.insert(at.to_string(), target).is_none()
            {
                pending.push(target);
            }
        }
    }
    json!([value, targets]).to_string()
}

/// What conjuncts still say when one of them has made a choice.
fn left(parts: &[Part<'_>], chooser: &Pointer, made: Stage) -> Vec<Conjunct> {
    let chosen = parts.iter().map(|(conjunct, value)| {
        let made = if conjunct.pointer == *chooser { made } else { Stage::AllOf };
        (Conjunct { stage: conjunct.stage.max(made), ..conjunct.clone() }, value)
    });
    let says_more = |(conjunct, value): &(Conjunct, &&Value)| {
        let said = |keyword: &String| match keyword.as_str() {
            "allOf" | "discriminator" => false,
            "anyOf" => conjunct.stage < Stage::AnyOf,
            "oneOf" => conjunct.stage < Stage::OneOf,
            other => openapi::field(Kind::Schema, other) != Field::Prose,
        };
        conjunct.tag.is_some() || value.as_object().is_none_or(|it| it.keys().any(said))
    };
    chosen.filter(says_more).map(|it| it.0).collect()
}

/// The values by which a discriminator leads to a schema.
fn tag(node: &Node, id: Id) -> Option<Tag> {
    let discriminator = node.discriminator.as_ref()?;
    let leads = discriminator.mapping.iter().filter(|(_, target)| **target == id);
    let values: BTreeSet<String> = leads.map(|(value, _)| value.clone()).collect();
    (!values.is_empty()).then(|| (discriminator.property.clone(), values))
}
