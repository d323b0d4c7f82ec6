//! `cargo xtask audit` end to end, in a temporary git repository: what a
//! pull request may do, and what its reviewer sees.

use std::sync::LazyLock;

use integration_tests::hidden::keep_actions;
use integration_tests::workspace::{Files, Run, Workspace, changed, form, response};
use jsonschema::Validator;
use serde_json::{Value, json};
use xtask::workspace::git::Base;

/// A workspace under version control, with everything committed on `main`.
pub(crate) struct Repository {
    pub(crate) workspace: Workspace,
}

/// The files of a repository, with git's own: a test takes a copy of them.
fn committed(workspace: Workspace) -> Files {
    // The state before the change is what `sync` makes of the specification.
    let path = workspace.specification(&changed(|_| {}));
    assert_eq!(workspace.run(&["sync", "--from", &path]).code, 0);
    workspace.init();
    workspace.files()
}

static REAL: LazyLock<Files> = LazyLock::new(|| committed(Workspace::new()));
static STUB: LazyLock<Files> = LazyLock::new(|| committed(Workspace::with_stub()));

impl Repository {
    /// A repository with the real facade, for what concerns it.
    pub(crate) fn new() -> Self {
        Self { workspace: Workspace::with_files(&REAL) }
    }

    /// A repository with a small facade.
    pub(crate) fn with_stub() -> Self {
        Self { workspace: Workspace::with_files(&STUB) }
    }

    /// What a maintainer does when the specification changes.
    pub(crate) fn sync(&self, change: impl FnOnce(&mut Value)) {
        let path = self.workspace.specification(&changed(change));
        let mut run = self.workspace.run(&["sync", "--from", &path]);
        if run.stderr.contains("and paste:") {
            keep_actions(&self.workspace, &run.stderr);
            run = self.workspace.run(&["sync", "--from", &path]);
        }
        assert_eq!(run.code, 0, "{}", run.stderr);
    }

    pub(crate) fn audit(&self, arguments: &[&str]) -> Run {
        let mut all = vec!["audit", "--base", "main"];
        all.extend(arguments);
        self.workspace.run(&all)
    }

    pub(crate) fn report(&self) -> Value {
        self.report_with(&[]).0
    }

    /// The report, and the exit code.
    pub(crate) fn report_with(&self, arguments: &[&str]) -> (Value, u8) {
        let run = self.audit(&[&["--format", "json"], arguments].concat());
        let report: Value = serde_json::from_str(&run.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}{}", run.stdout, run.stderr));
        assert_valid(&report);
        let complete = &report["completeness"];
        assert_eq!(complete["spec"]["differences"], complete["spec"]["claimed"]);
        assert_eq!(complete["code"]["lines"], complete["code"]["claimed"]);
        (report, run.code)
    }
}

static REPORTS: LazyLock<Validator> = LazyLock::new(|| {
    let schema = include_str!("../../xtask/src/audit/report.schema.json");
    jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap()
});

/// The report must be valid under its schema.
fn assert_valid(report: &Value) {
    let errors: Vec<_> = REPORTS
        .iter_errors(report)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

pub(crate) fn finding<'a>(report: &'a Value, rule: &str) -> &'a Value {
    let findings = report["findings"].as_array().unwrap();
    findings.iter().find(|finding| finding["rule"] == rule).unwrap_or_else(|| {
        let rules: Vec<_> = findings.iter().map(|it| &it["rule"]).collect();
        panic!("no {rule} among {rules:?}")
    })
}

fn rules(report: &Value) -> Vec<&str> {
    let findings = report["findings"].as_array().unwrap();
    findings.iter().map(|it| it["rule"].as_str().unwrap()).collect()
}

fn items(finding: &Value) -> Vec<&str> {
    let rust = finding["rust"].as_array().unwrap();
    rust.iter().map(|it| it["item"].as_str().unwrap()).collect()
}

#[test]
fn nothing_changed() {
    let repository = Repository::new();
    let report = repository.report();
    assert_eq!(report["findings"], json!([]));
    assert_eq!(report["rust"], json!([]));
    assert_eq!(report["verdict"]["due_version"], "0.1.0");
    assert_eq!(repository.audit(&["--fail-on", "any"]).code, 0);
}

