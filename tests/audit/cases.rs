//! One folder for each rule, and for each class of changes that mean nothing:
//! `patch.json` (RFC 6902) is applied to `cases/base.json`, or to the folder's
//! own, and `expected.json` is what the comparison finds. The expectations are
//! written by hand; they say what each rule is for.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use xtask::audit::finding::Wire;
use xtask::audit::rules;
use xtask::audit::differences::{Comparison, compare};

use crate::support::{expectation, read, summary};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("audit/cases")
}

fn cases() -> Vec<PathBuf> {
    let entries = fs::read_dir(folder()).unwrap();
    let mut cases: Vec<_> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    cases.sort();
    cases
}

fn documents(case: &Path) -> (Value, Value) {
    let own = case.join("base.json");
    let base = match own.exists() {
        true => read(&own),
        false => read(&folder().join("base.json")),
    };
    let patch: json_patch::Patch = serde_json::from_value(read(&case.join("patch.json"))).unwrap();
    let mut revision = base.clone();
    json_patch::patch(&mut revision, &patch).unwrap();
    (base, revision)
}

fn name(case: &Path) -> &str {
    case.file_name().unwrap().to_str().unwrap()
}

fn every_case(check: impl Fn(&str, &Value, &Value, &Comparison) -> Result<(), String>) {
    let mut failures = Vec::new();
    for case in cases() {
        let (base, revision) = documents(&case);
        let comparison = compare(&base, &revision);
        if let Err(problem) = check(name(&case), &base, &revision, &comparison) {
            failures.push(format!("{}: {problem}", name(&case)));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_case_finds_what_it_says() {
    every_case(|name, _, _, comparison| {
        let expected = read(&folder().join(name).join("expected.json"));
        let found = summary(comparison);
        match found == expectation(expected.clone()) {
            true => Ok(()),
            false => Err(format!("expected {expected:#}, found {found:#}")),
        }
    });
}

#[test]
fn every_rule_has_a_case_and_every_case_its_rule() {
    let rules: BTreeSet<_> = rules::all().map(|rule| rule.id.to_owned()).collect();
    let folders: BTreeSet<_> = cases()
        .iter()
        .map(|case| name(case).to_owned())
        .filter(|name| !name.starts_with("noop-"))
        .collect();
    assert_eq!(rules, folders);
    every_case(|name, _, _, comparison| {
        let found = comparison.findings.iter().any(|it| it.rule == name)
            || name
                .strip_prefix("noop-")
                .is_some_and(|class| comparison.noops.contains_key(class));
        found.then_some(()).ok_or_else(|| "is not found".to_owned())
    });
}

#[test]
fn every_difference_of_a_case_is_claimed() {
    every_case(|_, _, _, comparison| {
        let claimed = comparison.claimed;
        match claimed == comparison.differences && claimed > 0 {
            true => Ok(()),
            false => Err(format!("{claimed} of {}", comparison.differences)),
        }
    });
}

#[test]
fn whatever_breaks_has_a_witness_or_says_what_is_not_proven() {
    every_case(|_, _, _, comparison| {
        let silent = comparison.findings.iter().find(|it| {
            (it.wire == Wire::Breaking) != (it.witness.is_some() != it.not_proven.is_some())
        });
        silent.map_or(Ok(()), |it| Err(format!("{} says neither or both", it.rule)))
    });
}

#[test]
fn every_pointer_leads_somewhere() {
    every_case(|_, base, revision, comparison| {
        for finding in &comparison.findings {
            let pointers = [
                (base, &finding.pointer.base),
                (revision, &finding.pointer.revision),
            ];
            for (document, pointer) in pointers {
                let lost = pointer
                    .as_ref()
                    .filter(|pointer| document.pointer(pointer.as_str()).is_none());
                if let Some(pointer) = lost {
                    return Err(format!("{} points at {pointer}", finding.rule));
                }
            }
            if finding.pointer.base.is_none() && finding.pointer.revision.is_none() {
                return Err(format!("{} points nowhere", finding.rule));
            }
        }
        Ok(())
    });
}

#[test]
fn nothing_differs_from_itself() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut documents = vec![
        root.join("openapi/upstream.json"),
        root.join("openapi/verify-access-tokens.json"),
        folder().join("base.json"),
    ];
    documents.extend(
        cases()
            .iter()
            .map(|case| case.join("base.json"))
            .filter(|it| it.exists()),
    );
    for document in documents {
        let value = read(&document);
        let comparison = compare(&value, &value);
        assert_eq!(summary(&comparison), json!({ "findings": [], "noops": {} }));
        assert_eq!(comparison.differences, 0);
    }
}
