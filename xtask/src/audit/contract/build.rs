//! How a node is made of the schemas that are written: `allOf` taken in, a
//! choice of one unwrapped, properties that are not in a direction left out.
//! What a keyword means by itself is in `keywords`.

use std::collections::BTreeSet;

use serde_json::Value;

use super::keywords;
use super::schema::{Choice, Node, Schemas, Source, Stage, Told};
use super::shape::{Additional, Id, Types};
use super::site::Site;
use crate::audit::finding::Direction;
use crate::openapi::json::Pointer;
use crate::openapi::{self, Field, Kind};

/// More conjuncts than any schema needs.
const MOST_CONJUNCTS: usize = 4096;

/// Wrappers around a schema that are looked through for null.
const MOST_WRAPPERS: usize = 1000;

/// The keywords that are choices, each with the stage at which it is made.
const CHOICES: [(&str, Stage); 2] = [("anyOf", Stage::AnyOf), ("oneOf", Stage::OneOf)];

/// A conjunct, and what is written there.
type Part<'a> = (Source, &'a Value);

impl<'a> Schemas<'a> {
    pub(super) fn build(&mut self, node: &mut Node, sources: &[Source]) {
        for source in sources.iter().filter(|it| it.stage == Stage::Nothing) {
            node.null &= self.null(&source.pointer, 0);
        }
        let parts = self.flatten(sources);
        node.sources = parts.iter().map(|(source, _)| source.pointer.clone()).collect();
        for (source, value) in &parts {
            self.fold(node, &Site { pointer: source.pointer.clone(), value });
        }
        self.objects(node, &parts);
        self.items(node, &parts);
        self.choices(node, &parts);
    }

