//! Writes each block of Rust in the documents into a module of its own, as a reader copies it.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a build script fails by panicking")]
#![allow(clippy::disallowed_methods, reason = "cargo tells a build script by its environment")]

use std::path::{Path, PathBuf};
use std::{env, fs};

const DOCUMENTS: [(&str, &str); 3] = [
    ("front_page", "README.md"),
    ("manual", "verify-client/README.md"),
    ("other_libraries", "verify-client/docs/from-twilio-python-and-node.md"),
];

fn main() {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR").unwrap()).join("../..");
    let out = PathBuf::from(env::var("OUT_DIR").unwrap());
    let mut modules = String::new();
    for (name, document) in DOCUMENTS {
        let path = root.join(document);
        println!("cargo::rerun-if-changed={}", path.display());
        let blocks = blocks(document, &fs::read_to_string(path).unwrap());
        assert!(!blocks.is_empty(), "{document} has no Rust");
        for (index, block) in blocks.iter().enumerate() {
            let file = out.join(format!("{name}_{index}.rs"));
            fs::write(&file, block).unwrap();
            modules += &format!("#[path = {file:?}]\npub mod {name}_{index};\n");
        }
    }
    fs::write(out.join("blocks.rs"), modules).unwrap();
}

/// The blocks of Rust, which must be complete and not be marked `ignore`.
fn blocks(document: &str, text: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut fences = text.split("\n```");
    while let (Some(_), Some(block)) = (fences.next(), fences.next()) {
        let (fence, code) = block.split_once('\n').unwrap_or((block, ""));
        let (language, attributes) = fence.split_once(',').unwrap_or((fence, ""));
        if language != "rust" {
            continue;
        }
        assert!(["", "no_run"].contains(&attributes), "{document}: not compiled:\n{code}");
        let is_hidden = |line: &str| line == "#" || line.starts_with("# ");
        assert!(!code.lines().any(is_hidden), "{document}: a line that no reader sees:\n{code}");
        blocks.push(format!("{code}\n"));
    }
    blocks
}
