//! An index of the facade: the places that use each path, and the public paths
//! that lead to it. Made from all its files; `reach` asks it. Pure.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{Facts, Use, Used};
use super::names::Names;
use crate::audit::finding::Place;

/// How the facade uses something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Manner {
    /// It is named.
    Named,
    /// A literal of it is written, which must name every field.
    Literal,
}

/// The index of the facade. Paths are those of the crate, such as
/// `crate::generated::types::Token`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// The places that use a path, and how.
    uses: BTreeMap<String, BTreeSet<(Place, Manner)>>,
    /// The public paths, each with the path that it stands for.
    public: Vec<(String, String)>,
    /// The modules of the facade.
    modules: BTreeSet<String>,
    /// The public parts of types, such as methods.
    members: BTreeSet<String>,
    /// Where a path is declared or re-exported.
    declared: BTreeMap<String, Place>,
}

impl Index {
    /// Makes the index of the files of a crate, except those below `bindings`.
    pub(super) fn of(files: &[Facts], crate_name: &str, bindings: &str) -> Self {
        let names = Names::of(files);
        let public = names.public(crate_name);
        let mut index = Self { public, ..Self::default() };
        index.declarations(files, &names);
        index.modules.remove(bindings);
        let types = Types::of(files, &names, bindings);
        for (file, it) in files.iter().flat_map(|file| file.uses.iter().map(move |it| (file, it))) {
            let Some((path, manner)) = types.used(file, it, &names) else { continue };
            if path.starts_with(bindings) {
                let place = index.place(&file.file, it, &names);
                index.uses.entry(path).or_default().insert((place, manner));
            }
        }
        index
    }

    fn declarations(&mut self, files: &[Facts], names: &Names<'_>) {
        for file in files {
            let place = |line, within: &str| Place {
                file: file.file.clone(),
                line,
                within: Some(within.to_owned()),
                public: None,
            };
            for it in &file.declarations {
                if it.is_module {
                    self.modules.insert(format!("{}::{}", it.module, it.name));
                }
                let owner = it.owner.as_ref().map(|owner| names.resolve(&it.module, owner));
                let path = format!("{}::{}", owner.as_ref().unwrap_or(&it.module), it.name);
                if owner.is_some() && it.is_public {
                    self.members.insert(path.clone());
                }
                self.declared.entry(path).or_insert_with(|| place(it.line, &it.name));
            }
            for name in file.names.iter().filter(|it| it.is_public) {
                let path = format!("{}::{}", name.module, name.name);
                self.declared.entry(path).or_insert_with(|| place(name.line, &name.name));
            }
        }
    }

    /// The place of a use, and the public item that it is in.
    fn place(&self, file: &str, it: &Use, names: &Names<'_>) -> Place {
        let owner = it.within.owner.as_ref();
        let path = owner.map(|owner| names.resolve(&it.module, owner));
        let name = it.within.name.as_ref();
        let within = match (owner, name) {
            (Some(owner), Some(name)) => Some(format!("{owner}::{name}")),
            (owner, name) => owner.or(name).cloned(),
        };
        let around = match (path, name) {
            (Some(path), Some(name)) => {
                let member = format!("{path}::{name}");
                if self.members.contains(&member) { member } else { path }
            }
            (Some(path), None) => path,
            (None, Some(name)) => format!("{}::{name}", it.module),
            (None, None) => String::new(),
        };
        let public = self.public_paths(&around).into_iter().next();
        Place { file: file.to_owned(), line: it.line, within, public }
    }

    /// The public paths of a path of the crate.
    pub fn public_paths(&self, path: &str) -> Vec<String> {
        let paths = self.public.iter().filter_map(|(shown, source)| {
            let rest = path.strip_prefix(source.as_str())?;
            // An item that a module of the facade exports has its own entry.
            let is_part = rest.starts_with("::") && !self.modules.contains(source);
            (rest.is_empty() || is_part).then(|| format!("{shown}{rest}"))
        });
        paths.collect()
    }

