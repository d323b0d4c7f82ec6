//! The text of a public API, read: every item under a key that stays the same
//! while the item changes, and what each item belongs to.

use std::collections::{BTreeMap, BTreeSet};

use super::line::{Kind, Line, find, parse, without_generics};

/// What an item belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A module, or nothing.
    Module,
    /// A type: its fields, variants, methods, implementations.
    Type,
    /// A trait.
    Trait,
    /// An implementation of a trait.
    Implementation,
}

/// An item of the public API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item<'a> {
    /// Its line.
    pub text: &'a str,
    /// Its line, taken apart.
    pub line: Line<'a>,
    /// What sort of thing it belongs to.
    pub owner: Owner,
    /// The key of what it belongs to, if that is an item.
    pub parent: Option<String>,
    /// The path that dependents know it under: of what is part of an
    /// implementation, the type's.
    pub path: String,
}

/// A public API.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surface<'a> {
    /// The items by key.
    pub items: BTreeMap<String, Item<'a>>,
}

/// Reads the text of a public API. Lines that declare nothing are left out.
pub fn read(text: &str) -> Surface<'_> {
    let lines: Vec<_> = text
        .lines()
        .filter(|line| !line.starts_with('#') || line.starts_with("#["))
        .filter_map(|line| Some((line, parse(line)?)))
        .collect();
    let of_kind = |kinds: &[Kind]| -> BTreeSet<String> {
        let paths = lines.iter().filter(|(_, line)| kinds.contains(&line.kind));
        paths.map(|(_, line)| line.path.clone()).collect()
    };
    let mut reader = Reader {
        modules: of_kind(&[Kind::Module]),
        traits: of_kind(&[Kind::Trait]),
        types: of_kind(&[Kind::Struct, Kind::Enum, Kind::Union]),
        ..Reader::default()
    };
    for (text, line) in lines {
        reader.add(text, line);
    }
    reader.surface
}

#[derive(Debug, Default)]
struct Reader<'a> {
    modules: BTreeSet<String>,
    traits: BTreeSet<String>,
    types: BTreeSet<String>,
    /// The type that was declared last.
    owner: Option<String>,
    /// The implementation that was begun last: its key, and its type.
    implementation: Option<(String, String)>,
    surface: Surface<'a>,
}

/// The key of a type.
fn type_key(path: &str) -> String {
    format!("type {path}")
}

impl<'a> Reader<'a> {
    fn add(&mut self, text: &'a str, line: Line<'a>) {
        let path = line.path.clone();
        let above = path.rsplit_once("::").map_or("", |(above, _)| above).to_owned();
        let of = |key: String, owner, parent, path| (key, owner, parent, path);
        let (key, owner, parent, path) = match line.kind {
            Kind::Impl => {
                let Some(of_trait) = line.of_trait else {
                    // A block of methods; its lines say nothing by themselves.
                    self.implementation = None;
                    return;
                };
                let head = find(line.rest, " where ").and_then(|at| line.rest.get(..at));
                let key = format!("impl {}", nameless(head.unwrap_or(line.rest)));
                self.implementation = Some((key.clone(), path.clone()));
                let of_trait = without_generics(of_trait);
                let owner = match () {
                    () if self.types.contains(&path) => Some(path),
                    // Of a type of another crate: it is listed with the trait.
                    () if self.traits.contains(&of_trait) => Some(of_trait.clone()),
                    () => self.owner.clone(),
                };
                let shown = owner.clone().unwrap_or(of_trait);
                of(key, Owner::Type, owner.map(|it| type_key(&it)), shown)
            }
            Kind::Auto => of(
                format!("auto {path} {}", conditions(line.rest)),
                Owner::Type,
                Some(type_key(&path)),
                path,
            ),
            Kind::Dyn => of(format!("dyn {path}"), Owner::Trait, Some(type_key(&path)), path),
            Kind::Struct | Kind::Enum | Kind::Union | Kind::Trait => {
                self.owner = (line.kind != Kind::Trait).then(|| path.clone());
                self.implementation = None;
                of(type_key(&path), Owner::Module, self.module(&above), path)
            }
            Kind::Field | Kind::Variant => {
                let key = format!("part {path}");
                let is_of_variant = self.surface.items.contains_key(&format!("part {above}"));
                let parent = match is_of_variant {
                    true => format!("part {above}"),
                    false => type_key(&above),
                };
                of(key, Owner::Type, Some(parent), path)
            }
            Kind::Function | Kind::Constant | Kind::Type => {
                let space = if line.kind == Kind::Type { "type" } else { "value" };
                match &self.implementation {
                    Some((implementation, of_type)) if *of_type == above => of(
                        format!("{space} {path} of {implementation}"),
                        Owner::Implementation,
                        Some(implementation.clone()),
                        self.surface.items.get(implementation).map_or(path, |it| it.path.clone()),
                    ),
                    _ if self.traits.contains(&above) => {
                        of(format!("{space} {path}"), Owner::Trait, Some(type_key(&above)), path)
                    }
                    _ if self.types.contains(&above) => {
                        of(format!("{space} {path}"), Owner::Type, Some(type_key(&above)), path)
                    }
                    _ => of(format!("{space} {path}"), Owner::Module, self.module(&above), path),
                }
            }
            Kind::Module => of(format!("mod {path}"), Owner::Module, self.module(&above), path),
            Kind::Reexport => of(format!("use {path}"), Owner::Module, self.module(&above), path),
            Kind::Static => of(format!("value {path}"), Owner::Module, self.module(&above), path),
            Kind::Macro => of(format!("macro {path}"), Owner::Module, self.module(&above), path),
        };
        // Methods of the same name in blocks with other bounds.
        let count = (1..).find(|count| !self.surface.items.contains_key(&numbered(&key, *count)));
        let key = numbered(&key, count.unwrap_or(1));
        self.surface.items.insert(key, Item { text, line, owner, parent, path });
    }

