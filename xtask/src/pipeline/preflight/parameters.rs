//! Parameters that cannot be sent, or on which the path and the operation disagree.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::problems::{Problems, in_overlay};
use crate::openapi;
use crate::openapi::json::Pointer;

impl<'a> Problems<'a> {
    pub(super) fn check_parameters(
        &mut self,
        pointer: &Pointer,
        operation: &'a Map<String, Value>,
    ) {
        let path = pointer.segments().nth(1).unwrap_or_default();
        let mut declared = BTreeSet::new();
        for parameter in openapi::parameters(self.document, &path, operation.get("parameters")) {
            let text = |key| parameter.get(key).and_then(Value::as_str).unwrap_or_default();
            let place = text("in");
            if place == "path" {
                declared.insert(text("name"));
            }
            let (problem, action) = match place {
                "cookie" => ("is a cookie, which the generator does not support", "remove it"),
                "header" if openapi::is_ignored_header(text("name")) => {
                    ("is ignored by OpenAPI, because other parts state what is sent", "remove it")
                }
                "path" if parameter.get("required") != Some(&Value::Bool(true)) => {
                    ("is in the path but not required", "add `required: true`")
                }
                _ if parameter.get("schema").is_none() => ("has no schema", "give it one"),
                _ => continue,
            };
            let kind = if place == "header" { "header parameter" } else { "parameter" };
            self.report(
                pointer.child("parameters"),
                format!("the {kind} {} {problem}", text("name")),
                in_overlay(action),
            );
        }
        let named: BTreeSet<_> = openapi::path_parameters(&path).collect();
        if let Some(name) = named.difference(&declared).next() {
            self.report(
                pointer.child("parameters"),
                format!("the path has {{{name}}}, but no parameter declares it"),
                in_overlay("declare it, with `in: path` and `required: true`,"),
            );
        }
        if let Some(name) = declared.difference(&named).next() {
            self.report(
                pointer.child("parameters"),
                format!("the path parameter {name} is not in the path"),
                in_overlay("remove it, or copy the operation to the path that has it,"),
            );
        }
    }
}
