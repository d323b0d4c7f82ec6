//! Which part of the document decides each public item of the generated code.
//! Names are no evidence: every description is replaced by a unique mark, the
//! code is generated again, and the marks are read in its documentation. An item
//! without documentation follows from one that has some: a field by its name on
//! the wire, a mock by the method that has its name.

mod mark;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::{Value, json};

use crate::audit::bindings::{self, Inventory, Item, ItemKind};
use crate::error::{Error, Result};
use crate::openapi;
use crate::openapi::json::Pointer;
use crate::pipeline::{self, Generator};
use mark::Marks;

/// What decides an item.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// A part of the document.
    Document(Pointer),
    /// The generator alone: the item is there whatever the document says.
    Generator,
}

/// What decides each item, by the item's path.
pub type Provenance = BTreeMap<String, Origin>;

/// What the generator makes of a document: the items, and where each comes from.
#[derive(Debug)]
pub struct Made {
    /// The items.
    pub inventory: Inventory,
    /// What decides each of them.
    pub provenance: Provenance,
}

impl Made {
    /// Runs the generator on the document that is in the file `name`, and traces what it made.
    pub fn of(name: &str, document: &Value, generator: &Generator) -> Result<Self> {
        let inventory = inventory(name, document, generator)?;
        let provenance = trace(name, document, &inventory, generator)?;
        Ok(Self { inventory, provenance })
    }
}

/// What decides each public item of the bindings of `document`, of which
/// `clean` is the inventory.
fn trace(
    name: &str,
    document: &Value,
    clean: &Inventory,
    generator: &Generator,
) -> Result<Provenance> {
    let (marked, marks) = mark::mark(document);
    let (client, types) = pipeline::unpolished(name, &marked, generator)?;
    let docs = bindings::documentation(&client, &types);
    if let Some(item) = difference(clean, &docs) {
        return Err(Error::new(
            item,
            "is different when only descriptions differ, so its origin is unknown",
            "adapt xtask/src/audit/join/provenance to the generator",
        ));
    }
    let empty = inventory(name, &without_content(document), generator)?;
    let tracer = Tracer {
        document,
        users: users(clean),
        clean,
        docs: &docs,
        marks: &marks,
        empty: &empty,
        origins: Provenance::new(),
    };
    tracer.trace()
}

/// The inventory of a document's bindings.
pub fn inventory(name: &str, document: &Value, generator: &Generator) -> Result<Inventory> {
    let (modules, _) = pipeline::bindings(name, document, generator)?;
    bindings::read(&modules)
}

/// The document with nothing in it that makes an item.
fn without_content(document: &Value) -> Value {
    json!({ "openapi": document.get("openapi"), "info": document.get("info"), "paths": {} })
}

/// A type, or a part of one, that is not there with marks.
fn difference<'a>(clean: &'a Inventory, docs: &BTreeMap<String, String>) -> Option<&'a str> {
    use ItemKind::{Enum, Field, Struct, Variant};
    let types = clean.items.iter().filter(|(path, item)| {
        path.starts_with("types::") && matches!(item.kind, Struct | Field | Enum | Variant)
    });
    types.map(|(path, _)| path.as_str()).find(|path| !docs.contains_key(*path))
}

struct Tracer<'a> {
    document: &'a Value,
    clean: &'a Inventory,
    docs: &'a BTreeMap<String, String>,
    users: BTreeMap<&'a str, BTreeSet<&'a str>>,
    marks: &'a Marks,
    empty: &'a Inventory,
    origins: Provenance,
}

