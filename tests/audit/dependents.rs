//! What the audit says to dependents, with rustc as the judge: for each change
//! of the specification or of the facade, a crate that uses the whole public
//! API is compiled before and after. Exactly what does not compile any more is
//! major.
//!
//! The facade is a small crate of the same shape as verify-client, without its
//! dependencies (`fixtures/stub`), so that each compilation takes a moment.

use std::fs;
use std::path::Path;
use std::process::Command;

use integration_tests::workspace::{Workspace, repository};
use serde_json::{Value, json};
use xtask::audit::public;
use xtask::pipeline::bindings;
use xtask::project::{GENERATOR, RUSTDOC};
use xtask::public_api::freshness::fingerprint_of_sources;
use xtask::public_api::{render, text};
use xtask::workspace::rustdoc;

const FRAGMENT: &str = "openapi/verify-access-tokens.json";
const TYPES: &str = "verify-client/src/generated/types.rs";
const COMPILED: &str = "verify-client/compiled/types.rs";
const TEXTS: [&str; 2] =
    ["verify-client/public-api.txt", "verify-client/public-api.all-features.txt"];

const OPERATION: &str = "operations/create_access_token.rs";

/// A repository whose facade is the stub.
struct Stub {
    workspace: Workspace,
    rlibs: tempfile::TempDir,
}

/// A change: of the fragment, and of files of the facade, as text that is
/// replaced.
struct Case {
    name: &'static str,
    spec: fn(&mut Value),
    facade: &'static [(&'static str, &'static str, &'static str)],
    source: &'static str,
    /// Part of what must be among the classes of the public changes.
    class: &'static str,
    /// A file of the facade that the table must name.
    place: &'static str,
}

fn nothing(_: &mut Value) {}

fn of_facade(
    name: &'static str,
    source: &'static str,
    class: &'static str,
    facade: &'static [(&'static str, &'static str, &'static str)],
) -> Case {
    Case { name, spec: nothing, facade, source, class, place: "" }
}

fn of_spec(
    name: &'static str,
    source: &'static str,
    class: &'static str,
    place: &'static str,
    spec: fn(&mut Value),
    facade: &'static [(&'static str, &'static str, &'static str)],
) -> Case {
    Case { name, spec, facade, source, class, place }
}

fn token(document: &mut Value) -> &mut Value {
    &mut document["components"]["schemas"]["AccessToken"]
}

fn form(document: &mut Value) -> &mut Value {
    &mut document["paths"]["/v2/Services/{ServiceSid}/AccessTokens"]["post"]["requestBody"]["content"]
        ["application/x-www-form-urlencoded"]["schema"]
}

fn text_field() -> Value {
    json!({ "type": "string", "description": "A text." })
}

fn remove(list: &mut Value, name: &str) {
    list.as_array_mut().unwrap().retain(|it| it != name);
}