    /// The conjuncts of some schemas, `allOf` taken in.
    fn flatten(&mut self, sources: &[Source]) -> Vec<Part<'a>> {
        let mut parts: Vec<Part<'a>> = Vec::new();
        let mut seen = BTreeSet::new();
        let mut pending: Vec<Source> = sources.iter().rev().cloned().collect();
        while let Some(source) = pending.pop() {
            let Some(site) = self.meant(&source.pointer) else {
                continue;
            };
            let new = seen.insert((site.pointer.clone(), source.told.clone()));
            if !new || parts.len() > MOST_CONJUNCTS {
                continue;
            }
            let inner = |keyword: &str| site.items_of(keyword);
            if source.stage == Stage::Nothing {
                // What a discriminator leads to is a choice, even of one.
                let is_told = site.get("discriminator").is_some();
                let single = CHOICES.map(|it| inner(it.0)).into_iter();
                let single = single.filter(|it| it.len() == 1 && !is_told);
                let twice = self.negated_twice(&site);
                let more = inner("allOf").into_iter().chain(single.flatten()).chain(twice);
                let more: Vec<_> = more.collect();
                pending.extend(more.into_iter().rev().map(|it| Source::of(it.pointer)));
            }
            parts.push((Source { pointer: site.pointer, ..source }, site.value));
        }
        parts
    }

    /// The schema that a schema says by not letting through what it does not.
    fn negated_twice(&mut self, site: &Site<'a>) -> Option<Site<'a>> {
        let inner = self.meant(&site.get("not")?.pointer)?;
        let says = |key: &String| openapi::field(Kind::Schema, key) != Field::Prose;
        let mut said = inner.value.as_object()?.keys().filter(|it| says(it));
        let is_alone = said.next().is_some_and(|it| it == "not") && said.next().is_none();
        is_alone.then(|| inner.get("not")).flatten()
    }

    /// Whether null is let through, which a wrapper may say for what it wraps.
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
            _ if site.flag("nullable") => return true,
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
        let any = any.1 == 0 || any.0 > 0;
        all.0 == all.1 && any && (one.1 == 0 || one.0 == 1) && !not
    }

    /// Takes one schema's keywords in, beside those that lead to other schemas.
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
                // It is taken in already.
                "not" if self.negated_twice(site).is_some() => {}
                "not" => {
                    let id = self.schema(&site.pointer.child("not"), node.direction);
                    node.shape.not.insert(id);
                }
                "discriminator" => {
                    let found = self.discriminator(site, node.direction);
                    node.discriminator = node.discriminator.take().or(found);
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
        let names: BTreeSet<&String> =
            parts.iter().filter_map(|it| declared(it.1)).flat_map(|it| it.keys()).collect();
        let rest = |(source, value): &Part<'a>| -> Option<Source> {
            let says = match value.get("additionalProperties")? {
                Value::Object(schema) => !schema.is_empty(),
                other => other == &Value::Bool(false),
            };
            says.then(|| Source::of(source.pointer.child("additionalProperties")))
        };
        // Who reads ignores that a schema is closed, and reads what another one
        // beside it describes.
        let direction = node.direction;
        let beside = |part: &Part<'a>| {
            let is_closed = part.1.get("additionalProperties") == Some(&Value::Bool(false));
            rest(part).filter(|_| direction == Direction::Request || !is_closed)
        };
        for name in names {
            let own =
                |part: &Part<'a>| match declared(part.1).is_some_and(|it| it.contains_key(name)) {
                    true => Some(Source::of(part.0.pointer.child("properties").child(name))),
                    false => beside(part),
                };
            let sources: Vec<Source> = parts.iter().filter_map(own).collect();
            let hidden = self.is_hidden(&sources, node.direction);
            let id = self.conjunction(sources, node.direction);
            if hidden {
                let required = objects.required.remove(name);
                objects.hidden.insert(name.clone(), (id, required));
            } else {
                objects.properties.insert(name.clone(), id);
            }
        }
        let rests: Vec<Source> = parts.iter().filter_map(rest).collect();
        let closed = rests.iter().any(|it| self.at(&it.pointer) == Some(&Value::Bool(false)));
        objects.additional = match rests.is_empty() {
            _ if closed => Additional::None,
            true => Additional::Any,
            false => Additional::Schema(self.conjunction(rests, node.direction)),
        };
        for (property, values) in parts.iter().filter_map(|it| it.0.told.clone()) {
            let told = objects.told.entry(property).or_insert_with(|| values.clone());
            told.retain(|it| values.contains(it));
        }
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

    fn items(&mut self, node: &mut Node, parts: &[Part<'a>]) {
        let listed = parts.iter().filter(|(_, value)| value.get("items").is_some());
        let sources: Vec<Source> =
            listed.map(|(source, _)| Source::of(source.pointer.child("items"))).collect();
        if !sources.is_empty() {
            node.shape.arrays.items = Some(self.conjunction(sources, node.direction));
        }
    }

    /// The choices of all conjuncts, and what follows if the first is made.
    fn choices(&mut self, node: &mut Node, parts: &[Part<'a>]) {
        for (source, value) in parts {
            for (keyword, made) in CHOICES {
                let list = source.pointer.child(keyword);
                let count = value.get(keyword).and_then(Value::as_array).map_or(0, Vec::len);
                if source.stage >= made || count == 0 {
                    continue;
                }
                let pointers = (0..count).map(|index| list.child(index));
                let members: Vec<(Pointer, Id)> =
                    pointers.map(|it| (it.clone(), self.schema(&it, node.direction))).collect();
                let exactly_one = made == Stage::OneOf;
                // A choice of one is taken in already.
                // Each with what is said beside the choice, where that is known.
                let mut alternatives: Vec<Id> = members.iter().map(|it| it.1).collect();
                let is_open = count > 1 || value.get("discriminator").is_some();
                if is_open && node.branches.is_empty() {
                    for (member, id) in &members {
                        let member = Source { told: told(node, *id), ..Source::of(member.clone()) };
                        let mut sources = left(parts, &source.pointer, made);
                        sources.push(member);
                        node.branches.push(self.conjunction(sources, node.direction));
                    }
                    alternatives.clone_from(&node.branches);
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

/// What conjuncts still say when one of them has made a choice.
fn left(parts: &[Part<'_>], chooser: &Pointer, made: Stage) -> Vec<Source> {
    let chosen = parts.iter().map(|(source, value)| {
        let made = if source.pointer == *chooser { made } else { Stage::AllOf };
        (Source { stage: source.stage.max(made), ..source.clone() }, value)
    });
    let says_more = |(source, value): &(Source, &&Value)| {
        let said = |keyword: &String| match keyword.as_str() {
            "allOf" | "discriminator" => false,
            "anyOf" => source.stage < Stage::AnyOf,
            "oneOf" => source.stage < Stage::OneOf,
            other => openapi::field(Kind::Schema, other) != Field::Prose,
        };
        source.told.is_some() || value.as_object().is_none_or(|it| it.keys().any(said))
    };
    chosen.filter(says_more).map(|it| it.0).collect()
}

/// The values by which a discriminator leads to a schema.
fn told(node: &Node, id: Id) -> Option<Told> {
    let discriminator = node.discriminator.as_ref()?;
    let leads = discriminator.mapping.iter().filter(|(_, target)| **target == id);
    let values: BTreeSet<String> = leads.map(|(value, _)| value.clone()).collect();
    (!values.is_empty()).then(|| (discriminator.property.clone(), values))
}
