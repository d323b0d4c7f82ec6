//! The modules of a crate: the file of each, the modules and items in it, and
//! the names that its `use` items bring into it. Code that is compiled for tests
//! only is left out.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use syn::{Attribute, Item, ItemUse, Meta, UseTree};

/// A module's path from the root of its crate.
pub(super) type ModulePath = Vec<String>;

/// One module, in a file of its own or inline.
#[derive(Default)]
pub(super) struct Module {
    pub(super) file: String,
    pub(super) items: Vec<Item>,
    /// Names of modules in it.
    pub(super) children: BTreeSet<String>,
    /// Names of other items in it.
    defined: BTreeSet<String>,
    /// Names that a `use` brings into it, with the path as it is written.
    imports: BTreeMap<String, Vec<String>>,
    /// Paths of its `use …::*`.
    globs: Vec<Vec<String>>,
}

/// The sources of a crate.
pub(super) struct Sources {
    texts: BTreeMap<String, String>,
    pub(super) modules: BTreeMap<ModulePath, Module>,
}

impl Sources {
    /// Reads every `.rs` file below a folder.
    pub(super) fn read(folder: &Path) -> Self {
        let mut texts = BTreeMap::new();
        collect(folder, "", &mut texts);
        assert!(texts.contains_key("lib.rs"), "{}", folder.display());
        Self::from_texts(texts)
    }

    /// The sources with these files.
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        let owned = |(path, text): &(&str, &str)| ((*path).to_owned(), (*text).to_owned());
        Self::from_texts(files.iter().map(owned).collect())
    }

    fn from_texts(texts: BTreeMap<String, String>) -> Self {
        let mut modules = BTreeMap::new();
        for (path, text) in &texts {
            let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"));
            add(module_path(path), path, file.items, &mut modules);
        }
        let mut sources = Self { texts, modules };
        sources.drop_undeclared();
        sources
    }

    /// A file that only tests declare belongs to no module.
    fn drop_undeclared(&mut self) {
        let is_declared = |path: &ModulePath, modules: &BTreeMap<ModulePath, Module>| {
            (1..=path.len()).all(|length| {
                let (parent, name) = path[..length].split_at(length - 1);
                path == &["main"]
                    || modules.get(parent).is_some_and(|it| it.children.contains(&name[0]))
            })
        };
        let undeclared: Vec<_> =
            self.modules.keys().filter(|path| !is_declared(path, &self.modules)).cloned().collect();
        for path in undeclared {
            self.modules.remove(&path);
        }
    }

    /// Every file, tests included, with its text.
    pub(super) fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The files of the modules.
    pub(super) fn files(&self) -> impl Iterator<Item = &str> {
        let files: BTreeSet<_> = self.modules.values().map(|module| module.file.as_str()).collect();
        files.into_iter()
    }

    /// The file with the item that a path in a module names; `None` if the item is
    /// not of this crate. Without `through`, the search ends at a re-export.
    pub(super) fn file_of(
        &self,
        module: &ModulePath,
        path: &[String],
        through: bool,
    ) -> Option<&str> {
        let (found, _) = self.resolve(module, path, through, 0)?;
        Some(&self.modules.get(&found)?.file)
    }

    /// The module that a path leads into, and how many names are left.
    fn resolve(
        &self,
        from: &ModulePath,
        path: &[String],
        through: bool,
        depth: usize,
    ) -> Option<(ModulePath, usize)> {
        if depth > 16 {
            return None;
        }
        let (mut place, mut rest) = self.start(from, path, through, depth)?;
        while let Some(name) = rest.first() {
            let module = self.modules.get(&place)?;
            if module.children.contains(name) {
                place.push(name.clone());
                rest = &rest[1..];
            } else if !through {
                return Some((place, rest.len()));
            } else if let Some(import) = module.imports.get(name) {
                let whole = [import, &rest[1..]].concat();
                return self
                    .resolve(&place, &whole, through, depth + 1)
                    .or(Some((place, rest.len())));
            } else {
                let is_defined = module.defined.contains(name);
                let through_glob = module.globs.iter().filter(|_| !is_defined).find_map(|glob| {
                    let (target, left) = self.resolve(&place, glob, through, depth + 1)?;
                    let holds = self.modules.get(&target)?.defined.contains(name);
                    (left == 0 && holds).then_some((target, rest.len()))
                });
                return Some(through_glob.unwrap_or((place, rest.len())));
            }
        }
        Some((place, 0))
    }

    /// The module that the first names of a path stand for, and the other names.
    fn start<'p>(
        &self,
        from: &ModulePath,
        path: &'p [String],
        through: bool,
        depth: usize,
    ) -> Option<(ModulePath, &'p [String])> {
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => Some((Vec::new(), rest)),
            "self" => Some((from.clone(), rest)),
            "super" => {
                let supers = path.iter().take_while(|name| *name == "super").count();
                let parent = from.len().checked_sub(supers)?;
                Some((from[..parent].to_vec(), &path[supers..]))
            }
            // The binary names its library by the crate's name.
            "xtask" if from == &["main"] => Some((Vec::new(), rest)),
            name => {
                let module = self.modules.get(from)?;
                if module.children.contains(name) {
                    return Some((from.clone(), path));
                }
                let import = module.imports.get(name)?;
                // `use tokio;` brings in the name that it begins with.
                if import.first() == Some(first) {
                    return None;
                }
                let (place, left) = self.resolve(from, import, through, depth + 1)?;
                // An item of that module: its own names are in the same file.
                Some((place, if left == 0 { rest } else { &[] }))
            }
        }
    }
}

