//! What an audit compares, read from git and the working tree, or from two
//! files. What it means is decided elsewhere.

use std::path::Path;

use semver::Version;
use serde_json::Value;
use toml_edit::DocumentMut;

use super::acknowledge::{self, Acknowledgement};
use super::bump;
use crate::error::{Error, Result};
use crate::openapi::document;
use crate::pipeline::overlay::Overlay;
use crate::pipeline::slice;
use crate::project;
use crate::workspace::files;
use crate::workspace::git::Base;
use crate::workspace::source::{self, Source};

/// One of the two documents.
#[derive(Debug)]
pub struct Side {
    /// What it is called in the report.
    pub name: String,
    /// Its file.
    pub file: String,
    /// Its text.
    pub text: String,
    /// The document.
    pub document: Value,
}

/// What stands beside the documents in a repository.
#[derive(Debug)]
pub struct Surroundings {
    /// The bindings before, by file name.
    pub base_modules: Vec<(String, String)>,
    /// The bindings after.
    pub modules: Vec<(String, String)>,
    /// The overlay before, where there was one that can be read.
    pub base_overlay: Option<Overlay>,
    /// The overlay after.
    pub overlay: Option<Overlay>,
    /// The slice before, where there was one that can be read.
    pub base_slice: Option<Value>,
    /// The slice after.
    pub slice: Option<Value>,
    /// The version before.
    pub base_version: Version,
    /// The newest version that the changelog tells of.
    pub newest_entry: Option<Version>,
    /// What is accepted.
    pub acknowledgements: Vec<Acknowledgement>,
}

/// All that an audit looks at.
#[derive(Debug)]
pub struct Inputs {
    /// The document before.
    pub base: Side,
    /// The document after.
    pub revision: Side,
    /// The version that is declared, where one can be read.
    pub declared: Option<Version>,
    /// The repository, unless two files are compared.
    pub surroundings: Option<Surroundings>,
}

const CHANGELOG: &str = "CHANGELOG.md";
const MANIFEST: &str = "verify-client/Cargo.toml";
const WORKSPACE_MANIFEST: &str = "Cargo.toml";
const ACKNOWLEDGED: &str = "openapi/acknowledged.toml";

impl Inputs {
    /// The merge base of a revision, and the working tree.
    pub fn of_repository(root: &Path, revision: Option<&str>) -> Result<Self> {
        let base = Base::find(root, revision)?;
        let base_name = format!("{} (merge base {})", base.revision, base.short());
        let text = base.read(project::FRAGMENT).ok_or_else(|| {
            Error::new(
                format!("{}:{}", base.short(), project::FRAGMENT),
                "does not exist: the base is older than the fragment",
                "name a newer base with `--base REV`",
            )
        })?;
        let read = |path: &str| files::read(root, path);
        let document = |text: &str, name: &str| document::parse_openapi(name, text.as_bytes());
        let fragment = files::require(root, project::FRAGMENT, "cargo xtask generate")?;
        let overlay = |text: Option<String>| {
            text.and_then(|text| Overlay::parse(project::OVERLAY, &text).ok())
        };
        let slice = |text: Option<String>| {
            text.and_then(|text| document::parse(project::SLICE, text.as_bytes()).ok())
        };
        let surroundings = Surroundings {
            base_modules: base
                .list(project::GENERATED)
                .into_iter()
                .filter_map(|path| Some((module_name(&path), base.read(&path)?)))
                .collect(),
            modules: modules(root)?,
            base_overlay: overlay(base.read(project::OVERLAY)),
            overlay: overlay(read(project::OVERLAY)?),
            base_slice: slice(base.read(project::SLICE)),
            slice: slice(read(project::SLICE)?),
            base_version: version(|path| Ok(base.read(path)))?,
            newest_entry: bump::newest_entry(&read(CHANGELOG)?.unwrap_or_default()),
            acknowledgements: acknowledge::parse(
                ACKNOWLEDGED,
                &read(ACKNOWLEDGED)?.unwrap_or_default(),
            )?,
        };
        Ok(Self {
            base: Side {
                document: document(&text, &format!("{}:{}", base.short(), project::FRAGMENT))?,
                file: project::FRAGMENT.to_owned(),
                name: base_name,
                text,
            },
            revision: Side {
                document: document(&fragment, project::FRAGMENT)?,
                file: project::FRAGMENT.to_owned(),
                name: "working tree".to_owned(),
                text: fragment,
            },
            declared: Some(version(read)?),
            surroundings: Some(surroundings),
        })
    }

