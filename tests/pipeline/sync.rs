//! `cargo xtask sync` on sound specifications: what it writes, that the form of
//! the input does not matter, and what it makes of new things upstream.

use serde_json::{Value, json};

use integration_tests::workspace::{
    Workspace, assert_golden, changed, form, response, specification,
};

const MADE: [&str; 6] = [
    "openapi/upstream.json",
    "openapi/verify-access-tokens.json",
    "verify-client/src/generated/client.rs",
    "verify-client/src/generated/httpmock.rs",
    "verify-client/src/generated/mod.rs",
    "verify-client/src/generated/types.rs",
];

fn made(workspace: &Workspace) -> Vec<String> {
    MADE.iter().map(|path| workspace.read(path)).collect()
}

#[test]
fn prose_examples_extensions_and_other_operations_do_not_come_through() {
    let workspace = Workspace::new();
    let before = made(&workspace);
    let path = workspace.specification(&specification());
    let run = workspace.run(&["sync", "--from", &path]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains("Meaning unchanged"), "{}", run.stdout);
    assert_eq!(made(&workspace), before);
}

#[test]
fn a_second_run_changes_no_byte() {
    let workspace = Workspace::new();
    let path = workspace.specification(&specification());
    assert_eq!(workspace.run(&["sync", "--from", &path]).code, 0);
    let files = workspace.files();
    let run = workspace.run(&["sync", "--from", &path]);
    assert!(run.stdout.contains("Unchanged every file"), "{}", run.stdout);
    assert_eq!(workspace.files(), files);
}

#[test]
fn yaml_gives_the_same_bytes_as_json_in_every_file() {
    let document = changed(|document| {
        response(document)["properties"]["fresh"] = json!({ "type": "integer", "default": 7 });
    });
    let from_json = Workspace::new();
    let json = from_json.specification(&document);
    assert_eq!(from_json.run(&["sync", "--from", &json]).code, 0);

    let from_yaml = Workspace::new();
    from_yaml.write("spec.yaml", &serde_saphyr::to_string(&document).unwrap());
    let yaml = from_yaml.path("spec.yaml");
    assert_eq!(from_yaml.run(&["sync", "--from", yaml.to_str().unwrap()]).code, 0);
    assert_eq!(made(&from_json), made(&from_yaml));

    let pin = from_json.read("openapi/upstream.toml");
    assert_eq!(from_json.run(&["sync", "--from", &json]).code, 0);
    from_json.write("spec.yaml", &from_yaml.read("spec.yaml"));
    let yaml = from_json.path("spec.yaml");
    assert_eq!(from_json.run(&["sync", "--from", yaml.to_str().unwrap()]).code, 0);
    assert_eq!(from_json.read("openapi/upstream.toml"), pin);
}

#[test]
fn operations_can_be_named_by_method_and_path() {
    let workspace = Workspace::new();
    let before = made(&workspace);
    workspace.edit(
        "openapi/upstream.toml",
        "\"CreateAccessToken\", \"FetchAccessToken\"",
        "\"GET /v2/Services/{ServiceSid}/AccessTokens/{Sid}\", \
         \"POST /v2/Services/{ServiceSid}/AccessTokens\"",
    );
    let path = workspace.specification(&specification());
    assert_eq!(workspace.run(&["sync", "--from", &path]).code, 0);
    assert_eq!(made(&workspace), before);
}

