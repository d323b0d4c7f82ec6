//! Two packages to compare: one that depends on verify-client alone, and one
//! that depends on reqwest alone, with the features of reqwest that verify-client
//! turns on. Versions are those of this workspace.

#![allow(
    clippy::unwrap_used,
    missing_debug_implementations,
    reason = "a measurement that cannot be set up stops"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::workspace::repository;

/// A package without code: only its dependencies matter.
pub struct Package {
    folder: TempDir,
}

impl Package {
    fn new(dependency: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            #[allow(clippy::disallowed_methods, reason = "a fixture")]
            fs::write(path, text).unwrap();
        };
        let manifest = "[package]\nname = \"footprint\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n";
        write("Cargo.toml", &format!("{manifest}{dependency}\n"));
        write("src/lib.rs", "");
        let lock = fs::read_to_string(repository().join("Cargo.lock")).unwrap();
        write("Cargo.lock", &lock);
        Self { folder }
    }

    /// The package that depends on verify-client with its default features.
    pub fn with_verify_client() -> Self {
        let path = repository().join("verify-client").canonicalize().unwrap();
        Self::new(&format!("verify-client = {{ path = {path:?} }}"))
    }

    /// The package that depends on reqwest in the same way as this one.
    pub fn with_reqwest_of(&self) -> Self {
        let tree = self.tree();
        let line = tree.lines().find(|line| line.starts_with("reqwest v"));
        let (package, features) = line.unwrap().split_once('|').unwrap();
        let version = package.trim_start_matches("reqwest v");
        let features: Vec<_> = features.split([',', ' ']).filter(|it| is_feature(it)).collect();
        Self::new(&format!(
            "reqwest = {{ version = \"={version}\", default-features = false, features = {features:?} }}"
        ))
    }

    /// The crates that are compiled into the package or run to compile it.
    pub fn crates(&self) -> BTreeSet<String> {
        let tree = self.tree();
        let names = tree.lines().filter_map(|line| line.split(' ').next());
        let own = ["", "footprint", "verify-client"];
        names.filter(|name| !own.contains(name)).map(str::to_owned).collect()
    }

    /// A line for each dependency: name, version, and features.
    fn tree(&self) -> String {
        let arguments = ["tree", "--offline", "--edges=normal,build", "--prefix=none"];
        let tree = self.cargo(&[arguments.as_slice(), &["--format={p}|{f}"]].concat());
        String::from_utf8(tree).unwrap()
    }

    /// Compiles everything again, in release mode.
    pub fn build(&self) {
        self.cargo(&["build", "--release", "--offline", "--quiet"]);
        fs::remove_dir_all(self.root().join("target")).unwrap();
    }

    fn root(&self) -> &Path {
        self.folder.path()
    }

    fn cargo(&self, arguments: &[&str]) -> Vec<u8> {
        let output = Command::new(env!("CARGO"))
            .args(arguments)
            .env("CARGO_TARGET_DIR", self.root().join("target"))
            .current_dir(self.root())
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{errors}");
        output.stdout
    }
}

/// Whether cargo's word after a package is a feature, and not the mark of a repetition.
fn is_feature(word: &str) -> bool {
    !word.is_empty() && word != "(*)"
}
