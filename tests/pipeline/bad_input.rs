//! Bad input: one message that says what is wrong, where, and what to do; exit
//! code 1; no file changes.

use serde_json::{Value, json};

use integration_tests::workspace::{Workspace, changed, response, specification};

const SPEC: &str = "[WORKSPACE]/spec.json";

fn sync_fails(change: impl FnOnce(&mut Value), place: &str, problem: &str) {
    let workspace = Workspace::with_stub();
    let path = workspace.specification(&changed(change));
    workspace.fails(&["sync", "--from", &path], place, problem);
    workspace.fails(&["sync", "--from", &path, "--dry-run"], place, problem);
}

#[test]
fn a_source_that_is_no_openapi_3_0_document() {
    let truncated = specification().to_string();
    let truncated = &truncated[..truncated.len() / 2];
    for (text, problem) in [
        ("", "is empty"),
        ("<!DOCTYPE html>\n<title>spec</title>", "HTML or XML page"),
        ("neither of the two", "neither a JSON object nor a YAML mapping"),
        ("a: [1, 2\nb: {", "neither JSON nor valid YAML"),
        (truncated, "ends in the middle"),
        (r#"{"swagger": "2.0"}"#, "is OpenAPI 2.0, not 3.0"),
        (r#"{"openapi": "3.1.0"}"#, "is OpenAPI 3.1.0, not 3.0"),
        (r#"{"paths": {}}"#, "has no `openapi` field"),
    ] {
        let workspace = Workspace::with_stub();
        workspace.write("spec.json", text);
        let path = workspace.path("spec.json");
        workspace.fails(&["sync", "--from", path.to_str().unwrap()], SPEC, problem);
    }
}

#[test]
fn a_source_that_cannot_be_read() {
    let workspace = Workspace::with_stub();
    let gone = workspace.path("gone.json");
    workspace.fails(
        &["sync", "--from", gone.to_str().unwrap()],
        "[WORKSPACE]/gone.json",
        "cannot read",
    );
    let folder = workspace.path("openapi");
    workspace.fails(
        &["sync", "--from", folder.to_str().unwrap()],
        "[WORKSPACE]/openapi",
        "cannot read",
    );
    workspace.fails(&["sync", "--from", "http://example.com/a"], "http://example.com/a", "is http");
    workspace.fails(
        &["sync", "--from", "ftp://example.com/a"],
        "ftp://example.com/a",
        "scheme ftp",
    );
    workspace.fails(&["sync", "--commit", "main"], "--commit main", "not a whole commit");
}

#[test]
fn a_source_of_two_hundred_mebibytes_is_refused_without_being_read() {
    let workspace = Workspace::with_stub();
    let path = workspace.path("huge.json");
    std::fs::File::create(&path).unwrap().set_len(200 * 1024 * 1024).unwrap();
    let run = workspace.run(&["sync", "--from", path.to_str().unwrap()]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("is larger than 64 MiB"), "{}", run.stderr);
}

#[test]
fn an_operation_that_is_missing_or_ambiguous() {
    sync_fails(
        |document| {
            let paths = document["paths"].as_object_mut().unwrap();
            paths.remove("/v2/Services/{ServiceSid}/AccessTokens/{Sid}");
        },
        &format!("{SPEC}#/paths: "),
        "similar: CreateAccessToken)",
    );
    sync_fails(
        |document| {
            document["paths"]["/v2/Things"]["get"]["operationId"] = json!("FetchAccessToken")
        },
        &format!("{SPEC}#/paths/~1v2~1Things/get: "),
        "has the operationId FetchAccessToken, and so has",
    );
}

#[test]
fn a_reference_that_leads_nowhere_elsewhere_or_in_a_circle() {
    let property = |reference: &'static str| {
        move |document: &mut Value| {
            response(document)["properties"]["fresh"] = json!({ "$ref": reference });
        }
    };
    let place = format!(
        "{SPEC}#/components/schemas/verify.v2.service.access_token/properties/fresh: refers to "
    );
    sync_fails(property("#/components/schemas/gone"), &place, "does not exist");
    sync_fails(
        property("other.json#/A"),
        &place.replace(": refers", "/$ref: refers"),
        "other.json#/A, which cannot be read",
    );
    sync_fails(property("#/paths/~1v2~1Things"), &place, "not a component of this document");
    sync_fails(property("#/components/nonsense/A"), &place, "does not exist");
    sync_fails(
        |document| {
            let schemas = &mut document["components"]["schemas"];
            schemas["a"] = json!({ "$ref": "#/components/schemas/b" });
            schemas["b"] = json!({ "$ref": "#/components/schemas/a" });
            response(document)["properties"]["fresh"] = json!({ "$ref": "#/components/schemas/a" });
        },
        &format!("{SPEC}#/components/schemas/a: is a cyclic `$ref`"),
        "/components/schemas/a → /components/schemas/b → /components/schemas/a",
    );
    sync_fails(
        |document| {
            document["paths"]["/v2/Services/{ServiceSid}/AccessTokens"]["post"]["security"] =
                json!([{ "gone": [] }])
        },
        &format!(
            "{SPEC}#/paths/~1v2~1Services~1{{ServiceSid}}~1AccessTokens/post/security/0: refers to"
        ),
        "does not exist",
    );
}

#[test]
fn facts_that_the_overlay_does_not_expect() {
    let workspace = Workspace::with_stub();
    let path = workspace.specification(&changed(|document| {
        let properties = response(document)["properties"].as_object_mut().unwrap();
        properties.remove("ttl");
    }));
    workspace.fails(
        &["sync", "--from", &path],
        "openapi/overlay.yaml: actions[",
        "(target $.components.schemas.AccessToken.properties.ttl): matches 0 nodes, not 1",
    );
    sync_fails(
        |document| {
            let schemas = document["components"]["schemas"].as_object_mut().unwrap();
            let schema = schemas.remove("access_token_enum_factor_types").unwrap();
            schemas.insert("renamed".to_owned(), schema);
            *document = serde_json::from_str(
                &document.to_string().replace("access_token_enum_factor_types", "renamed"),
            )
            .unwrap();
        },
        "openapi/upstream.toml: schemas.\"access_token_enum_factor_types\"",
        "renames a schema that the operations do not refer to",
    );
    sync_fails(
        |document| response(document)["properties"]["service_sid"]["pattern"] = json!("^VB$"),
        "openapi/overlay.yaml: actions[",
        "matches 0 nodes, not 3",
    );
}

#[test]
fn facts_that_the_generator_cannot_take() {
    sync_fails(
        |document| {
            let post = &mut document["paths"]["/v2/Services/{ServiceSid}/AccessTokens"]["post"];
            post["responses"]["202"] = json!({ "description": "d" });
        },
        "openapi/verify-access-tokens.json#/paths/~1v2~1Services~1{ServiceSid}~1AccessTokens/post/responses/202",
        "another body than 200",
    );
    sync_fails(
        |document| {
            let part = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
            document["components"]["schemas"]["AccessTokenPart"] = part.clone();
            response(document)["properties"]["part"] = part;
            response(document)["properties"]["other"] =
                json!({ "$ref": "#/components/schemas/AccessTokenPart" });
        },
        "openapi/verify-access-tokens.json#/components/schemas/AccessTokenPart",
        "gives the same Rust type, AccessTokenPart, as an inline schema",
    );
    sync_fails(
        |document| {
            let post = &mut document["paths"]["/v2/Services/{ServiceSid}/AccessTokens"]["post"];
            let list = json!({ "type": "array", "items": { "type": "string" } });
            let list = json!({ "name": "Ids", "in": "query", "schema": list });
            post["parameters"].as_array_mut().unwrap().push(list);
        },
        "openapi/verify-access-tokens.json#/paths/~1v2~1Services~1{ServiceSid}~1AccessTokens/post/parameters/1/schema: ",
        "gives the argument ids the type ::std::vec::Vec<::std::string::String>, which",
    );
    sync_fails(
        |document| {
            response(document)["properties"]["fresh"] =
                json!({ "allOf": [{ "type": "string" }, { "type": "number" }] });
        },
        "openapi/verify-access-tokens.json#/components/schemas/AccessToken/properties/fresh: ",
        "becomes the type AccessTokenFresh, which has no value",
    );
    sync_fails(
        |document| response(document)["properties"]["fresh"] = json!({ "type": "strange" }),
        "openapi/verify-access-tokens.json",
        "",
    );
    sync_fails(
        |document| {
            response(document)["properties"]["fresh"] =
                json!({ "not": { "type": "object", "not": {} } })
        },
        "openapi/verify-access-tokens.json",
        "",
    );
}

#[test]
fn an_overlay_or_a_pin_that_is_wrong() {
    for (file, from, to, place, problem) in [
        ("openapi/overlay.yaml", "overlay: 1.1.0", "overlay: 9", "openapi/overlay.yaml", ""),
        (
            "openapi/overlay.yaml",
            "    x-matches: 1\n",
            "",
            "openapi/overlay.yaml: actions[0] (target $)",
            "x-matches",
        ),
        (
            "openapi/overlay.yaml",
            "    x-matches: 1\n",
            "    x-matches: 2\n",
            "openapi/overlay.yaml: actions[0] (target $)",
            "matches 1 node, not 2",
        ),
        (
            "openapi/overlay.yaml",
            "  - target: $\n",
            "  - target: '$['\n",
            "openapi/overlay.yaml",
            "invalid JSONPath",
        ),
        (
            "openapi/upstream.toml",
            "operations = [",
            "operations = 3 # [",
            "openapi/upstream.toml: operations",
            "not a list of strings",
        ),
        ("openapi/upstream.toml", "path = ", "paht = ", "openapi/upstream.toml: paht", "not a key"),
        (
            "openapi/upstream.toml",
            "commit = ",
            "commit = = ",
            "openapi/upstream.toml",
            "not valid TOML",
        ),
    ] {
        let workspace = Workspace::with_stub();
        workspace.edit(file, from, to);
        let path = workspace.specification(&specification());
        workspace.fails(&["sync", "--from", &path], place, problem);
    }
    for (file, command) in
        [("openapi/overlay.yaml", "generate"), ("openapi/upstream.json", "check")]
    {
        let workspace = Workspace::with_stub();
        std::fs::remove_file(workspace.path(file)).unwrap();
        workspace.fails(&[command], file, "does not exist");
    }
}

#[test]
fn a_target_that_cannot_be_written() {
    for target in ["openapi/upstream.json", "verify-client/src/generated/types.rs"] {
        let workspace = Workspace::new();
        let path = workspace.specification(&changed(|document| {
            response(document)["properties"]["fresh"] = json!({ "type": "string" });
        }));
        std::fs::remove_file(workspace.path(target)).unwrap();
        std::fs::create_dir(workspace.path(target)).unwrap();
        workspace.write(&format!("{target}/kept"), "");
        workspace.fails(&["sync", "--from", &path], "", "");
    }
}

#[test]
fn a_command_line_that_cannot_be_understood() {
    let workspace = Workspace::with_stub();
    assert_eq!(workspace.run(&["sink"]).code, 1);
    assert_eq!(workspace.run(&[]).code, 1);
    let help = workspace.run(&["--help"]);
    assert_eq!(help.code, 0);
    assert!(help.stdout.contains("Exit codes:"), "{}", help.stdout);
}

#[test]
fn a_folder_that_is_in_no_workspace() {
    let root = std::path::Path::new(std::path::MAIN_SEPARATOR_STR);
    let workspace = Workspace::with_stub();
    let run = workspace.run_in(root, &["check"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("is not in a workspace"), "{}", run.stderr);
}