    /// Two files; of their operations only those that are named, if any are.
    pub fn of_files(
        root: &Path,
        base: &str,
        revision: &str,
        operations: &[String],
    ) -> Result<Self> {
        let mut base = side(base)?;
        let mut revision = side(revision)?;
        restrict(&mut base, &mut revision, operations)?;
        Ok(Self {
            base,
            revision,
            declared: version(|path| files::read(root, path)).ok(),
            surroundings: None,
        })
    }

    /// The fragment as it is, and as it is about to be.
    pub fn of_fragments(root: &Path, before: String, after: String) -> Result<Self> {
        let side = |name: &str, text: String| {
            Ok(Side {
                name: name.to_owned(),
                file: project::FRAGMENT.to_owned(),
                document: document::parse(project::FRAGMENT, text.as_bytes())?,
                text,
            })
        };
        Ok(Self {
            base: side("before", before)?,
            revision: side("after", after)?,
            declared: version(|path| files::read(root, path)).ok(),
            surroundings: None,
        })
    }
}

fn side(path: &str) -> Result<Side> {
    let source = Source::File(path.into());
    let bytes = source.read(false)?;
    Ok(Side {
        name: path.to_owned(),
        file: path.to_owned(),
        document: source::document(&source, &bytes)?,
        text: String::from_utf8_lossy(&bytes).into_owned(),
    })
}

/// Keeps the named operations in both documents; each must be in one of them.
fn restrict(base: &mut Side, revision: &mut Side, operations: &[String]) -> Result<()> {
    if operations.is_empty() {
        return Ok(());
    }
    fn named(side: &Side) -> slice::Operations<'_> {
        slice::Operations::of(&side.name, &side.document)
    }
    let found = |named: &slice::Operations<'_>, operation: &String| {
        let (path, method) = named.find(operation)?;
        Ok(format!("{method} {path}"))
    };
    let (in_base, in_revision) = (named(base), named(revision));
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for operation in operations {
        match (found(&in_base, operation), found(&in_revision, operation)) {
            (Err(_), Err(error)) => return Err(error),
            (in_base, in_revision) => {
                before.extend(in_base);
                after.extend(in_revision);
            }
        }
    }
    for (side, kept) in [(base, before), (revision, after)] {
        side.document = slice::take(&side.name, &side.document, &kept)?;
    }
    Ok(())
}

fn module_name(path: &str) -> String {
    let folder = format!("{}/", project::GENERATED);
    let start = path.find(&folder).map_or(0, |start| start + folder.len());
    path.get(start..).unwrap_or(path).to_owned()
}

/// The bindings in the working tree.
fn modules(root: &Path) -> Result<Vec<(String, String)>> {
    files::orphans(root, project::GENERATED, &Default::default())?
        .into_iter()
        .map(|path| {
            let text = files::read(root, &path)?.unwrap_or_default();
            Ok((module_name(&path), text))
        })
        .collect()
}

/// The version of verify-client, its own or the workspace's.
fn version(read: impl Fn(&str) -> Result<Option<String>>) -> Result<Version> {
    let manifest = |path: &str| {
        let text = read(path)?.unwrap_or_default();
        text.parse::<DocumentMut>().map_err(|error| {
            Error::new(path, format!("is not valid TOML: {error}"), "mend the file")
        })
    };
    let own = manifest(MANIFEST)?;
    let workspace = manifest(WORKSPACE_MANIFEST)?;
    let stated = own
        .get("package")
        .and_then(|package| package.get("version")?.as_str())
        .or_else(|| {
            workspace
                .get("workspace")?
                .get("package")?
                .get("version")?
                .as_str()
        })
        .unwrap_or_default();
    Version::parse(stated).map_err(|error| {
        Error::new(
            MANIFEST,
            format!("has the version {stated:?}: {error}"),
            "state the version there, or in [workspace.package] of Cargo.toml",
        )
    })
}