fn cases() -> Vec<Case> {
    let with_channel = &[(OPERATION, "ttl: None,", "ttl: None,\n channel: None,")];
    let with_required_channel =
        &[(OPERATION, "ttl: None,", "ttl: None,\n channel: String::new(),")];
    vec![
        // The specification.
        of_spec(
            "response field added",
            "minor",
            "struct_pub_field_added",
            "lib.rs",
            |it| {
                token(it)["properties"]["fresh"] = text_field();
            },
            &[],
        ),
        of_spec(
            "response field removed",
            "major",
            "struct_pub_field_missing",
            "lib.rs",
            |it| {
                token(it)["properties"].as_object_mut().unwrap().remove("url");
            },
            &[],
        ),
        of_spec(
            "response field became optional",
            "major",
            "struct_pub_field_type_changed",
            "lib.rs",
            |it| {
                remove(&mut token(it)["required"], "sid");
            },
            &[],
        ),
        of_spec(
            "response field became nullable",
            "major",
            "struct_pub_field_type_changed",
            "lib.rs",
            |it| {
                token(it)["properties"]["token"] = json!({
                    "nullable": true, "allOf": [{ "$ref": "#/components/schemas/Token" }], "description": "A token.",
                });
            },
            &[],
        ),
        of_spec(
            "response field became required",
            "major",
            "struct_pub_field_type_changed",
            "lib.rs",
            |it| {
                let required = token(it)["required"].as_array_mut().unwrap();
                required.push(json!("ttl"));
                token(it)["properties"]["ttl"].as_object_mut().unwrap().remove("nullable");
            },
            &[],
        ),
        of_spec(
            "response field has another type",
            "major",
            "struct_pub_field_type_changed",
            "lib.rs",
            |it| {
                token(it)["properties"]["ttl"]["type"] = json!("string");
                token(it)["properties"]["ttl"].as_object_mut().unwrap().remove("format");
            },
            &[],
        ),
        of_spec(
            "request field added",
            "none",
            "",
            OPERATION,
            |it| {
                form(it)["properties"]["Channel"] = text_field();
            },
            with_channel,
        ),
        of_spec(
            "required request field added",
            "none",
            "",
            OPERATION,
            |it| {
                form(it)["properties"]["Channel"] = text_field();
                form(it)["required"].as_array_mut().unwrap().push(json!("Channel"));
            },
            with_required_channel,
        ),
        of_spec(
            "required request field added, and an argument for it",
            "major",
            "method_parameter_count_changed",
            OPERATION,
            |it| {
                form(it)["properties"]["Channel"] = text_field();
                form(it)["required"].as_array_mut().unwrap().push(json!("Channel"));
            },
            &[
                (OPERATION, "ttl: None,", "ttl: None,\n channel,"),
                (
                    OPERATION,
                    "identity: impl Into<Identity> + Clone,",
                    "identity: impl Into<Identity> + Clone,\n channel: String,",
                ),
            ],
        ),
        of_spec(
            "request field became required",
            "none",
            "",
            OPERATION,
            |it| {
                form(it)["required"].as_array_mut().unwrap().push(json!("Ttl"));
            },
            &[
                (OPERATION, "ttl: None,", "ttl: 60,"),
                (
                    OPERATION,
                    "i64::try_from(ttl.as_secs()).ok();",
                    "i64::try_from(ttl.as_secs()).unwrap_or(60);",
                ),
            ],
        ),
        of_spec(
            "request field removed",
            "none",
            "",
            OPERATION,
            |it| {
                form(it)["properties"].as_object_mut().unwrap().remove("Ttl");
            },
            &[
                (OPERATION, "ttl: None,", ""),
                (OPERATION, "self.form.ttl = i64::try_from(ttl.as_secs()).ok();", "let _ = ttl;"),
            ],
        ),
        of_spec(
            "request field removed, and its method",
            "major",
            "inherent_method_missing",
            OPERATION,
            |it| {
                form(it)["properties"].as_object_mut().unwrap().remove("Ttl");
            },
            &[
                (OPERATION, "ttl: None,", ""),
                (
                    OPERATION,
                    "    pub fn ttl(mut self, ttl: Duration) -> Self {\n        self.form.ttl = i64::try_from(ttl.as_secs()).ok();\n        self\n    }\n",
                    "",
                ),
            ],
        ),
        of_spec(
            "request bound tightened",
            "none",
            "",
            OPERATION,
            |it| {
                form(it)["properties"]["Ttl"]["maximum"] = json!(200);
            },
            &[],
        ),
        of_spec(
            "enum value added",
            "none",
            "",
            "model/factor_type.rs",
            |it| {
                it["components"]["schemas"]["FactorType"]["enum"] = json!(["push", "totp"]);
            },
            &[],
        ),
        of_spec(
            "enum value added, and its variant",
            "major",
            "enum_variant_added",
            "model/factor_type.rs",
            |it| {
                it["components"]["schemas"]["FactorType"]["enum"] = json!(["push", "totp"]);
            },
            &[("model/factor_type.rs", "Push,", "Push,\n    Totp,")],
        ),
        of_spec(
            "SID pattern tightened",
            "none",
            "",
            "model/sid.rs",
            |it| {
                it["components"]["schemas"]["ServiceSid"]["pattern"] = json!("^VA[0-9a-f]{32}$");
            },
            &[],
        ),
        of_spec(
            "operation added",
            "none",
            "",
            "",
            |it| {
                it["paths"]["/v2/Things"] = json!({ "get": {
                "operationId": "ListThings", "summary": "Lists.",
                "responses": { "204": { "description": "Nothing." } },
            } });
            },
            &[],
        ),
        of_spec(
            "operation added, and its method",
            "minor",
            "inherent_method_added",
            "",
            |it| {
                it["paths"]["/v2/Things"] = json!({ "get": {
                "operationId": "ListThings", "summary": "Lists.",
                "responses": { "204": { "description": "Nothing." } },
            } });
            },
            &[(
                "client.rs",
                "pub(crate) fn observe",
                "pub fn list_things(&self) {}\n\n    pub(crate) fn observe",
            )],
        ),
        of_spec(
            "operation removed, and its method",
            "major",
            "inherent_method_missing",
            "",
            |it| {
                it["paths"]
                    .as_object_mut()
                    .unwrap()
                    .remove("/v2/Services/{ServiceSid}/AccessTokens/{Sid}");
            },
            &[(OPERATION, "    pub fn fetch_access_token", "    pub(crate) fn fetch_access_token")],
        ),
        of_spec(
            "operation renamed, its method not",
            "none",
            "",
            "",
            |it| {
                it["paths"]["/v2/Services/{ServiceSid}/AccessTokens/{Sid}"]["get"]["operationId"] =
                    json!("ReadAccessToken");
            },
            &[],
        ),
        of_spec(
            "schema renamed, and the re-export",
            "major",
            "struct_missing",
            OPERATION,
            |it| {
                let text = it.to_string();
                *it = serde_json::from_str(
                    &text.replace("schemas/AccessToken\"", "schemas/EnrolmentToken\""),
                )
                .unwrap();
                let schemas = it["components"]["schemas"].as_object_mut().unwrap();
                let schema = schemas.remove("AccessToken").unwrap();
                schemas.insert("EnrolmentToken".to_owned(), schema);
            },
            &[
                ("lib.rs", "types::AccessToken;", "types::EnrolmentToken;"),
                (OPERATION, "types::{AccessToken, ", "types::{EnrolmentToken as AccessToken, "),
            ],
        ),
        of_spec(
            "schema renamed, the re-export keeps the name",
            "none",
            "",
            OPERATION,
            |it| {
                let text = it.to_string();
                *it = serde_json::from_str(
                    &text.replace("schemas/AccessToken\"", "schemas/EnrolmentToken\""),
                )
                .unwrap();
                let schemas = it["components"]["schemas"].as_object_mut().unwrap();
                let schema = schemas.remove("AccessToken").unwrap();
                schemas.insert("EnrolmentToken".to_owned(), schema);
            },
            &[
                ("lib.rs", "types::AccessToken;", "types::EnrolmentToken as AccessToken;"),
                (OPERATION, "types::{AccessToken, ", "types::{EnrolmentToken as AccessToken, "),
            ],
        ),
        of_spec(
            "error field added",
            "none",
            "",
            "",
            |it| {
                it["components"]["schemas"]["ApiError"]["properties"]["trace"] = text_field();
            },
            &[],
        ),
        of_spec(
            "texts changed",
            "none",
            "",
            "",
            |it| {
                token(it)["description"] = json!("Another text.");
            },
            &[],
        ),
        // The facade.
        of_facade(
            "method removed",
            "major",
            "inherent_method_missing",
            &[(OPERATION, "pub fn ttl", "pub(crate) fn ttl")],
        ),
        of_facade(
            "method added",
            "minor",
            "inherent_method_added",
            &[("client.rs", "pub(crate) fn observe", "pub fn observe")],
        ),
        of_facade(
            "method takes another argument",
            "major",
            "method_parameter_count_changed",
            &[(
                "client.rs",
                "timeout(mut self, timeout: Duration)",
                "timeout(mut self, timeout: Duration, _: u8)",
            )],
        ),
        of_facade(
            "method takes another type",
            "major",
            "signature_changed",
            &[(
                "client.rs",
                "timeout(mut self, timeout: Duration) -> Self {",
                "timeout(mut self, timeout: std::time::Instant) -> Self {\n        let timeout = timeout.elapsed();",
            )],
        ),
        of_facade(
            "method returns another type",
            "major",
            "signature_changed",
            &[(
                "model/timestamp.rs",
                "pub fn unix_seconds(self) -> u64 {\n        self.seconds",
                "pub fn unix_seconds(self) -> Option<u64> {\n        Some(self.seconds)",
            )],
        ),
        of_facade(
            "method takes self by value",
            "major",
            "method_receiver_ref_became_owned",
            &[("error.rs", "pub fn is_status(&self)", "pub fn is_status(self)")],
        ),
        of_facade(
            "bound tightened",
            "major",
            "bound_tightened",
            &[(
                OPERATION,
                "identity: impl Into<Identity> + Clone,",
                "identity: impl Into<Identity> + Copy,",
            )],
        ),
        of_facade(
            "bound loosened",
            "minor",
            "bound_loosened",
            &[(
                OPERATION,
                "identity: impl Into<Identity> + Clone,",
                "identity: impl Into<Identity>,",
            )],
        ),
        of_facade(
            "const lost",
            "major",
            "inherent_method_const_removed",
            &[("client.rs", "pub const fn limit", "pub fn limit")],
        ),
        of_facade(
            "method became const",
            "minor",
            "inherent_method_now_const",
            &[("model/timestamp.rs", "pub fn unix_seconds", "pub const fn unix_seconds")],
        ),
        of_facade(
            "variant added to an exhaustive enum",
            "major",
            "enum_variant_added",
            &[("model/factor_type.rs", "Push,", "Push,\n    Totp,")],
        ),
        of_facade(
            "variant added to a non-exhaustive enum",
            "minor",
            "non_exhaustive_enum_variant_added",
            &[("error.rs", "    Status,\n", "    Status,\n    Timeout,\n")],
        ),
        of_facade(
            "variant removed",
            "major",
            "enum_variant_missing",
            &[
                ("error.rs", "    Connect,\n    Status,", "    Status,"),
                ("client.rs", "ErrorKind::Connect", "ErrorKind::Status"),
                (OPERATION, "ErrorKind::Connect", "ErrorKind::Status"),
            ],
        ),
        of_facade(
            "variant has other contents",
            "major",
            "enum_variant_changed",
            &[("model/factor_type.rs", "Other(String)", "Other(Box<str>)")],
        ),
        of_facade(
            "enum became non-exhaustive",
            "major",
            "enum_marked_non_exhaustive",
            &[("model/factor_type.rs", "#[derive", "#[non_exhaustive]\n#[derive")],
        ),
        of_facade(
            "enum is no longer non-exhaustive",
            "minor",
            "enum_no_longer_non_exhaustive",
            &[("error.rs", "#[non_exhaustive]\n", "")],
        ),
        of_facade(
            "derive lost",
            "major",
            "derive_trait_impl_removed",
            &[(
                "model/timestamp.rs",
                "#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]",
                "#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]",
            )],
        ),
        of_facade(
            "implementation lost",
            "major",
            "trait_impl_removed",
            &[("error.rs", "impl std::error::Error for Error {}", "")],
        ),
        of_facade(
            "implementation added",
            "minor",
            "trait_impl_added",
            &[("model/timestamp.rs", "PartialOrd)]", "PartialOrd, Hash)]")],
        ),
        of_facade(
            "associated type changed",
            "major",
            "impl_associated_item_changed",
            &[
                ("model/sid.rs", "type Error = String;", "type Error = Hidden;"),
                ("model/sid.rs", "Result<Self, String>", "Result<Self, Hidden>"),
                ("model/sid.rs", "Err($pattern.to_owned())", "Err(Hidden)"),
                (
                    "model/sid.rs",
                    "macro_rules!",
                    "/// Says nothing.\npub struct Hidden;\n\nmacro_rules!",
                ),
            ],
        ),
        of_facade(
            "auto trait lost",
            "major",
            "auto_trait_impl_removed",
            &[
                (
                    "client.rs",
                    "    observer: Option<Arc<dyn Observer>>,\n}\n\nimpl Client {",
                    "    observer: Option<Arc<dyn Observer>>,\n    local: std::marker::PhantomData<*const ()>,\n}\n\nimpl Client {",
                ),
                (
                    "client.rs",
                    "Ok(Client { observer: self.observer })",
                    "Ok(Client { observer: self.observer, local: std::marker::PhantomData })",
                ),
            ],
        ),
        of_facade(
            "field made private",
            "major",
            "struct_pub_field_missing",
            &[("error.rs", "pub code: Option<i64>", "code: Option<i64>")],
        ),
        of_facade(
            "field added to a struct with private fields",
            "minor",
            "struct_pub_field_added",
            &[
                (
                    "error.rs",
                    "pub code: Option<i64>,",
                    "pub code: Option<i64>,\n    pub more: Option<i64>,",
                ),
                ("error.rs", "code: None }", "code: None, more: None }"),
            ],
        ),
        of_facade(
            "field added to a struct that dependents make",
            "major",
            "constructible_struct_adds_field",
            &[(
                "observer.rs",
                "pub status: Option<u16>,",
                "pub status: Option<u16>,\n    pub more: u8,",
            )],
        ),
        of_facade(
            "private field added to a struct that dependents make",
            "major",
            "constructible_struct_adds_private_field",
            &[(
                "observer.rs",
                "pub status: Option<u16>,",
                "pub status: Option<u16>,\n    more: u8,",
            )],
        ),
        of_facade(
            "struct became non-exhaustive",
            "major",
            "struct_marked_non_exhaustive",
            &[(
                "observer.rs",
                "#[derive(Clone, Debug, Default, PartialEq)]",
                "#[derive(Clone, Debug, Default, PartialEq)]\n#[non_exhaustive]",
            )],
        ),
        of_facade(
            "private fields changed",
            "none",
            "",
            &[
                (
                    "model/personal.rs",
                    "pub struct Identity(String);",
                    "pub struct Identity(Box<str>);",
                ),
                ("model/personal.rs", "Self(text.to_owned())", "Self(text.into())"),
            ],
        ),
        of_facade(
            "constant has another value",
            "patch",
            "const_value_changed",
            &[("codes.rs", "20_404", "20_405")],
        ),
        of_facade(
            "constant has another type",
            "major",
            "const_type_changed",
            &[("codes.rs", "NOT_FOUND: i64", "NOT_FOUND: i32")],
        ),
        of_facade(
            "associated constant removed",
            "major",
            "inherent_associated_pub_const_missing",
            &[("model/timestamp.rs", "    pub const EPOCH: Self = Self { seconds: 0 };\n", "")],
        ),
        of_facade(
            "module made private",
            "major",
            "module_missing",
            &[("lib.rs", "pub mod codes;", "mod codes;")],
        ),
        of_facade(
            "re-export removed",
            "major",
            "struct_missing",
            &[("lib.rs", "pub use crate::model::timestamp::Timestamp;", "")],
        ),
        of_facade(
            "method with default added to a trait",
            "minor",
            "trait_method_with_default_added",
            &[("observer.rs", "    fn on_call(", "    fn on_wait(&self) {}\n    fn on_call(")],
        ),
        of_facade(
            "method without default added to a trait",
            "major",
            "trait_method_added",
            &[("observer.rs", "    fn on_call(", "    fn on_wait(&self);\n    fn on_call(")],
        ),
        of_facade(
            "method added to a sealed trait",
            "minor",
            "trait_method_with_default_added",
            &[
                (
                    "observer.rs",
                    "    fn name(&self) -> &'static str;",
                    "    fn name(&self) -> &'static str;\n    fn short(&self);",
                ),
                (
                    "observer.rs",
                    "impl Named for Attempt {",
                    "impl Named for Attempt {\n    fn short(&self) {}\n",
                ),
            ],
        ),
        of_facade(
            "trait became sealed",
            "major",
            "trait_newly_sealed",
            &[(
                "observer.rs",
                "trait Observer: Send + Sync",
                "trait Observer: sealed::Sealed + Send + Sync",
            )],
        ),
        of_facade(
            "default of a trait's method lost",
            "major",
            "trait_method_default_impl_removed",
            &[(
                "observer.rs",
                "    fn on_call(&self, attempts: u32) {\n        let _ = attempts;\n    }",
                "    fn on_call(&self, attempts: u32);",
            )],
        ),
        of_facade(
            "trait is no longer dyn-compatible",
            "major",
            "trait_no_longer_dyn_compatible",
            &[
                (
                    "observer.rs",
                    "    fn on_call(",
                    "    fn of<T>(_: T) where Self: Clone + Sized {}\n    fn make() -> u8 {\n        0\n    }\n    fn on_call(",
                ),
                (
                    "client.rs",
                    "Option<Arc<dyn Observer>>",
                    "Option<Arc<dyn Fn(u32) + Send + Sync>>",
                ),
                (
                    "client.rs",
                    "Option<Arc<dyn Observer>>",
                    "Option<Arc<dyn Fn(u32) + Send + Sync>>",
                ),
                ("client.rs", "observer.on_call(1)", "observer(1)"),
                (
                    "client.rs",
                    "Some(Arc::new(observer))",
                    "Some(Arc::new(move |it| observer.on_call(it)))",
                ),
            ],
        ),
        of_facade(
            "body changed",
            "none",
            "",
            &[("model/timestamp.rs", "        self.seconds", "        self.seconds + 1")],
        ),
    ]
}