#[test]
fn a_dry_run_says_what_would_change_and_writes_nothing() {
    let workspace = Workspace::new();
    let path = workspace.specification(&changed(|document| {
        response(document)["properties"]["fresh"] = json!({ "type": "string" });
    }));
    let files = workspace.files();
    let run = workspace.run(&["sync", "--from", &path, "--dry-run"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains("Would write verify-client/src/generated/types.rs"));
    assert!(run.stdout.contains("+    pub fresh:"), "{}", run.stdout);
    assert_eq!(workspace.files(), files);
}

#[test]
fn what_is_new_upstream_comes_through_with_a_neutral_text_and_a_warning() {
    let workspace = Workspace::new();
    let path = workspace.specification(&changed(|document| {
        response(document)["properties"]["fresh"] = json!({ "type": "string", "nullable": true });
        form(document)["properties"]["Mood"] = json!({ "$ref": "#/components/schemas/mood" });
        document["components"]["schemas"]["mood"] = json!({ "type": "string", "enum": ["good"] });
    }));
    let run = workspace.run(&["sync", "--from", &path]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    for expected in [
        "warning: openapi/verify-access-tokens.json#/components/schemas/AccessToken/properties/fresh has no description",
        "    - target: $.components.schemas.AccessToken.properties.fresh\n",
        "    - target: $.components.schemas.mood\n",
        "schema.properties.Mood\n",
    ] {
        assert!(run.stderr.contains(expected), "{expected}\n{}", run.stderr);
    }
    let types = workspace.read("verify-client/src/generated/types.rs");
    assert!(types.contains("    /// The field `fresh`.\n"), "{types}");
    assert!(types.contains("pub fresh: ::std::option::Option<::std::string::String>"));
    assert!(types.contains("    /// The field `Mood`.\n"), "{types}");
    assert!(types.contains("/// The schema `mood`.\n"), "{types}");
}

#[test]
fn the_action_that_the_warning_suggests_describes_the_place() {
    let workspace = Workspace::new();
    let path = workspace.specification(&changed(|document| {
        form(document)["properties"]["Mood"] = json!({ "$ref": "#/components/schemas/mood" });
        document["components"]["schemas"]["mood"] = json!({ "type": "string" });
    }));
    let run = workspace.run(&["sync", "--from", &path]);
    let actions: String = run
        .stderr
        .lines()
        .filter_map(|line| line.strip_prefix("    "))
        .filter(|line| ["- ", "  x-", "  update", "    desc"].iter().any(|it| line.starts_with(it)))
        .map(|line| format!("  {}\n", line.replace('…', "Our words.")))
        .collect();
    let overlay = workspace.read("openapi/overlay.yaml");
    workspace.write("openapi/overlay.yaml", &format!("{overlay}\n{actions}"));
    let run = workspace.run(&["generate"]);
    assert_eq!((run.code, run.stderr.contains("has no description")), (0, false), "{}", run.stderr);
    let types = workspace.read("verify-client/src/generated/types.rs");
    assert_eq!(types.matches("/// Our words.\n").count(), 2, "{types}");
}

#[test]
fn facts_that_the_generator_cannot_take_are_left_out_by_named_rules() {
    let workspace = Workspace::new();
    let path = workspace.specification(&changed(|document| {
        let operation = &mut document["paths"]["/v2/Services/{ServiceSid}/AccessTokens"]["post"];
        operation["responses"]["default"] = json!({ "description": "d", "content": {
            "application/json": { "schema": { "type": "object", "format": "uri-map" } }
        } });
        response(document)["properties"]["links"] =
            json!({ "type": "object", "format": "uri-map" });
    }));
    let run = workspace.run(&["sync", "--from", &path]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    for expected in [
        "responses/default is not given to the generator (error-response:",
        "/components/schemas/AccessToken/properties/links/format is not given to the generator (object-format:",
    ] {
        assert!(run.stderr.contains(expected), "{}", run.stderr);
    }
    let fragment: Value = serde_json::from_str(&workspace.read(MADE[1])).unwrap();
    let links = &fragment["components"]["schemas"]["AccessToken"]["properties"]["links"];
    assert_eq!(links["format"], "uri-map", "the fragment keeps the fact");
}

#[test]
fn the_pin_follows_what_was_read() {
    let workspace = Workspace::new();
    let pinned = "d50069b44ea8cd23141385bdb6db48f16ff75bb5";
    let path = workspace.specification(&specification());
    let commit = "0123456789abcdef0123456789abcdef01234567";
    let run = workspace.run(&["sync", "--from", &path, "--commit", commit]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let pin = workspace.read("openapi/upstream.toml");
    assert!(pin.contains(&format!("commit = \"{commit}\"")), "{pin}");
    assert!(!pin.contains(pinned), "{pin}");
    let digest = xtask::openapi::json::sha256(workspace.read("spec.json").as_bytes());
    assert!(pin.contains(&format!("\nsha256 = \"{digest}\"")), "{pin}");
    assert!(pin.contains("# Of the whole upstream file, byte for byte.\n"), "comments stay");

    let other = Workspace::new();
    let path = other.specification(&specification());
    let run = other.run(&["sync", "--from", &path]);
    assert!(
        run.stderr.contains("is unknown, so openapi/upstream.toml cannot name it"),
        "{}",
        run.stderr
    );
    assert!(other.read("openapi/upstream.toml").contains("commit = \"\""));
    other.fails(&["sync"], "openapi/upstream.toml: commit", "is empty");
}

#[test]
fn the_report_names_every_fact_that_changed() {
    assert_golden("sync_changed", |workspace| {
        let path = workspace.specification(&changed(|document| {
            response(document)["properties"]["fresh"] = json!({ "type": "string" });
            response(document)["properties"]["url"]["nullable"] = json!(false);
            document["components"]["schemas"]["access_token_enum_factor_types"]["enum"] =
                json!(["push", "totp"]);
        }));
        vec!["sync".to_owned(), "--from".to_owned(), path]
    });
}
