//! The public items of the bindings, with all that a dependent can notice of
//! them, and which line belongs to which. How they are read is in `collect`.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{Check, Implementation};

/// What sort of item it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ItemKind {
    /// A module.
    Module,
    /// An item of another crate under a name here.
    Reexport,
    /// A struct.
    Struct,
    /// A public field of a struct.
    Field,
    /// An enum.
    Enum,
    /// A variant of an enum.
    Variant,
    /// A trait.
    Trait,
    /// A function of a trait.
    TraitFunction,
    /// A function or method.
    Function,
    /// A type alias, constant or static.
    Definition,
}

/// A public item, with all that can be noticed of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What sort of item it is.
    pub kind: ItemKind,
    /// Its declaration without attributes and bodies, in one line.
    pub signature: String,
    /// The type alone, of a field.
    pub type_text: Option<String>,
    /// Its documentation.
    pub docs: String,
    /// The traits that it implements, derived or by hand.
    pub traits: BTreeMap<String, Implementation>,
    /// Its attributes, but for documentation and derives.
    pub attributes: BTreeSet<String>,
    /// What a text must fulfil to become a value of it.
    pub checks: BTreeSet<Check>,
    /// Private code that belongs to it: bodies and private parts.
    pub code: Vec<String>,
    /// Whether dependents can name all its parts, so that a new part breaks them.
    pub exhaustive: bool,
    /// Its file.
    pub file: String,
    /// Its first line in the file.
    pub line: usize,
    /// Its last line in the file.
    pub last_line: usize,
}

/// The lines of one file, and the item that each belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileLines {
    /// For each line its owner and its text.
    pub lines: Vec<(String, String)>,
}

/// The public items of some files by their path, and the owners of all lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inventory {
    /// The items by path, such as `types::Token::ttl`.
    pub items: BTreeMap<String, Item>,
    /// The files by name.
    pub files: BTreeMap<String, FileLines>,
}

impl Inventory {
    /// The items that are part of the item at `path`, and those below.
    pub fn parts(&self, path: &str) -> impl Iterator<Item = (&String, &Item)> {
        let prefix = format!("{path}::");
        self.items.range(prefix.clone()..).take_while(move |(part, _)| part.starts_with(&prefix))
    }

    /// The item that `path` is part of.
    pub fn parent(path: &str) -> Option<&str> {
        path.rsplit_once("::").map(|(parent, _)| parent)
    }
}
