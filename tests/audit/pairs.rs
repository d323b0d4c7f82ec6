//! Pairs of documents with the right verdict and the reason for it, by kind:
//! `pairs/<kind>.jsonl`. They follow bug reports about other tools that compare
//! specifications. They judge the comparison from outside, without its rules
//! and contracts; where a pair states a source verdict, the whole audit.

use std::fs;
use std::path::Path;

use integration_tests::workspace::Workspace;
use serde_json::{Value, json};
use xtask::audit::differences::compare;
use xtask::audit::finding::{Failure, Wire};

/// What a pair can state of its verdict.
const EXPECTATIONS: [&str; 6] =
    ["wire", "source", "rules_any", "forbid", "max_findings", "min_findings"];

/// One text, or several of which any is right.
fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        value => value.as_str().into_iter().collect(),
    }
}

/// The source verdict of an audit, which also makes the code of both documents.
fn source(workspace: &Workspace, case: &Value) -> String {
    let files = ["base", "revision"].map(|side| {
        let name = format!("{side}.json");
        workspace.write(&name, &case[side].to_string());
        workspace.path(&name).display().to_string()
    });
    let [base, revision] = &files;
    let files = ["audit", "--base-spec", base, "--spec", revision];
    let run = workspace.run(&[&files[..], &["--format", "json", "--fail-on", "never"]].concat());
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    report["verdict"]["source"].as_str().unwrap().to_owned()
}

/// What is wrong with the comparison of a pair.
fn faults(workspace: &Workspace, case: &Value) -> Vec<String> {
    let comparison = compare(&case["base"], &case["revision"]);
    let findings = &comparison.findings;
    let expected = &case["expect"];
    let mut stated = expected.as_object().unwrap().keys();
    let unknown = stated.find(|it| !EXPECTATIONS.contains(&it.as_str()));
    let mut faults = Vec::new();
    let mut expect = |right: bool, fault: String| {
        if !right {
            faults.push(fault);
        }
    };
    expect(unknown.is_none(), format!("nothing asserts {unknown:?}"));
    let wire = findings.iter().map(|it| it.wire).max().unwrap_or(Wire::None);
    let wire = serde_json::to_value(wire).unwrap();
    let right = texts(&expected["wire"]);
    expect(right.contains(&wire.as_str().unwrap()), format!("wire {wire}, not {right:?}"));
    let right = texts(&expected["source"]);
    if !right.is_empty() {
        let source = source(workspace, case);
        expect(right.contains(&source.as_str()), format!("source {source}, not {right:?}"));
    }
    let has = |rule: &str| findings.iter().any(|it| it.rule == rule);
    let any = texts(&expected["rules_any"]);
    expect(any.is_empty() || any.iter().any(|it| has(it)), format!("none of {any:?}"));
    for rule in texts(&expected["forbid"]) {
        expect(!has(rule), format!("rule {rule}"));
    }
    let count = findings.len() as u64;
    let most = expected["max_findings"].as_u64();
    expect(most.is_none_or(|most| count <= most), format!("{count} findings, not {most:?}"));
    let least = expected["min_findings"].as_u64();
    expect(least.is_none_or(|least| count >= least), format!("{count} findings, not {least:?}"));
    let (claimed, all) = (comparison.claimed, comparison.differences);
    expect(claimed == all, format!("claimed {claimed} of {all}"));
    let silent = findings
        .iter()
        .any(|it| it.wire == Wire::Breaking && it.witness.is_none() && it.not_proven.is_none());
    expect(!silent, "breaking without a witness".to_owned());
    let unproven = findings.iter().any(|it| it.not_proven.is_some());
    let may = case["unproven"].as_bool() == Some(true);
    expect(unproven == may, format!("not proven: {unproven}, not {may}"));
    faults
}

#[test]
fn every_pair_gets_the_right_verdict() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("audit/pairs");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty());
    let workspace = Workspace::new();
    let mut wrong = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        for line in text.lines() {
            let case: Value = serde_json::from_str(line).unwrap();
            let faults = faults(&workspace, &case);
            if !faults.is_empty() {
                wrong.push(format!("{}: {} ({})", case["name"], faults.join("; "), case["why"]));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A document with one operation, and a callback of it.
fn document(operation: Value, callback: Value) -> Value {
    let mut operation = operation;
    operation["callbacks"] = json!({ "moved": { "https://example.com": { "post": callback } } });
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Harbour works", "version": "1.0.0" },
        "paths": { "/hulls": { "post": operation } },
    })
}

#[test]
fn what_is_gone_is_refused_when_it_is_sent_and_missing_when_it_is_received() {
    let media = |both: bool| match both {
        true => json!({ "application/json": {}, "text/csv": {} }),
        false => json!({ "application/json": {} }),
    };
    let message = |sent: bool, received: bool| {
        json!({
            "requestBody": { "content": media(sent) },
            "responses": { "200": { "description": "Done.", "content": media(received) } },
        })
    };
    let (whole, plain) = (|| message(true, true), || message(false, false));
    for (revision, fails) in [
        (document(message(false, true), whole()), Failure::Refused),
        (document(message(true, false), whole()), Failure::Missing),
        // A dependent receives the request of a callback, and responds.
        (document(whole(), message(false, true)), Failure::Missing),
        (document(whole(), message(true, false)), Failure::Refused),
    ] {
        let found = compare(&document(whole(), whole()), &revision).findings;
        let witnesses = found.iter().filter_map(|it| it.witness.as_ref());
        assert_eq!(witnesses.map(|it| it.fails).collect::<Vec<_>>(), [fails], "{found:#?}");
    }
    let none = json!({ "responses": { "204": { "description": "Done." } } });
    let found = compare(&document(plain(), none.clone()), &document(none.clone(), none)).findings;
    let fails = found.iter().filter_map(|it| Some((it.rule, it.witness.as_ref()?.fails)));
    assert!(
        fails.clone().any(|it| it == ("response-success-status-removed", Failure::Missing)),
        "{:?}",
        fails.collect::<Vec<_>>()
    );
}
