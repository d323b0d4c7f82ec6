//! `sync --adopt`: upstream changed places that actions of the overlay write; each
//! action gets a correction, and a person accepts the corrections.

use serde_json::{Value, json};

use integration_tests::hidden::CHANGES;
use integration_tests::workspace::{Workspace, changed, form, response};

const OVERLAY: &str = "openapi/overlay.yaml";

/// Removes what an older state of upstream did not have, as in its history.
fn older(document: &mut Value) {
    let post = &mut document["paths"]["/v2/Services/{ServiceSid}/AccessTokens"]["post"];
    post["responses"].as_object_mut().unwrap().remove("200");
    let in_place = json!({ "type": "string", "enum": ["push"] });
    form(document)["properties"]["FactorType"] = in_place.clone();
    form(document)["properties"].as_object_mut().unwrap().remove("Ttl");
    let properties = response(document)["properties"].as_object_mut().unwrap();
    properties.remove("ttl");
    properties.remove("date_created");
    properties["factor_type"] = in_place;
}

/// A file of the bindings without the digest of the fragment.
fn code(workspace: &Workspace, file: &str) -> String {
    let text = workspace.read(&format!("verify-client/src/generated/{file}"));
    text.lines().filter(|line| !line.starts_with("// sha256 ")).collect::<Vec<_>>().join("\n")
}

fn comments(text: &str) -> Vec<&str> {
    text.lines().filter(|line| line.trim_start().starts_with('#')).collect()
}

#[test]
fn what_the_overlay_states_stays_stated_when_upstream_drops_it() {
    let workspace = Workspace::new();
    let path = workspace.specification(&changed(older));
    let before = workspace.files();
    let code_before = ["client.rs", "types.rs", "httpmock.rs"].map(|file| code(&workspace, file));
    let overlay = workspace.read(OVERLAY);

    let run = workspace.run(&["sync", "--from", &path]);
    assert_eq!(run.code, 1, "{}", run.stdout);

    let shown = workspace.run(&["sync", "--from", &path, "--adopt"]);
    assert_eq!(shown.code, 0, "{}", shown.stderr);
    for expected in [
        "/components/schemas/AccessToken/properties/date_created: upstream no longer has it",
        "/components/schemas/AccessToken/properties/ttl: upstream no longer has it",
        "/components/schemas/AccessToken/properties/factor_type: upstream states FactorType inline now",
        "x-matches: 3",
        "nothing was written; `--adopt --accept` accepts the corrections",
    ] {
        assert!(shown.stdout.contains(expected), "{expected}\n{}", shown.stdout);
    }
    assert_eq!(workspace.files(), before);

    let run = workspace.run(&["sync", "--from", &path, "--adopt", "--accept"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let code_after = ["client.rs", "types.rs", "httpmock.rs"].map(|file| code(&workspace, file));
    assert_eq!(code_after, code_before);
    let adopted = workspace.read(OVERLAY);
    assert_eq!(comments(&adopted), comments(&overlay));
    assert!(!workspace.read("openapi/upstream.toml").contains("access_token_enum_factor_types"));

    let run = workspace.run(&["sync", "--from", &path, "--adopt"]);
    assert!(run.stdout.contains("every file is as it should be"), "{}", run.stdout);
}

#[test]
fn upstream_may_drop_a_place_give_it_again_and_drop_it_again() {
    let workspace = Workspace::with_stub();
    let newer: fn(&mut Value) = |_| {};
    for edit in [older, newer, older, newer] {
        let path = workspace.specification(&changed(edit));
        let run = workspace.run(&["sync", "--from", &path, "--adopt", "--accept"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let run = workspace.run(&["sync", "--from", &path]);
        assert_eq!(run.code, 0, "{}", run.stderr);
    }
}

#[test]
fn every_change_that_an_action_would_hide_can_be_adopted() {
    for change in CHANGES {
        let workspace = Workspace::with_stub();
        let path = workspace.specification(&changed(change.edit));
        let run = workspace.run(&["sync", "--from", &path]);
        assert!(run.stderr.contains("`cargo xtask sync --adopt` shows"), "{}", run.stderr);
        let run = workspace.run(&["sync", "--from", &path, "--adopt", "--accept"]);
        assert_eq!(run.code, 0, "{}: {}", change.title, run.stderr);
        let run = workspace.run(&["sync", "--from", &path]);
        assert_eq!(run.code, 0, "{}: {}", change.title, run.stderr);
    }
}

#[test]
fn nothing_is_adopted_when_everything_fits() {
    let workspace = Workspace::new();
    let path = workspace.specification(&changed(|_| {}));
    let overlay = workspace.read(OVERLAY);
    let run = workspace.run(&["sync", "--from", &path, "--adopt", "--accept"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(!run.stdout.contains("Corrects"), "{}", run.stdout);
    assert_eq!(workspace.read(OVERLAY), overlay);
}

#[test]
fn what_a_new_action_finds_is_stated_for_it() {
    let workspace = Workspace::new();
    let path = workspace.specification(&changed(|_| {}));
    let overlay = workspace.read(OVERLAY);
    let action = |target: &str, change: &str| {
        format!(
            "
  - target: {target}
    x-kind: preference
    x-reason: Because.
    x-matches: 1
    {change}
"
        )
    };
    let removed = action("$.components.schemas.AccessToken.properties.url", "remove: true");
    let stated = action("$.components.schemas.ApiError", "update: {nullable: true}");
    workspace.write(OVERLAY, &(overlay + &removed + &stated));

    let run = workspace.run(&["sync", "--from", &path, "--adopt", "--accept"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let overlay = workspace.read(OVERLAY);
    let url = r#"x-found: {"description":"Address of this access token in the API.","format":"uri","nullable":true,"type":"string"}"#;
    for (given, found) in [(removed, url), (stated, "x-found: {}")] {
        let expected = given.replace("x-matches: 1\n", &format!("x-matches: 1\n    {found}\n"));
        assert!(overlay.contains(&expected), "{overlay}");
    }
}