impl Stub {
    fn new() -> Self {
        let workspace = Workspace::with_stub();
        let stub = Self { workspace, rlibs: tempfile::tempdir().unwrap() };
        stub.generate();
        stub.publish();
        stub.git(&["init", "--quiet", "--initial-branch", "main"]);
        stub.git(&["add", "--all"]);
        stub.git(&["commit", "--quiet", "--message", "m"]);
        stub
    }

    fn git(&self, arguments: &[&str]) {
        let output = Command::new("git")
            .args(["-c", "user.name=t", "-c", "user.email=t@example.com"])
            .args(arguments)
            .current_dir(self.workspace.root())
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// Makes the bindings of the fragment, and a copy of the types that compiles
    /// without serde.
    fn generate(&self) {
        let fragment: Value = serde_json::from_str(&self.workspace.read(FRAGMENT)).unwrap();
        let (modules, _) = bindings(FRAGMENT, &fragment, &GENERATOR).unwrap();
        for (name, text) in modules {
            self.workspace.write(&format!("verify-client/src/generated/{name}"), &text);
        }
        let attributes = regex::Regex::new(r"(?s)#\[serde\(.*?\)\]\s*").unwrap();
        let types = self.workspace.read(TYPES);
        let types = attributes.replace_all(&types, "").replace("::serde_json::Value", "String");
        let types = types.replace("::serde::Deserialize, ", "").replace("::serde::Serialize, ", "");
        self.workspace.write(COMPILED, &types);
        self.workspace.write("verify-client/compiled/mod.rs", "pub mod types;\n");
    }

    /// Writes the texts of the public API.
    fn publish(&self) {
        let root = self.workspace.root();
        let out = self.rlibs.path().join("doc");
        let output = Command::new("rustdoc")
            .env("RUSTC_BOOTSTRAP", "1")
            .args(["--edition", "2024", "--crate-name", "verify_client", "--cap-lints", "allow"])
            .args(["-Z", "unstable-options", "--output-format", "json", "--out-dir"])
            .arg(&out)
            .arg(root.join("verify-client/src/lib.rs"))
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let items = render::render(&rustdoc::read(&out.join("verify_client.json")).unwrap());
        let fingerprint = fingerprint_of_sources(root).unwrap();
        for path in TEXTS {
            self.workspace.write(path, &text::to_text("The stub.", "a test", &fingerprint, &items));
        }
    }

    /// Compiles the facade as it stands under this name.
    fn compile(&self, name: &str) {
        let library = self.workspace.path("verify-client/src/lib.rs");
        let output = self.rustc(&library, "verify_client", &format!("lib{name}.rmeta"), &[]);
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// Whether the dependent compiles with the facade of this name; what rustc
    /// says if not.
    fn dependent(&self, name: &str) -> Result<(), String> {
        let library = self.rlibs.path().join(format!("lib{name}.rmeta"));
        let library = format!("verify_client={}", library.display());
        let source = repository().join("tests/fixtures/stub/dependent.rs");
        let arguments = ["--extern", &library];
        let output = self.rustc(&source, "dependent", "libdependent.rmeta", &arguments);
        match output.status.success() {
            true => Ok(()),
            false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
        }
    }

    fn rustc(&self, source: &Path, name: &str, out: &str, more: &[&str]) -> std::process::Output {
        Command::new("rustc")
            .args(["--edition", "2024", "--crate-type", "lib", "--cap-lints", "allow"])
            .args(["--emit", &format!("metadata={}", self.rlibs.path().join(out).display())])
            .args(["--crate-name", name])
            .args(more)
            .arg(source)
            .output()
            .unwrap()
    }

    fn apply(&self, case: &Case) {
        let mut fragment: Value = serde_json::from_str(&self.workspace.read(FRAGMENT)).unwrap();
        let before = fragment.clone();
        (case.spec)(&mut fragment);
        if fragment != before {
            self.workspace.write(FRAGMENT, &format!("{fragment:#}\n"));
            self.generate();
        }
        for (file, from, to) in case.facade {
            self.workspace.edit(&format!("verify-client/src/{file}"), from, to);
        }
    }

    fn report(&self) -> Value {
        let run = self.workspace.run(&["audit", "--base", "main", "--format", "json"]);
        serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {}", run.stderr))
    }

    /// What is wrong with the audit's report of a case.
    fn judge(&self, case: &Case) -> Vec<String> {
        let mut wrong = Vec::new();
        self.apply(case);
        self.publish();
        self.compile("after");
        let report = self.report();
        let source = report["verdict"]["source"].as_str().unwrap();
        let compiles = self.dependent("after");
        if compiles.is_err() != (source == "major") {
            wrong.push(format!("the audit says {source}, rustc says {compiles:?}"));
        }
        if source != case.source {
            wrong.push(format!("{source}, not {}: {:#}", case.source, report["public"]));
        }
        if report["basis"]["evidence"] != "public-api" {
            wrong.push(format!("{}", report["basis"]));
        }
        let classes: Vec<_> = list(&report["public"]).map(|it| it["class"].to_string()).collect();
        if !case.class.is_empty() && !classes.contains(&format!("{:?}", case.class)) {
            wrong.push(format!("{classes:?}, without {}", case.class));
        }
        let places = list(&report["traces"]).flat_map(|it| list(&it["facade"]));
        let files: Vec<_> = places.map(|it| it["file"].to_string()).collect();
        if !files.iter().any(|it| it.contains(case.place)) && !case.place.is_empty() {
            let found = list(&report["public"])
                .any(|it| it["place"]["file"].to_string().contains(case.place));
            if !found {
                wrong.push(format!("{files:?}, without {}: {:#}", case.place, report["traces"]));
            }
        }
        wrong
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

#[expect(clippy::print_stderr, reason = "who runs the test must see that it did not")]
fn has_rustdoc() -> bool {
    let found = rustdoc::find(RUSTDOC);
    if let Err(problem) = &found {
        eprintln!("skipped: {problem}");
    }
    matches!(found, Ok(rustdoc::Toolchain::Active))
}

#[test]
fn rustc_agrees_with_the_verdict_on_each_change() {
    if !has_rustdoc() {
        return;
    }
    let stub = Stub::new();
    stub.compile("before");
    stub.dependent("before").unwrap();
    let mut wrong = Vec::new();
    for case in cases() {
        let found = stub.judge(&case);
        wrong.extend(found.iter().map(|it| format!("{}: {it}", case.name)));
        stub.git(&["checkout", "--quiet", "--", "."]);
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
    stub.git(&["checkout", "--quiet", "--", "."]);
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
fn a_hand_edit_of_the_facade_is_told_from_what_the_specification_did() {
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
        // A block of methods says nothing by itself.
        let blocks =
            declarations.clone().filter(|it| it.starts_with("impl") && !it.contains(" for "));
        assert_eq!(surface.items.len() + blocks.count(), declarations.count());
        for (key, item) in &surface.items {
            let parent = item.parent.as_ref();
            assert!(parent.is_none_or(|it| surface.items.contains_key(it)), "{key}: {parent:?}");
            // Only the crate itself belongs to nothing.
            assert!(parent.is_some() || key == "mod verify_client", "{key} belongs to nothing");
        }
    }
}
