//! The arrows between the files of a crate: a `use` item, or a path in code,
//! in a type or in the arguments of a macro, that leads from one file into
//! another. A `mod` declaration is not an arrow, nor is a path in code that a
//! macro quotes. No arrow begins in a generated file.

use std::collections::BTreeMap;
use std::fmt;

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, ItemUse, Macro, Path, Visibility};

use super::modules::{ModulePath, Sources, use_paths};

/// One file uses another.
#[derive(Clone, Debug)]
pub(super) struct Arrow {
    pub(super) from: String,
    pub(super) to: String,
    /// The file that the path names, if a re-export there leads to the other file.
    pub(super) named: String,
    /// The first place where it is written.
    line: usize,
    path: String,
}

impl fmt::Display for Arrow {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, to, line, path, .. } = self;
        write!(formatter, "{from}:{line}: {path} → {to}")
    }
}

/// The arrows of a crate: one for each pair of files and each file that is named.
pub(super) fn arrows(sources: &Sources) -> Vec<Arrow> {
    let mut found: BTreeMap<[String; 3], Arrow> = BTreeMap::new();
    for (path, module) in &sources.modules {
        if module.file.starts_with("generated/") {
            continue;
        }
        let mut visitor = Visitor { sources, module: path, file: &module.file, found: &mut found };
        module.items.iter().for_each(|item| visitor.visit_item(item));
    }
    found.into_values().collect()
}

struct Visitor<'a> {
    sources: &'a Sources,
    module: &'a ModulePath,
    file: &'a str,
    found: &'a mut BTreeMap<[String; 3], Arrow>,
}

impl Visitor<'_> {
    fn add(&mut self, path: &[String], line: usize) {
        let file_of = |through| self.sources.file_of(self.module, path, through);
        let (Some(to), Some(named)) = (file_of(true), file_of(false)) else {
            return;
        };
        if to == self.file {
            return;
        }
        let arrow = Arrow {
            from: self.file.to_owned(),
            to: to.to_owned(),
            named: named.to_owned(),
            line,
            path: path.join("::"),
        };
        let known = self
            .found
            .entry([arrow.from.clone(), arrow.to.clone(), arrow.named.clone()])
            .or_insert_with(|| Arrow { line: usize::MAX, ..arrow.clone() });
        if line < known.line {
            *known = arrow;
        }
    }

    /// The paths in a macro's arguments, which are tokens only.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        let mut line = 0;
        for token in tokens {
            match token {
                TokenTree::Punct(it) if it.as_char() == ':' => colons += 1,
                TokenTree::Ident(it) => {
                    if colons != 2 || path.is_empty() {
                        self.add(&path, line);
                        path.clear();
                        line = it.span().start().line;
                    }
                    path.push(it.to_string());
                    colons = 0;
                }
                token => {
                    self.add(&path, line);
                    path.clear();
                    colons = 0;
                    if let TokenTree::Group(group) = token {
                        self.tokens(group.stream());
                    }
                }
            }
        }
        self.add(&path, line);
    }
}

impl<'ast> Visit<'ast> for Visitor<'_> {
    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        let line = item.use_token.span.start().line;
        for (_, path) in use_paths(item) {
            self.add(&path, line);
        }
    }

    fn visit_path(&mut self, path: &'ast Path) {
        if path.leading_colon.is_none() {
            let names: Vec<_> = path.segments.iter().map(|it| it.ident.to_string()).collect();
            let line = path.segments.first().map_or(0, |it| it.ident.span().start().line);
            self.add(&names, line);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, item: &'ast Macro) {
        const QUOTING: [&str; 3] = ["quote", "quote_spanned", "parse_quote"];
        self.visit_path(&item.path);
        if !QUOTING.iter().any(|name| item.path.is_ident(name)) {
            self.tokens(item.tokens.clone());
        }
    }

    fn visit_visibility(&mut self, _: &'ast Visibility) {}

    fn visit_attribute(&mut self, _: &'ast Attribute) {}
}
