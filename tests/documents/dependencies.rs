//! Every dependency in a manifest has its reason in a comment on the line above.

use std::fs;

use integration_tests::workspace::repository;

const MANIFESTS: [&str; 8] = [
    "tests/Cargo.toml",
    "tests/load/Cargo.toml",
    "tests/readme/Cargo.toml",
    "verify-client/Cargo.toml",
    "verify-client/examples/blocking-service/Cargo.toml",
    "verify-client/examples/enrollment-service/Cargo.toml",
    "verify-client/examples/quickstart/Cargo.toml",
    "xtask/Cargo.toml",
];

#[test]
fn every_dependency_has_a_reason_beside_it() {
    let mut checked = 0;
    let mut missing = Vec::new();
    for manifest in MANIFESTS {
        let text = fs::read_to_string(repository().join(manifest)).unwrap();
        let mut table = "";
        let mut above = "";
        for line in text.lines() {
            match line {
                _ if line.starts_with('[') => table = line,
                _ if line.is_empty() || line.starts_with('#') => {}
                _ if table.ends_with("dependencies]") => {
                    checked += 1;
                    if !above.starts_with("# ") {
                        missing.push(format!("{manifest}: {line}"));
                    }
                }
                _ => {}
            }
            above = line;
        }
    }
    assert!(checked > 100, "only {checked} dependencies were found");
    assert!(missing.is_empty(), "without a reason:\n{}", missing.join("\n"));
}
