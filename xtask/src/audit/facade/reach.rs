//! How dependents notice a generated item: under which public paths, in which
//! public signatures, and through which lines of the facade. Pure.

use std::collections::BTreeSet;

use super::index::{Index, Manner};
use crate::audit::finding::{Exposure, Place, Reach};
use crate::audit::public::Surface;

/// What says how items are exposed.
#[derive(Clone, Copy, Debug)]
pub struct Exposed<'a> {
    /// The facade's sources.
    pub index: &'a Index,
    /// The texts of the public API, where there are any.
    pub surfaces: &'a [&'a Surface<'a>],
    /// The module of the bindings, such as `crate::generated`.
    pub module: &'a str,
}

impl Exposed<'_> {
    /// The reach of a generated item, such as `types::Token::ttl`.
    pub fn of(&self, item: &str) -> Reach {
        let path = self.path(item);
        let public = self.index.public_paths(&path);
        let signatures = self.signatures(item, &public);
        let exposure = match (public.is_empty(), signatures.is_empty()) {
            (false, _) => Exposure::ReExported,
            (true, false) => Exposure::Signature,
            (true, true) => Exposure::Private,
        };
        Reach { exposure, public, signatures, facade: self.places(item) }
    }

    fn path(&self, item: &str) -> String {
        format!("{}::{item}", self.module)
    }

    /// The lines of the facade that use an item. What has no line of its own,
    /// such as a field that is new, is where a literal of its type is, or else
    /// where its type is used.
    fn places(&self, item: &str) -> Vec<Place> {
        let of = |path: &str, manner: Option<Manner>| -> Vec<Place> {
            let uses = self.index.uses(path).filter(|(_, how)| manner.is_none_or(|it| it == *how));
            let places: BTreeSet<_> = uses.map(|(place, _)| place.clone()).collect();
            places.into_iter().collect()
        };
        let path = self.path(item);
        let mut places = of(&path, None);
        if let Some((parent, _)) = path.rsplit_once("::").filter(|_| places.is_empty()) {
            places = of(parent, Some(Manner::Literal));
            if places.is_empty() {
                places = of(parent, None);
            }
        }
        places
    }

    /// The public items whose lines name the type of an item, which dependents
    /// cannot name.
    fn signatures(&self, item: &str, public: &[String]) -> Vec<String> {
        if !public.is_empty() {
            return self.mentions(public);
        }
        let types = std::iter::successors(Some(item), |it| Some(it.rsplit_once("::")?.0));
        let hidden: Vec<_> = types
            .filter(|it| it.contains("::"))
            .flat_map(|it| {
                self.surfaces.iter().filter_map(move |surface| {
                    let name = surface.crate_name()?;
                    Some(self.path(it).replacen("crate", name, 1))
                })
            })
            .collect();
        self.mentions(&hidden)
    }

    /// The public items whose lines name one of the paths, but for the paths'
    /// own lines.
    fn mentions(&self, paths: &[String]) -> Vec<String> {
        let items = self.surfaces.iter().flat_map(|surface| surface.items.values());
        let found: BTreeSet<_> = items
            .filter(|item| {
                let names = |path: &&String| names(item.text, path) && !is_below(&item.path, path);
                paths.iter().any(|path| names(&path))
            })
            .map(|item| item.path.clone())
            .collect();
        found.into_iter().collect()
    }
}

/// Whether a line names a path: a whole one, not the start of a longer name.
pub fn names(line: &str, path: &str) -> bool {
    let is_name = |it: char| it.is_alphanumeric() || it == '_' || it == ':';
    line.match_indices(path).any(|(at, _)| {
        let before = line.get(..at).and_then(|it| it.chars().next_back());
        let after = line.get(at + path.len()..).and_then(|it| it.chars().next());
        !before.is_some_and(is_name) && !after.is_some_and(is_name)
    })
}

/// Whether a path is another, or below it.
pub fn is_below(path: &str, other: &str) -> bool {
    path.strip_prefix(other).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}
