//! A digest of what the public API follows from in a crate: its features,
//! dependencies and declarations. Comments, documentation, the bodies of
//! functions and inline tests do not count, so that a text stays fresh while
//! they change.

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, Group, LexError, TokenStream, TokenTree};
use toml_edit::DocumentMut;

use crate::error::{Error, Result};
use crate::openapi::json::sha256;
use crate::parallel;

/// The path and the text of a source.
type File = (String, String);

/// The fingerprint of a crate: its manifest, and its sources in the order of
/// their paths, each with its path.
pub fn fingerprint(manifest: (&str, &str), sources: &[File]) -> Result<String> {
    let sources: Vec<_> = sources.iter().collect();
    Declarations::of(&sources).fingerprint(manifest, &sources)
}

/// The declarations of sources, each read once.
#[derive(Debug)]
pub struct Declarations<'a>(BTreeMap<&'a File, Result<String>>);

impl<'a> Declarations<'a> {
    /// Reads sources, of which several crates may have the same.
    pub fn of(sources: &[&'a File]) -> Self {
        Self(parallel::once(sources.to_vec(), |(path, text)| declarations(path, text)))
    }

    /// The fingerprint of a crate with some of the sources.
    pub fn fingerprint(&self, manifest: (&str, &str), sources: &[&'a File]) -> Result<String> {
        let mut text = declarations_of_manifest(manifest.0, manifest.1)?;
        for source in sources {
            let declared = self.0.get(source).cloned().transpose()?.unwrap_or_default();
            text += &format!("\n{}\n{declared}", source.0);
        }
        Ok(sha256(text.as_bytes()))
    }
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

/// Tokens are enough to tell what is no declaration, and to read them takes a
/// third of the time that it takes to parse a file.
fn declarations(path: &str, text: &str) -> Result<String> {
    let tokens: TokenStream = text.parse().map_err(|error: LexError| {
        Error::new(
            path,
            format!("is not Rust: {error}"),
            "correct the syntax; `cargo check` shows the place",
        )
    })?;
    Ok(declared(tokens).to_string())
}

/// The tokens without documentation, inline tests and bodies of functions.
fn declared(tokens: TokenStream) -> TokenStream {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let mut rest = tokens.as_slice();
    let mut kept: Vec<TokenTree> = Vec::new();
    let mut has_body = false;
    while let [token, after @ ..] = rest {
        if let Some(after) = after_documentation(rest).or_else(|| after_tests(rest)) {
            rest = after;
            continue;
        }
        rest = after;
        match token {
            TokenTree::Ident(word) if word == "fn" => {
                let is_named = matches!(after.first(), Some(TokenTree::Ident(_)));
                has_body = is_named && !is_const(&kept);
            }
            TokenTree::Punct(it) if it.as_char() == ';' => has_body = false,
            TokenTree::Group(group) => {
                let is_body = has_body && is_block(group) && !is_argument(&kept);
                has_body &= !is_body;
                let inner = if is_body { TokenStream::new() } else { declared(group.stream()) };
                kept.push(Group::new(group.delimiter(), inner).into());
                continue;
            }
            _ => {}
        }
        kept.push(token.clone());
    }
    kept.into_iter().collect()
}

/// What comes after `#[doc = "…"]`; `#[doc(hidden)]` is no documentation.
fn after_documentation(tokens: &[TokenTree]) -> Option<&[TokenTree]> {
    let (attribute, after) = attribute(tokens)?;
    let mut inner = attribute.stream().into_iter();
    let is_documentation = matches!(inner.next(), Some(TokenTree::Ident(it)) if it == "doc")
        && matches!(inner.next(), Some(TokenTree::Punct(it)) if it.as_char() == '=');
    is_documentation.then_some(after)
}

/// What comes after a module with `#[cfg(test)]`.
fn after_tests(tokens: &[TokenTree]) -> Option<&[TokenTree]> {
    let (first, mut after) = attribute(tokens)?;
    if first.stream().to_string().replace(' ', "") != "cfg(test)" {
        return None;
    }
    while let Some((_, next)) = attribute(after) {
        after = next;
    }
    let (module, name) = (after.first()?, after.get(1)?);
    let is_module =
        matches!((module, name), (TokenTree::Ident(it), TokenTree::Ident(_)) if it == "mod");
    after.get(3..).filter(|_| is_module)
}

/// The attribute that the tokens begin with, and what comes after it.
fn attribute(tokens: &[TokenTree]) -> Option<(&Group, &[TokenTree])> {
    let is =
        |token: &TokenTree, wanted| matches!(token, TokenTree::Punct(it) if it.as_char() == wanted);
    match tokens {
        [hash, TokenTree::Group(group), after @ ..] if is(hash, '#') => Some((group, after)),
        [hash, inner, TokenTree::Group(group), after @ ..] if is(hash, '#') && is(inner, '!') => {
            Some((group, after))
        }
        _ => None,
    }
}

/// Whether the function whose `fn` comes next is `const`: the value of a
/// constant can follow from its body.
fn is_const(before: &[TokenTree]) -> bool {
    let qualifiers = before.iter().rev().map_while(|token| match token {
        TokenTree::Ident(it) => Some(it.to_string()),
        TokenTree::Literal(_) => Some(String::new()),
        _ => None,
    });
    qualifiers
        .take_while(|it| ["", "async", "const", "extern", "safe", "unsafe"].contains(&it.as_str()))
        .any(|it| it == "const")
}

fn is_block(group: &Group) -> bool {
    group.delimiter() == Delimiter::Brace
}

/// Whether a block that comes next is an argument of a type, as in `A<{ N }>`.
fn is_argument(before: &[TokenTree]) -> bool {
    matches!(before.last(), Some(TokenTree::Punct(it)) if ['<', ',', '='].contains(&it.as_char()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = "[package]\nname = \"a\"\n\n[features]\n# Why.\nx = []\n";
    const SOURCE: &str = "/// Text.\npub struct A { b: u8 }\nimpl A { pub fn f(&self) -> u8 { self.b } }\n\
        trait T { fn g() {} }\nconst fn c() -> u8 { 1 }\nunsafe fn u() -> A<{ 3 }> { 4 }\n\
        struct P(fn(u8) -> u8, /** Text. */ [u8; 5]);\n\
        #[cfg(test)] #[allow(dead_code)] mod tests { fn t() {} }\n#[cfg(test)] use x;";

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
            ("{ 4 }", "{ 0 }", true),
            ("{ 3 }", "{ 0 }", false),
            ("** Text", "** Other text", true),
            ("[u8; 5]", "[u8; 6]", false),
            ("use x", "use y", false),
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
        let sources = [("a.rs".to_owned(), "fn f() {".to_owned())];
        let error = fingerprint(("Cargo.toml", MANIFEST), &sources).unwrap_err();
        assert!(error.to_string().starts_with("a.rs: is not Rust"), "{error}");
        let error = fingerprint(("Cargo.toml", "["), &[]).unwrap_err();
        assert!(error.to_string().starts_with("Cargo.toml: is not TOML"), "{error}");
    }
}
