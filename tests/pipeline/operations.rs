//! Operations beyond the two that we take: all of Verify goes through the
//! pipeline and compiles, and the commands of the recipe in CONTRIBUTING.md add
//! an operation. `recipe` has what is written by hand.
//!
//! The fixture is the structure of Twilio's whole document of 2026-04-14:
//! `xtask::pipeline::slice` of all of its operations, with no schema renamed.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};
use xtask::pipeline::slice::slice;

use integration_tests::workspace::{Workspace, repository};

use super::facade;

pub(super) const FIXTURE: &str = "fixtures/verify_v2.2026-04-14.json";

pub(super) fn all_of_verify() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FIXTURE);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn operation_ids(document: &Value) -> Vec<String> {
    xtask::openapi::operations(document)
        .map(|(_, _, operation)| operation["operationId"].as_str().unwrap().to_owned())
        .collect()
}

/// Adds the files of the crate that the xtask does not read.
pub(super) fn complete(workspace: &Workspace) {
    copy(workspace, Path::new("verify-client"));
}

/// Copies every file of a folder that the workspace does not have.
fn copy(workspace: &Workspace, folder: &Path) {
    for entry in std::fs::read_dir(repository().join(folder)).unwrap() {
        let path = folder.join(entry.unwrap().file_name());
        let source = repository().join(&path);
        if source.is_dir() {
            copy(workspace, &path);
        } else if !workspace.root().join(&path).exists() {
            let text = std::fs::read_to_string(source).unwrap();
            workspace.write(path.to_str().unwrap(), &text);
        }
    }
}

#[test]
fn the_fixture_is_a_slice_of_all_operations() {
    let document = all_of_verify();
    let ids = operation_ids(&document);
    let slice = slice(FIXTURE, &document, &ids, &BTreeMap::new()).unwrap();
    assert_eq!(slice, document);
}

/// Adds an operation for each kind of body that is sent and received as JSON.
fn add_kinds_of_bodies(document: &mut Value) {
    let kinds = json!([
        { "type": "string" },
        { "type": "string", "enum": ["a", "b"] },
        { "type": "integer" },
        { "type": "integer", "nullable": true },
        { "type": "object", "properties": { "a": { "type": "string" } }, "nullable": true },
        { "type": "object" },
        { "type": "array", "items": { "type": "string" } },
        { "oneOf": [{ "type": "string" }, { "type": "integer" }] },
        {},
    ]);
    for (index, kind) in kinds.as_array().unwrap().iter().enumerate() {
        let name = format!("Kind{index}");
        let named = json!({ "$ref": format!("#/components/schemas/{name}") });
        document["components"]["schemas"][&name] = kind.clone();
        for (place, schema) in [("Named", &named), ("InPlace", kind)] {
            let content = json!({ "application/json": { "schema": schema } });
            document["paths"][format!("/v2/{place}/{index}")]["post"] = json!({
                "operationId": format!("Send{place}{name}"),
                "requestBody": { "required": true, "content": content },
                "responses": { "200": { "description": "d", "content": content } },
            });
        }
    }
}

