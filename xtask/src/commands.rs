//! One module for each command: it reads, decides, writes and prints. A command
//! never calls another command.

pub mod audit;
pub mod check;
pub mod generate;
pub mod sync;

use std::path::{Path, PathBuf};

use crate::error::Result;
use crate::project;
use crate::workspace::files;

/// The root of the workspace that `folder` is in.
pub fn find_root(folder: &Path) -> Result<PathBuf> {
    files::find_root(folder, project::PIN)
}