    /// The path of the crate that a public path stands for: of the longest part
    /// of it that is re-exported or declared.
    pub fn source_of(&self, public: &str) -> Option<String> {
        let longest = self.public.iter().filter_map(|(shown, source)| {
            let rest = public.strip_prefix(shown.as_str())?;
            (rest.is_empty() || rest.starts_with("::")).then_some((shown.len(), source, rest))
        });
        longest.max().map(|(_, source, rest)| format!("{source}{rest}"))
    }

    /// Where a path is declared; else what it is part of.
    pub fn declaration(&self, path: &str) -> Option<&Place> {
        let parts = std::iter::successors(Some(path), |path| Some(path.rsplit_once("::")?.0));
        parts.take_while(|it| it.contains("::")).find_map(|it| self.declared.get(it))
    }

    /// Where a public path is re-exported or declared.
    pub fn shown_at(&self, public: &str) -> Option<&Place> {
        let source = self.source_of(public)?;
        let (_, shown) = public.split_once("::")?;
        let re_export = || self.declaration(&format!("crate::{shown}"));
        self.declared.get(&source).or_else(re_export).or_else(|| self.declaration(&source))
    }

    /// The places that use a path.
    pub fn uses(&self, path: &str) -> impl Iterator<Item = &(Place, Manner)> {
        self.uses.get(path).into_iter().flatten()
    }

    /// Whether the facade declares a path itself.
    pub fn is_declared(&self, path: &str) -> bool {
        self.declared.contains_key(path)
    }

    /// The paths of the bindings that are used in a public item.
    pub fn used_in<'a>(&'a self, public: &'a str) -> impl Iterator<Item = &'a String> {
        let is_in = move |(place, _): &(Place, Manner)| place.public.as_deref() == Some(public);
        self.uses.iter().filter(move |(_, uses)| uses.iter().any(is_in)).map(|(path, _)| path)
    }
}

/// The types of names, as far as they are declared.
struct Types<'a> {
    /// By file and name: the path of the bindings that the type names. None:
    /// the name is also declared with other types.
    in_file: BTreeMap<(&'a str, &'a str), Option<String>>,
    /// The same of all files together.
    anywhere: BTreeMap<&'a str, Option<String>>,
}

impl<'a> Types<'a> {
    fn of(files: &'a [Facts], names: &Names<'_>, bindings: &str) -> Self {
        let mut types = Self { in_file: BTreeMap::new(), anywhere: BTreeMap::new() };
        for file in files {
            for it in &file.typed {
                let paths = it.types.iter().map(|path| names.resolve(&it.module, path));
                let path = paths.into_iter().find(|it| it.starts_with(bindings));
                let merge = |known: &mut Option<String>| {
                    if *known != path {
                        *known = None;
                    }
                };
                let key = (file.file.as_str(), it.name.as_str());
                types.in_file.entry(key).and_modify(merge).or_insert_with(|| path.clone());
                types.anywhere.entry(&it.name).and_modify(merge).or_insert_with(|| path.clone());
            }
        }
        types
    }

    /// The path that is used, and how.
    fn used(&self, file: &Facts, it: &Use, names: &Names<'_>) -> Option<(String, Manner)> {
        let resolve = |path: &str| match (path, &it.within.owner) {
            ("Self", Some(owner)) => names.resolve(&it.module, owner),
            _ => names.resolve(&it.module, path),
        };
        match &it.what {
            Used::Path(path) => Some((resolve(path), Manner::Named)),
            Used::Literal(path) => Some((resolve(path), Manner::Literal)),
            Used::Field(path, field) => {
                Some((format!("{}::{field}", resolve(path)), Manner::Named))
            }
            Used::Member(receiver, member) if receiver == "self" => {
                let owner = it.within.owner.as_ref()?;
                Some((format!("{}::{member}", resolve(owner)), Manner::Named))
            }
            Used::Member(receiver, member) => {
                let key = (file.file.as_str(), receiver.as_str());
                let known = self.in_file.get(&key).or_else(|| self.anywhere.get(receiver.as_str()));
                let path = known?.as_ref()?;
                Some((format!("{path}::{member}"), Manner::Named))
            }
        }
    }
}
