//! The repository as it is checked in.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use integration_tests::footprint::Package;
use integration_tests::workspace::repository;

/// Looks at the packages that a build of this workspace has fetched on this
/// machine; packages for other platforms may be missing.
fn metadata() -> Value {
    let cargo = |arguments: &[&str]| {
        let output = std::process::Command::new(env!("CARGO"))
            .args(arguments)
            .current_dir(repository())
            .output()
            .unwrap();
        let problem = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{problem}");
        String::from_utf8(output.stdout).unwrap()
    };
    let version = cargo(&["--version", "--verbose"]);
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let metadata = cargo(&[
        "metadata",
        "--format-version=1",
        "--locked",
        "--offline",
        "--all-features",
        "--filter-platform",
        host,
    ]);
    serde_json::from_str(&metadata).unwrap()
}

fn version(text: &str) -> [u32; 3] {
    let mut parts = text.split('.').map(|part| part.parse().unwrap());
    std::array::from_fn(|_| parts.next().unwrap_or(0))
}

/// `rust-version` holds for a member if no locked package that it needs, for any
/// feature, declares a newer version. For a published member, packages that only
/// its own tests need do not count.
#[test]
fn the_declared_rust_versions_are_true_of_the_locked_dependencies() {
    let metadata = metadata();
    let packages: BTreeMap<&str, &Value> = metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| (package["id"].as_str().unwrap(), package))
        .collect();
    let nodes: BTreeMap<&str, &Value> = metadata["resolve"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|node| (node["id"].as_str().unwrap(), node))
        .collect();
    let mut checked = 0;
    for member in metadata["workspace_members"].as_array().unwrap() {
        let member = member.as_str().unwrap();
        let declared = packages[member]["rust_version"].as_str().unwrap();
        let is_published = packages[member]["publish"].is_null();
        let mut pending = vec![member];
        let mut seen = std::collections::BTreeSet::new();
        while let Some(id) = pending.pop() {
            if !seen.insert(id) {
                continue;
            }
            if let Some(needed) = packages[id]["rust_version"].as_str() {
                checked += 1;
                assert!(
                    version(needed) <= version(declared),
                    "{} declares {declared}, but {id} needs {needed}",
                    packages[member]["name"]
                );
            }
            for dependency in nodes[id]["deps"].as_array().unwrap() {
                let kinds = dependency["dep_kinds"].as_array().unwrap();
                if kinds.iter().any(|kind| kind["kind"] != "dev" || id == member && !is_published) {
                    pending.push(dependency["pkg"].as_str().unwrap());
                }
            }
        }
    }
    assert!(checked > 100);
}

#[test]
fn the_limits_of_the_facade_are_those_of_the_fragment() {
    let text =
        std::fs::read_to_string(repository().join("openapi/verify-access-tokens.json")).unwrap();
    let fragment: Value = serde_json::from_str(&text).unwrap();
    let form = &fragment["paths"]["/v2/Services/{ServiceSid}/AccessTokens"]["post"]["requestBody"]
        ["content"]["application/x-www-form-urlencoded"]["schema"]["properties"];
    assert_eq!((&form["Ttl"]["minimum"], &form["Ttl"]["maximum"]), (&60.into(), &300.into()));
    let schemas = &fragment["components"]["schemas"];
    assert_eq!(schemas["FactorFriendlyName"]["maxLength"], 64);
}

#[test]
fn the_crates_beyond_those_of_reqwest_are_listed_with_their_reason() {
    let facade = Package::with_verify_client();
    let beyond: BTreeSet<_> =
        facade.crates().difference(&facade.with_reqwest_of().crates()).cloned().collect();
    let text = std::fs::read_to_string(repository().join("BENCHMARKS.md")).unwrap();
    let (_, table) = text.split_once("| crate | reason |").unwrap();
    let rows = table.lines().skip(2).take_while(|line| line.starts_with("| "));
    let listed: BTreeSet<_> =
        rows.map(|row| row.split('|').nth(1).unwrap().trim().to_owned()).collect();
    assert_eq!(beyond, listed);
    assert!(beyond.len() <= 12, "{beyond:?}");
}
