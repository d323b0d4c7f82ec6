//! The version that a change calls for, against the one that is declared. Pure.

use semver::Version;

use super::finding::{Behaviour, Source, Wire};

/// The next version after `base` that a change of this weight calls for, by
/// Cargo's rules: below 1.0 the minor number stands for breaking changes.
pub fn due(base: &Version, wire: Wire, source: Source, behaviour: Behaviour) -> Version {
    let weight = match (source, wire, behaviour) {
        (Source::None, Wire::None, Behaviour::None) => Source::None,
        (Source::None, ..) => Source::Patch,
        (source, ..) => source,
    };
    let mut due = Version::new(base.major, base.minor, base.patch);
    match (weight, base.major) {
        (Source::None, _) => {}
        (Source::Major | Source::Unknown, 1..) => due = Version::new(base.major + 1, 0, 0),
        (Source::Major | Source::Unknown, 0) | (Source::Minor, 1..) => {
            due = Version::new(base.major, base.minor + 1, 0)
        }
        (Source::Minor, 0) | (Source::Patch, _) => due.patch += 1,
    }
    due
}

/// The newest version that a changelog tells of: its first second-level
/// heading that begins with a version.
pub fn newest_entry(changelog: &str) -> Option<Version> {
    changelog
        .lines()
        .filter_map(|line| line.strip_prefix("## "))
        .find_map(|heading| {
            let word = heading.split_whitespace().next()?;
            Version::parse(word.trim_matches(['[', ']', 'v'])).ok()
        })
}

/// What is missing for the version that is due.
pub fn missing(due: &Version, declared: &Version, newest: Option<&Version>) -> Option<String> {
    if declared < due {
        Some(format!("the version is {declared}, {due} is due"))
    } else if newest.is_none_or(|newest| newest < due) {
        Some(format!("CHANGELOG.md tells of no version {due} or newer"))
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
        for (base, wire, source, behaviour, expected) in [
            ("0.1.4", Wire::None, Source::None, Behaviour::None, "0.1.4"),
            (
                "0.1.4",
                Wire::Breaking,
                Source::None,
                Behaviour::None,
                "0.1.5",
            ),
            ("0.1.4", Wire::None, Source::None, Stricter, "0.1.5"),
            ("0.1.4", Wire::None, Source::Patch, Behaviour::None, "0.1.5"),
            ("0.1.4", Wire::None, Source::Minor, Behaviour::None, "0.1.5"),
            ("0.1.4", Wire::None, Source::Major, Behaviour::None, "0.2.0"),
            (
                "0.1.4",
                Wire::None,
                Source::Unknown,
                Behaviour::Unknown,
                "0.2.0",
            ),
            ("1.2.3", Wire::None, Source::Patch, Behaviour::None, "1.2.4"),
            ("1.2.3", Wire::None, Source::Minor, Behaviour::None, "1.3.0"),
            ("1.2.3", Wire::Breaking, Source::Major, Stricter, "2.0.0"),
        ] {
            let base = Version::parse(base).unwrap();
            assert_eq!(due(&base, wire, source, behaviour).to_string(), expected);
        }
    }

    #[test]
    fn a_bump_that_is_due_and_missing_is_told() {
        let version = |text: &str| Version::parse(text).unwrap();
        let due = version("0.2.0");
        for (declared, changelog, complete) in [
            ("0.1.9", "## 0.2.0\n", false),
            (
                "0.2.0",
                "# Changelog\n\n## Unreleased\n\n## [0.2.0] - 2026-11-23\n",
                true,
            ),
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
