//! The page about errors lists each text that an error of the client can have, and no other.

use std::fs;
use std::path::{Path, PathBuf};

use integration_tests::workspace::repository;
use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};

/// The fake's texts are for authors of tests; the generated code's are never shown.
const ELSEWHERE: [&str; 4] = ["generated", "mock", "guide.rs", "tests.rs"];

/// Sentences in the code that are not part of an error's text.
const NO_ERRORS: [&str; 8] = [
    // Traces and `Debug`.
    "OAuth access token",
    "Credentials(OAuth client, [redacted])",
    "verify-client/{} ({OS} {ARCH}) rust",
    // What is sent to a proxy.
    "CONNECT {host}:{port} HTTP/1.1\r\nhost: {host}:{port}\r\n",
    // For a dependent that deserialises the type itself.
    "a date and time of RFC 3339",
    // Words of serde's and of OpenSSL's.
    "missing field `",
    "SSL alert number 116",
    // An error at compile time.
    "a prefix has two letters",
];

/// The string literals of a file, without those of its documentation and its tests.
#[derive(Default)]
struct Literals(Vec<String>);

impl<'ast> Visit<'ast> for Literals {
    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if module.ident != "tests" {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_lit_str(&mut self, literal: &'ast syn::LitStr) {
        self.0.push(literal.value());
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.collect(call.tokens.clone());
    }
}

impl Literals {
    fn collect(&mut self, tokens: TokenStream) {
        let mut is_attribute = false;
        for token in tokens {
            let after_mark = std::mem::take(&mut is_attribute);
            match token {
                TokenTree::Punct(mark) => is_attribute = mark.as_char() == '#',
                TokenTree::Group(_) if after_mark => {}
                TokenTree::Group(group) => self.collect(group.stream()),
                TokenTree::Literal(literal) => {
                    if let Ok(literal) = syn::parse_str::<syn::LitStr>(&literal.to_string()) {
                        self.0.push(literal.value());
                    }
                }
                TokenTree::Ident(_) => {}
            }
        }
    }
}

fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if ELSEWHERE.contains(&name) {
            continue;
        }
        match path.is_dir() {
            true => sources(&path, files),
            false => files.push(path),
        }
    }
}

/// The texts in the code.
fn literals() -> Vec<String> {
    let mut files = Vec::new();
    sources(&repository().join("verify-client/src"), &mut files);
    let mut literals = Literals::default();
    for file in files {
        literals.visit_file(&syn::parse_file(&fs::read_to_string(file).unwrap()).unwrap());
    }
    literals.0
}

/// Whether a text is a sentence for a reader.
fn is_sentence(text: &&String) -> bool {
    text.trim().matches(' ').count() >= 2 && !NO_ERRORS.contains(&text.as_str())
}

/// The parts of a text between its placeholders.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut depth = 0;
    for character in text.chars() {
        match character {
            '{' => depth += 1,
            '}' => {
                depth -= 1;
                words.push(String::new());
            }
            '`' => words.push(String::new()),
            _ if depth == 0 => words.last_mut().unwrap().push(character),
            _ => {}
        }
    }
    words
        .into_iter()
        .map(|part| part.trim_matches([' ', ',', ':', ';', '(', ')']).to_owned())
        .collect()
}

/// Whether a part is long enough to be recognised.
fn is_telling(part: &&str) -> bool {
    part.trim().len() >= 8
}

#[test]
fn every_text_of_an_error_is_on_the_page_and_no_other() {
    let page = fs::read_to_string(repository().join("verify-client/docs/errors.md")).unwrap();
    let literals = literals();
    let sentences: Vec<_> = literals.iter().filter(is_sentence).collect();
    assert!(sentences.len() > 80, "only {} texts were found", sentences.len());
    for sentence in sentences {
        for part in words(sentence).iter().map(String::as_str).filter(is_telling) {
            assert!(page.contains(part), "{part:?} of {sentence:?} is not on the page");
        }
    }
    let first = page.lines().filter_map(|line| line.strip_prefix("| `")?.split(" | ").next());
    let mut checked = 0;
    for text in first.flat_map(|cell| cell.split('`').step_by(2)) {
        let parts = text.split('…').flat_map(|part| part.split(" (status "));
        for part in parts.map(|part| part.trim_matches([' ', ',', ':', ';', '(', ')'])) {
            if is_telling(&part) && !part.contains("code 2") {
                checked += 1;
                let is_said = literals.iter().any(|text| text.contains(part));
                let is_form = part.ends_with("and 32 hexadecimal digits");
                assert!(is_said || is_form, "no error says {part:?}");
            }
        }
    }
    assert!(checked > 80, "only {checked} parts of texts were found");
}
