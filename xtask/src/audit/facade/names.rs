//! What the names of the facade mean, across its files: which path of the
//! crate a name stands for, and under which paths dependents know it. Pure.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{Facts, Name};

/// A chain of re-exports is not longer than this.
const LONGEST_CHAIN: usize = 16;

/// The names of a crate.
#[derive(Debug, Default)]
pub(super) struct Names<'a> {
    /// What `use` brings in, by module and name.
    imports: BTreeMap<(&'a str, &'a str), &'a Name>,
    /// The modules that bring in everything of another, which is second.
    globs: BTreeMap<&'a str, Vec<&'a Name>>,
    /// What the modules declare: module and name.
    declared: BTreeMap<(&'a str, &'a str), bool>,
    /// The modules that are declared, and whether they are public.
    modules: BTreeMap<String, bool>,
}

impl<'a> Names<'a> {
    pub(super) fn of(files: &'a [Facts]) -> Self {
        let mut names = Self::default();
        for name in files.iter().flat_map(|file| &file.names) {
            match name.name.as_str() {
                "*" => names.globs.entry(&name.module).or_default().push(name),
                text => drop(names.imports.insert((&name.module, text), name)),
            }
        }
        for it in files.iter().flat_map(|file| &file.declarations) {
            if it.owner.is_none() {
                names.declared.insert((&it.module, &it.name), it.is_public);
            }
            if it.is_module {
                names.modules.insert(format!("{}::{}", it.module, it.name), it.is_public);
            }
        }
        names
    }

    /// The path of the crate that a path written in a module stands for, without
    /// detours over re-exports. What is not of the crate stays as it is.
    pub(super) fn resolve(&self, module: &str, written: &str) -> String {
        let mut path = self.absolute(module, written);
        for _ in 0..LONGEST_CHAIN {
            match self.step(&path) {
                Some(next) if next != path => path = next,
                _ => break,
            }
        }
        path
    }

    /// A path from the root of the crate.
    fn absolute(&self, module: &str, written: &str) -> String {
        let (first, rest) = written.split_once("::").unwrap_or((written, ""));
        let join = |start: &str| match rest {
            "" => start.to_owned(),
            rest => format!("{start}::{rest}"),
        };
        match first {
            "crate" => written.to_owned(),
            "self" => join(module),
            "super" => {
                let above = module.rsplit_once("::").map_or(module, |(above, _)| above);
                match rest {
                    "" => above.to_owned(),
                    rest => self.absolute(above, rest),
                }
            }
            _ if self.declared.contains_key(&(module, first))
                || self.imports.contains_key(&(module, first)) =>
            {
                format!("{module}::{written}")
            }
            _ => self.in_glob(module, first, written).unwrap_or_else(|| written.to_owned()),
        }
    }

    /// A path whose first name a glob brings into a module. Only the modules that
    /// a glob names are searched, not their globs.
    fn in_glob(&self, module: &str, first: &str, written: &str) -> Option<String> {
        self.globs.get(module)?.iter().find_map(|glob| {
            let (start, rest) = glob.target.split_once("::").unwrap_or((&glob.target, ""));
            let start = match start {
                "crate" | "self" => start.replace("self", module),
                "super" => module.rsplit_once("::")?.0.to_owned(),
                name => format!("{module}::{name}"),
            };
            let target = match rest {
                "" => start,
                rest => format!("{start}::{rest}"),
            };
            let is_there = self.declared.contains_key(&(target.as_str(), first))
                || self.imports.contains_key(&(target.as_str(), first));
            (target != module && is_there).then(|| format!("{target}::{written}"))
        })
    }

    /// One step along an import: the longest part of the path that is one.
    fn step(&self, path: &str) -> Option<String> {
        let ends = path.match_indices("::").map(|(at, _)| at).chain([path.len()]);
        ends.filter_map(|end| {
            let (part, rest) = path.split_at_checked(end)?;
            let (module, name) = part.rsplit_once("::")?;
            let import = self.imports.get(&(module, name))?;
            let target = self.absolute_target(module, &import.target);
            Some(format!("{target}{rest}"))
        })
        .next()
    }

