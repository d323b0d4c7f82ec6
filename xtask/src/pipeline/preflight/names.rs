//! Names of the document that become Rust names, which must be unique where Rust
//! requires it.

use std::collections::BTreeMap;

use heck::{ToSnakeCase as _, ToUpperCamelCase as _};
use serde_json::{Map, Value};

use super::problems::{Problems, in_overlay};
use crate::error::Error;
use crate::openapi;
use crate::openapi::json::Pointer;
use crate::project::PIN;

/// Methods that the generated client has besides those of operations.
const OWN_METHODS: [&str; 2] = ["new", "new_with_client"];

/// The error for a type that the generator made more than once: of a schema with
/// a name and of one that is stated in place, whose type is named after its place.
pub fn repeated(name: &str, document: &Value, ty: &str) -> Error {
    let schemas = Pointer::root().child("components").child("schemas");
    let named = document.pointer(schemas.as_str()).and_then(Value::as_object);
    let mut named = named.into_iter().flat_map(Map::keys);
    let at = named.find(|it| it.to_upper_camel_case() == ty).map(|it| schemas.child(it));
    Error::new(
        format!("{name}#{}", at.unwrap_or(schemas)),
        format!("gives the same Rust type, {ty}, as an inline schema"),
        in_overlay("give the inline schema a title, or refer to a named one,"),
    )
}

impl<'a> Problems<'a> {
    /// operationIds and schemas become Rust names, which must differ.
    pub(super) fn check_names(&mut self, document: &'a Map<String, Value>) {
        let mut methods = BTreeMap::new();
        for (path, method, operation) in openapi::operations(self.document) {
            let at = openapi::operation_pointer(path, method);
            let Some(id) = operation.get("operationId").and_then(Value::as_str) else {
                self.report(
                    at,
                    "has no operationId to name its method after",
                    in_overlay("give it one"),
                );
                continue;
            };
            let method = id.to_snake_case();
            if OWN_METHODS.contains(&method.as_str()) {
                self.report(
                    at.child("operationId"),
                    format!(
                        "gives the method name {method}, which the generated client already uses"
                    ),
                    in_overlay("rename it"),
                );
            }
            if let Some(other) = methods.insert(method, at.clone()) {
                self.report(
                    at.child("operationId"),
                    format!("gives the same Rust method as {other}"),
                    in_overlay("rename one"),
                );
            }
        }
        let schemas = document
            .get("components")
            .and_then(|components| components.get("schemas"))
            .and_then(Value::as_object);
        let mut types = BTreeMap::new();
        for schema in schemas.into_iter().flatten().map(|(schema, _)| schema) {
            if let Some(other) = types.insert(schema.to_upper_camel_case(), schema) {
                self.report(
                    Pointer::root().child("components").child("schemas").child(schema),
                    format!("gives the same Rust type as the schema {other}"),
                    format!("rename one under [schemas] in {PIN}"),
                );
            }
        }
    }

    /// Parameters and the body become arguments of one method.
    pub(super) fn check_arguments(&mut self, pointer: &Pointer, operation: &'a Map<String, Value>) {
        let path = pointer.segments().nth(1).unwrap_or_default();
        let mut arguments = BTreeMap::new();
        if operation.contains_key("requestBody") {
            arguments.insert("body".to_owned(), ("request", "body"));
        }
        let own = operation.get("parameters");
        for parameter in openapi::parameters(self.document, &path, own) {
            let text = |key| parameter.get(key).and_then(Value::as_str).unwrap_or_default();
            let this = (text("in"), text("name"));
            match arguments.insert(this.1.to_snake_case(), this) {
                Some(other) if other != this => self.report(
                    pointer.child("parameters"),
                    format!(
                        "the {} parameter {} gives the same Rust argument as the {} {}",
                        this.0, this.1, other.0, other.1
                    ),
                    in_overlay("the generator cannot tell them apart: remove one"),
                ),
                _ => {}
            }
        }
    }

    /// Properties become fields of one type.
    pub(super) fn check_fields(&mut self, pointer: &Pointer, schema: &'a Map<String, Value>) {
        let properties = schema.get("properties").and_then(Value::as_object);
        let mut fields = BTreeMap::new();
        for property in properties.into_iter().flatten().map(|(name, _)| name) {
            if let Some(other) = fields.insert(property.to_snake_case(), property) {
                self.report(
                    pointer.child("properties").child(property),
                    format!("gives the same Rust field as the property {other}"),
                    in_overlay("the generator cannot tell them apart: remove one"),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::pipeline::preflight::preflight;

    #[test]
    fn names_that_rust_could_not_tell_apart_are_found() {
        let parameter = |place: &str, name: &str| json!({ "in": place, "name": name, "required": true, "schema": { "type": "string" } });
        let path = parameter("path", "Sid");
        let cases = [
            (
                json!({ "parameters": [path, parameter("query", "sid")] }),
                "/paths/~1a~1{Sid}/post/parameters: the query parameter sid gives the same Rust \
                 argument as the path Sid",
            ),
            (
                json!({ "parameters": [path, parameter("query", "Body")], "requestBody": {} }),
                "the query parameter Body gives the same Rust argument as the request body",
            ),
            (
                json!({ "parameters": [path], "requestBody": { "content": { "application/json": {
                    "schema": { "type": "object", "properties": { "Config.Alg": {}, "ConfigAlg": {} } }
                } } } }),
                "schema/properties/ConfigAlg: gives the same Rust field as the property Config.Alg",
            ),
        ];
        for (mut operation, expected) in cases {
            operation["operationId"] = json!("CreateA");
            operation["responses"] = json!({ "204": { "description": "d" } });
            let document = json!({
                "openapi": "3.0.1",
                "info": { "title": "t", "version": "1" },
                "paths": { "/a/{Sid}": { "post": operation } },
            });
            let message = preflight("f", &document).unwrap_err().to_string();
            assert!(message.contains(expected), "{message}");
        }
    }

    #[test]
    fn an_operation_may_state_a_parameter_of_its_path_again() {
        let sid = json!({ "in": "path", "name": "Sid", "required": true, "schema": {} });
        let document = json!({
            "openapi": "3.0.1",
            "info": { "title": "t", "version": "1" },
            "paths": { "/a/{Sid}": { "parameters": [sid], "get": {
                "operationId": "FetchA",
                "parameters": [sid],
                "responses": { "204": { "description": "d" } },
            } } },
        });
        preflight("f", &document).unwrap();
    }
}
