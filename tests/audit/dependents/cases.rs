//! The changes that rustc judges: of the specification, of the facade, of both.

use serde_json::{Value, json};

const OPERATION: &str = "operations/create_access_token.rs";

/// A change of the fragment, and of files of the facade by replacing text.
pub(super) struct Case {
    pub(super) name: &'static str,
    pub(super) spec: fn(&mut Value),
    pub(super) facade: &'static [(&'static str, &'static str, &'static str)],
    pub(super) source: &'static str,
    /// A class that the public changes must have, if not empty.
    pub(super) class: &'static str,
    /// A file of the facade that the table must name.
    pub(super) place: &'static str,
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

pub(super) fn of_spec(
    name: &'static str,
    source: &'static str,
    class: &'static str,
    place: &'static str,
    spec: fn(&mut Value),
    facade: &'static [(&'static str, &'static str, &'static str)],
) -> Case {
    Case { name, spec, facade, source, class, place }
}

pub(super) fn token(document: &mut Value) -> &mut Value {
    &mut document["components"]["schemas"]["AccessToken"]
}

fn form(document: &mut Value) -> &mut Value {
    &mut document["paths"]["/v2/Services/{ServiceSid}/AccessTokens"]["post"]["requestBody"]["content"]
        ["application/x-www-form-urlencoded"]["schema"]
}

pub(super) fn text_field() -> Value {
    json!({ "type": "string", "description": "A text." })
}

/// Gives the schema of the token another name.
fn rename_token(document: &mut Value) {
    let text = document.to_string();
    let text = text.replace("schemas/AccessToken\"", "schemas/EnrolmentToken\"");
    *document = serde_json::from_str(&text).unwrap();
    let schemas = document["components"]["schemas"].as_object_mut().unwrap();
    let schema = schemas.remove("AccessToken").unwrap();
    schemas.insert("EnrolmentToken".to_owned(), schema);
}

fn remove(list: &mut Value, name: &str) {
    list.as_array_mut().unwrap().retain(|it| it != name);
}

pub(super) fn cases() -> Vec<Case> {
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
            rename_token,
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
            rename_token,
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
            "parameter named that was `impl`",
            "minor",
            "generic_parameter_named",
            &[
                (
                    OPERATION,
                    "pub fn create_access_token(",
                    "pub fn create_access_token<I: Into<Identity> + Clone>(",
                ),
                (OPERATION, "identity: impl Into<Identity> + Clone,", "identity: I,"),
            ],
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
