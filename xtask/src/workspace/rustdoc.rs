//! Runs the rustdoc of one release of Rust, and reads the JSON that it writes.
//!
//! The JSON is unstable, so releases write different formats; `RUSTC_BOOTSTRAP`
//! lets a stable release write it.

use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use public_api::PublicApi;
use serde_json::Value;
use tempfile::TempPath;

use crate::error::{Error, Result};

/// A way to run the cargo of the release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toolchain {
    /// The one that is active.
    Active,
    /// One that rustup has installed beside it.
    Installed,
}

/// What rustdoc says of a crate.
#[derive(Debug)]
pub struct Documentation {
    /// The items that can be named, with their signatures.
    pub api: PublicApi,
    /// All that rustdoc knows.
    pub json: Value,
}

/// The toolchain of a release.
pub fn find(release: &str) -> Result<Toolchain> {
    if !cfg!(unix) {
        return Err(Error::new(
            format!("rustdoc {release}"),
            "cannot be run here: a shell script starts it",
            "run the command on a Unix system",
        ));
    }
    let installed = || version(Command::new("rustup").args(["run", release, "rustc"]));
    choose(release, version(&mut Command::new("rustc")), installed)
}

fn choose(
    release: &str,
    active: Option<String>,
    installed: impl Fn() -> Option<String>,
) -> Result<Toolchain> {
    let is_release = |version: &Option<String>| version.as_deref() == Some(release);
    if is_release(&active) {
        return Ok(Toolchain::Active);
    }
    if is_release(&installed()) {
        return Ok(Toolchain::Installed);
    }
    let active = active.map_or_else(
        || "no toolchain is active".to_owned(),
        |version| format!("the active toolchain is Rust {version}"),
    );
    Err(Error::new(
        format!("rustdoc {release}"),
        format!("is not installed: {active}"),
        format!("run `rustup toolchain install {release}`"),
    ))
}

/// `rustc 1.95.0 (…)` gives `1.95.0`.
fn version(rustc: &mut Command) -> Option<String> {
    let output = rustc.arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.split(' ').nth(1).map(str::to_owned)
}

/// Runs rustdoc over a package's library.
///
/// The variable reaches rustdoc only, by a script in its place: cargo would
/// build every dependency again for it.
pub fn document(
    root: &Path,
    toolchain: (Toolchain, &str),
    package: &str,
    arguments: &[&str],
) -> Result<Documentation> {
    let failed = |problem: &str| {
        Error::new(
            format!("cargo rustdoc --package {package}"),
            format!("failed: {problem}"),
            "correct what it reports and run the command again; no file has changed",
        )
    };
    let script = script().map_err(|error| failed(&error.to_string()))?;
    let mut command = match toolchain {
        (Toolchain::Active, _) => Command::new("cargo"),
        (Toolchain::Installed, release) => {
            let mut command = Command::new("rustup");
            command.args(["run", release, "cargo"]);
            command
        }
    };
    let target = root.join("target");
    command
        .current_dir(root)
        .args(["rustdoc", "--quiet", "--locked", "--lib", "--package", package])
        .args(arguments)
        .arg("--target-dir")
        .arg(&target)
        .args(["--", "-Zunstable-options", "--output-format=json", "--cap-lints=allow"])
        .env("RUSTDOC", &script)
        .env_remove("CARGO_BUILD_TARGET")
        .env_remove("RUSTDOCFLAGS");
    let output = command.output().map_err(|error| failed(&error.to_string()))?;
    if !output.status.success() {
        return Err(failed(String::from_utf8_lossy(&output.stderr).trim()));
    }
    let library = package.replace('-', "_");
    read(&target.join("doc").join(format!("{library}.json")))
}

/// Reads the JSON that rustdoc wrote.
pub fn read(path: &Path) -> Result<Documentation> {
    let unreadable = |problem: String| {
        Error::new(
            path.display(),
            format!("cannot be read: {problem}"),
            "set RUSTDOC in xtask/src/project.rs to a release that the crate public-api reads",
        )
    };
    let text = std::fs::read_to_string(path).map_err(|error| unreadable(error.to_string()))?;
    let json = serde_json::from_str(&text).map_err(|error| unreadable(error.to_string()))?;
    let builder = public_api::Builder::from_rustdoc_json(path).omit_blanket_impls(true);
    let api = builder.build().map_err(|error| unreadable(error.to_string()))?;
    Ok(Documentation { api, json })
}

/// A script that runs rustdoc with its unstable options; it is removed when it
/// is dropped.
fn script() -> std::io::Result<TempPath> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    let builder = {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o700))
    };
    let mut file = builder.prefix("rustdoc-").tempfile()?;
    file.write_all(b"#!/bin/sh\nRUSTC_BOOTSTRAP=1 exec rustdoc \"$@\"\n")?;
    // Closed: a file that is open for writing cannot be run.
    Ok(file.into_temp_path())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_active_toolchain_is_taken_before_an_installed_one() {
        let version = |text: &str| Some(text.to_owned());
        for (active, installed, expected) in [
            (version("1.2.3"), version("1.2.3"), Some(Toolchain::Active)),
            (version("1.2.4"), version("1.2.3"), Some(Toolchain::Installed)),
            (version("1.2.3-nightly"), None, None),
            (None, None, None),
        ] {
            let chosen = choose("1.2.3", active, || installed.clone());
            assert_eq!(chosen.ok(), expected);
        }
        let error = choose("1.2.3", version("1.3.0"), || None).unwrap_err();
        assert_eq!(
            error.to_string(),
            "rustdoc 1.2.3: is not installed: the active toolchain is Rust 1.3.0\n  \
             help: run `rustup toolchain install 1.2.3`"
        );
    }
}
