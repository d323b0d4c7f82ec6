//! The base of an audit, read through git without a checkout.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use crate::error::{Error, Result};

/// A commit of the repository that the workspace is in.
#[derive(Clone, Debug)]
pub struct Base {
    root: PathBuf,
    /// The commit's id.
    pub commit: String,
    /// What was asked for.
    pub revision: String,
}

impl Base {
    /// The merge base of `revision` and what is checked out; without a
    /// revision, of the default branch of the remote `origin`.
    pub fn find(root: &Path, revision: Option<&str>) -> Result<Self> {
        git(root, &["rev-parse", "--git-dir"]).map_err(|problem| {
            Error::new(
                root.display(),
                format!("is not a clone that git can read: {}", problem.trim()),
                "run the command in a clone, with git installed, or compare two files: \
                 `--base-spec FILE --spec FILE`",
            )
        })?;
        let revision = match revision {
            Some(revision) => revision.to_owned(),
            None => default_branch(root)?,
        };
        let place = || format!("--base {revision}");
        if git(
            root,
            &[
                "rev-parse",
                "--verify",
                "--quiet",
                "--end-of-options",
                &format!("{revision}^{{commit}}"),
            ],
        )
        .is_err()
        {
            return Err(Error::new(
                place(),
                "is not a commit of this repository",
                "name a branch, a tag or a commit; if it is new, run `git fetch` first",
            ));
        }
        let commit = git(root, &["merge-base", &revision, "HEAD"]).map_err(|_| {
            let shallow = git(root, &["rev-parse", "--is-shallow-repository"]);
            match shallow.is_ok_and(|output| output.trim() == "true") {
                true => Error::new(
                    place(),
                    "has no commit in common with HEAD in this shallow clone",
                    "fetch the history: `git fetch --unshallow`, or `fetch-depth: 0` in a workflow",
                ),
                false => Error::new(
                    place(),
                    "has no commit in common with HEAD",
                    "name a branch that the current one started from",
                ),
            }
        })?;
        Ok(Self { root: root.to_owned(), commit: commit.trim().to_owned(), revision })
    }

    /// The text of a file of the workspace in the commit, if it is there.
    pub fn read(&self, path: &str) -> Option<String> {
        git(&self.root, &["show", &format!("{}:./{path}", self.commit)]).ok()
    }

    /// The files below a folder of the workspace in the commit.
    pub fn list(&self, folder: &str) -> Vec<String> {
        let names = git(&self.root, &["ls-tree", "-r", "--name-only", &self.commit, "--", folder]);
        names.map(|names| names.lines().map(str::to_owned).collect()).unwrap_or_default()
    }

    /// The files below a folder in the commit, each with its text, sorted by
    /// path: all with one run of git.
    pub fn read_all(&self, folder: &str) -> Vec<(String, String)> {
        let paths = self.list(folder);
        let names = paths.iter().map(|path| format!("{}:./{path}\n", self.commit));
        let blobs = blobs(&self.root, names.collect()).unwrap_or_default();
        paths.into_iter().zip(blobs).filter_map(|(path, text)| Some((path, text?))).collect()
    }

    /// The first digits of the commit's id.
    pub fn short(&self) -> &str {
        self.commit.get(..7).unwrap_or(&self.commit)
    }
}

fn default_branch(root: &Path) -> Result<String> {
    if let Ok(branch) =
        git(root, &["symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD"])
    {
        return Ok(branch.trim().to_owned());
    }
    ["origin/main", "origin/master"]
        .into_iter()
        .find(|branch| git(root, &["rev-parse", "--verify", "--quiet", branch]).is_ok())
        .map(str::to_owned)
        .ok_or_else(|| {
            Error::new(
                root.display(),
                "has no remote `origin` with a default branch to compare with",
                "name what to compare with: `--base REV`, or `--base-spec FILE --spec FILE`",
            )
        })
}

/// The texts that git knows under some names, one name a line; none for what is
/// not there.
fn blobs(root: &Path, names: String) -> std::io::Result<Vec<Option<String>>> {
    let mut child = Command::new("git")
        .args(["cat-file", "--batch"])
        .current_dir(root)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let input = child.stdin.take();
    // Git writes while it reads.
    let writer = thread::spawn(move || input.map(|mut it| it.write_all(names.as_bytes())));
    let output = child.wait_with_output()?;
    drop(writer.join());
    let mut blobs = Vec::new();
    let mut rest = output.stdout.as_slice();
    while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
        let (head, after) = rest.split_at(end + 1);
        // `ID blob SIZE`, or `NAME missing`.
        let head = String::from_utf8_lossy(head);
        let size = head.split_once(" blob ").and_then(|(_, size)| size.trim().parse().ok());
        let blob = size.and_then(|size: usize| after.split_at_checked(size));
        blobs.push(blob.map(|(text, _)| String::from_utf8_lossy(text).into_owned()));
        rest = blob.map_or(after, |(_, rest)| rest.get(1..).unwrap_or_default());
    }
    Ok(blobs)
}

/// The standard output of a git command that succeeds; else what it says.
fn git(root: &Path, arguments: &[&str]) -> std::result::Result<String, String> {
    let output = Command::new("git")
        .args(arguments)
        .current_dir(root)
        .output()
        .map_err(|error| format!("git cannot be started: {error}"))?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}
