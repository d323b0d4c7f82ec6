//! A digest of what the public API follows from in a crate: its features,
//! dependencies and declarations. Comments, documentation, the bodies of
//! functions and inline tests do not count, so that a text stays fresh while
//! they change.

use std::panic::resume_unwind;
use std::thread;

use quote::ToTokens as _;
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Block, File, ImplItemFn, Item, ItemFn, Meta, Signature, TraitItemFn};
use toml_edit::DocumentMut;

use crate::error::{Error, Result};
use crate::openapi::json::sha256;

/// The fingerprint of a crate: its manifest, and its sources in the order of
/// their paths, each with its path.
pub fn fingerprint(manifest: (&str, &str), sources: &[(String, String)]) -> Result<String> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let share = sources.len().div_ceil(cores).max(1);
    let parts = thread::scope(|scope| {
        let threads: Vec<_> = sources
            .chunks(share)
            .map(|files| scope.spawn(|| declarations_of_files(files)))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic)))
            .collect::<Result<String>>()
    })?;
    let manifest = declarations_of_manifest(manifest.0, manifest.1)?;
    Ok(sha256((manifest + &parts).as_bytes()))
}

fn declarations_of_files(files: &[(String, String)]) -> Result<String> {
    files
        .iter()
        .map(|(path, text)| Ok(format!("\n{path}\n{}", declarations(path, text)?)))
        .collect()
}

fn declarations_of_manifest(path: &str, text: &str) -> Result<String> {
    let document: DocumentMut = text.parse().map_err(|error| {
        Error::new(path, format!("is not TOML: {error}"), "correct the manifest")
    })?;
    let table = |name: &str| document.get(name).map(ToString::to_string);
    let tables = ["features", "dependencies"].into_iter().filter_map(table);
    let lines: Vec<_> = tables
        .flat_map(|table| table.lines().map(str::trim).map(str::to_owned).collect::<Vec<_>>())
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect();
    Ok(lines.join("\n"))
}

fn declarations(path: &str, text: &str) -> Result<String> {
    let mut file: File = syn::parse_file(text).map_err(|error| {
        Error::new(
            path,
            format!("is not Rust: {error}"),
            "correct the syntax; `cargo check` shows the place",
        )
    })?;
    Strip.visit_file_mut(&mut file);
    Ok(file.into_token_stream().to_string())
}

struct Strip;

impl VisitMut for Strip {
    fn visit_file_mut(&mut self, file: &mut File) {
        file.items.retain(|item| !is_test(item));
        visit_mut::visit_file_mut(self, file);
    }

    fn visit_item_mod_mut(&mut self, module: &mut syn::ItemMod) {
        if let Some((_, items)) = &mut module.content {
            items.retain(|item| !is_test(item));
        }
        visit_mut::visit_item_mod_mut(self, module);
    }

    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        attributes.retain(|attribute| !is_documentation(attribute));
    }

    fn visit_item_fn_mut(&mut self, item: &mut ItemFn) {
        empty(&item.sig, &mut item.block);
        visit_mut::visit_item_fn_mut(self, item);
    }

    fn visit_impl_item_fn_mut(&mut self, item: &mut ImplItemFn) {
        empty(&item.sig, &mut item.block);
        visit_mut::visit_impl_item_fn_mut(self, item);
    }

    fn visit_trait_item_fn_mut(&mut self, item: &mut TraitItemFn) {
        if let Some(block) = &mut item.default {
            empty(&item.sig, block);
        }
        visit_mut::visit_trait_item_fn_mut(self, item);
    }
}

/// The value of a constant can follow from the body of a `const fn`.
fn empty(signature: &Signature, block: &mut Block) {
    if signature.constness.is_none() {
        block.stmts.clear();
    }
}

fn is_test(item: &Item) -> bool {
    matches!(item, Item::Mod(module) if module.attrs.iter().any(|attribute| {
        matches!(&attribute.meta, Meta::List(list)
            if list.path.is_ident("cfg") && list.tokens.to_string() == "test")
    }))
}

/// `#[doc = "…"]`; `#[doc(hidden)]` is not.
fn is_documentation(attribute: &Attribute) -> bool {
    matches!(&attribute.meta, Meta::NameValue(it) if it.path.is_ident("doc"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = "[package]\nname = \"a\"\n\n[features]\n# Why.\nx = []\n";
    const SOURCE: &str = "/// Text.\npub struct A { b: u8 }\nimpl A { pub fn f(&self) -> u8 { self.b } }\n\
        trait T { fn g() {} }\nconst fn c() -> u8 { 1 }\n#[cfg(test)] mod tests { fn t() {} }";

    fn with(manifest: &str, source: &str) -> String {
        let sources = [("lib.rs".to_owned(), source.to_owned())];
        fingerprint(("Cargo.toml", manifest), &sources).unwrap()
    }

    #[test]
    fn it_changes_with_declarations_only() {
        let before = with(MANIFEST, SOURCE);
        for (from, to, same) in [
            ("Text.", "Other text.", true),
            ("self.b }", "self.b + 1 }", true),
            ("fn g() {}", "fn g() { drop(1) }", true),
            ("fn t() {}", "fn t() { drop(1) }", true),
            ("pub fn", "// A comment.\npub fn", true),
            ("b: u8 }", "b: u16 }", false),
            ("pub fn f", "fn f", false),
            ("fn g() {}", "fn g();", false),
            ("{ 1 }", "{ 2 }", false),
            ("pub struct", "#[doc(hidden)] pub struct", false),
            ("pub struct", "#[derive(Clone)] pub struct", false),
        ] {
            assert!(SOURCE.contains(from), "{from}");
            let after = with(MANIFEST, &SOURCE.replacen(from, to, 1));
            assert_eq!(before == after, same, "{from} → {to}");
        }
        for (from, to, same) in [
            ("Why.", "Why not.", true),
            ("name = \"a\"", "name = \"b\"", true),
            ("x = []", "x = [\"y\"]", false),
        ] {
            let after = with(&MANIFEST.replacen(from, to, 1), SOURCE);
            assert_eq!(before == after, same, "{from} → {to}");
        }
    }

    #[test]
    fn what_is_no_rust_is_named() {
        let sources = [("a.rs".to_owned(), "fn".to_owned())];
        let error = fingerprint(("Cargo.toml", MANIFEST), &sources).unwrap_err();
        assert!(error.to_string().starts_with("a.rs: is not Rust"), "{error}");
        let error = fingerprint(("Cargo.toml", "["), &[]).unwrap_err();
        assert!(error.to_string().starts_with("Cargo.toml: is not TOML"), "{error}");
    }
}
