//! A cache of what tools make of files: a tool runs once for the same files, and
//! its result is kept in `target`.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up fails")]
#![allow(
    clippy::disallowed_methods,
    reason = "in a folder that nobody else sees before it is whole"
)]

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// The release of the toolchain that all tools are part of.
static TOOLCHAIN: LazyLock<Vec<u8>> =
    LazyLock::new(|| Command::new("rustc").arg("-vV").output().unwrap().stdout);

/// The file that a tool makes of files and folders, from the cache if the release, the
/// question and the files are the same. It lies in `target`; `make` gets a temporary
/// folder.
pub fn kept(
    target: &str,
    [tool, question]: [&str; 2],
    paths: &[PathBuf],
    make: impl FnOnce(&Path) -> PathBuf,
) -> PathBuf {
    let mut hasher = DefaultHasher::new();
    TOOLCHAIN.hash(&mut hasher);
    question.hash(&mut hasher);
    for path in paths {
        hash(path, &mut hasher);
    }
    let folder = Path::new(target).join(tool);
    let path = folder.join(format!("{:016x}", hasher.finish()));
    if !path.exists() {
        fs::create_dir_all(&folder).unwrap();
        let made = tempfile::tempdir_in(&folder).unwrap();
        fs::rename(make(made.path()), &path).unwrap();
    }
    path
}

/// What a tool prints about files and folders, from the same cache.
pub fn said(
    target: &str,
    question: [&str; 2],
    paths: &[PathBuf],
    ask: impl FnOnce(&Path) -> Vec<u8>,
) -> String {
    let file = kept(target, question, paths, |folder| {
        let file = folder.join("said");
        fs::write(&file, ask(folder)).unwrap();
        file
    });
    fs::read_to_string(file).unwrap()
}

/// A file, or the files of a folder with their names.
fn hash(path: &Path, hasher: &mut DefaultHasher) {
    if path.is_file() {
        return fs::read(path).unwrap().hash(hasher);
    }
    let mut entries: Vec<_> =
        fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        path.file_name().hash(hasher);
        hash(&path, hasher);
    }
}
