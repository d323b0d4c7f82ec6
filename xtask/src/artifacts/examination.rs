//! How the workspace's files compare with what they should be.

use std::collections::BTreeSet;
use std::path::Path;

use super::sources::{Sources, artifacts};
use crate::error::Result;
use crate::pipeline::Products;
use crate::pipeline::polish::MARK;
use crate::project::{BINDINGS, SLICE};
use crate::workspace::files::{self, Artifact, State};

/// A file that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The slice is not the one that `sync` wrote for the pin.
    Slice {
        /// In what way.
        problem: String,
    },
    /// A file has another text.
    Stale {
        /// The file as it should be.
        artifact: Artifact,
        /// The text on disk.
        found: String,
        /// Whether it was made from the same fragment by the same generator,
        /// so that only a hand can have changed it.
        edited: bool,
    },
    /// A file does not exist.
    Missing {
        /// The file as it should be.
        artifact: Artifact,
    },
    /// A file of the bindings' folder that nothing makes.
    Orphaned {
        /// Where it is.
        path: String,
    },
}

/// Every file that was looked at.
#[derive(Debug)]
pub struct Examination {
    /// The files that are as they should be.
    pub fresh: Vec<String>,
    /// The files that are not.
    pub problems: Vec<Problem>,
}

/// Compares the workspace with what it should be.
pub fn examine(root: &Path, sources: &Sources, products: &Products) -> Result<Examination> {
    let mut fresh = Vec::new();
    let mut problems = Vec::new();
    match sources.slice_problem() {
        None => fresh.push(SLICE.to_owned()),
        Some(problem) => problems.push(Problem::Slice { problem }),
    }
    let artifacts = artifacts(products);
    for artifact in &artifacts {
        match files::compare(root, artifact)? {
            State::Fresh => fresh.push(artifact.path.clone()),
            State::Missing => problems.push(Problem::Missing { artifact: artifact.clone() }),
            State::Stale { found } => problems.push(Problem::Stale {
                edited: is_edited(&artifact.text, &found),
                artifact: artifact.clone(),
                found,
            }),
        }
    }
    let expected: BTreeSet<_> = artifacts.iter().map(|it| it.path.as_str()).collect();
    let found = files::list(root, BINDINGS)?.into_iter();
    let orphans = found.filter(|path| !expected.contains(path.as_str()));
    problems.extend(orphans.map(|path| Problem::Orphaned { path }));
    Ok(Examination { fresh, problems })
}

/// A file of the bindings with the header that it should have, and another
/// body.
fn is_edited(expected: &str, found: &str) -> bool {
    let header = |text: &str| text.lines().take(3).map(str::to_owned).collect::<Vec<_>>();
    expected.starts_with(MARK) && header(expected) == header(found)
}
