//! The version that a change calls for, and the one that is declared. Pure.

use semver::Version;

use super::finding::{Behaviour, Bump, Wire};
use super::manifest::Manifest;
use crate::error::{Error, Result};

/// The next version after `base` that a change of this weight calls for, by
/// Cargo's rules: below 1.0 the minor number means breaking changes.
pub fn due(base: &Version, wire: Wire, bump: Bump, behaviour: Behaviour) -> Version {
    let weight = match (bump, wire, behaviour) {
        (Bump::None, Wire::None, Behaviour::None) => Bump::None,
        (Bump::None, ..) => Bump::Patch,
        (bump, ..) => bump,
    };
    let mut due = Version::new(base.major, base.minor, base.patch);
    match (weight, base.major) {
        (Bump::None, _) => {}
        (Bump::Major | Bump::Unknown, 1..) => due = Version::new(base.major + 1, 0, 0),
        (Bump::Major | Bump::Unknown, 0) | (Bump::Minor, 1..) => {
            due = Version::new(base.major, base.minor + 1, 0);
        }
        (Bump::Minor, 0) | (Bump::Patch, _) => due.patch += 1,
    }
    due
}

/// The version that the facade's manifest declares, its own or the workspace's.
/// Both are read with `read`, which gives nothing for a file that is not there.
pub fn declared(
    manifests: [&str; 2],
    read: impl Fn(&str) -> Result<Option<String>>,
) -> Result<Version> {
    let [own_path, workspace_path] = manifests;
    let manifest = Manifest::read(manifests, read)?;
    let stated = manifest.package("version").unwrap_or_default();
    Version::parse(stated).map_err(|error| {
        Error::new(
            own_path,
            format!("has the version {stated:?}: {error}"),
            format!("state the version there, or in [workspace.package] of {workspace_path}"),
        )
    })
}

/// The newest version that a changelog has an entry for: its first second-level
/// heading that begins with a version.
pub fn newest_entry(changelog: &str) -> Option<Version> {
    changelog.lines().filter_map(|line| line.strip_prefix("## ")).find_map(|heading| {
        let word = heading.split_whitespace().next()?;
        Version::parse(word.trim_matches(['[', ']', 'v'])).ok()
    })
}

/// What is missing for the version that is due.
pub fn missing(due: &Version, declared: &Version, newest: Option<&Version>) -> Option<String> {
    if declared < due {
        Some(format!("the version is {declared}, but {due} is due"))
    } else if newest.is_none_or(|newest| newest < due) {
        Some(format!("the changelog has no entry for {due} or newer"))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_that_is_due_follows_cargos_rules() {
        use Behaviour::Stricter;
        for (base, wire, bump, behaviour, expected) in [
            ("0.1.4", Wire::None, Bump::None, Behaviour::None, "0.1.4"),
            ("0.1.4", Wire::Breaking, Bump::None, Behaviour::None, "0.1.5"),
            ("0.1.4", Wire::None, Bump::None, Stricter, "0.1.5"),
            ("0.1.4", Wire::None, Bump::Patch, Behaviour::None, "0.1.5"),
            ("0.1.4", Wire::None, Bump::Minor, Behaviour::None, "0.1.5"),
            ("0.1.4", Wire::None, Bump::Major, Behaviour::None, "0.2.0"),
            ("1.2.3", Wire::None, Bump::Patch, Behaviour::None, "1.2.4"),
            ("1.2.3", Wire::None, Bump::Minor, Behaviour::None, "1.3.0"),
            ("1.2.3", Wire::Breaking, Bump::Major, Stricter, "2.0.0"),
        ] {
            let base = Version::parse(base).unwrap();
            assert_eq!(due(&base, wire, bump, behaviour).to_string(), expected);
        }
    }

    #[test]
    fn a_missing_bump_is_reported() {
        let version = |text: &str| Version::parse(text).unwrap();
        let due = version("0.2.0");
        for (declared, changelog, complete) in [
            ("0.1.9", "## 0.2.0\n", false),
            ("0.2.0", "# Changelog\n\n## Unreleased\n\n## [0.2.0] - 2026-11-23\n", true),
            ("0.3.0", "## 0.3.0 (unreleased)\n", true),
            ("0.2.0", "## 0.1.0\n", false),
            ("0.2.0", "", false),
        ] {
            let newest = newest_entry(changelog);
            let missing = missing(&due, &version(declared), newest.as_ref());
            assert_eq!(missing.is_none(), complete, "{declared} {changelog}");
        }
    }
}
