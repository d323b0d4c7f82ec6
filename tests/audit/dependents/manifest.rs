//! Changes of the facade's manifest, with cargo as the judge: if something that
//! a dependent turned on by its features is off after the change, the change is
//! major.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use integration_tests::workspace::Workspace;
use serde_json::Value;

use super::judge;
use super::stub::{Stub, has_rustdoc, list};

const MANIFEST: &str = "verify-client/Cargo.toml";

const FEATURES: &str = "rust-version = \"1.89\"\n\n[features]\ndefault = [\"tls\"]\ntls = []\n\
    mock = [\"tls\"]\nclock = [\"dep:times\"]\n\n[dependencies]\n\
    other = { path = \"../other\", optional = true }\n\
    times = { path = \"../times\", optional = true }\n";

/// A stub whose manifest has features.
fn stub() -> Stub {
    let stub = Stub::new();
    for name in ["other", "times"] {
        let manifest = format!("[package]\nname = \"{name}\"\n\n[features]\na = []\n");
        stub.workspace.write(&format!("{name}/Cargo.toml"), &manifest);
        stub.workspace.write(&format!("{name}/src/lib.rs"), "");
    }
    let edition = "edition = \"2024\"\n";
    stub.workspace.edit(MANIFEST, edition, &format!("{edition}{FEATURES}"));
    stub.publish();
    stub.workspace.commit();
    stub
}

/// What is on if a dependent asks for a feature; `None` if cargo refuses.
fn enabled(workspace: &Workspace, feature: &str) -> Option<BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--offline", "--no-default-features"])
        .args(["--features", feature])
        // Where what rustc says about itself is kept.
        .env("CARGO_TARGET_DIR", env!("CARGO_TARGET_TMPDIR"))
        .current_dir(workspace.path("verify-client"))
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).ok()?;
    let root = &metadata["resolve"]["root"];
    let node = list(&metadata["resolve"]["nodes"]).find(|it| it["id"] == *root).unwrap();
    Some(list(&node["features"]).map(|it| it.as_str().unwrap().to_owned()).collect())
}

#[test]
fn cargo_agrees_with_the_verdict_on_each_change_of_the_features() {
    if !has_rustdoc() {
        return;
    }
    let stub = stub();
    // The sources do not change.
    let items = judge::items(stub.workspace.root());
    let features = ["clock", "default", "mock", "other", "tls"];
    let before: BTreeMap<_, _> =
        features.iter().map(|it| (*it, enabled(&stub.workspace, it).unwrap())).collect();
    for (from, to, source, class) in [
        ("mock = [", "fake = [", "major", "feature_missing"),
        (
            "clock = [\"dep:times\"]",
            "clock = [\"dep:times\", \"dep:other\"]",
            "major",
            "feature_missing",
        ),
        ("other = { path", "others = { package = \"other\", path", "major", "feature_missing"),
        ("default = [\"tls\"]", "default = []", "major", "feature_not_enabled_by_default"),
        ("mock = [\"tls\"]", "mock = []", "major", "feature_no_longer_enables_feature"),
        ("default = [\"tls\"]", "default = [\"mock\"]", "minor", "feature_newly_enables_feature"),
        ("clock = [", "more = []\nclock = [", "minor", "feature_added"),
        (
            "mock = [\"tls\"]",
            "mock = [\"tls\", \"other?/a\"]",
            "patch",
            "feature_dependencies_changed",
        ),
        ("\"1.89\"", "\"1.90\"", "minor", "rust_version_raised"),
    ] {
        stub.workspace.edit(MANIFEST, from, to);
        stub.write_texts(&items);
        let report = stub.report();
        let loses = before.iter().any(|(feature, before)| {
            enabled(&stub.workspace, feature).is_none_or(|now| !before.is_subset(&now))
        });
        assert_eq!(report["verdict"]["source"], source, "{from} → {to}: {:#}", report["public"]);
        assert_eq!(loses, source == "major", "{from} → {to}");
        let change = list(&report["public"]).find(|it| it["class"] == class).unwrap();
        assert_eq!(change["place"]["file"], MANIFEST, "{from} → {to}");
        stub.restore();
    }
}
