//! The package `tests/readme` compiles the Rust of the documents as it stands. Its dependencies
//! must be those that the documents state.

use std::collections::BTreeSet;
use std::fs;

use integration_tests::workspace::repository;

const DOCUMENTS: [&str; 3] =
    ["README.md", "verify-client/README.md", "verify-client/docs/from-twilio-python-and-node.md"];

/// Dependencies by table and line, without the local path and with short forms written in full.
fn dependencies(text: &str) -> BTreeSet<(String, String)> {
    let mut table = "";
    let mut dependencies = BTreeSet::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        match line.split_once(" = ") {
            _ if line.starts_with('[') => table = line,
            Some((name, version)) if table.ends_with("dependencies]") => {
                let version = version.replace(", path = \"../../verify-client\"", "");
                let version = match version.starts_with('"') {
                    true => format!("{{ version = {version} }}"),
                    false => version,
                };
                dependencies.insert((table.to_owned(), format!("{name} = {version}")));
            }
            _ => {}
        }
    }
    dependencies
}

#[test]
fn the_documents_state_the_dependencies_that_their_code_is_compiled_with() {
    let mut stated = BTreeSet::new();
    for document in DOCUMENTS {
        let text = fs::read_to_string(repository().join(document)).unwrap();
        let (above, _) = text.split_once("\n```rust").unwrap();
        assert!(above.contains("\n```toml"), "{document} states no dependencies above its code");
        for block in text.split("\n```toml\n").skip(1) {
            stated.extend(dependencies(block.split("\n```").next().unwrap()));
        }
    }
    let manifest = fs::read_to_string(repository().join("tests/readme/Cargo.toml")).unwrap();
    assert_eq!(stated, dependencies(&manifest));
    assert_eq!(stated.len(), 3);
}
