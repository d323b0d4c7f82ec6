//! What a package's manifest says, in itself or through the workspace's manifest.
//! What that means for dependents is decided in `public/package`. Pure.

use toml_edit::{Document, Item, TableLike};

use crate::error::{Error, Result};

/// The manifests that describe a package.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// The file of its own.
    pub path: String,
    own: Document<String>,
    workspace: Document<String>,
}

impl Manifest {
    /// Reads the package's own manifest and its workspace's with `read`, which
    /// gives nothing for a file that is not there.
    pub fn read(paths: [&str; 2], read: impl Fn(&str) -> Result<Option<String>>) -> Result<Self> {
        let document = |path: &str| {
            Document::parse(read(path)?.unwrap_or_default()).map_err(|error| {
                Error::new(path, format!("is not valid TOML: {error}"), "correct the file")
            })
        };
        let [own, workspace] = paths;
        Ok(Self { path: own.to_owned(), own: document(own)?, workspace: document(workspace)? })
    }

    /// What the section `[package]` says, where it is text.
    pub fn package(&self, key: &str) -> Option<&str> {
        let own = self.own.get("package").and_then(|it| it.get(key));
        let inherited = || self.workspace.get("workspace")?.get("package")?.get(key);
        own.and_then(Item::as_str).or_else(|| inherited()?.as_str())
    }

    /// The table of its own by this name.
    pub fn table(&self, name: &str) -> Option<&dyn TableLike> {
        self.own.get(name)?.as_table_like()
    }

    /// The line of its own file that has a key of a table.
    pub fn line(&self, table: &str, key: &str) -> Option<usize> {
        let start = self.table(table)?.key(key)?.span()?.start;
        Some(self.own.raw().get(..start)?.matches('\n').count() + 1)
    }
}
