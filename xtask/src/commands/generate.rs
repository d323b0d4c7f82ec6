//! `cargo xtask generate`: rewrites the fragment and the bindings from the
//! slice and the overlay, then checks itself.

use std::path::Path;

use crate::commands::check::{self, Finding, Inputs};
use crate::error::{Error, Result};
use crate::output::{ATTENTION, GOOD, Output, counted};
use crate::pipeline::polish::MARK;
use crate::pipeline::{Products, produce};
use crate::project;
use crate::workspace::files::{self, Artifact, Change, State};

/// Runs the command.
pub fn run(root: &Path, output: &mut Output<'_>) -> Result<()> {
    let inputs = Inputs::read(root)?;
    if let Some(problem) = check::slice_problem(&inputs) {
        output.warning(format!(
            "{} {problem}\n  help: `cargo xtask sync` rewrites it",
            project::SLICE
        ));
    }
    output.progress(
        "Generating",
        format!("from {} and {}", project::SLICE, project::OVERLAY),
    );
    let products = produce(&inputs.slice, &inputs.overlay)?;
    check::notes(&products, output);
    let changes = changes(root, &products, Vec::new())?;
    files::apply(root, &changes)?;
    report(&changes, output);
    output.progress("Rechecking", "what was written");
    recheck(root)
}

/// The changes that make the workspace fresh: `first` and the products, where
/// they differ from the disk, and the removal of what was generated once.
pub fn changes(root: &Path, products: &Products, first: Vec<Artifact>) -> Result<Vec<Change>> {
    let artifacts: Vec<_> = first
        .into_iter()
        .chain(check::artifacts(products))
        .collect();
    let expected = artifacts
        .iter()
        .map(|artifact| artifact.path.as_str())
        .collect();
    let mut changes = Vec::new();
    for path in files::orphans(root, project::GENERATED, &expected)? {
        let text = files::read(root, &path)?.unwrap_or_default();
        if !text.starts_with(MARK) {
            return Err(Error::new(
                path,
                "stands in the folder of the bindings, but no generator made it",
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

/// Says what was changed.
pub fn report(changes: &[Change], output: &mut Output<'_>) {
    for change in changes {
        match change {
            Change::Write(artifact) => output.result(GOOD, "Wrote", &artifact.path),
            Change::Remove { path } => output.result(ATTENTION, "Removed", path),
        }
    }
    match changes.is_empty() {
        true => output.result(GOOD, "Unchanged", "every file is as it should be"),
        false => output.result(
            GOOD,
            "Finished",
            format!("{} changed", counted(changes.len(), "file")),
        ),
    }
}

/// What was just written must be fresh; what only a person can mend is
/// `check`'s to report.
pub fn recheck(root: &Path) -> Result<()> {
    let inputs = Inputs::read(root)?;
    let products = produce(&inputs.slice, &inputs.overlay)?;
    let report = check::examine(root, &inputs, &products)?;
    let unfinished = report.findings.iter().find_map(|finding| match finding {
        Finding::Slice { .. } | Finding::Uncovered(_) => None,
        Finding::Stale { artifact, .. } | Finding::Missing { artifact } => Some(&artifact.path),
        Finding::Orphaned { path } => Some(path),
    });
    match unfinished {
        None => Ok(()),
        Some(path) => Err(Error::new(
            path,
            "is not fresh just after it was written",
            "this is an error of the xtask, or something else writes the file",
        )),
    }
}
