//! Finds, before the generator runs, what would make it panic or generate code
//! that does not compile or does the wrong thing. Every problem has its JSON
//! pointer and help. Pure.

mod names;
mod parameters;
mod paths;
mod problems;
mod recursion;

use openapiv3::OpenAPI;
use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::openapi::json::Pointer;
use crate::openapi::{self, Kind};
use crate::project::OVERLAY;
pub use names::repeated;
use problems::{Problems, in_overlay};

/// The media types of request bodies that the generator knows.
const REQUEST_MEDIA_TYPES: [&str; 4] =
    ["application/json", "application/octet-stream", openapi::FORM, "text/plain"];

/// The generator unfolds every `allOf`, and would not end.
const MOST_INCLUDED: usize = 2000;

/// Checks the generator's input (the document `name`) and gives it typed.
pub fn preflight(name: &str, input: &Value) -> Result<OpenAPI> {
    let mut problems = Problems::of(input);
    openapi::visit(input, Kind::Document, &Pointer::root(), &mut |pointer, kind, object| {
        problems.check_reference(pointer, kind, object);
        match kind {
            Kind::Document => problems.check_names(object),
            // A callback has path items as well, which no code is made of.
            Kind::PathItem if pointer.segments().count() == 2 => problems.check_path(pointer),
            Kind::Operation => {
                problems.check_arguments(pointer, object);
                problems.check_operation(pointer, object);
            }
            Kind::RequestBody => problems.check_request_body(pointer, object),
            Kind::Schema => {
                problems.check_fields(pointer, object);
                problems.check_schema(pointer, object);
                problems.check_recursion(pointer, object);
            }
            _ => {}
        }
    });
    problems.none(name)?;
    match openapi::unfolds_beyond(input, MOST_INCLUDED) {
        None => typed(name, input),
        Some(pointer) => Err(Error::new(
            format!("{name}#{pointer}/allOf"),
            format!("includes more than {MOST_INCLUDED} schemas"),
            in_overlay("simplify it"),
        )),
    }
}

/// The generator's input, typed.
pub fn typed(name: &str, input: &Value) -> Result<OpenAPI> {
    serde_path_to_error::deserialize(input).map_err(|error| {
        let place = match error.path().to_string().as_str() {
            "." => name.to_owned(),
            path => format!("{name}: {path}"),
        };
        Error::new(
            place,
            format!("is not OpenAPI 3.0: {}", error.inner()),
            format!("correct it with an action in {OVERLAY}"),
        )
    })
}

/// Checks that no two names in the whole of a document become one in Rust.
pub fn distinct_names(name: &str, document: &Value) -> Result<()> {
    let mut problems = Problems::of(document);
    document.as_object().into_iter().for_each(|it| problems.check_names(it));
    problems.none(name)
}

impl<'a> Problems<'a> {
    fn check_reference(&mut self, pointer: &Pointer, kind: Kind, object: &'a Map<String, Value>) {
        let Some(target) = openapi::reference_in(object) else {
            return;
        };
        let at = pointer.child("$ref");
        if kind == Kind::PathItem {
            return self.report(
                at,
                "is a `$ref` to another path item, which is not supported",
                "write the operations here instead of the `$ref`",
            );
        }
        let at_target = |target: &str| self.document.pointer(target.strip_prefix('#')?);
        let Some(value) = at_target(target) else {
            return self.report(
                at,
                format!("refers to {target}, which does not exist"),
                format!("correct the reference, in {OVERLAY} if it is there"),
            );
        };
        // Where references form a circle, what they mean is a reference still.
        let meant = openapi::reference(openapi::resolve(self.document, value));
        if meant.and_then(at_target).is_some() {
            self.report(
                at,
                format!("refers to {target}, and the references from there lead back to it"),
                in_overlay("describe it in one of these places"),
            );
        }
    }

