//! From the generator's input to its raw output: the settings of progenitor,
//! and its panics turned into errors. Pure.

mod culprit;

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use openapiv3::OpenAPI;
use proc_macro2::TokenStream;
use progenitor::{GenerationSettings, Generator, InterfaceStyle, TypeImpl};
use serde_json::Value;

use crate::error::{Error, Result};
use crate::openapi::json::Pointer;

/// The generator and the crate that it makes types with, as in Cargo.lock.
pub const GENERATOR: &str = "progenitor 0.15.1 (typify 0.8.0)";

/// Schemas whose types are written by hand in the facade, because their
/// meaning is more than their structure.
const REPLACED_SCHEMAS: [(&str, &str); 4] = [
    ("FactorFriendlyName", "crate::model::FactorFriendlyName"),
    ("FactorType", "crate::model::FactorType"),
    ("Identity", "crate::model::Identity"),
    ("Token", "crate::secret::Token"),
];

/// Whether the type of the schema at `pointer` is written by hand.
pub fn is_written_by_hand(pointer: &Pointer) -> bool {
    let schemas = Pointer::root().child("components").child("schemas");
    REPLACED_SCHEMAS
        .iter()
        .any(|(schema, _)| schemas.child(schema) == *pointer)
}

/// What progenitor made.
#[derive(Debug)]
pub struct Generated {
    /// The client and its types.
    pub client: TokenStream,
    /// The typed helpers for httpmock.
    pub httpmock: TokenStream,
}

/// Runs the generator on `input`, of which `document` is the typed form.
pub fn generate(name: &str, input: &Value, document: &OpenAPI) -> Result<Generated> {
    run(document).map_err(|problem| {
        let fails = |part: Value| {
            serde_json::from_value::<OpenAPI>(part).is_ok_and(|part| run(&part).is_err())
        };
        let pointer = culprit::culprit(input, fails).unwrap_or_default();
        Error::new(
            format!("{name}#{pointer}"),
            format!("{GENERATOR} cannot take it: {problem}"),
            "state it in a form that the generator takes, with an action in openapi/overlay.yaml",
        )
    })
}

fn settings() -> GenerationSettings {
    let mut settings = GenerationSettings::new();
    settings.with_interface(InterfaceStyle::Positional);
    for (schema, path) in REPLACED_SCHEMAS {
        settings.with_replacement(schema, path, std::iter::empty::<TypeImpl>());
    }
    settings
}

fn run(document: &OpenAPI) -> std::result::Result<Generated, String> {
    let client = quietly(|| Generator::new(&settings()).generate_tokens(document))?;
    let httpmock = quietly(|| Generator::new(&settings()).httpmock(document, "crate::generated"))?;
    Ok(Generated { client, httpmock })
}

/// Runs `work`; an error or a panic becomes the first line of its message.
fn quietly<T>(
    work: impl FnOnce() -> std::result::Result<T, progenitor::Error>,
) -> std::result::Result<T, String> {
    thread_local!(static QUIET: Cell<bool> = const { Cell::new(false) });
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let loud = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !QUIET.get() {
                loud(panic);
            }
        }));
    });
    QUIET.set(true);
    let outcome = catch_unwind(AssertUnwindSafe(work));
    QUIET.set(false);
    let problem = match outcome {
        Ok(Ok(value)) => return Ok(value),
        Ok(Err(error)) => error.to_string(),
        Err(panic) => panic
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
            .unwrap_or_else(|| "it panics".to_owned()),
    };
    Err(problem.lines().next().unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn error_of(input: Value) -> String {
        let document = serde_json::from_value(input.clone()).unwrap();
        generate("f", &input, &document).unwrap_err().to_string()
    }

    #[test]
    fn a_panic_of_the_generator_is_an_error_with_the_pointer_of_its_cause() {
        let message = error_of(json!({
            "openapi": "3.0.1",
            "info": { "title": "t", "version": "1" },
            "paths": {},
            "components": { "schemas": {
                "Good": { "type": "object" },
                "Odd": { "type": "object", "format": "uri-map" },
            } },
        }));
        assert!(
            message.starts_with("f#/components/schemas/Odd: progenitor"),
            "{message}"
        );

        let body = |kind: &str| json!({ "description": "d", "content": { "application/json": { "schema": { "type": kind } } } });
        let message = error_of(json!({
            "openapi": "3.0.1",
            "info": { "title": "t", "version": "1" },
            "paths": { "/a": {
                "get": { "operationId": "good", "responses": { "200": body("string") } },
                "put": { "operationId": "odd", "responses": {
                    "200": body("string"), "default": body("integer")
                } },
            } },
        }));
        assert!(
            message.starts_with("f#/paths/~1a/put: progenitor"),
            "{message}"
        );
    }

    #[test]
    fn the_generator_is_named_as_cargo_locked_it() {
        let lock = include_str!("../../../Cargo.lock");
        let version = |name: &str| {
            let (_, rest) = lock
                .split_once(&format!("name = \"{name}\"\nversion = \""))
                .unwrap();
            rest.split_once('"').unwrap().0
        };
        assert_eq!(
            GENERATOR,
            format!(
                "progenitor {} (typify {})",
                version("progenitor-impl"),
                version("typify-impl")
            )
        );
    }
}