    /// The target of an import. Its first name is not the import itself.
    fn absolute_target(&self, module: &str, target: &str) -> String {
        let (first, _) = target.split_once("::").unwrap_or((target, ""));
        match first {
            "crate" | "self" | "super" => self.absolute(module, target),
            _ if self.modules.contains_key(&format!("{module}::{first}")) => {
                format!("{module}::{target}")
            }
            _ => target.to_owned(),
        }
    }

    /// The public paths, each with the path of the crate that it stands for:
    /// what public modules declare or re-export, from the root on.
    pub(super) fn public(&self, crate_name: &str) -> Vec<(String, String)> {
        let mut found = Vec::new();
        let mut open = vec![("crate".to_owned(), crate_name.to_owned())];
        let mut seen = BTreeSet::new();
        while let Some((module, shown)) = open.pop() {
            if !seen.insert((module.clone(), shown.clone())) || seen.len() > 10_000 {
                continue;
            }
            let declared = self.declared.range((module.as_str(), "")..);
            let declared = declared.take_while(|((of, _), _)| *of == module);
            for ((_, name), _) in declared.filter(|(_, is_public)| **is_public) {
                let (source, shown) = (format!("{module}::{name}"), format!("{shown}::{name}"));
                if self.modules.contains_key(&source) {
                    open.push((source.clone(), shown.clone()));
                }
                found.push((shown, source));
            }
            let imports = self.imports.range((module.as_str(), "")..);
            let imports = imports.take_while(|((of, _), _)| *of == module);
            for ((_, name), _) in imports.filter(|(_, it)| it.is_public) {
                let source = self.resolve(&module, &format!("{module}::{name}"));
                let shown = format!("{shown}::{name}");
                if self.modules.contains_key(&source) {
                    open.push((source.clone(), shown.clone()));
                }
                found.push((shown, source));
            }
            let globs = self.globs.get(module.as_str()).into_iter().flatten();
            for glob in globs.filter(|it| it.is_public) {
                let source = self.resolve(&module, &glob.target);
                match self.modules.contains_key(&source) {
                    true => open.push((source, shown.clone())),
                    // A module of the bindings, whose items all are public.
                    false => found.push((shown.clone(), source)),
                }
            }
        }
        found.sort();
        found.dedup();
        found
    }
}

#[cfg(test)]
mod tests {
    use super::super::facts;
    use super::*;

    #[test]
    fn names_lead_to_what_they_stand_for() {
        let files = [
            (
                "lib.rs",
                "crate",
                "mod a; pub mod b; mod generated; pub use crate::a::T; pub use crate::generated::types::{G, H as I}; pub fn f() {}",
            ),
            ("a.rs", "crate::a", "use crate::generated::types::G; pub struct T; struct P;"),
            (
                "b.rs",
                "crate::b",
                "pub use super::a::T as U; pub use crate::generated::operations; mod c { use super::super::G; }",
            ),
        ];
        let files: Vec<_> = files
            .iter()
            .map(|(file, module, text)| facts::read(file, module, text).unwrap())
            .collect();
        let names = Names::of(&files);
        for (module, written, expected) in [
            ("crate", "T", "crate::a::T"),
            ("crate::b", "U::new", "crate::a::T::new"),
            ("crate::a", "G", "crate::generated::types::G"),
            ("crate::b::c", "G", "crate::generated::types::G"),
            ("crate::a", "crate::I", "crate::generated::types::H"),
            ("crate::a", "String", "String"),
        ] {
            assert_eq!(names.resolve(module, written), expected, "{written} in {module}");
        }
        let public = names.public("x");
        let public: Vec<_> = public.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(
            public,
            [
                ("x::G", "crate::generated::types::G"),
                ("x::I", "crate::generated::types::H"),
                ("x::T", "crate::a::T"),
                ("x::b", "crate::b"),
                ("x::b::U", "crate::a::T"),
                ("x::b::operations", "crate::generated::operations"),
                ("x::f", "crate::f"),
            ]
        );
    }
}
