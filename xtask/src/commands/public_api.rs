//! `cargo xtask public-api`: writes the public API of the facade as text, or
//! says of the texts whether they are fresh.

use std::path::Path;

use crate::error::{Error, Result};
use crate::output::{ATTENTION, GOOD, Output};
use crate::project::{self, SURFACES, Surface};
use crate::public_api::freshness::{ADVICE, fingerprint_of_sources, stale};
use crate::public_api::names::unnameable;
use crate::public_api::render::render;
use crate::public_api::text::to_text;
use crate::workspace::files::{self, Artifact, Change, State};
use crate::workspace::rustdoc::{self, Toolchain};

/// Rewrites the texts that are not fresh.
pub fn write(root: &Path, output: &mut Output<'_>) -> Result<()> {
    let toolchain = rustdoc::find(project::RUSTDOC)?;
    let mut changes = Vec::new();
    for artifact in artifacts(root, toolchain, output)? {
        match files::compare(root, &artifact)? {
            State::Fresh => output.result(GOOD, "Fresh", &artifact.path),
            _ => changes.push(Change::Write(artifact)),
        }
    }
    files::apply(root, &changes)?;
    for change in &changes {
        output.result(GOOD, "Wrote", change.path());
    }
    Ok(())
}

/// Compares the texts with the sources, by rustdoc where its release is there
/// and by the fingerprint where it is not; true if nothing is stale.
pub fn check(root: &Path, output: &mut Output<'_>) -> Result<bool> {
    let toolchain = match rustdoc::find(project::RUSTDOC) {
        Ok(toolchain) => toolchain,
        Err(missing) => {
            output.warning(missing);
            let stale = stale(root)?;
            for Surface { path, .. } in SURFACES {
                let (verb, text) = match stale.contains(&path) {
                    true => ("Stale", ADVICE),
                    false => (
                        "Unchecked",
                        "its fingerprint matches the sources, but its text was not compared",
                    ),
                };
                output.result(ATTENTION, verb, path);
                output.detail(text);
            }
            return Ok(stale.is_empty());
        }
    };
    let mut is_fresh = true;
    for artifact in artifacts(root, toolchain, output)? {
        let found = match files::compare(root, &artifact)? {
            State::Fresh => {
                output.result(GOOD, "Fresh", &artifact.path);
                continue;
            }
            State::Missing => String::new(),
            State::Stale { found } => found,
        };
        is_fresh = false;
        output.result(ATTENTION, "Stale", &artifact.path);
        output.detail("fix: `cargo xtask public-api` rewrites it:");
        output.diff(&artifact.path, &found, &artifact.text);
    }
    Ok(is_fresh)
}

fn artifacts(root: &Path, toolchain: Toolchain, output: &mut Output<'_>) -> Result<Vec<Artifact>> {
    let fingerprint = fingerprint_of_sources(root)?;
    SURFACES
        .iter()
        .map(|surface| {
            output.progress("Documenting", format!("{} for {}", project::PACKAGE, surface.path));
            let toolchain = (toolchain, project::RUSTDOC);
            let arguments = surface.arguments;
            let items = render(&rustdoc::document(root, toolchain, project::PACKAGE, arguments)?);
            if let Some(item) = unnameable(&items, project::PACKAGE) {
                return Err(Error::new(
                    surface.path,
                    format!("shows {item}, which dependents cannot name"),
                    format!("re-export it in {}/lib.rs", project::SOURCES),
                ));
            }
            let maker = project::PUBLIC_API_MAKER;
            Ok(Artifact {
                path: surface.path.to_owned(),
                text: to_text(surface.title, maker, &fingerprint, &items),
            })
        })
        .collect()
}
