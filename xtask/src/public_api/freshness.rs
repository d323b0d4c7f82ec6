//! Which texts are older than the sources, found without a build.

use std::path::Path;

use crate::error::Result;
use crate::project::{self, SURFACES, Surface};
use crate::public_api::fingerprint::fingerprint;
use crate::public_api::text::fingerprint_of;
use crate::workspace::files;

/// What a command says about such a text.
pub const ADVICE: &str = "it is missing, or the sources have changed since it was written\n\
                          fix: `cargo xtask public-api` rewrites it";

/// The texts that are missing, or whose sources have changed since.
pub fn stale(root: &Path) -> Result<Vec<&'static str>> {
    let expected = fingerprint_of_sources(root)?;
    let mut stale = Vec::new();
    for Surface { path, .. } in SURFACES {
        let text = files::read(root, path)?;
        if text.as_deref().and_then(fingerprint_of) != Some(&expected) {
            stale.push(path);
        }
    }
    Ok(stale)
}

/// The fingerprint of the facade as it is on disk.
pub fn fingerprint_of_sources(root: &Path) -> Result<String> {
    let manifest = files::read(root, project::MANIFEST)?.unwrap_or_default();
    fingerprint((project::MANIFEST, &manifest), &sources(root)?)
}

/// The sources of the facade as they are on disk, each with its path.
pub fn sources(root: &Path) -> Result<Vec<(String, String)>> {
    let mut sources = files::read_all(root, project::SOURCES)?;
    sources.retain(|(path, _)| path.ends_with(".rs"));
    Ok(sources)
}
