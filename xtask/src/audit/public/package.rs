//! What a manifest declares to dependents (features, what they enable, and the
//! oldest Rust), and how two revisions of it differ. The texts of the public API
//! do not show these. Pure.

use std::collections::{BTreeMap, BTreeSet};

use toml_edit::{Item, TableLike};

use super::class::{self, Class};
use super::compare::Change;
use crate::audit::manifest::Manifest;

/// The feature that is on unless a dependent turns it off; each package has it.
const DEFAULT: &str = "default";

/// What a manifest declares to dependents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Package {
    /// The features, each with what it turns on.
    features: BTreeMap<String, BTreeSet<String>>,
    /// The oldest Rust that the package compiles with.
    rust: Option<String>,
    /// The line of each declaration, by the item that a change names.
    lines: BTreeMap<String, usize>,
}

/// Reads a manifest.
pub fn read(manifest: &Manifest) -> Package {
    let mut features: BTreeMap<_, _> = entries(manifest.table("features"))
        .map(|(name, item)| (name.to_owned(), texts(item)))
        .collect();
    let named: BTreeSet<_> = features.values().flatten().cloned().collect();
    // An optional dependency is a feature, unless a feature names it as a dependency.
    for (name, item) in entries(manifest.table("dependencies")) {
        let is_optional = item.get("optional").and_then(Item::as_bool) == Some(true);
        let dependency = format!("dep:{name}");
        if is_optional && !named.contains(&dependency) {
            features.insert(name.to_owned(), [dependency].into());
        }
    }
    features.entry(DEFAULT.to_owned()).or_default();
    let place = |name: &String| {
        let tables = ["features", "dependencies"];
        let line = tables.iter().find_map(|table| manifest.line(table, name))?;
        Some((feature(name), line))
    };
    let mut lines: BTreeMap<_, _> = features.keys().filter_map(place).collect();
    lines.extend(manifest.line("package", RUST).map(|line| (RUST.to_owned(), line)));
    Package { features, rust: manifest.package(RUST).map(str::to_owned), lines }
}

const RUST: &str = "rust-version";

fn feature(name: &str) -> String {
    format!("feature {name}")
}

fn entries(table: Option<&dyn TableLike>) -> impl Iterator<Item = (&str, &Item)> {
    table.into_iter().flat_map(|it| it.iter())
}

fn texts(item: &Item) -> BTreeSet<String> {
    let list = item.as_array().into_iter().flatten();
    list.filter_map(|it| it.as_str()).map(str::to_owned).collect()
}

impl Package {
    /// The line of the manifest with what a change is about.
    pub fn line(&self, item: &str) -> Option<usize> {
        self.lines.get(item).copied()
    }

    /// The features that a feature turns on, however far.
    fn enabled(&self, feature: &str) -> BTreeSet<&str> {
        let mut enabled = BTreeSet::new();
        let mut open = vec![feature];
        while let Some(feature) = open.pop() {
            for entry in self.features.get(feature).into_iter().flatten() {
                // `name/feature` turns an optional dependency on, and with it its
                // feature; `name?/feature` does not.
                let name = entry.split_once('/').map_or(entry.as_str(), |(name, _)| name);
                if self.features.contains_key(name) && enabled.insert(name) {
                    open.push(name);
                }
            }
        }
        enabled
    }

    fn shown(&self, name: &str) -> Option<String> {
        let list: Vec<_> = self.features.get(name)?.iter().map(|it| format!("{it:?}")).collect();
        Some(format!("{name} = [{}]", list.join(", ")))
    }
}

/// Compares two manifests.
pub fn compare(base: &Package, revision: &Package) -> Vec<Change> {
    let names: BTreeSet<_> = base.features.keys().chain(revision.features.keys()).collect();
    let features = names.into_iter().flat_map(|name| {
        changed(base, revision, name).into_iter().map(|class| Change {
            item: feature(name),
            class,
            before: base.shown(name),
            after: revision.shown(name),
        })
    });
    let shown = |rust: &String| format!("{RUST} = {rust:?}");
    let rust = raised(base.rust.as_deref(), revision.rust.as_deref()).map(|class| Change {
        item: RUST.to_owned(),
        class,
        before: base.rust.as_ref().map(shown),
        after: revision.rust.as_ref().map(shown),
    });
    features.chain(rust).collect()
}

fn changed(base: &Package, revision: &Package, name: &str) -> Vec<Class> {
    match (base.features.get(name), revision.features.get(name)) {
        (Some(_), None) => return vec![class::FEATURE_MISSING],
        (None, Some(_)) => return vec![class::FEATURE_ADDED],
        (old, new) if old == new => return Vec::new(),
        _ => {}
    }
    let (old, new) = (base.enabled(name), revision.enabled(name));
    let mut classes = Vec::new();
    // A feature that is gone as a whole is a change of its own.
    if old.difference(&new).any(|it| revision.features.contains_key(*it)) {
        classes.push(match name {
            DEFAULT => class::FEATURE_NOT_DEFAULT,
            _ => class::FEATURE_ENABLES_LESS,
        });
    }
    if new.difference(&old).next().is_some() {
        classes.push(class::FEATURE_ENABLES_MORE);
    }
    if classes.is_empty() {
        classes.push(class::FEATURE_RESTATED);
    }
    classes
}

