//! What the generator makes mocks for that do not compile. The client alone
//! would; so this is asked of what is written to the disk only.

use serde_json::Value;

use super::problems::{Problems, in_overlay};
use crate::error::Result;
use crate::openapi;

/// Checks that the mocks of every operation compile.
pub fn mocks(name: &str, document: &Value) -> Result<()> {
    let mut problems = Problems::of(document);
    for (path, method, operation) in openapi::operations(document) {
        let at = openapi::operation_pointer(path, method);
        for parameter in openapi::parameters(document, path, operation.get("parameters")) {
            let schema = parameter.get("schema").map(|it| openapi::resolve(document, it));
            if schema.is_some_and(|it| it.get("type").is_some_and(|it| it == "array")) {
                let parameter = parameter.get("name").and_then(Value::as_str).unwrap_or_default();
                problems.report(
                    at.child("parameters"),
                    format!("the parameter {parameter} is a list, and its generated mock does not compile"),
                    in_overlay("state it as one text"),
                );
            }
        }
        let body = operation.get("requestBody").map(|it| openapi::resolve(document, it));
        let json = body.and_then(|it| it.get("content")?.get("application/json")?.get("schema"));
        if json.is_some_and(|it| openapi::resolve(document, it).get("enum").is_some()) {
            problems.report(
                at.child("requestBody"),
                "is one of a list of values, and its generated mock does not compile",
                in_overlay("leave the enum out"),
            );
        }
    }
    problems.none(name)
}
