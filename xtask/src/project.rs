//! Where things are: the workspace's root, and the files in it that the xtask
//! reads and writes, as paths relative to the root with forward slashes.

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// The pin.
pub const PIN: &str = "openapi/upstream.toml";
/// The slice.
pub const SLICE: &str = "openapi/upstream.json";
/// The overlay.
pub const OVERLAY: &str = "openapi/overlay.yaml";
/// The fragment.
pub const FRAGMENT: &str = "openapi/verify-access-tokens.json";
/// The folder of the bindings.
pub const GENERATED: &str = "verify-client/src/generated";
/// The folder of the facade that has a file for every operation.
const OPERATIONS: &str = "verify-client/src/operations";

/// The root of the workspace that `start` lies in.
pub fn find_root(start: &Path) -> Result<PathBuf> {
    start
        .ancestors()
        .find(|folder| folder.join(PIN).is_file())
        .map(Path::to_path_buf)
        .ok_or_else(|| {
            Error::new(
                start.display(),
                format!("is not in a workspace with a file {PIN}"),
                "run the command inside the workspace",
            )
        })
}

/// The file of the facade with the method for an operation.
pub fn operation(method: &str) -> String {
    format!("{OPERATIONS}/{method}.rs")
}

/// The path of a file of the bindings.
pub fn generated(module: &str) -> String {
    format!("{GENERATED}/{module}")
}
