//! What rustc and rustdoc say of the facade as it stands. Each is asked once
//! about the same sources: what it said is kept beside the builds, as cargo
//! keeps those.

#![allow(
    clippy::disallowed_methods,
    reason = "in a folder that nobody else sees before it is whole"
)]

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use integration_tests::workspace::repository;

/// The folders that rustc reads, without the one that needs serde.
const FOLDERS: [&str; 2] = ["verify-client/src", "verify-client/compiled"];

/// The crate that uses the whole public API.
const DEPENDENT: &str = "tests/fixtures/stub/dependent.rs";

/// Whether the dependent compiles with the facade; what rustc says if not. The
/// facade itself must compile.
pub(super) fn compiles(root: &Path) -> Result<(), String> {
    let said = kept(root, "rustc", |folder| {
        let library = folder.join("libverify_client.rmeta");
        let output = rustc(&root.join("verify-client/src/lib.rs"), "verify_client", &library, &[]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let library = format!("verify_client={}", library.display());
        let dependent = folder.join("libdependent.rmeta");
        let arguments = ["--extern", &library];
        let output = rustc(&repository().join(DEPENDENT), "dependent", &dependent, &arguments);
        let said = folder.join("said");
        fs::write(&said, &output.stderr).unwrap();
        assert_eq!(output.status.success(), output.stderr.is_empty());
        said
    });
    match fs::read_to_string(said).unwrap() {
        said if said.is_empty() => Ok(()),
        said => Err(said),
    }
}

/// The file of rustdoc's JSON.
pub(super) fn documentation(root: &Path) -> PathBuf {
    kept(root, "rustdoc", |folder| {
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

fn rustc(source: &Path, name: &str, out: &Path, more: &[&str]) -> Output {
    Command::new("rustc")
        .args(["--edition", "2024", "--crate-type", "lib", "--cap-lints", "allow"])
        .args(["--emit", &format!("metadata={}", out.display()), "--crate-name", name])
        .args(more)
        .arg(source)
        .output()
        .unwrap()
}

/// The file that a tool made of the same sources before; else it is made now,
/// in a folder that does not last.
fn kept(root: &Path, tool: &str, make: impl FnOnce(&Path) -> PathBuf) -> PathBuf {
    let mut hasher = DefaultHasher::new();
    Command::new(tool).arg("-vV").output().unwrap().stdout.hash(&mut hasher);
    fs::read(repository().join(DEPENDENT)).unwrap().hash(&mut hasher);
    // How this file asks belongs to the question.
    include_str!("judge.rs").hash(&mut hasher);
    for folder in FOLDERS {
        hash(&root.join(folder), &mut hasher);
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(tool);
    let path = folder.join(format!("{:016x}", hasher.finish()));
    if !path.exists() {
        fs::create_dir_all(&folder).unwrap();
        let made = tempfile::tempdir_in(&folder).unwrap();
        fs::rename(make(made.path()), &path).unwrap();
    }
    path
}

/// The files of a folder, with their names.
fn hash(folder: &Path, hasher: &mut DefaultHasher) {
    let mut entries: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        path.file_name().hash(hasher);
        match path.is_dir() {
            true => hash(&path, hasher),
            false => fs::read(path).unwrap().hash(hasher),
        }
    }
}