impl Tracer<'_> {
    fn trace(mut self) -> Result<Provenance> {
        let items = &self.clean.items;
        for (path, item) in items {
            if let Some(pointer) = self.documented(path, item) {
                self.origins.insert(path.clone(), Origin::Document(pointer));
            } else if self.empty.items.contains_key(path) {
                self.origins.insert(path.clone(), Origin::Generator);
            }
        }
        self.trace_mocks();
        // Parents come before their parts, but a type may come before the item
        // that it is made for.
        loop {
            let known = self.origins.len();
            for (path, item) in items {
                if !self.origins.contains_key(path)
                    && let Some(pointer) = self.derived(path, item)
                {
                    self.origins.insert(path.clone(), Origin::Document(pointer));
                }
            }
            if self.origins.len() == known {
                break;
            }
        }
        match items.keys().find(|path| !self.origins.contains_key(*path)) {
            None => Ok(self.origins),
            Some(path) => Err(Error::new(
                path,
                "comes from no known part of the document",
                "adapt xtask/src/audit/join/provenance to the generator",
            )),
        }
    }

    /// The place that the item's documentation comes from.
    fn documented(&self, path: &str, item: &Item) -> Option<Pointer> {
        let mut places = self.marks.read(self.docs.get(path)?);
        let place = match item.kind {
            // The documentation of a method has its parameters' in it.
            ItemKind::Function => places.find(|(_, kind)| *kind == openapi::Kind::Operation),
            // That of a variant with fields has the fields'.
            ItemKind::Variant if item.signature.ends_with('}') => None,
            _ => places.next(),
        };
        place.map(|(pointer, _)| pointer.clone())
    }

    fn pointer(&self, path: &str) -> Option<&Pointer> {
        match self.origins.get(path)? {
            Origin::Document(pointer) => Some(pointer),
            Origin::Generator => None,
        }
    }

    /// Mocks are beside the methods: the function that mocks an operation has
    /// the method's name, and its signature names the types for it.
    fn trace_mocks(&mut self) {
        let mut found = Vec::new();
        let items = &self.clean.items;
        let mocks = items.iter().filter(|(_, item)| item.kind == ItemKind::TraitFunction);
        for (path, mock) in mocks {
            let Some((_, name)) = path.rsplit_once("::") else {
                continue;
            };
            let method = format!("client::Client::{name}");
            let Some(operation) = self.pointer(&method).cloned() else {
                continue;
            };
            let docs = self.docs.get(&method).map_or("", String::as_str);
            let arguments = self.arguments(docs);
            found.push((path.clone(), operation.clone()));
            for ty in named(&mock.signature).filter(|ty| items.contains_key(*ty)) {
                found.push((ty.to_owned(), operation.clone()));
                for (part, item) in self.clean.parts(ty) {
                    let argument = part.rsplit_once("::").and_then(|(_, name)| arguments.get(name));
                    let pointer = argument
                        .map(|it| (*it).clone())
                        .or_else(|| self.status(item, &operation))
                        .unwrap_or_else(|| operation.clone());
                    found.push((part.clone(), pointer));
                }
            }
        }
        let found = found.into_iter().map(|(path, pointer)| (path, Origin::Document(pointer)));
        self.origins.extend(found);
    }

    /// The parameters that a method's arguments are, by the arguments' names: a
    /// mock's method has the same name.
    fn arguments<'d>(&'d self, docs: &'d str) -> BTreeMap<&'d str, &'d Pointer> {
        let mut found = BTreeMap::new();
        for line in docs.lines() {
            if let Some((name, _)) = line.strip_prefix("- `").and_then(|it| it.split_once("`: "))
                && let Some((pointer, _)) = self.marks.read(line).next()
            {
                found.entry(name).or_insert(pointer);
            }
        }
        found
    }

    /// The response that a mock's method gives, by its status.
    fn status(&self, item: &Item, operation: &Pointer) -> Option<Pointer> {
        let code = item.code.first()?;
        let (_, rest) = code.split_once(".status(")?;
        let status: String = rest.chars().take_while(char::is_ascii_digit).collect();
        let responses = operation.child("responses");
        let at = responses.child(status);
        match self.document.pointer(at.as_str()) {
            Some(_) => Some(at),
            None => Some(responses),
        }
    }

    /// The place of an item without documentation, by what is known so far.
    fn derived(&self, path: &str, item: &Item) -> Option<Pointer> {
        let parent = Inventory::parent(path).and_then(|parent| self.pointer(parent));
        match (item.kind, parent) {
            (ItemKind::Field, Some(parent)) => Some(
                self.property(parent, &wire_name(path, item)).unwrap_or_else(|| parent.clone()),
            ),
            (ItemKind::Variant, Some(parent)) => {
                Some(self.value(parent, &wire_name(path, item)).unwrap_or_else(|| parent.clone()))
            }
            (_, Some(parent)) => Some(parent.clone()),
            // A module that is there for some documents only, such as that of
            // the default values, is there because of any of their parts.
            (ItemKind::Module, None) => Some(Pointer::root()),
            // A type for a part that has no description of its own.
            _ => self.user(path),
        }
    }

    /// The property of that name in a schema, or in one that it is made of.
    fn property(&self, schema: &Pointer, name: &str) -> Option<Pointer> {
        self.schemas(schema, 0).into_iter().find_map(|schema| {
            let at = schema.child("properties").child(name);
            self.document.pointer(at.as_str()).map(|_| at)
        })
    }

    /// The value of that name in a schema's `enum`.
    fn value(&self, schema: &Pointer, name: &str) -> Option<Pointer> {
        self.schemas(schema, 0).into_iter().find_map(|schema| {
            let at = schema.child("enum");
            let values = self.document.pointer(at.as_str())?.as_array()?;
            let index = values.iter().position(|value| value == name)?;
            Some(at.child(index))
        })
    }

    /// The schema and those that it is made of.
    fn schemas(&self, schema: &Pointer, depth: usize) -> Vec<Pointer> {
        const DEEPEST: usize = 16;
        let mut found = vec![schema.clone()];
        let Some(value) = self.document.pointer(schema.as_str()) else {
            return found;
        };
        if depth < DEEPEST {
            if let Some(target) = openapi::reference(value).and_then(|it| it.strip_prefix('#')) {
                found.extend(self.schemas(&Pointer::from(target), depth + 1));
            }
            for list in ["allOf", "oneOf", "anyOf"] {
                let parts = value.get(list).and_then(Value::as_array);
                for index in 0..parts.map_or(0, Vec::len) {
                    found.extend(self.schemas(&schema.child(list).child(index), depth + 1));
                }
            }
        }
        found
    }

    /// The place of the first item that the type is used by.
    fn user(&self, path: &str) -> Option<Pointer> {
        let mut users = self.users.get(path)?.iter();
        users.find_map(|user| self.pointer(user)).cloned()
    }
}

