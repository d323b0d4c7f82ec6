//! Files that the xtask makes: how the disk differs from what they should be,
//! and replacing them all or none.

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::error::{Error, Result};

/// The nearest folder at or above `start` that has the file `marker`.
pub fn find_root(start: &Path, marker: &str) -> Result<PathBuf> {
    start
        .ancestors()
        .find(|folder| folder.join(marker).is_file())
        .map(Path::to_path_buf)
        .ok_or_else(|| {
            Error::new(
                start.display(),
                format!("is not in a workspace with a file {marker}"),
                "run the command in a folder of the workspace",
            )
        })
}

/// A file as it should be; the path is relative to the workspace's root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    /// Where it belongs.
    pub path: String,
    /// Its whole text.
    pub text: String,
}

/// How a file on disk compares with what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It is as it should be.
    Fresh,
    /// It has another text.
    Stale {
        /// The text on disk.
        found: String,
    },
    /// It does not exist.
    Missing,
}

/// A change of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Creates or replaces it.
    Write(Artifact),
    /// Removes it.
    Remove {
        /// Where it is.
        path: String,
    },
}

impl Change {
    /// The file that is changed.
    pub fn path(&self) -> &str {
        match self {
            Self::Write(artifact) => &artifact.path,
            Self::Remove { path } => path,
        }
    }
}

/// The text of a file, if it exists.
pub fn read(root: &Path, path: &str) -> Result<Option<String>> {
    match fs::read(root.join(path)) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io(Path::new(path), "read the file", &error)),
    }
}

/// The text of a file that must exist; `help` says how to get it.
pub fn require(root: &Path, path: &str, help: &str) -> Result<String> {
    read(root, path)?.ok_or_else(|| Error::new(path, "does not exist", help))
}

/// Compares a file with the disk.
pub fn compare(root: &Path, artifact: &Artifact) -> Result<State> {
    Ok(match read(root, &artifact.path)? {
        None => State::Missing,
        Some(found) if found == artifact.text => State::Fresh,
        Some(found) => State::Stale { found },
    })
}