#[test]
fn a_response_field_is_added() {
    let repository = Repository::new();
    repository.sync(|document| {
        response(document)["properties"]["fresh"] = json!({ "type": "string" });
    });
    let report = repository.report();
    let finding = finding(&report, "response-optional-property-added");
    assert_eq!(finding["wire"], "compatible");
    assert_eq!(finding["source"], "minor");
    assert_eq!(items(finding), ["types::AccessToken::fresh"]);
    assert_eq!(finding["pointer"]["revision"], "/components/schemas/AccessToken/properties/fresh");
    assert_eq!(finding["uses"].as_array().unwrap().len(), 3, "one cause, three uses");
    assert!(finding["location"]["revision"]["line"].as_u64().unwrap() > 1);
    assert_eq!(report["verdict"]["due_version"], "0.1.1");
    // The bump is due and missing.
    assert_eq!(repository.audit(&[]).code, 100);
    repository.workspace.edit("Cargo.toml", "version = \"0.1.0\"", "version = \"0.1.1\"");
    repository.workspace.edit("CHANGELOG.md", "## [0.1.0]", "## [0.1.1]\n\n## [0.1.0]");
    assert_eq!(repository.audit(&[]).code, 0);
    assert_eq!(repository.audit(&["--fail-on", "any"]).code, 100);
}

#[test]
fn a_response_enum_gains_a_value() {
    let repository = Repository::with_stub();
    repository.sync(|document| {
        document["components"]["schemas"]["access_token_enum_factor_types"]["enum"] =
            json!(["push", "totp"]);
    });
    let report = repository.report();
    let rules = rules(&report);
    assert!(rules.iter().any(|rule| rule.ends_with("enum-value-added")), "{rules:?}");
}

#[test]
fn a_parameter_becomes_required() {
    let repository = Repository::new();
    repository.sync(|document| {
        form(document)["required"] = json!(["Identity", "FactorType", "Ttl"]);
    });
    let report = repository.report();
    let finding = finding(&report, "request-property-became-required");
    assert_eq!((&finding["wire"], &finding["source"]), (&json!("breaking"), &json!("major")));
    assert!(items(finding).contains(&"types::CreateAccessTokenRequest::ttl"), "{finding:#}");
    assert_eq!(report["verdict"]["due_version"], "0.2.0");
    assert_eq!(report["verdict"]["set_by"]["wire"], finding["fingerprint"]);
    assert_eq!(repository.audit(&[]).code, 100);
}

#[test]
fn a_pattern_is_tightened() {
    let repository = Repository::new();
    repository.sync(|document| {
        *document = serde_json::from_str(
            &document.to_string().replace("^YK[0-9a-fA-F]{32}$", "^YK[0-9a-f]{32}$"),
        )
        .unwrap();
    });
    let report = repository.report();
    // The type that checks it is written by hand.
    let findings = report["findings"].as_array().unwrap();
    let found = findings.iter().find(|it| it["after"] == "^YK[0-9a-f]{32}$").unwrap();
    let note = found["note"].as_str().unwrap();
    assert!(note.contains("verify-client/src/model/sid.rs:"), "{note}");
    assert_eq!(report["rust"], json!([]));
}

#[test]
fn a_schema_is_renamed() {
    let repository = Repository::with_stub();
    repository.workspace.edit("openapi/upstream.toml", "\"FactorType\"", "\"KindOfFactor\"");
    repository.workspace.edit("openapi/overlay.yaml", "schemas.FactorType", "schemas.KindOfFactor");
    repository.sync(|_| {});
    let report = repository.report();
    let rules = rules(&report);
    assert!(rules.iter().any(|rule| rule.contains("renamed")), "{rules:?}");
    assert_eq!(report["verdict"]["source"], "major");
}

