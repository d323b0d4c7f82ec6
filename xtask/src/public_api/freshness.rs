//! Which texts are older than the sources, told without a build.

use std::collections::BTreeSet;
use std::path::Path;

use crate::error::Result;
use crate::project::{self, SURFACES, Surface};
use crate::public_api::fingerprint::fingerprint;
use crate::public_api::text::fingerprint_of;
use crate::workspace::files;

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
    let mut sources = Vec::new();
    for path in files::orphans(root, project::SOURCES, &BTreeSet::new())? {
        if path.ends_with(".rs") {
            let text = files::read(root, &path)?.unwrap_or_default();
            sources.push((path, text));
        }
    }
    fingerprint((project::MANIFEST, &manifest), &sources)
}
