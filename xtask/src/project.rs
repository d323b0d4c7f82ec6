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
/// The package of the facade.
pub const PACKAGE: &str = "verify-client";
/// Its manifest.
pub const MANIFEST: &str = "verify-client/Cargo.toml";
/// The folder of its sources.
pub const SOURCES: &str = "verify-client/src";
/// The release of Rust whose rustdoc writes the JSON that the texts of the
/// public API are made from.
pub const RUSTDOC: &str = "1.95.0";
/// What makes the texts of the public API from it, as in Cargo.lock.
pub const PUBLIC_API_MAKER: &str = "public-api 0.52.1 from rustdoc 1.95.0";

/// A set of the facade's features, and the file with the public API that they
/// make.
#[derive(Clone, Copy, Debug)]
pub struct Surface {
    /// The file.
    pub path: &'static str,
    /// Its first line.
    pub title: &'static str,
    /// What chooses the features on cargo's command line.
    pub arguments: &'static [&'static str],
}

/// The public API with the default features, and with all.
pub const SURFACES: [Surface; 2] = [
    Surface {
        path: "verify-client/public-api.txt",
        title: "The public API of verify-client with its default features.",
        arguments: &[],
    },
    Surface {
        path: "verify-client/public-api.all-features.txt",
        title: "The public API of verify-client with all features.",
        arguments: &["--all-features"],
    },
];

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