#[test]
fn every_operation_of_verify_and_every_kind_of_body_is_taken_and_compiles() {
    let mut document = all_of_verify();
    assert_eq!(operation_ids(&document).len(), 57);
    add_kinds_of_bodies(&mut document);
    super::constructs::add_taken(&mut document);
    let ids = operation_ids(&document);
    let workspace = Workspace::new();
    workspace.take_operations(&ids);
    let path = workspace.specification(&document);
    let run = workspace.run(&["sync", "--from", &path, "--adopt", "--accept"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let count = format!("{0} operations of {0}", ids.len());
    assert!(run.stderr.contains(&count), "{}", run.stderr);
    for (rule, pointer) in [
        ("response-default", "rate_limit.bucket/properties/max/default"),
        ("response-enum", "/challenge_enum_challenge_statuses/enum"),
        ("error-response", "~1Verifications/post/responses/429"),
        ("form-json", "/schema/properties/RateLimits"),
        ("form-list", "/schema/properties/EventTypes"),
        ("object-format", "/verify.v2.service/properties/links/format"),
        ("sid-pattern", "/verify.v2.service/properties/account_sid/pattern"),
        ("time-format", "/verify.v2.service/properties/date_created/format"),
    ] {
        let is_named = |line: &str| line.contains(rule) && line.contains(pointer);
        assert!(run.stderr.lines().any(is_named), "{rule} {pointer}");
    }
    let methods = methods(&workspace.read("verify-client/src/generated/client.rs"));
    assert_eq!(methods.len(), ids.len(), "{methods:?}");

    complete(&workspace);
    facade::compiles(&workspace);
}

/// The methods of a generated client that make a request.
fn methods(client: &str) -> Vec<String> {
    client
        .lines()
        .filter_map(|line| line.trim().strip_prefix("pub fn "))
        .filter_map(|line| line.split(['<', '(']).next())
        .filter(|name| *name != "new_with_client")
        .map(str::to_owned)
        .collect()
}

/// The actions that a command asks for, each with a text.
fn actions_asked_for(stderr: &str) -> String {
    stderr
        .split("add this action to openapi/overlay.yaml:\n")
        .skip(1)
        .flat_map(|rest| rest.lines().take_while(|line| line.starts_with("    ")))
        .map(|line| format!("{}\n", line.replace('…', "Words of our own.")))
        .collect::<String>()
        .replace("\n    ", "\n  ")
        .replacen("    ", "  ", 1)
}

/// The actions that replace a SID's own schema by the shared one.
const SHARED_SID: &str = "
  - target: $.paths['/v2/Services/{Sid}'].delete.parameters[?@.name == 'Sid' && @.schema.pattern == $.components.schemas.ServiceSid.pattern].schema
    x-kind: preference
    x-reason: Replaced by a reference to ServiceSid.
    x-matches: 1
    remove: true

  - target: $.paths['/v2/Services/{Sid}'].delete.parameters[?@.name == 'Sid']
    x-kind: preference
    x-reason: Shared type.
    x-matches: 1
    update:
      schema:
        $ref: '#/components/schemas/ServiceSid'
";

#[test]
fn the_recipe_adds_an_operation() {
    let document = all_of_verify();
    let workspace = Workspace::new();
    let path = workspace.specification(&document);

    // 1. Its operationId.
    let mut operations = workspace.pin().operations;
    operations.push("DeleteService".to_owned());
    workspace.take_operations(&operations);

    // 2. What `sync` asks for: texts, and what new actions find.
    let overlay = workspace.read("openapi/overlay.yaml") + SHARED_SID;
    workspace.write("openapi/overlay.yaml", &overlay);
    let run = workspace.run(&["sync", "--from", &path, "--adopt"]);
    assert!(run.stdout.contains("nothing was written"), "{}", run.stdout);
    let actions = actions_asked_for(&run.stderr);
    assert!(actions.contains("$.paths['/v2/Services/{Sid}'].delete"), "{}", run.stderr);
    workspace.write("openapi/overlay.yaml", &format!("{overlay}\n{actions}"));
    let run = workspace.run(&["sync", "--from", &path, "--adopt", "--accept"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(!run.stderr.contains("has no description"), "{}", run.stderr);

    // 3. Its method, which `check` asks for.
    let run = workspace.run(&["check"]);
    assert_eq!(run.code, 4, "{}", run.stdout);
    assert!(run.stdout.contains("delete_service"), "{}", run.stdout);
    complete(&workspace);
    add_method(&workspace);
    let run = workspace.run(&["check"]);
    assert!(!run.stdout.contains("Uncovered"), "{}", run.stdout);
    let stale = "Stale verify-client/public-api.txt";
    assert!(run.stdout.contains(stale), "{}", run.stdout);
}

/// What a person writes for an operation: one file, and two lines that name it.
fn add_method(workspace: &Workspace) {
    workspace.edit(
        "verify-client/src/operations/mod.rs",
        "pub(crate) mod create_access_token;",
        "pub(crate) mod create_access_token;\npub(crate) mod delete_service;",
    );
    workspace.edit(
        "verify-client/src/lib.rs",
        "pub use crate::operations::fetch_access_token",
        "pub use crate::operations::delete_service::DeleteService;
pub use crate::operations::fetch_access_token",
    );
    workspace.write(
        "verify-client/src/operations/delete_service.rs",
        "//! `DeleteService`: arguments, checks, and `send`.

use std::time::Duration;

use crate::call::operation::Operation;
use crate::call::retry::RetryPolicy;
use crate::call::run::Call;
use crate::client::Client;
use crate::error::Error;
use crate::model::sid::ServiceSid;
use crate::operations::arguments::{overrides, sid_argument};
use crate::response::Response;

static OPERATION: Operation = Operation {
    name: \"delete_service\",
    method: \"DELETE\",
    template: \"/v2/Services/{Sid}\",
};

impl Client {
    /// Deletes a Verify service (`DELETE /v2/Services/{Sid}`).
    pub fn delete_service(&self, sid: impl TryInto<ServiceSid>) -> DeleteService {
        DeleteService {
            call: Call::new(self.inner()),
            sid: sid.try_into().ok(),
        }
    }
}

/// A call that deletes a Verify service; [`Client::delete_service`] starts it.
#[derive(Clone, Debug)]
#[must_use = \"nothing is sent until `send` is called and awaited\"]
pub struct DeleteService {
    call: Call,
    sid: Option<ServiceSid>,
}

impl DeleteService {
    overrides!();

    /// Makes the call.
    ///
    /// # Errors
    ///
    /// Any kind except `Configuration`.
    pub async fn send(self) -> Result<Response<()>, Error> {
        self.call.options().check(Error::invalid_argument)?;
        let sid = sid_argument(\"sid\", self.sid.as_ref())?;
        self.call
            .run(&OPERATION, &[], |bindings| {
                bindings.delete_service(sid).map_err(Error::unprepared)
            })
            .await
    }
}
",
    );
}
