//! The generated code as parsed Rust: which public items it has, with all that
//! a caller can notice of them, and which line belongs to which. What differs
//! between two inventories is in `compare`; why it differs is not known here.

mod collect;
mod compare;
mod facts;
mod judge;
mod lines;
mod names;
mod text;

use std::collections::{BTreeMap, BTreeSet};

pub use compare::{Change, Comparison, compare};
pub use facts::{Check, Implementation};

use crate::error::{Error, Result};

/// What sort of item it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
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
    pub kind: Kind,
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
    /// What a text must fulfil to become one.
    pub checks: BTreeSet<Check>,
    /// Private code that belongs to it: bodies and private parts.
    pub code: Vec<String>,
    /// Whether others can name all its parts, so that one more breaks them.
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
    /// The items by path, such as `types::AccessToken::ttl`.
    pub items: BTreeMap<String, Item>,
    /// The files by name.
    pub files: BTreeMap<String, FileLines>,
}

impl Inventory {
    /// Reads the files of the bindings: pairs of name and text.
    pub fn parse<Name: AsRef<str>, Text: AsRef<str>>(files: &[(Name, Text)]) -> Result<Self> {
        let parsed = files
            .iter()
            .map(|(name, text)| {
                let (name, text) = (name.as_ref(), text.as_ref());
                let file = syn::parse_file(text).map_err(|error| {
                    Error::new(
                        format!("{name}:{}", error.span().start().line),
                        format!("is not Rust: {error}"),
                        "run `cargo xtask generate`",
                    )
                })?;
                Ok((name, text, file))
            })
            .collect::<Result<Vec<_>>>()?;
        Ok(collect::collect(&parsed))
    }

    /// The items that are part of the item at `path`, and those below.
    pub fn parts(&self, path: &str) -> impl Iterator<Item = (&String, &Item)> {
        let prefix = format!("{path}::");
        self.items
            .range(prefix.clone()..)
            .take_while(move |(part, _)| part.starts_with(&prefix))
    }

    /// The item that `path` is part of.
    pub fn parent(path: &str) -> Option<&str> {
        path.rsplit_once("::").map(|(parent, _)| parent)
    }
}

#[cfg(test)]
mod tests;