fn collect(folder: &Path, prefix: &str, texts: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{prefix}{name}/"), texts);
        } else if name.ends_with(".rs") {
            texts.insert(format!("{prefix}{name}"), fs::read_to_string(entry.path()).unwrap());
        }
    }
}

/// `a/mod.rs` and `a.rs` hold the module `a`, `lib.rs` the root.
fn module_path(file: &str) -> ModulePath {
    let mut path: ModulePath = file.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    if path.last().is_some_and(|name| name == "mod") || path == ["lib"] {
        path.pop();
    }
    path
}

fn add(path: ModulePath, file: &str, items: Vec<Item>, modules: &mut BTreeMap<ModulePath, Module>) {
    let mut module = Module { file: file.to_owned(), ..Module::default() };
    for item in items {
        match item {
            Item::Mod(it) if is_for_tests(&it.attrs) => {}
            Item::Mod(it) => {
                let name = it.ident.to_string();
                module.children.insert(name.clone());
                if let Some((_, content)) = it.content {
                    add([path.clone(), vec![name]].concat(), file, content, modules);
                }
            }
            Item::Use(it) if is_for_tests(&it.attrs) => {}
            Item::Fn(it) if is_for_tests(&it.attrs) => {}
            Item::Impl(it) if is_for_tests(&it.attrs) => {}
            item => {
                module.define(&item);
                module.items.push(item);
            }
        }
    }
    modules.insert(path, module);
}

impl Module {
    fn define(&mut self, item: &Item) {
        let ident = match item {
            Item::Const(it) => &it.ident,
            Item::Enum(it) => &it.ident,
            Item::Fn(it) => &it.sig.ident,
            Item::Static(it) => &it.ident,
            Item::Struct(it) => &it.ident,
            Item::Trait(it) => &it.ident,
            Item::Type(it) => &it.ident,
            Item::Use(it) => {
                for (name, path) in use_paths(it) {
                    match name {
                        Some(name) => drop(self.imports.insert(name, path)),
                        None => self.globs.push(path),
                    }
                }
                return;
            }
            _ => return,
        };
        self.defined.insert(ident.to_string());
    }
}

/// The paths of a `use` item, each with the name that it brings in; a glob
/// brings in no single one.
pub(super) fn use_paths(item: &ItemUse) -> Vec<(Option<String>, Vec<String>)> {
    fn walk(tree: &UseTree, before: &[String], found: &mut Vec<(Option<String>, Vec<String>)>) {
        let with = |name: String| [before, &[name]].concat();
        let without_self = |path: Vec<String>| match path.split_last() {
            Some((last, rest)) if last == "self" && !rest.is_empty() => rest.to_vec(),
            _ => path,
        };
        match tree {
            UseTree::Path(it) => walk(&it.tree, &with(it.ident.to_string()), found),
            UseTree::Name(it) => {
                let path = without_self(with(it.ident.to_string()));
                found.push((path.last().cloned(), path));
            }
            UseTree::Rename(it) => {
                let path = without_self(with(it.ident.to_string()));
                found.push((Some(it.rename.to_string()), path));
            }
            UseTree::Glob(_) => found.push((None, before.to_vec())),
            UseTree::Group(it) => it.items.iter().for_each(|tree| walk(tree, before, found)),
        }
    }
    let mut found = Vec::new();
    walk(&item.tree, &[], &mut found);
    found
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::List(list) if list.path.is_ident("cfg") => list.tokens.to_string() == "test",
        _ => false,
    })
}
