//! The documents that are measured: copies of Twilio's Verify specification,
//! each copy with paths, operationIds and schemas of its own, before and after
//! a change of each copy; and an overlay with as many actions per operation.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Map, Value, json};
use xtask::error::Result;
use xtask::openapi::document::parse_openapi;
use xtask::openapi::json::to_text;
use xtask::pipeline::describe::describe;
use xtask::pipeline::overlay::Overlay;
use xtask::pipeline::slice::slice;
use xtask::{openapi, project};

/// The structure of all operations of Verify v2, of 2026-04-14.
const FIXTURE: &str = include_str!("../../../tests/fixtures/verify_v2.2026-04-14.json");

/// What `sync` and `audit` are given.
#[derive(Debug)]
pub(crate) struct Documents {
    /// How many operations the document has.
    pub(crate) operations: usize,
    /// The specification after, as JSON.
    pub(crate) after: String,
    /// The operations to take of it.
    pub(crate) wanted: Vec<String>,
    /// The overlay, as YAML.
    pub(crate) overlay: String,
    /// The fragment that the specification before led to.
    pub(crate) fragment_before: String,
}

impl Documents {
    /// Documents of this many copies of the fixture.
    pub(crate) fn of_copies(copies: usize) -> Result<Self> {
        let fixture = parse_openapi("fixture", FIXTURE.as_bytes())?;
        let before = repeated(&fixture, copies);
        let after = repeated(&changed(&fixture), copies);
        let wanted = operation_ids(&after);
        let overlay = overlay_of(&after);
        let taken = slice("before", &before, &operation_ids(&before), &BTreeMap::new())?;
        let overlaid = Overlay::parse(project::OVERLAY, &overlay_of(&before))?.apply(&taken)?;
        let (fragment_before, _) = describe(overlaid);
        Ok(Self {
            operations: wanted.len(),
            after: to_text(&after),
            wanted,
            overlay,
            fragment_before: to_text(&fragment_before),
        })
    }
}

fn operation_ids(document: &Value) -> Vec<String> {
    openapi::operations(document)
        .filter_map(|(_, _, operation)| operation.get("operationId")?.as_str())
        .map(str::to_owned)
        .collect()
}

/// The fixture after a release of Twilio's: something is added, removed,
/// renamed, restricted, and described otherwise.
fn changed(fixture: &Value) -> Value {
    let mut after = fixture.clone();
    let schemas = &mut after["components"]["schemas"];
    let verification = &mut schemas["verify.v2.service.verification"]["properties"];
    verification["carrier"] = json!({ "type": "string", "nullable": true });
    remove(verification, "payee");
    schemas["verify.v2.service.rate_limit"]["properties"]["unique_name"]["maxLength"] = json!(64);
    schemas["verify.v2.service.entity"]["properties"]["sid"]["pattern"] = json!("^YE[0-9a-f]{32}$");
    let methods = remove(schemas, "webhook_enum_methods");
    schemas["webhook_enum_http_methods"] = methods;
    refer(&mut after, "webhook_enum_methods", "webhook_enum_http_methods");
    remove(&mut after["paths"]["/v2/Services/{ServiceSid}/Webhooks/{Sid}"], "delete");
    let forms = &mut after["paths"]["/v2/Forms/{FormType}"];
    forms["delete"] = forms["get"].clone();
    forms["delete"]["operationId"] = json!("DeleteForm");
    after
}

fn remove(object: &mut Value, key: &str) -> Value {
    object.as_object_mut().and_then(|object| object.remove(key)).unwrap_or_default()
}

fn refer(value: &mut Value, old: &str, new: &str) {
    each_object(value, &mut |object| {
        if let Some(Value::String(target)) = object.get_mut("$ref")
            && target.strip_prefix("#/components/schemas/") == Some(old)
        {
            *target = format!("#/components/schemas/{new}");
        }
    });
}

fn each_object(value: &mut Value, visitor: &mut impl FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Object(object) => {
            visitor(object);
            object.values_mut().for_each(|it| each_object(it, visitor));
        }
        Value::Array(items) => items.iter_mut().for_each(|it| each_object(it, visitor)),
        _ => {}
    }
}

/// A document with the paths and schemas of `document` this many times.
fn repeated(document: &Value, copies: usize) -> Value {
    let mut all = document.clone();
    all["info"] = json!({ "title": "Verify", "version": "2" });
    all["paths"] = json!({});
    all["components"]["schemas"] = json!({});
    for copy in 0..copies {
        let own = distinct(document, copy);
        for section in ["/paths", "/components/schemas"] {
            if let (Some(Value::Object(all)), Some(Value::Object(own))) =
                (all.pointer_mut(section), own.pointer(section))
            {
                all.extend(own.clone());
            }
        }
    }
    // Twilio describes everything, and so must what is generated from.
    describe(all).0
}

/// The document with names that no other copy has.
fn distinct(document: &Value, copy: usize) -> Value {
    let mut own = document.clone();
    each_object(&mut own, &mut |object| {
        for key in ["$ref", "operationId"] {
            if let Some(Value::String(name)) = object.get_mut(key) {
                let _ = write!(name, "Copy{copy}");
            }
        }
    });
    own["paths"] = renamed(&own["paths"], |path| format!("/Copy{copy}{path}"));
    let schemas = &mut own["components"]["schemas"];
    *schemas = renamed(schemas, |name| format!("{name}Copy{copy}"));
    own
}

fn renamed(members: &Value, name: impl Fn(&str) -> String) -> Value {
    let members = members.as_object().into_iter().flatten();
    members.map(|(key, value)| (name(key), value.clone())).collect()
}

/// An action for each operation, and the title and version without which
/// nothing is an OpenAPI document.
fn overlay_of(document: &Value) -> String {
    let head = "x-kind: preference, x-reason: Documentation., x-matches: 1";
    let mut text = format!(
        "overlay: 1.1.0\ninfo: {{title: Verify, version: '1'}}\nactions:\n  \
         - {{target: $, {head}, update: {{info: {{title: Verify, version: '2'}}}}}}\n"
    );
    for (path, method, _) in openapi::operations(document) {
        let _ = writeln!(
            text,
            "  - {{target: \"$.paths['{path}'].{method}\", {head}, update: {{description: Does it.}}}}"
        );
    }
    text
}
