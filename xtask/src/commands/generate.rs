//! `cargo xtask generate`: rewrites the fragment and the bindings from the
//! slice and the overlay, then checks itself.

use std::path::Path;

use crate::artifacts::{self, Sources};
use crate::error::Result;
use crate::output::Output;
use crate::project;

/// Runs the command.
pub fn run(root: &Path, output: &mut Output<'_>) -> Result<()> {
    let _alone = artifacts::lock(root, output);
    let sources = Sources::read(root)?;
    if let Some(problem) = sources.slice_problem() {
        output.warning(format!(
            "{}: {problem}\n  help: `cargo xtask sync` rewrites it",
            project::SLICE
        ));
    }
    output.progress("Generating", format!("from {} and {}", project::SLICE, project::OVERLAY));
    let products = sources.produce()?;
    artifacts::warn(&products, output);
    let changes = artifacts::changes(root, &products, Vec::new())?;
    artifacts::write(root, &changes, output)
}
