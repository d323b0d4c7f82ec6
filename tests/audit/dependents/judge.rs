//! What rustc and rustdoc say about the facade in its present state.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use integration_tests::kept::{kept, said};
use integration_tests::workspace::repository;

const TARGET: &str = env!("CARGO_TARGET_TMPDIR");

/// The text of this file is part of the question: it says how the tools run.
const HOW: &str = include_str!("judge.rs");

/// The folders that rustc reads, without the one that needs serde.
const FOLDERS: [&str; 2] = ["verify-client/src", "verify-client/compiled"];

/// The crate that uses the whole public API.
const DEPENDENT: &str = "tests/fixtures/stub/dependent.rs";

/// Whether the dependent compiles with the facade; what rustc says if not. The
/// facade itself must compile.
pub(super) fn compiles(root: &Path) -> Result<(), String> {
    let said = said(TARGET, ["rustc", HOW], &sources(root), |folder| {
        let library = folder.join("libverify_client.rmeta");
        let output = rustc(&root.join("verify-client/src/lib.rs"), "verify_client", &library, &[]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let library = format!("verify_client={}", library.display());
        let dependent = folder.join("libdependent.rmeta");
        let arguments = ["--extern", &library];
        let output = rustc(&repository().join(DEPENDENT), "dependent", &dependent, &arguments);
        assert_eq!(output.status.success(), output.stderr.is_empty());
        output.stderr
    });
    match said.is_empty() {
        true => Ok(()),
        false => Err(said),
    }
}

/// The file of rustdoc's JSON.
pub(super) fn documentation(root: &Path) -> PathBuf {
    kept(TARGET, ["rustdoc", HOW], &sources(root), |folder| {
        let output = Command::new("rustdoc")
            .env("RUSTC_BOOTSTRAP", "1")
            .args(["--edition", "2024", "--crate-name", "verify_client", "--cap-lints", "allow"])
            .args(["-Z", "unstable-options", "--output-format", "json", "--out-dir"])
            .arg(folder)
            .arg(root.join("verify-client/src/lib.rs"))
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        folder.join("verify_client.json")
    })
}

fn sources(root: &Path) -> Vec<PathBuf> {
    let mut paths = FOLDERS.map(|it| root.join(it)).to_vec();
    paths.push(repository().join(DEPENDENT));
    paths
}

fn rustc(source: &Path, name: &str, out: &Path, more: &[&str]) -> Output {
    Command::new("rustc")
        .args(["--edition", "2024", "--crate-type", "lib", "--cap-lints", "allow"])
        .args(["--emit", &format!("metadata={}", out.display()), "--crate-name", name])
        .args(more)
        .arg(source)
        .output()
        .unwrap()
}