#[test]
fn a_title_is_added() {
    let repository = Repository::with_stub();
    repository.workspace.edit(
        "openapi/overlay.yaml",
        "      description: An access token, with which",
        "      title: EnrolmentToken\n      description: An access token, with which",
    );
    assert_eq!(repository.workspace.run(&["generate"]).code, 0);
    let report = repository.report();
    let rules = rules(&report);
    assert!(rules.iter().any(|rule| rule.contains("title")), "{rules:?}");
}

#[test]
fn a_generated_file_is_edited_by_hand() {
    let repository = Repository::with_stub();
    repository.workspace.edit(
        "verify-client/src/generated/types.rs",
        "pub ttl: ::std::option::Option<i64>,",
        "pub ttl: ::std::option::Option<u64>,",
    );
    let report = repository.report();
    let finding = finding(&report, "generated-code-edited-by-hand");
    assert_eq!(finding["location"]["revision"]["file"], "verify-client/src/generated/types.rs");
    assert_eq!(report["rust"][0]["cause"], "hand-edit");
    assert_eq!(repository.audit(&["--fail-on", "never"]).code, 100, "a hand edit always fails");
}

#[test]
fn lines_that_differ_in_a_way_that_is_not_understood_are_unclaimed_and_breaking() {
    let repository = Repository::with_stub();
    repository.workspace.edit(
        "verify-client/src/generated/client.rs",
        "\nimpl Client {",
        "\n#[cfg(not(test))]\nimpl Client {",
    );
    let run = repository.audit(&["--fail-on", "never", "--format", "json"]);
    assert_eq!(run.code, 100, "{}", run.stderr);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_valid(&report);
    assert_eq!(rules(&report), ["difference-unclaimed"]);
    let code = &report["completeness"]["code"];
    assert_eq!(code, &json!({ "lines": 1, "claimed": 0 }));
    let text = repository.audit(&[]).stdout;
    let counts = "0 of 1 differing line of the code; unclaimed: 1";
    assert!(text.contains(counts), "{text}");
}

#[test]
fn the_generator_changed() {
    let repository = Repository::with_stub();
    // What an older generator would have committed.
    let types = "verify-client/src/generated/types.rs";
    let today = repository.workspace.read(types);
    repository.workspace.edit(
        types,
        "#[derive(::serde::Deserialize, Clone, Debug)]",
        "#[derive(::serde::Deserialize, Clone)]",
    );
    repository.workspace.commit();
    repository.workspace.write(types, &today);
    let report = repository.report();
    let rust = report["rust"].as_array().unwrap();
    assert!(!rust.is_empty());
    assert!(rust.iter().all(|it| it["cause"] == "generator"), "{rust:#?}");
    // A new trait needs a new version, and nothing else.
    let findings = report["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 1, "{findings:#?}");
    finding(&report, "version-bump-missing");
}

#[test]
fn an_overlay_action_no_longer_bites() {
    let repository = Repository::with_stub();
    let path = repository.workspace.specification(&changed(|document| {
        document["paths"]["/v2/Services/{ServiceSid}/AccessTokens"]["post"]["requestBody"]["required"] = json!(true);
    }));
    let run = repository.workspace.run(&["sync", "--from", &path]);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr
            .contains("the action is no longer needed: upstream says the same now; remove it"),
        "{}",
        run.stderr
    );
}

#[test]
fn only_prose_changed() {
    let repository = Repository::with_stub();
    repository.workspace.edit(
        "openapi/overlay.yaml",
        "When the token was created.",
        "The time of minting.",
    );
    assert_eq!(repository.workspace.run(&["generate"]).code, 0);
    let report = repository.report();
    assert_eq!(
        report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|it| it["rule"] != "version-bump-missing")
            .count(),
        0,
        "{report:#}"
    );
    assert_eq!(report["noops"]["prose"], 1, "{report:#}");
    assert_eq!(report["verdict"]["wire"], "none");
    let overlay = report["overlay"].as_array().unwrap();
    assert_eq!(overlay[0]["fate"], "edited", "{overlay:?}");
}

