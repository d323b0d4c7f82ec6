//! The base of an audit, read through git without a checkout.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, PoisonError};

use crate::error::{Error, Result};

/// A commit of the repository that the workspace is in.
#[derive(Debug)]
pub struct Base {
    root: PathBuf,
    /// The commit's id.
    pub commit: String,
    /// What was asked for.
    pub revision: String,
    objects: Mutex<Objects>,
}

impl Base {
    /// The merge base of `revision` and what is checked out; without a
    /// revision, of the default branch of the remote `origin`.
    pub fn find(root: &Path, revision: Option<&str>) -> Result<Self> {
        let found = merge_base(root, revision);
        let (revision, commit) =
            found.map_err(|error| match git(root, &["rev-parse", "--git-dir"]) {
                Ok(_) => error,
                Err(problem) => unreadable(root, &problem),
            })?;
        let objects = Objects::of(root).map_err(|error| unreadable(root, &error.to_string()))?;
        Ok(Self { root: root.to_owned(), commit, revision, objects: Mutex::new(objects) })
    }

    /// The text of a file of the workspace in the commit, if it is there.
    pub fn read(&self, path: &str) -> Result<Option<String>> {
        self.object(&format!("{}:./{path}", self.commit), path)
    }

    /// The files below a folder of the workspace in the commit, each with its text, sorted by path.
    pub fn read_all(&self, folder: &str) -> Result<Vec<(String, String)>> {
        let tree = git(&self.root, &["ls-tree", "-r", "-z", &self.commit, "--", folder])
            .map_err(|problem| unreadable(&self.root, &problem))?;
        // `MODE blob ID`, a tab, the path.
        let blobs = tree.split_terminator('\0').filter_map(|it| it.split_once('\t'));
        let blobs = blobs.filter_map(|(blob, path)| Some((blob.split_once(" blob ")?.1, path)));
        let read = |(id, path): (&str, &str)| {
            Ok(self.object(id, path)?.map(|text| (path.to_owned(), text)))
        };
        blobs.map(read).filter_map(Result::transpose).collect()
    }

    fn object(&self, name: &str, path: &str) -> Result<Option<String>> {
        let mut objects = self.objects.lock().unwrap_or_else(PoisonError::into_inner);
        objects.text(name).map_err(|error| {
            Error::new(
                format!("{}:{path}", self.short()),
                format!("git does not give the file: {error}"),
                "see what `git fsck` says; a partial clone needs its remote",
            )
        })
    }

    /// The first digits of the commit's id.
    pub fn short(&self) -> &str {
        self.commit.get(..7).unwrap_or(&self.commit)
    }
}

/// A process of git that gives the contents of objects, one after the other.
#[derive(Debug)]
struct Objects {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Objects {
    fn of(root: &Path) -> io::Result<Self> {
        let mut child = Command::new("git")
            .args(["cat-file", "--batch"])
            .current_dir(root)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let (input, output) = pipes.ok_or(io::ErrorKind::BrokenPipe)?;
        Ok(Self { child, input, output: BufReader::new(output) })
    }

    /// The text of a file that git knows by this name.
    fn text(&mut self, name: &str) -> io::Result<Option<String>> {
        writeln!(self.input, "{name}")?;
        let mut head = String::new();
        self.output.read_line(&mut head)?;
        // `ID KIND SIZE` and then the content, or `NAME missing`.
        let head = head.strip_suffix('\n').ok_or(io::ErrorKind::UnexpectedEof)?;
        let mut words = head.rsplit(' ');
        let Some(size) = words.next().and_then(|it| it.parse().ok()) else {
            return Ok(None);
        };
        let mut content = vec![0; size];
        self.output.read_exact(&mut content)?;
        self.output.read_exact(&mut [0])?;
        let is_file = words.next() == Some("blob");
        Ok(is_file.then(|| String::from_utf8_lossy(&content).into_owned()))
    }
}

impl Drop for Objects {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The revision to compare with, and its merge base with what is checked out.
fn merge_base(root: &Path, revision: Option<&str>) -> Result<(String, String)> {
    let revision = match revision {
        Some(revision) => revision.to_owned(),
        None => default_branch(root)?,
    };
    match git(root, &["merge-base", "--end-of-options", &revision, "HEAD"]) {
        Ok(commit) => Ok((revision, commit.trim().to_owned())),
        Err(_) => Err(without_base(root, &revision)),
    }
}

/// Why a revision has no merge base with what is checked out.
fn without_base(root: &Path, revision: &str) -> Error {
    let place = format!("--base {revision}");
    let commit = format!("{revision}^{{commit}}");
    if git(root, &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit]).is_err() {
        return Error::new(
            place,
            "is not a commit of this repository",
            "name a branch, a tag or a commit; if it is new, run `git fetch` first",
        );
    }
    let shallow = git(root, &["rev-parse", "--is-shallow-repository"]);
    match shallow.is_ok_and(|output| output.trim() == "true") {
        true => Error::new(
            place,
            "has no commit in common with HEAD in this shallow clone",
            "fetch the history: `git fetch --unshallow`, or `fetch-depth: 0` in a workflow",
        ),
        false => Error::new(
            place,
            "has no commit in common with HEAD",
            "name a branch that the current one started from",
        ),
    }
}

fn unreadable(root: &Path, problem: &str) -> Error {
    Error::new(
        root.display(),
        format!("is not a clone that git can read: {}", problem.trim()),
        "run the command in a clone, with git installed, or compare two files: \
         `--base-spec FILE --spec FILE`",
    )
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