/// The files below `folder`, sorted; none if it does not exist.
pub fn list(root: &Path, folder: &str) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let entries = match fs::read_dir(root.join(folder)) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(found),
        Err(error) => return Err(Error::io(Path::new(folder), "list the folder", &error)),
    };
    for entry in entries {
        let entry =
            entry.map_err(|error| Error::io(Path::new(folder), "list the folder", &error))?;
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            found.extend(list(root, &path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The files below `folder`, each with its text, sorted by path.
pub fn read_all(root: &Path, folder: &str) -> Result<Vec<(String, String)>> {
    let with_text = |path: String| {
        let text = read(root, &path)?.unwrap_or_default();
        Ok((path, text))
    };
    list(root, folder)?.into_iter().map(with_text).collect()
}

/// What the names of new texts begin with until they replace their targets.
const STAGED: &str = ".xtask-";

/// Whether a file is what a run left that was killed while it wrote.
pub fn is_left(path: &str) -> bool {
    path.rsplit(['/', '\\']).next().is_some_and(|name| name.starts_with(STAGED))
}

/// Keeps other runs of the xtask from writing in the workspace while the guard
/// lives; `wait` is called if this must wait for one. The system ends it with
/// the process. Where a folder cannot be locked, as on Windows, nothing is.
pub fn lock(root: &Path, wait: impl FnOnce()) -> Option<File> {
    let folder = File::open(root).ok()?;
    if let Err(TryLockError::WouldBlock) = folder.try_lock() {
        wait();
        folder.lock().ok()?;
    }
    Some(folder)
}

/// Makes all the changes, or none: every new text is on disk beside its target
/// before the first target is replaced, and if a replacement fails, the ones
/// before it are taken back.
pub fn apply(root: &Path, changes: &[Change]) -> Result<()> {
    remove_left(root, changes);
    let staged = changes.iter().map(|change| stage(root, change)).collect::<Result<Vec<_>>>()?;
    let mut undo = Vec::new();
    for (change, file) in changes.iter().zip(staged) {
        let target = root.join(change.path());
        let before = read(root, change.path())?;
        if let Err(error) = replace(&target, file) {
            take_back(root, &undo)?;
            return Err(Error::io(Path::new(change.path()), "replace the file", &error));
        }
        undo.push(match before {
            Some(text) => Change::Write(Artifact { path: change.path().to_owned(), text }),
            None => Change::Remove { path: change.path().to_owned() },
        });
    }
    Ok(())
}

/// Removes what a run left that was killed. It harms nobody, so it may stay if
/// it cannot be removed.
fn remove_left(root: &Path, changes: &[Change]) {
    let folders: BTreeSet<_> =
        changes.iter().filter_map(|it| root.join(it.path()).parent().map(Path::to_owned)).collect();
    let entries = folders.iter().filter_map(|it| fs::read_dir(it).ok()).flatten().flatten();
    let is_changed = |path: &Path| changes.iter().any(|it| root.join(it.path()) == path);
    for path in entries.map(|it| it.path()) {
        if is_left(&path.to_string_lossy()) && !is_changed(&path) {
            let _ = fs::remove_file(path);
        }
    }
}

fn take_back(root: &Path, undo: &[Change]) -> Result<()> {
    for change in undo.iter().rev() {
        let target = root.join(change.path());
        replace(&target, stage(root, change)?).map_err(|error| {
            Error::new(
                change.path(),
                format!("could not be restored: {error}"),
                "restore the file from version control",
            )
        })?;
    }
    Ok(())
}

/// Puts a staged file in the target's place; without one, removes the target.
fn replace(target: &Path, staged: Option<NamedTempFile>) -> std::io::Result<()> {
    match staged {
        Some(file) => file.persist(target).map(drop).map_err(|failed| failed.error),
        None => fs::remove_file(target),
    }
}

/// Writes the new text into a temporary file beside the target.
fn stage(root: &Path, change: &Change) -> Result<Option<NamedTempFile>> {
    let Change::Write(artifact) = change else {
        return Ok(None);
    };
    let failed = |error| Error::io(Path::new(&artifact.path), "write the file", &error);
    let target = root.join(&artifact.path);
    if target.is_dir() {
        return Err(Error::new(
            &artifact.path,
            "cannot be written: a folder has this name",
            "move the folder away; no file has changed",
        ));
    }
    let folder = target.parent().unwrap_or(root);
    fs::create_dir_all(folder).map_err(failed)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(STAGED);
    #[cfg(unix)]
    let builder = {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666))
    };
    let mut file = builder.tempfile_in(folder).map_err(failed)?;
    file.write_all(artifact.text.as_bytes()).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    Ok(Some(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(path: &str, text: &str) -> Change {
        Change::Write(Artifact { path: path.to_owned(), text: text.to_owned() })
    }

    fn files(root: &Path) -> Vec<(String, String)> {
        read_all(root, ".").unwrap()
    }

    #[test]
    fn all_changes_are_made() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        apply(root, &[write("a", "1"), write("b/c", "2")]).unwrap();
        apply(root, &[write("a", "3"), Change::Remove { path: "b/c".to_owned() }]).unwrap();
        assert_eq!(files(root), [("./a".to_owned(), "3".to_owned())]);
    }

    #[test]
    fn when_one_target_cannot_be_written_no_file_has_changed() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        apply(root, &[write("a", "1")]).unwrap();
        fs::create_dir(root.join("taken")).unwrap();
        let error = apply(root, &[write("a", "2"), write("new", "2"), write("taken", "2")]);
        assert!(error.unwrap_err().to_string().starts_with("taken: "));
        assert_eq!(files(root), [("./a".to_owned(), "1".to_owned())]);
    }

    #[test]
    fn when_a_replacement_fails_the_ones_before_it_are_taken_back() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        apply(root, &[write("a", "1"), write("b", "1")]).unwrap();
        let gone = Change::Remove { path: "gone".to_owned() };
        let error = apply(root, &[write("a", "2"), write("new", "2"), gone, write("b", "2")]);
        assert!(error.unwrap_err().to_string().starts_with("gone: "));
        assert_eq!(
            files(root),
            [("./a".to_owned(), "1".to_owned()), ("./b".to_owned(), "1".to_owned())]
        );
    }
}