#[test]
fn an_acknowledged_finding_does_not_fail_until_it_expires() {
    let repository = Repository::with_stub();
    repository.sync(|document| {
        form(document)["required"] = json!(["Identity", "FactorType", "Ttl"]);
    });
    repository.workspace.edit("Cargo.toml", "version = \"0.1.0\"", "version = \"0.2.0\"");
    repository.workspace.edit("CHANGELOG.md", "## [0.1.0]", "## [0.2.0]\n\n## [0.1.0]");
    assert_eq!(repository.audit(&[]).code, 100);
    let report = repository.report();
    let entries = |expires: &str| -> String {
        report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| {
                let fingerprint = it["fingerprint"].as_str().unwrap();
                format!("[[acknowledged]]\nfingerprint = \"{fingerprint}\"\nreason = \"agreed\"\nexpires = \"{expires}\"\n")
            })
            .collect()
    };
    let file = "openapi/acknowledged.toml";
    repository.workspace.write(file, &entries("9999-12-31"));
    assert_eq!(repository.audit(&["--fail-on", "any"]).code, 0);
    repository.workspace.write(file, &entries("2001-01-01"));
    let run = repository.audit(&[]);
    assert_eq!(run.code, 100);
    assert!(run.stdout.contains("acknowledgement-expired"), "{}", run.stdout);
    repository
        .workspace
        .write(file, &entries("9999-12-31").replace("fingerprint = \"", "fingerprint = \"f"));
    assert!(repository.audit(&[]).stdout.contains("acknowledgement-unmatched"));
}

#[test]
fn a_base_that_cannot_be_compared_with_is_an_error_that_says_why() {
    Workspace::new().fails(&["audit"], "[WORKSPACE]", "is not a clone that git can read: ");
    let repository = Repository::with_stub();
    let workspace = &repository.workspace;
    workspace.fails(&["audit", "--base", "gone"], "--base gone", "is not a commit");
    workspace.fails(&["audit", "--base=--help"], "--base --help", "is not a commit");
    workspace.fails(&["audit"], "[WORKSPACE]", "no remote `origin` with a default branch");
    repository.workspace.git(&["checkout", "--quiet", "--orphan", "other"]);
    workspace.edit("CHANGELOG.md", "# Changelog", "# Changes");
    repository.workspace.commit();
    workspace.fails(&["audit", "--base", "main"], "--base main", "no commit in common");

    repository.workspace.git(&["checkout", "--quiet", "--force", "main"]);
    repository.workspace.git(&["rm", "--quiet", "--cached", "openapi/verify-access-tokens.json"]);
    repository.workspace.git(&["commit", "--quiet", "--message", "m"]);
    workspace.fails(&["audit", "--base", "main"], "", "the base is older than the fragment");
}

#[test]
fn files_of_the_base_are_read_whatever_they_are_called_and_in_any_order() {
    let repository = Repository::with_stub();
    let workspace = &repository.workspace;
    let files =
        [("notes/é \"a\".md", "first\n\nsecond"), ("notes/empty.md", ""), ("notes/z/b.md", "€")];
    for (path, text) in files {
        workspace.write(path, text);
    }
    workspace.commit();
    let base = Base::find(workspace.root(), Some("HEAD")).unwrap();
    for path in ["notes", "notes/gone.md", "notes/z"] {
        assert_eq!(base.read(path).unwrap(), None, "{path} is not a file");
    }
    for (path, text) in files {
        assert_eq!(base.read(path).unwrap().as_deref(), Some(text), "{path}");
    }
    let mut all = base.read_all("notes").unwrap();
    all.sort();
    let mut expected = files.map(|(path, text)| (path.to_owned(), text.to_owned()));
    expected.sort();
    assert_eq!(all, expected);
    assert_eq!(base.read_all("gone").unwrap(), []);
}