    fn check_operation(&mut self, pointer: &Pointer, operation: &'a Map<String, Value>) {
        self.check_parameters(pointer, operation);
        let responses = operation.get("responses").and_then(Value::as_object);
        let mut bodies: Vec<(&str, Option<&Value>)> = Vec::new();
        for (status, response) in responses.into_iter().flatten() {
            let content =
                openapi::resolve(self.document, response).get("content").and_then(Value::as_object);
            let json = content
                .into_iter()
                .flatten()
                .find(|(media_type, _)| media_type.starts_with("application/json"));
            if json.is_none() && content.is_some_and(|content| !content.is_empty()) {
                self.report(
                    pointer.child("responses").child(status).child("content"),
                    "has no application/json, and the bindings decode nothing else",
                    in_overlay("describe a JSON body, or none,"),
                );
            }
            if let Some((media_type, body)) = json
                && body.get("schema").is_none()
            {
                self.report(
                    pointer.child("responses").child(status).child("content").child(media_type),
                    "has no schema, so there is no type to decode it into",
                    in_overlay("give it one"),
                );
            }
            let schema = json.and_then(|(_, body)| body.get("schema"));
            bodies.push((status, schema));
        }
        if bodies.is_empty() {
            self.report(
                pointer.child("responses"),
                "describes no success (2XX), so there is nothing to decode",
                in_overlay("describe one"),
            );
        }
        if let Some(((first, wanted), rest)) = bodies.split_first()
            && let Some((status, _)) = rest.iter().find(|(_, schema)| schema != wanted)
        {
            self.report(
                pointer.child("responses").child(status),
                format!(
                    "has another body than {first}; the generator supports one type for all successes"
                ),
                in_overlay("state the same schema for both, or remove one"),
            );
        }
    }

    fn check_request_body(&mut self, pointer: &Pointer, body: &'a Map<String, Value>) {
        let Some(content) = body.get("content").and_then(Value::as_object) else {
            return;
        };
        let at = pointer.child("content");
        if content.len() > 1 {
            self.report(
                at.clone(),
                format!("has {} media types; the generator supports one", content.len()),
                in_overlay("remove the others"),
            );
        }
        for (media_type, body) in content {
            let at = at.child(media_type);
            if !REQUEST_MEDIA_TYPES.contains(&media_type.as_str()) {
                self.report(
                    at,
                    "is a media type that the generator cannot send",
                    in_overlay(&format!("state one of {}", REQUEST_MEDIA_TYPES.join(", "))),
                );
            } else if body.get("schema").is_none() {
                self.report(at, "has no schema", in_overlay("give it one"));
            } else if media_type == openapi::FORM && !self.is_object(&body["schema"]) {
                self.report(
                    at.child("schema"),
                    "is not an object with properties, so there are no fields to send as a form",
                    in_overlay("state it as an object"),
                );
            } else if body.get("encoding").is_some() {
                self.report(
                    at.child("encoding"),
                    "is an encoding, which the generator does not support",
                    format!("remove it in {OVERLAY} if the default encoding is right"),
                );
            }
        }
    }

    fn is_object(&self, schema: &'a Value) -> bool {
        openapi::resolve(self.document, schema).get("properties").is_some_and(Value::is_object)
    }

