//! The Rust of the documents compiles as a reader copies it: each block alone, as
//! it stands, with the dependencies that the document states.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use integration_tests::workspace::repository;

const READMES: [&str; 3] =
    ["README.md", "verify-client/README.md", "verify-client/docs/from-twilio-python-and-node.md"];

/// A block between fences: its language, what else the fence says, its text.
struct Block {
    language: String,
    attributes: String,
    text: String,
}

fn blocks(readme: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut is_inside = false;
    for line in readme.lines() {
        match (line.strip_prefix("```"), is_inside) {
            (Some(fence), false) => {
                let (language, attributes) = fence.split_once(',').unwrap_or((fence, ""));
                blocks.push(Block {
                    language: language.to_owned(),
                    attributes: attributes.to_owned(),
                    text: String::new(),
                });
                is_inside = true;
            }
            (Some(_), true) => is_inside = false,
            (None, true) => {
                let block = blocks.last_mut().unwrap();
                block.text += line;
                block.text += "\n";
            }
            (None, false) => {}
        }
    }
    blocks
}

/// The lines of all TOML blocks, by their table.
fn tables(blocks: &[Block]) -> String {
    let mut tables: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for block in blocks.iter().filter(|block| block.language == "toml") {
        let mut table = "";
        for line in block.text.lines().filter(|line| !line.is_empty()) {
            match line.starts_with('[') {
                true => table = line,
                false => tables.entry(table).or_default().push(line),
            }
        }
    }
    let text = |(table, lines): (&str, Vec<&str>)| format!("{table}\n{}\n\n", lines.join("\n"));
    tables.into_iter().map(text).collect()
}

/// Profiles are part of what cargo can use again.
fn profiles() -> String {
    let manifest = fs::read_to_string(repository().join("Cargo.toml")).unwrap();
    let (_, rest) = manifest.split_once("[profile.").unwrap();
    let end = rest.find("\n[").unwrap_or(rest.len());
    format!("[profile.{}", &rest[..end])
}

#[test]
fn every_rust_block_compiles_as_it_stands() {
    for readme in READMES {
        let blocks = blocks(&fs::read_to_string(repository().join(readme)).unwrap());
        let package = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = package.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            #[allow(clippy::disallowed_methods, reason = "a fixture")]
            fs::write(path, text).unwrap();
        };
        let mut library = String::new();
        let mut has_dependencies = false;
        let rust = |block: &&Block| block.language == "rust";
        assert!(blocks.iter().any(|block| rust(&block)), "{readme} has no Rust");
        for (index, block) in blocks.iter().enumerate() {
            has_dependencies |= block.language == "toml";
            if block.language != "rust" {
                continue;
            }
            let place = format!("{readme}:\n{}", block.text);
            assert!(has_dependencies, "no dependencies stand above {place}");
            assert!(["", "no_run"].contains(&block.attributes.as_str()), "not compiled: {place}");
            let is_hidden = |line: &str| line == "#" || line.starts_with("# ");
            assert!(!block.text.lines().any(is_hidden), "a line that no reader sees: {place}");
            if block.text.contains("fn main()") {
                write(&format!("examples/block_{index}.rs"), &block.text);
            } else {
                write(&format!("src/block_{index}.rs"), &block.text);
                library += &format!("pub mod block_{index};\n");
            }
        }
        write("src/lib.rs", &library);
        let client = repository().join("verify-client").canonicalize().unwrap();
        write(
            "Cargo.toml",
            &format!(
                "[package]\nname = \"readme\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
                 [workspace]\n\n{}[patch.crates-io]\nverify-client = {{ path = {client:?} }}\n\n{}",
                tables(&blocks),
                profiles()
            ),
        );
        let lock = fs::read_to_string(repository().join("Cargo.lock")).unwrap();
        write("Cargo.lock", &lock);
        let output = Command::new(env!("CARGO"))
            .args(["check", "--offline", "--quiet", "--all-targets", "--target-dir"])
            .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap())
            .current_dir(package.path())
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{readme}:\n{errors}");
    }
}
