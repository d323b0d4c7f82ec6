//! Constructs that generators are known to break on, each alone: refused with its
//! place, or accepted. `operations` compiles those that are accepted, together
//! with all of Verify. The constructs are in `fixtures/constructs.json`.

use std::path::Path;

use serde_json::{Value, json};
use xtask::pipeline::overlay::Overlay;
use xtask::pipeline::produce;
use xtask::project::{FRAGMENT, GENERATOR, OVERLAY};

/// An overlay that does not change a construct.
const NOTHING: &str = "overlay: 1.1.0
info: { title: T, version: 1.0.0 }
actions:
  - target: $
    x-kind: preference
    x-reason: An overlay has an action.
    x-matches: 1
    update: { info: { title: T, version: v1 } }
";

/// Each has a name, and the words of the refusal if it is refused. It is a schema
/// that is sent and received, a parameter, or an operation by its method, which may
/// have a path.
fn constructs() -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/constructs.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Adds a construct to a document, under a name of its own.
fn add(construct: &Value, number: usize, document: &mut Value) {
    let success = json!({ "204": { "description": "d" } });
    let mut item = if let Some(schema) = construct.get("schema") {
        let name = format!("Odd{number}");
        document["components"]["schemas"][&name] = schema.clone();
        let reference = json!({ "$ref": format!("#/components/schemas/{name}") });
        let content = json!({ "application/json": { "schema": reference } });
        json!({ "post": {
            "requestBody": { "required": true, "content": content },
            "responses": { "200": { "description": "d", "content": content } },
        } })
    } else if let Some(parameter) = construct.get("parameter") {
        json!({ "get": { "parameters": [parameter], "responses": success } })
    } else {
        construct["operation"].clone()
    };
    for operation in item.as_object_mut().unwrap().values_mut() {
        if operation["operationId"].is_null() {
            operation["operationId"] = json!(format!("Construct{number}"));
        }
    }
    let path = construct.get("path").and_then(Value::as_str).map(str::to_owned);
    document["paths"][path.unwrap_or_else(|| format!("/constructs/{number}"))] = item;
}

/// Adds every construct that is accepted.
pub(super) fn add_taken(document: &mut Value) {
    for (number, construct) in constructs().iter().enumerate() {
        if construct.get("refused").is_none() {
            add(construct, number, document);
        }
    }
}

#[test]
fn a_path_is_sent_as_it_is_stated() {
    let overlay = Overlay::parse(OVERLAY, NOTHING).unwrap();
    let mut document = json!({ "openapi": "3.0.1", "paths": {} });
    add_taken(&mut document);
    let modules = produce(&document, &overlay, &GENERATOR).unwrap().modules;
    let (_, client) = modules.iter().find(|(name, _)| *name == "client.rs").unwrap();
    let client: String = client.split_whitespace().collect();
    for parts in [
        r#""/constructs/",&path_segment(a),"-",&path_segment(b),".json""#,
        r#""/constructs/",&path_segment(c),&path_segment(d),":cancel""#,
        r#""/constructs/",&path_segment(e),"/""#,
        r#""/constructs/a%2Fb""#,
    ] {
        assert!(client.contains(&format!("join(&self.baseurl,&[{parts}")), "{parts}: {client}");
    }
}

#[test]
fn each_is_taken_or_refused_with_its_place() {
    let overlay = Overlay::parse(OVERLAY, NOTHING).unwrap();
    let mut wrong = Vec::new();
    for (number, construct) in constructs().iter().enumerate() {
        let mut document = json!({ "openapi": "3.0.1", "paths": {} });
        add(construct, number, &mut document);
        let said = produce(&document, &overlay, &GENERATOR).map(drop).map_err(|it| it.to_string());
        let fits = match (&said, construct.get("refused").and_then(Value::as_str)) {
            (Ok(()), None) => true,
            (Err(said), Some(words)) => {
                let has_place = said.starts_with(&format!("{FRAGMENT}#/"));
                has_place && said.contains(words) && said.contains("\n  help: ")
            }
            _ => false,
        };
        if !fits {
            wrong.push(format!("{}: {said:?}", construct["name"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
