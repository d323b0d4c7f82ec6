//! Makes the workspace's files fresh: finds the changes, makes them, and checks
//! the result.

use std::fs::File;
use std::path::Path;

use super::examination::{Problem, examine};
use super::sources::{Sources, artifacts};
use crate::error::{Error, Result};
use crate::output::{ATTENTION, GOOD, Output, counted};
use crate::pipeline::Products;
use crate::pipeline::polish::MARK;
use crate::project::BINDINGS;
use crate::workspace::files::{self, Artifact, Change, State};

/// The changes that make the workspace fresh: `first` and the products, where
/// they differ from the disk, and the removal of what was generated once.
pub fn changes(root: &Path, products: &Products, first: Vec<Artifact>) -> Result<Vec<Change>> {
    let artifacts: Vec<_> = first.into_iter().chain(artifacts(products)).collect();
    let mut changes = Vec::new();
    for (path, text) in files::read_all(root, BINDINGS)? {
        if artifacts.iter().any(|it| it.path == path) {
            continue;
        }
        if !files::is_left(&path) && !text.starts_with(MARK) {
            return Err(Error::new(
                path,
                "is in the folder of the bindings, but the generator did not write it",
                "move it to another folder; no file has changed",
            ));
        }
        changes.push(Change::Remove { path });
    }
    for artifact in artifacts {
        if files::compare(root, &artifact)? != State::Fresh {
            changes.push(Change::Write(artifact));
        }
    }
    Ok(changes)
}

/// Waits until no other run of the xtask writes in the workspace, and keeps
/// others from it while the guard lives.
pub fn lock(root: &Path, output: &mut Output<'_>) -> Option<File> {
    files::lock(root, || output.progress("Waiting", "for another run of the xtask"))
}

/// Makes the changes, says so, and checks what was written.
pub fn write(root: &Path, changes: &[Change], output: &mut Output<'_>) -> Result<()> {
    files::apply(root, changes)?;
    for change in changes {
        match change {
            Change::Write(artifact) => output.result(GOOD, "Wrote", &artifact.path),
            Change::Remove { path } => output.result(ATTENTION, "Removed", path),
        }
    }
    match changes.is_empty() {
        true => output.result(GOOD, "Unchanged", "every file is as it should be"),
        false => {
            output.result(GOOD, "Finished", format!("{} changed", counted(changes.len(), "file")))
        }
    }
    output.progress("Rechecking", "what was written");
    recheck(root)
}

/// What was just written must be fresh. What only a person can correct is left
/// to `check`.
fn recheck(root: &Path) -> Result<()> {
    let sources = Sources::read(root)?;
    let examination = examine(root, &sources, &sources.produce()?)?;
    let unfinished = examination.problems.iter().find_map(|it| match it {
        Problem::Slice { .. } => None,
        Problem::Stale { artifact, .. } | Problem::Missing { artifact } => Some(&artifact.path),
        Problem::Orphaned { path } => Some(path),
    });
    match unfinished {
        None => Ok(()),
        Some(path) => Err(Error::new(
            path,
            "is not fresh just after it was written",
            "run the command again; if this comes back and no other program writes the file, \
             report a bug in the xtask",
        )),
    }
}