#[test]
fn a_shallow_clone_is_named_as_such() {
    let repository = Repository::with_stub();
    repository.workspace.git(&["checkout", "--quiet", "-b", "topic"]);
    repository.workspace.edit("CHANGELOG.md", "# Changelog", "# Changes");
    repository.workspace.commit();
    repository.workspace.git(&["checkout", "--quiet", "main"]);
    repository.workspace.commit();
    let clones = tempfile::tempdir().unwrap();
    let clone = clones.path().join("clone");
    let from = format!("file://{}", repository.workspace.root().display());
    repository.workspace.git(&[
        "clone",
        "--quiet",
        "--depth",
        "1",
        "--no-single-branch",
        &from,
        clone.to_str().unwrap(),
    ]);
    let run = repository.workspace.run_in(&clone, &["audit", "--base", "origin/topic"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("shallow clone"), "{}", run.stderr);
}

#[test]
fn every_format_is_as_its_golden() {
    for format in ["text", "markdown", "json", "github"] {
        for color in ["never", "always"] {
            if color == "always" && format != "text" {
                continue;
            }
            let repository = Repository::with_stub();
            repository.sync(|document| {
                form(document)["required"] = json!(["Identity", "FactorType", "Ttl"]);
                response(document)["properties"]["fresh"] = json!({ "type": "string" });
                response(document)["properties"].as_object_mut().unwrap().remove("x");
                document["security"] = json!([{ "accountSid_authToken": [] }, {}]);
            });
            let run = repository.audit(&["--format", format, "--color", color]);
            let commit = repository.workspace.git(&["rev-parse", "--short=7", "main"]);
            let text = run.transcript().replace(commit.trim(), "[COMMIT]");
            let extension = if color == "always" { "ansi" } else { "txt" };
            expectorate::assert_contents(format!("goldens/audit/{format}.{extension}"), &text);
        }
    }
}

#[test]
fn rules_are_explained_and_unknown_ones_are_an_error() {
    let workspace = Workspace::new();
    for rule in ["request-property-became-required", "generated-code-edited-by-hand"] {
        let run = workspace.run(&["audit", "--explain", rule]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert!(run.stdout.starts_with(rule), "{}", run.stdout);
    }
    workspace.fails(&["audit", "--explain", "gone"], "--explain gone", "not the id of a rule");
}

#[test]
fn the_provenance_of_every_item_is_printed() {
    let repository = Repository::new();
    let run = repository.audit(&["--provenance"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    for line in [
        "types::AccessToken::ttl\t/components/schemas/AccessToken/properties/ttl",
        "types::ApiError::code\t/components/schemas/ApiError/properties/code",
        "client::Client::fetch_access_token\t/paths/~1v2~1Services~1{ServiceSid}~1AccessTokens~1{Sid}/get",
    ] {
        assert!(run.stdout.lines().any(|it| it == line), "{line}\n{}", run.stdout);
    }
}

#[test]
fn a_public_item_is_traced_back_to_the_specification() {
    let workspace = Workspace::new();
    let origin = |item: &str| {
        let run = workspace.run(&["audit", "--item", item]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        run.stdout
    };
    let ttl = origin("verify_client::AccessToken::ttl");
    for line in [
        "  at verify-client/src/lib.rs:",
        "  generated item: types::AccessToken::ttl\n",
        "    in openapi/verify-access-tokens.json: /components/schemas/AccessToken/properties/ttl\n",
        "    upstream: /components/schemas/verify.v2.service.access_token/properties/ttl\n",
        "    openapi/overlay.yaml",
    ] {
        assert!(ttl.contains(line), "{line}\n{ttl}");
    }
    // A method's origin is the generated field that the method sets.
    let method = origin("verify_client::CreateAccessToken::factor_friendly_name");
    let field = "generated item: types::CreateAccessTokenRequest::factor_friendly_name\n";
    assert!(method.contains(field), "{method}");
    let sid = origin("verify_client::ServiceSid");
    assert!(sid.contains(": /components/schemas/ServiceSid\n"), "{sid}");
    // A macro declares it, which only the text of the public API knows.
    origin("verify_client::CreateAccessToken::with_header");
    let policy = origin("verify_client::RetryPolicy");
    assert!(policy.contains("it comes from no part of the specification"), "{policy}");
    for item in ["verify_client::Gone", "verify_client::AccessToken::gone", "gone"] {
        workspace.fails(&["audit", "--item", item], &format!("--item {item}"), "not a public item");
    }
}

#[test]
fn a_schema_that_is_inlined_changes_the_code_and_not_the_wire() {
    let workspace = Workspace::new();
    let fragment = workspace.path("openapi/verify-access-tokens.json");
    let text = workspace.read("openapi/verify-access-tokens.json");
    let mut revision: Value = serde_json::from_str(&text).unwrap();
    let schemas = &mut revision["components"]["schemas"];
    let mut inlined = schemas["FactorType"].clone();
    inlined["nullable"] = json!(true);
    schemas["AccessToken"]["properties"]["factor_type"] = inlined;
    let path = workspace.specification(&revision);
    let base = fragment.to_str().unwrap();
    let run = workspace.run(&["audit", "--base-spec", base, "--spec", &path, "--format", "json"]);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_valid(&report);
    let finding = finding(&report, "document-refactored");
    assert_eq!((&finding["wire"], &finding["source"]), (&json!("none"), &json!("major")));
    assert!(items(finding).contains(&"types::AccessToken::factor_type"), "{finding:#}");
    assert_eq!(run.code, 100);
}

#[test]
fn a_comment_has_at_most_65_000_characters_and_says_what_was_cut() {
    let workspace = Workspace::new();
    let text = workspace.read("openapi/verify-access-tokens.json");
    let mut revision: Value = serde_json::from_str(&text).unwrap();
    let properties = &mut revision["components"]["schemas"]["AccessToken"]["properties"];
    for number in 0..300 {
        properties[format!("field_{number}")] = json!({ "type": "string", "description": "d" });
    }
    let path = workspace.specification(&revision);
    let base = workspace.path("openapi/verify-access-tokens.json");
    let files = ["--base-spec", base.to_str().unwrap(), "--spec", &path];
    let run = |format| {
        let arguments = [&["audit", "--format", format][..], &files].concat();
        workspace.run(&arguments).stdout
    };
    let markdown = run("markdown");
    assert!(markdown.chars().count() <= 65_000);
    assert!(markdown.contains("findings did not fit into this comment"));
    assert!(markdown.starts_with("### "), "the verdict comes first");
    let annotations = run("github");
    assert_eq!(annotations.lines().count(), 10);
    assert!(annotations.contains("more are in the job summary"));
}

#[test]
fn where_one_side_gives_no_code_what_it_does_to_code_is_unknown() {
    let workspace = Workspace::new();
    let document = |operation: Value| json!({ "openapi": "3.0.3", "info": { "title": "t", "version": "1" }, "paths": { "/a": { "get": operation } } });
    let without = json!({ "responses": { "200": { "description": "d" } } });
    let mut with = without.clone();
    with["operationId"] = json!("read");
    let mut reworded = without.clone();
    reworded["description"] = json!("Reads.");
    let audit = |base: &Value, revision: &Value, more: &[&str]| {
        workspace.write("base.json", &document(base.clone()).to_string());
        workspace.write("revision.json", &document(revision.clone()).to_string());
        let files = ["base.json", "revision.json"].map(|it| workspace.path(it));
        let [base, revision] = files.each_ref().map(|it| it.to_str().unwrap());
        let files = ["audit", "--base-spec", base, "--spec", revision];
        workspace.run(&[&files[..], more].concat())
    };
    for (base, revision, side) in
        [(&with, &without, "revision"), (&without, &with, "base"), (&without, &reworded, "base")]
    {
        let run = audit(base, revision, &["--format", "json"]);
        assert_eq!(run.code, 100, "{side}");
        let report: Value = serde_json::from_str(&run.stdout).unwrap();
        assert_valid(&report);
        assert_eq!(report["verdict"]["wire"], "none");
        assert_eq!(report["verdict"]["source"], "unknown");
        assert_eq!(report["verdict"]["behaviour"], "unknown");
        let no_code = report["no_code"].as_str().unwrap();
        let reason = format!("{side}: [WORKSPACE]/{side}.json#/paths/~1a/get: has no operationId");
        assert!(no_code.starts_with(&reason), "{no_code}");
        let run = audit(base, revision, &["--fail-on", "never"]);
        assert_eq!(run.code, 0);
        assert!(run.stdout.contains("source unknown"), "{}", run.stdout);
    }
    assert_eq!(audit(&without, &without, &[]).code, 0, "nothing differs");
}
