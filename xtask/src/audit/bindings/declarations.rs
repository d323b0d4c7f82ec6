//! Paths in signatures as seen from the root of the bindings: `Sid` in `types`
//! is `types::Sid`, and `::std::option::Option` is `Option`.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit_mut::{self, VisitMut};
use syn::{Ident, Item, Path, PathSegment};

/// The names that each module declares, by the module's path.
#[derive(Debug, Default)]
pub(super) struct Declarations(BTreeMap<String, BTreeSet<String>>);

impl Declarations {
    /// Adds the names that `items` declare in `module`, and those below.
    pub(super) fn declare(&mut self, module: &str, items: &[Item]) {
        for item in items {
            let name = match item {
                Item::Struct(item) => &item.ident,
                Item::Enum(item) => &item.ident,
                Item::Trait(item) => &item.ident,
                Item::Type(item) => &item.ident,
                Item::Mod(item) => {
                    if let Some((_, items)) = &item.content {
                        self.declare(&format!("{module}::{}", item.ident), items);
                    }
                    &item.ident
                }
                _ => continue,
            };
            self.0.entry(module.to_owned()).or_default().insert(name.to_string());
        }
    }

    /// Whether `path` is declared in one of the modules.
    pub(super) fn declares(&self, path: &str) -> bool {
        path.rsplit_once("::").is_some_and(|(module, name)| {
            self.0.get(module).is_some_and(|names| names.contains(name))
        })
    }

    /// Rewrites the paths of a signature in `module`.
    pub(super) fn qualify<'a>(&'a self, module: &'a str) -> Qualify<'a> {
        Qualify { names: self.0.get(module), module }
    }
}

/// Rewrites paths as seen from the root of the bindings.
pub(super) struct Qualify<'a> {
    names: Option<&'a BTreeSet<String>>,
    module: &'a str,
}

/// The paths of the standard library that the generator spells out.
const SHORT: [&str; 5] = [
    "std::option::Option",
    "std::string::String",
    "std::vec::Vec",
    "std::boxed::Box",
    "std::result::Result",
];

impl VisitMut for Qualify<'_> {
    fn visit_path_mut(&mut self, path: &mut Path) {
        visit_mut::visit_path_mut(self, path);
        if path.leading_colon.take().is_some() {
            let spelled: Vec<_> =
                path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            if SHORT.contains(&spelled.join("::").as_str())
                && let Some(last) = path.segments.pop()
            {
                path.segments = std::iter::once(last).collect();
            }
            return;
        }
        let Some(first) = path.segments.first().map(|segment| segment.ident.clone()) else {
            return;
        };
        let is_self = first == "self" && path.segments.len() > 1;
        let is_local = self.names.is_some_and(|names| names.contains(&first.to_string()));
        if is_self || is_local {
            let module = self
                .module
                .split("::")
                .map(|name| PathSegment::from(Ident::new(name, first.span())));
            let rest = std::mem::take(&mut path.segments).into_iter().skip(usize::from(is_self));
            path.segments = module.chain(rest).collect();
        }
    }
}
