//! How dependents notice a generated item: under which public paths, in which
//! public signatures, and through which lines of the facade. Pure.

use std::collections::BTreeSet;

use super::index::{Index, Manner};
use crate::audit::finding::{Exposure, Place, Reach};
use crate::audit::public::Surface;

/// What decides how items are exposed.
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

    /// The lines of the facade that use an item. An item without a line, such as a
    /// new field, has those of the literals of its type, or else of its type.
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

    /// The public items whose lines name one of the paths, except the paths' own
    /// lines.
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

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;
    use crate::audit::public;

    const LIB: &str = "
mod generated;
mod ask;
pub use crate::generated::types::Shown;
pub use ask::Ask;
pub fn show() -> crate::generated::types::Met { todo() }
";

    const ASK: &str = "
use crate::generated::client::Client as Bindings;
use crate::generated::types::{Form, Shown};
pub struct Ask { form: Form, bindings: Bindings, ttl: u8 }
impl Ask {
    pub fn new() -> Self {
        Self { form: Form { name: 1, ttl: 2 }, bindings: Bindings::new(), ttl: 0 }
    }
    pub fn name(mut self) -> Self {
        self.form.name = 3;
        self
    }
    fn send(&self, shown: &Shown) {
        let Form { name, .. } = &self.form;
        self.bindings.ask(name, self.ttl, shown.sid);
    }
}
#[cfg(test)]
mod tests {
    fn of(form: super::Form) -> u8 { form.ttl }
}
";

    const TEXT: &str = "
pub mod facade
pub struct facade::Shown
pub facade::Shown::sid: u8
pub struct facade::Ask { .. }
impl facade::Ask
pub fn facade::Ask::look(&self) -> facade::Shown
pub fn facade::show() -> facade::generated::types::Met
";

    #[test]
    fn an_item_is_re_exported_met_in_a_signature_or_private() {
        let sources = [("src/lib.rs", LIB), ("src/ask.rs", ASK)];
        let sources = sources.map(|(path, text)| (path.to_owned(), text.to_owned()));
        let sources: Vec<_> = sources.iter().collect();
        let [index] = read([&sources], "src", "facade", "crate::generated");
        let index = index.unwrap();
        let surface = public::read(TEXT);
        let exposed = Exposed { index: &index, surfaces: &[&surface], module: "crate::generated" };
        for (item, exposure, public, places) in [
            // An import is not a use; `public` shows a re-export.
            ("types::Shown", Exposure::ReExported, "facade::Shown", &[13][..]),
            ("types::Shown::sid", Exposure::ReExported, "facade::Shown::sid", &[15]),
            ("types::Met::a", Exposure::Signature, "", &[6]),
            ("types::Form::name", Exposure::Private, "", &[7, 10, 14]),
            // The field of the same name is another.
            ("types::Form::ttl", Exposure::Private, "", &[7]),
            // What is new has to be named in the literal.
            ("types::Form::new", Exposure::Private, "", &[7]),
            ("client::Client::ask", Exposure::Private, "", &[15]),
            ("types::Unused", Exposure::Private, "", &[]),
        ] {
            let reach = exposed.of(item);
            let lines: Vec<_> = reach.facade.iter().map(|it| it.line).collect();
            assert_eq!((reach.exposure, reach.public.join(" ").as_str()), (exposure, public));
            assert_eq!(lines, places, "{item}: {:#?}", reach.facade);
        }
        let name = exposed.of("types::Form::name").facade;
        let within: Vec<_> =
            name.iter().map(|it| (it.within.as_deref(), it.public.as_deref())).collect();
        assert_eq!(
            within,
            [
                (Some("Ask::new"), Some("facade::Ask::new")),
                (Some("Ask::name"), Some("facade::Ask::name")),
                // What is private is noticed through its type.
                (Some("Ask::send"), Some("facade::Ask")),
            ]
        );
        assert_eq!(exposed.of("types::Shown").signatures, ["facade::Ask::look"]);
    }
}