    fn check_schema(&mut self, pointer: &Pointer, schema: &'a Map<String, Value>) {
        for (exclusive, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")]
        {
            if schema.contains_key(exclusive) && !schema.contains_key(bound) {
                self.report(
                    pointer.child(exclusive),
                    format!("has no {bound} beside it, which OpenAPI 3.0 requires"),
                    in_overlay(&format!("add the {bound}, or remove {exclusive}")),
                );
            }
        }
        if let Some(pattern) = schema.get("pattern").and_then(Value::as_str)
            && let Err(error) = regress::Regex::new(pattern)
        {
            self.report(
                pointer.child("pattern"),
                format!("is not a regular expression: {error}"),
                in_overlay("correct the pattern, or remove it"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn document() -> Value {
        json!({
            "openapi": "3.0.1",
            "info": { "title": "t", "version": "1" },
            "paths": { "/a/{B}": { "get": {
                "operationId": "FetchA",
                "parameters": [
                    { "name": "B", "in": "path", "required": true, "schema": { "type": "string" } }
                ],
                "responses": { "200": { "description": "d", "content": {
                    "application/json": { "schema": { "$ref": "#/components/schemas/A" } }
                } } },
            } } },
            "components": { "schemas": { "A": { "type": "object" } } },
        })
    }

    #[test]
    fn a_sound_document_passes() {
        assert_eq!(preflight("f", &document()).unwrap().paths.paths.len(), 1);
    }

    #[test]
    fn each_problem_is_named_with_its_pointer() {
        let operation = "/paths/~1a~1{B}/get";
        let cases = [
            ("/operationId", json!(null), "/paths/~1a~1{B}/get", "has no operationId"),
            ("/parameters/0/in", json!("cookie"), "/paths/~1a~1{B}/get/parameters", "is a cookie"),
            (
                "/parameters/0/required",
                json!(false),
                "/paths/~1a~1{B}/get/parameters",
                "not required",
            ),
            (
                "/parameters/0/name",
                json!("C"),
                "/paths/~1a~1{B}/get/parameters",
                "the path has {B}, but no parameter declares it",
            ),
            (
                "/parameters",
                json!([
                    { "name": "B", "in": "path", "required": true, "schema": {} },
                    { "name": "C", "in": "path", "required": true, "schema": {} },
                ]),
                "/paths/~1a~1{B}/get/parameters",
                "the path parameter C is not in the path",
            ),
            (
                "/responses/201",
                json!({ "description": "d" }),
                "/paths/~1a~1{B}/get/responses/201",
                "another body",
            ),
            (
                "/responses/200",
                json!({ "$ref": "#/paths/~1a~1{B}/get/responses/200" }),
                "/paths/~1a~1{B}/get/responses/200/$ref",
                "lead back to it",
            ),
            (
                "/responses/200/content",
                json!({ "application/json": {} }),
                "/paths/~1a~1{B}/get/responses/200/content/application~1json",
                "has no schema",
            ),
            (
                "/requestBody",
                json!({ "content": { "a/b": {}, "c/d": {} } }),
                "/paths/~1a~1{B}/get/requestBody/content",
                "has 2 media types",
            ),
            (
                "/requestBody",
                json!({ "content": { "multipart/form-data": { "schema": {} } } }),
                "/paths/~1a~1{B}/get/requestBody/content/multipart~1form-data",
                "cannot send",
            ),
            (
                "/requestBody",
                json!({ "content": { "application/json": { "schema": {}, "encoding": {} } } }),
                "/paths/~1a~1{B}/get/requestBody/content/application~1json/encoding",
                "is an encoding, which the generator does not support",
            ),
            (
                "/parameters/0/schema",
                json!({ "$ref": "#/components/schemas/Gone" }),
                "/paths/~1a~1{B}/get/parameters/0/schema/$ref",
                "does not exist",
            ),
            (
                "/parameters/0/schema",
                json!({ "type": "string", "pattern": "[" }),
                "/paths/~1a~1{B}/get/parameters/0/schema/pattern",
                "not a regular expression",
            ),
            (
                "/parameters/0/schema",
                json!({ "type": "integer", "exclusiveMinimum": true }),
                "/paths/~1a~1{B}/get/parameters/0/schema/exclusiveMinimum",
                "has no minimum",
            ),
        ];
        for (place, value, pointer, expected) in cases {
            let mut document = document();
            let (parent, key) = place.rsplit_once('/').unwrap();
            document.pointer_mut(&format!("{operation}{parent}")).unwrap()[key] = value;
            let message = preflight("f", &document).unwrap_err().to_string();
            assert!(message.contains(expected), "{place}: {message}");
            assert!(message.starts_with(&format!("f#{pointer}:")), "{place}: {message}");
        }
    }

    #[test]
    fn names_that_would_collide_in_rust_are_named() {
        let mut twice = document();
        let item = twice["paths"]["/a/{B}"].clone();
        twice["paths"]["/c/{B}"] = item;
        twice["paths"]["/c/{B}"]["get"]["operationId"] = json!("fetch_a");
        let message = preflight("f", &twice).unwrap_err().to_string();
        assert!(message.contains("same Rust method"), "{message}");

        let mut twice = document();
        twice["components"]["schemas"]["a"] = json!({});
        let message = preflight("f", &twice).unwrap_err().to_string();
        assert!(message.contains("same Rust type"), "{message}");
    }

    #[test]
    fn a_document_of_the_wrong_shape_is_named_by_its_path() {
        let mut document = document();
        document["info"]["version"] = json!(3);
        let message = preflight("f", &document).unwrap_err().to_string();
        assert!(
            message.contains("info.version") || message.contains("is not OpenAPI 3.0"),
            "{message}"
        );
    }
}