/// The items whose signatures name an item, by that item.
fn users(inventory: &Inventory) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut users: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (user, item) in &inventory.items {
        for path in named(&item.signature).filter(|path| path != user) {
            users.entry(path).or_default().insert(user);
        }
    }
    users
}

/// What a field or variant is called on the wire: serde's name for it.
fn wire_name(path: &str, item: &Item) -> String {
    let renamed = item.attributes.iter().find_map(|attribute| {
        let literal = attribute.strip_prefix("serde(rename = ")?.strip_suffix(')')?;
        syn::parse_str::<syn::LitStr>(literal).ok()
    });
    let own = path.rsplit("::").next().unwrap_or(path);
    renamed.map_or_else(|| own.trim_start_matches("r#").to_owned(), |it| it.value())
}

/// The paths that a signature names, each from every segment on: it may lead to
/// an item from elsewhere, as `super::types::Sid` leads to `types::Sid`.
fn named(signature: &str) -> impl Iterator<Item = &str> {
    let is_part = |character: char| character.is_alphanumeric() || "_:".contains(character);
    signature
        .split(move |character| !is_part(character))
        // What a colon follows is the name of a field or an argument.
        .filter(|path| !path.ends_with(':'))
        .flat_map(|path| {
            let rests = path.match_indices("::").map(|(at, colons)| at + colons.len());
            std::iter::once(0).chain(rests).filter_map(|start| path.get(start..))
        })
        .filter(|path| !path.is_empty())
}

#[cfg(test)]
mod tests;
