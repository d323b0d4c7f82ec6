//! What rustc and rustdoc say about states of the facade.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::{env, fs};

use integration_tests::kept::{kept, said};
use integration_tests::workspace::repository;
use tempfile::TempDir;
use xtask::public_api::render;
use xtask::workspace::rustdoc;

const TARGET: &str = env!("CARGO_TARGET_TMPDIR");

/// The text of this file is part of the question: it says how the tools run.
const HOW: &str = include_str!("judge.rs");

/// Which build of the xtask renders what rustdoc says.
static BUILD: LazyLock<String> = LazyLock::new(|| {
    let built = env::current_exe().and_then(|it| it.metadata()?.modified());
    format!("{:?}", built.unwrap())
});

/// The folders that rustc reads, without the one that needs serde.
const FOLDERS: [&str; 2] = ["src", "compiled"];

/// The crate that uses the whole public API.
const DEPENDENT: &str = "tests/fixtures/stub/dependent.rs";

/// The lines of the public API of a workspace's facade.
pub(super) fn items(root: &Path) -> Vec<String> {
    let facade = root.join("verify-client");
    lines(&facade.join("src/lib.rs"), &FOLDERS.map(|it| facade.join(it)))
}

fn lines(source: &Path, sources: &[PathBuf]) -> Vec<String> {
    let text = said(TARGET, ["public-api", &BUILD], sources, |_| {
        let json = kept(TARGET, ["rustdoc", HOW], sources, |folder| {
            let output = Command::new("rustdoc")
                .env("RUSTC_BOOTSTRAP", "1")
                .args(["--edition", "2024", "--crate-name", "verify_client"])
                .args(["--cap-lints", "allow", "-Z", "unstable-options"])
                .args(["--output-format", "json", "--out-dir"])
                .args([folder, source])
                .output()
                .unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            folder.join("verify_client.json")
        });
        render::render(&rustdoc::read(&json).unwrap()).join("\n").into_bytes()
    });
    text.lines().map(str::to_owned).collect()
}

/// States of the facade. Each is a module of one crate, and each has a dependent that is a
/// module of another crate: so each tool runs a few times for all states.
pub(super) struct States {
    folder: TempDir,
    names: Vec<String>,
}

/// What the tools say about a state.
pub(super) struct Judgement {
    /// The lines of the public API.
    pub(super) items: Vec<String>,
    /// The errors of the dependent: none if it compiles.
    pub(super) errors: String,
}

impl States {
    pub(super) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), names: Vec::new() }
    }

    /// Adds the present state of a workspace's facade.
    pub(super) fn add(&mut self, root: &Path) {
        let name = format!("state_{:03}", self.names.len());
        for folder in FOLDERS {
            let from = root.join("verify-client").join(folder);
            copy(&from, &self.folder.path().join(&name).join(folder), &name);
        }
        self.names.push(name);
    }

    /// Judges each state; the facade must compile in each.
    pub(super) fn judge(self) -> Vec<Judgement> {
        let facade = self.folder.path().join("lib.rs");
        let modules =
            self.names.iter().map(|it| format!("#[path = \"{it}/src/lib.rs\"]\npub mod {it};\n"));
        write(&facade, &modules.collect::<String>());
        let lines = lines(&facade, &[self.folder.path().to_owned()]);
        let errors = self.errors(&facade);
        let judgement = |name: &String| {
            let own = format!("verify_client::{name}");
            let of_state = lines.iter().filter(|it| it.contains(&own));
            let errors = errors.lines().filter(|it| it.contains(name));
            Judgement {
                items: of_state.map(|it| it.replace(&own, "verify_client")).collect(),
                errors: errors.map(|it| format!("{it}\n")).collect(),
            }
        };
        self.names.iter().map(judgement).collect()
    }

    /// The errors of all dependents, a line each, which names the file. rustc stops at the
    /// errors of one phase: dependents with errors are left out until the others compile.
    fn errors(&self, facade: &Path) -> String {
        let dependent = repository().join(DEPENDENT);
        let sources = [self.folder.path().to_owned(), dependent.clone()];
        said(TARGET, ["rustc", HOW], &sources, |folder| {
            let library = folder.join("libfacade.rmeta");
            rustc(facade, "facade", &library, &[]).unwrap();
            let library = format!("facade={}", library.display());
            // The module's own documentation would have to come first.
            let text = fs::read_to_string(dependent).unwrap().replace("//!", "//");
            for name in &self.names {
                let text = format!("use facade::{name} as verify_client;\n{text}");
                write(&folder.join(format!("{name}.rs")), &text);
            }
            let mut left: Vec<_> = self.names.iter().collect();
            let mut all = String::new();
            loop {
                let modules = left.iter().map(|it| format!("pub mod {it};\n"));
                let root = folder.join("dependents.rs");
                write(&root, &modules.collect::<String>());
                let out = folder.join("libdependents.rmeta");
                let Err(errors) = rustc(&root, "dependents", &out, &["--extern", &library]) else {
                    return all.into_bytes();
                };
                let is_wrong = |name: &str| errors.contains(&format!("{name}.rs:"));
                let before = left.len();
                left.retain(|it| !is_wrong(it));
                assert!(left.len() < before, "{errors}");
                write!(all, "{errors}").unwrap();
            }
        })
    }
}

/// Copies a folder of Rust files into a module of the crate.
fn copy(from: &Path, to: &Path, module: &str) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &to, module);
        } else {
            let text = fs::read_to_string(&path).unwrap();
            write(&to, &text.replace("crate::", &format!("crate::{module}::")));
        }
    }
}

#[allow(clippy::disallowed_methods, reason = "in a folder that nobody else sees")]
fn write(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
}

/// Compiles a library without code; what rustc says if it cannot.
fn rustc(source: &Path, name: &str, out: &Path, more: &[&str]) -> Result<(), String> {
    let output = Command::new("rustc")
        .args(["--edition", "2024", "--crate-type", "lib", "--cap-lints", "allow"])
        .args(["--error-format", "short", "--crate-name", name])
        .args(["--emit", &format!("metadata={}", out.display())])
        .args(more)
        .arg(source)
        // Where rustc writes the names of long types.
        .current_dir(out.parent().unwrap())
        .output()
        .unwrap();
    match output.status.success() {
        true => Ok(()),
        false => Err(String::from_utf8(output.stderr).unwrap()),
    }
}
