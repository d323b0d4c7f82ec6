//! One folder for each rule, and for each class of changes without a meaning:
//! `patch.json` (RFC 6902) is applied to `cases/base.json`, or to the folder's
//! own, and `expected.json` is what the comparison finds. The expectations are
//! written by hand; they say what each rule is for.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use serde_json::{Value, json};
use xtask::audit::differences::{Comparison, compare};
use xtask::audit::finding::Wire;
use xtask::audit::rules;

use crate::support::{expectation, read, summary};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("audit/cases")
}

fn cases() -> Vec<PathBuf> {
    let entries = fs::read_dir(folder()).unwrap();
    let mut cases: Vec<_> =
        entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
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

/// A case and its comparison.
struct Compared {
    name: String,
    base: Value,
    revision: Value,
    comparison: Comparison,
}

/// All cases, compared once for all tests.
static COMPARED: LazyLock<Vec<Compared>> = LazyLock::new(|| {
    let compared = |case: &PathBuf| {
        let (base, revision) = documents(case);
        Compared {
            name: name(case).to_owned(),
            comparison: compare(&base, &revision),
            base,
            revision,
        }
    };
    cases().iter().map(compared).collect()
});

fn every_case(check: impl Fn(&str, &Value, &Value, &Comparison) -> Result<(), String>) {
    let mut failures = Vec::new();
    for case in COMPARED.iter() {
        if let Err(problem) = check(&case.name, &case.base, &case.revision, &case.comparison) {
            failures.push(format!("{}: {problem}", case.name));
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
            || name.strip_prefix("noop-").is_some_and(|class| comparison.noops.contains_key(class));
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
            let pointers = [(base, &finding.pointer.base), (revision, &finding.pointer.revision)];
            for (document, pointer) in pointers {
                let lost =
                    pointer.as_ref().filter(|pointer| document.pointer(pointer.as_str()).is_none());
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
    documents.extend(cases().iter().map(|case| case.join("base.json")).filter(|it| it.exists()));
    for document in documents {
        let value = read(&document);
        let comparison = compare(&value, &value);
        assert_eq!(summary(&comparison), json!({ "findings": [], "noops": {} }));
        assert_eq!(comparison.differences, 0);
    }
}

/// Sets or removes the value at a pointer whose parent is there.
fn put(document: &mut Value, pointer: &str, value: Option<Value>) -> Option<()> {
    let (parent, last) = pointer.rsplit_once('/')?;
    let last = last.replace("~1", "/").replace("~0", "~");
    match (document.pointer_mut(parent)?, value) {
        (Value::Object(object), Some(value)) => drop(object.insert(last, value)),
        (Value::Object(object), None) => drop(object.remove(&last)?),
        (Value::Array(items), value) => {
            let index: usize = last.parse().ok()?;
            match value {
                Some(value) if index < items.len() => items[index] = value,
                Some(value) => items.push(value),
                None => drop((index < items.len()).then(|| items.remove(index))?),
            }
        }
        _ => return None,
    }
    Some(())
}

/// The base after the changes that the findings state; `None` if a finding
/// states values other than those of the documents.
fn applied(base: &Value, revision: &Value, comparison: &Comparison) -> Option<Value> {
    let mut document = base.clone();
    let mut findings: Vec<_> = comparison.findings.iter().collect();
    findings.sort_by(|a, b| b.pointer.base.cmp(&a.pointer.base));
    for finding in findings {
        let at = |document: &Value, pointer: &Option<xtask::openapi::json::Pointer>| {
            document.pointer(pointer.as_ref()?.as_str()).cloned()
        };
        let (before, after) =
            (at(base, &finding.pointer.base), at(revision, &finding.pointer.revision));
        let places = (&finding.pointer.base, &finding.pointer.revision);
        let moved = places.0.is_some() && places.1.is_some() && places.0 != places.1;
        // Such a finding also accounts for an entry in the list of names.
        let listed = finding.rule.contains("required");
        if moved || listed || finding.before != before || finding.after != after {
            return None;
        }
        let place = places.1.as_ref().or(places.0.as_ref())?;
        put(&mut document, place.as_str(), after)?;
    }
    Some(document)
}

#[test]
fn what_findings_say_applied_to_the_base_gives_the_contract_of_the_revision() {
    let count = std::cell::Cell::new(0);
    every_case(|_, base, revision, comparison| {
        let Some(document) = applied(base, revision, comparison) else {
            return Ok(());
        };
        count.set(count.get() + 1);
        let left = compare(&document, revision);
        match left.findings.is_empty() && left.claimed == left.differences {
            true => Ok(()),
            false => Err(format!("the findings leave out {left:#?}")),
        }
    });
    assert!(count.get() > 200, "only {} cases were applied", count.get());
}
