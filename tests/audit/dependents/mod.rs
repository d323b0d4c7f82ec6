//! What the audit says to dependents, with rustc as the judge: for each change
//! of the specification or of the facade, a crate that uses the whole public
//! API is compiled before and after. A change must be major exactly if the
//! crate does not compile any more. For features, cargo is the judge.
//!
//! The facade is a small crate of the same shape as verify-client
//! (`fixtures/stub`).

mod cases;
mod judge;
mod manifest;
mod stub;

use std::fs;

use integration_tests::workspace::repository;
use serde_json::{Value, json};
use xtask::audit::public;

use cases::{cases, of_spec, text_field, token};
use judge::States;
use stub::{FRAGMENT, Stub, TEXTS, has_rustdoc, list};

#[test]
fn rustc_agrees_with_the_verdict_on_each_change() {
    if !has_rustdoc() {
        return;
    }
    let stub = Stub::new();
    let cases = cases();
    let mut states = States::new();
    for case in &cases {
        stub.apply(case);
        states.add(stub.workspace.root());
        stub.restore();
    }
    states.add(stub.workspace.root());
    let judgements = states.judge();
    assert_eq!(judgements.last().unwrap().errors, "", "the dependent compiles without a change");
    let mut wrong = Vec::new();
    for (case, judgement) in cases.iter().zip(&judgements) {
        let found = stub.judge(case, judgement);
        wrong.extend(found.iter().map(|it| format!("{}: {it}", case.name)));
        stub.restore();
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_stale_text_is_named_and_what_is_known_without_it_is_predicted() {
    if !has_rustdoc() {
        return;
    }
    let stub = Stub::new();
    // The fragment alone changed.
    let mut fragment: Value = serde_json::from_str(&stub.workspace.read(FRAGMENT)).unwrap();
    token(&mut fragment)["properties"].as_object_mut().unwrap().remove("url");
    stub.workspace.write(FRAGMENT, &format!("{fragment:#}\n"));
    let report = stub.report();
    assert_eq!(report["basis"]["evidence"], "prediction");
    assert_eq!(report["verdict"]["source"], "major");
    stub.restore();
    // The bindings alone changed.
    let case = of_spec("", "", "", "", |it| token(it)["properties"]["fresh"] = text_field(), &[]);
    stub.apply(&case);
    let report = stub.report();
    assert_eq!(report["basis"]["evidence"], "prediction");
    assert_eq!(report["verdict"]["source"], "minor");
    assert_eq!(report["public"][0]["item"], "verify_client::AccessToken::fresh");
    let next = report["next"].to_string();
    assert!(next.contains("cargo xtask public-api"), "{next}");
    // The facade changed as well: nothing is guessed.
    stub.workspace.edit("verify-client/src/error.rs", "pub fn kind", "fn kind");
    let report = stub.report();
    assert_eq!(report["basis"]["evidence"], "nothing");
    assert_eq!(report["verdict"]["source"], "unknown");
    assert_eq!(report["public"], json!([]));
    let rules: Vec<_> = list(&report["findings"]).map(|it| it["rule"].to_string()).collect();
    assert!(rules.contains(&"\"public-api-unknown\"".to_owned()), "{rules:?}");
    assert_eq!(stub.workspace.run(&["audit", "--base", "main"]).code, 100);
}

#[test]
fn a_hand_edit_of_the_facade_is_distinguished_from_what_the_specification_did() {
    if !has_rustdoc() {
        return;
    }
    let stub = Stub::new();
    let case = of_spec(
        "",
        "",
        "",
        "",
        |it| token(it)["properties"]["fresh"] = text_field(),
        &[(
            "error.rs",
            "    pub fn is_status",
            "    pub fn is_connect(&self) -> bool {\n        false\n    }\n\n    pub fn is_status",
        )],
    );
    stub.apply(&case);
    stub.publish();
    let report = stub.report();
    let causes: Vec<_> = list(&report["public"])
        .map(|it| (it["item"].as_str().unwrap(), it["cause"].as_str().unwrap()))
        .collect();
    assert_eq!(
        causes,
        [
            ("verify_client::AccessToken::fresh", "spec"),
            ("verify_client::Error::is_connect", "facade"),
        ]
    );
    let text = stub.workspace.run(&["audit", "--base", "main"]).stdout;
    assert!(text.contains("verify-client/src/error.rs:"), "{text}");
}

#[test]
fn the_texts_of_this_project_are_read_whole() {
    for path in TEXTS {
        let text = fs::read_to_string(repository().join(path)).unwrap();
        let surface = public::read(&text);
        let declarations = text.lines().filter(|it| !it.starts_with("# ") && !it.is_empty());
        // The header of a block of methods is not an item.
        let blocks =
            declarations.clone().filter(|it| it.starts_with("impl") && !it.contains(" for "));
        assert_eq!(surface.items.len() + blocks.count(), declarations.count());
        for (key, item) in &surface.items {
            let parent = item.parent.as_ref();
            assert!(parent.is_none_or(|it| surface.items.contains_key(it)), "{key}: {parent:?}");
            // Only the crate itself has no parent.
            assert!(parent.is_some() || key == "mod verify_client", "{key} belongs to nothing");
        }
    }
}