    fn module(&self, path: &str) -> Option<String> {
        self.modules.contains(path).then(|| format!("mod {path}"))
    }
}

fn numbered(key: &str, count: usize) -> String {
    match count {
        1 => key.to_owned(),
        count => format!("{key} #{count}"),
    }
}

/// The condition of auto traits: what follows `where`.
fn conditions(rest: &str) -> &str {
    find(rest, " where ").and_then(|at| rest.get(at..)).unwrap_or_default()
}

/// The head of an implementation without the names of its lifetimes.
fn nameless(head: &str) -> String {
    let mut plain = String::new();
    let mut in_lifetime = false;
    for character in head.chars() {
        in_lifetime = match character {
            '\'' => true,
            it => in_lifetime && (it.is_alphanumeric() || it == '_'),
        };
        if !in_lifetime {
            plain.push(character);
        } else if character == '\'' {
            plain.push_str("'_");
        }
    }
    plain
}

impl Surface<'_> {
    /// The name of the crate, as paths begin with it.
    pub fn crate_name(&self) -> Option<&str> {
        let root = |item: &&Item<'_>| item.line.kind == Kind::Module && item.parent.is_none();
        self.items.values().find(root).map(|it| it.path.as_str())
    }

    /// The parts of an item: of a struct its fields, of an enum its variants.
    pub fn parts(&self, key: &str) -> impl Iterator<Item = &Item<'_>> {
        self.items.values().filter(move |it| {
            it.parent.as_deref() == Some(key) && matches!(it.line.kind, Kind::Field | Kind::Variant)
        })
    }

    /// Whether nobody else can implement a trait: one of its supertraits has a
    /// path in this crate and is not public.
    pub fn is_sealed(&self, item: &Item<'_>) -> bool {
        let crate_name = item.path.split("::").next().unwrap_or_default();
        supertraits(&item.line).iter().any(|it| {
            let path = without_generics(it);
            path.split("::").next() == Some(crate_name)
                && !self.items.contains_key(&type_key(&path))
        })
    }
}

/// The supertraits in the line of a trait.
pub(super) fn supertraits<'a>(line: &Line<'a>) -> Vec<&'a str> {
    let head = find(line.rest, " where ").and_then(|at| line.rest.get(..at)).unwrap_or(line.rest);
    super::line::split(head.trim().strip_prefix(": ").unwrap_or_default(), " + ")
}

/// Whether a line of a trait says that the item has a default.
pub(super) fn has_default(item: &Item<'_>) -> bool {
    match item.line.kind {
        Kind::Function => item.line.rest.ends_with(" { .. }"),
        _ => item.line.rest.contains(" = "),
    }
}
