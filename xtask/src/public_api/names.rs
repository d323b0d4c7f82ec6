//! Whether dependents can name every item that the public API shows. rustc
//! accepts a type in it whose only path is private. Pure.

use std::collections::BTreeSet;

/// The first item of the crate that is shown by a path through a module which
/// is not public.
pub fn unnameable<'a>(items: &'a [String], package: &str) -> Option<&'a str> {
    let root = format!("{}::", package.replace('-', "_"));
    let modules: BTreeSet<_> =
        items.iter().filter_map(|item| item.strip_prefix("pub mod ")).collect();
    let is_private = |path: &&str| {
        let first = path.strip_prefix(&root).and_then(|rest| rest.split_once("::"));
        first.is_some_and(|(first, _)| {
            let is_module = first.starts_with(|it: char| it.is_ascii_lowercase());
            is_module && !modules.contains(format!("{root}{first}").as_str())
        })
    };
    let paths = items.iter().flat_map(|item| item.split(|it: char| !is_of_path(it)));
    paths.into_iter().find(is_private)
}

fn is_of_path(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | ':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_through_a_private_module_is_found() {
        let shown = |line: &str| {
            let modules = ["pub mod a_b", "pub mod a_b::open"];
            let items: Vec<_> = modules.into_iter().chain([line]).map(str::to_owned).collect();
            unnameable(&items, "a-b").map(str::to_owned)
        };
        for (line, expected) in [
            ("pub a_b::Thing::kind: core::option::Option<a_b::open::Kind>", None),
            ("pub fn a_b::open::thing(hidden::Other) -> a_b::Thing", None),
            (
                "pub a_b::Thing::kind: core::option::Option<a_b::hidden::types::Kind>",
                Some("a_b::hidden::types::Kind"),
            ),
            ("impl a_b::hidden::Sealed for a_b::Thing", Some("a_b::hidden::Sealed")),
        ] {
            assert_eq!(shown(line).as_deref(), expected, "{line}");
        }
    }
}