/// How the oldest Rust changed; a manifest without one counts as version 0.
fn raised(old: Option<&str>, new: Option<&str>) -> Option<Class> {
    let numbers = |version: Option<&str>| -> Vec<u64> {
        let numbers = version.unwrap_or_default().split('.').map(|it| it.parse().unwrap_or(0));
        let mut numbers: Vec<_> = numbers.collect();
        numbers.resize(3, 0);
        numbers
    };
    match numbers(old).cmp(&numbers(new)) {
        std::cmp::Ordering::Less => Some(class::RUST_RAISED),
        std::cmp::Ordering::Equal => None,
        std::cmp::Ordering::Greater => Some(class::RUST_LOWERED),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::finding::Bump;

    const MANIFEST: &str = "[package]\nrust-version.workspace = true\n\n\
        [features]\ndefault = [\"tls\"]\ntls = [\"dep:rustls\"]\nmock = [\"tls\", \"hyper/server\"]\n\n\
        [dependencies]\nrustls = { version = \"1\", optional = true }\n\
        jiff = { version = \"1\", optional = true }\nhyper = \"1\"\n";
    const WORKSPACE: &str = "[workspace.package]\nrust-version = \"1.89\"\n";

    fn package(own: &str, workspace: &str) -> Package {
        let text = |path: &str| match path {
            "own" => Ok(Some(own.to_owned())),
            _ => Ok(Some(workspace.to_owned())),
        };
        read(&Manifest::read(["own", "workspace"], text).unwrap())
    }

    #[test]
    fn each_change_of_a_manifest_has_the_class_of_cargos_rules() {
        use Bump::{Major, Minor, Patch};
        let base = package(MANIFEST, WORKSPACE);
        for (from, to, expected) in [
            ("hyper = \"1\"", "hyper = \"2\"", vec![]),
            ("[\"tls\", \"hyper/server\"]", "[\"hyper/server\", \"tls\"]", vec![]),
            (
                "mock = [",
                "fake = [",
                vec![
                    ("feature fake", "feature_added", Minor),
                    ("feature mock", "feature_missing", Major),
                ],
            ),
            (
                "jiff = {",
                "chrono = {",
                vec![
                    ("feature chrono", "feature_added", Minor),
                    ("feature jiff", "feature_missing", Major),
                ],
            ),
            (
                "mock = [",
                "time = [\"dep:jiff\"]\nmock = [",
                vec![
                    ("feature jiff", "feature_missing", Major),
                    ("feature time", "feature_added", Minor),
                ],
            ),
            (
                "default = [\"tls\"]",
                "default = []",
                vec![("feature default", "feature_not_enabled_by_default", Major)],
            ),
            (
                "default = [\"tls\"]\n",
                "",
                vec![("feature default", "feature_not_enabled_by_default", Major)],
            ),
            (
                "default = [\"tls\"]",
                "default = [\"mock\"]",
                vec![("feature default", "feature_newly_enables_feature", Minor)],
            ),
            (
                "mock = [\"tls\", ",
                "mock = [",
                vec![("feature mock", "feature_no_longer_enables_feature", Major)],
            ),
            (
                "mock = [\"tls\", ",
                "mock = [\"tls\", \"jiff/std\", ",
                vec![("feature mock", "feature_newly_enables_feature", Minor)],
            ),
            (
                "mock = [\"tls\", ",
                "mock = [\"tls\", \"jiff?/std\", ",
                vec![("feature mock", "feature_dependencies_changed", Patch)],
            ),
            ("rust-version.workspace = true", "rust-version = \"1.89.0\"", vec![]),
            (
                "rust-version.workspace = true",
                "rust-version = \"1.100\"",
                vec![("rust-version", "rust_version_raised", Minor)],
            ),
            (
                "rust-version.workspace = true",
                "rust-version = \"1.9\"",
                vec![("rust-version", "rust_version_lowered", Minor)],
            ),
        ] {
            assert!(MANIFEST.contains(from), "{from}");
            let revision = package(&MANIFEST.replacen(from, to, 1), WORKSPACE);
            let found = compare(&base, &revision);
            let found: Vec<_> =
                found.iter().map(|it| (it.item.as_str(), it.class.id, it.class.bump)).collect();
            assert_eq!(found, expected, "{from} → {to}");
        }
        let raised = compare(&base, &package(MANIFEST, &WORKSPACE.replace("1.89", "1.90")));
        assert_eq!(raised[0].before.as_deref(), Some("rust-version = \"1.89\""));
        assert_eq!(raised[0].after.as_deref(), Some("rust-version = \"1.90\""));
    }

    #[test]
    fn each_declaration_has_its_line() {
        let package = package(MANIFEST, WORKSPACE);
        let line = |item| package.line(item);
        assert_eq!(
            [line("rust-version"), line("feature mock"), line("feature jiff")],
            [Some(2), Some(7), Some(11),]
        );
        assert_eq!(line("feature none"), None);
    }
}
