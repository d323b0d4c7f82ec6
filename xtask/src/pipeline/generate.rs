//! From the generator's input to its raw output: the settings of progenitor,
//! and its panics turned into errors. Pure.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use openapiv3::OpenAPI;
use proc_macro2::TokenStream;
use progenitor::{GenerationSettings, Generator as Progenitor, InterfaceStyle, TypeImpl};
use serde_json::Value;

use crate::error::{Error, Result};
use crate::openapi::json::Pointer;
use crate::pipeline::culprit::culprit;
use crate::project::{self, Generator};

/// What progenitor made.
#[derive(Debug)]
pub struct Generated {
    /// The client and its types.
    pub client: TokenStream,
    /// The typed helpers for httpmock.
    pub httpmock: TokenStream,
}

/// Runs the generator on `input`, of which `document` is the typed form.
pub fn generate(
    name: &str,
    input: &Value,
    document: &OpenAPI,
    generator: &Generator,
) -> Result<Generated> {
    run(document, generator).map_err(|problem| {
        let fails = |part: Value| {
            let part = serde_json::from_value::<OpenAPI>(part);
            part.is_ok_and(|part| run(&part, generator).is_err())
        };
        refusal(name, culprit(input, fails), &problem, generator)
    })
}

/// The client and its types alone.
pub fn generate_client(
    name: &str,
    document: &OpenAPI,
    generator: &Generator,
) -> Result<TokenStream> {
    let settings = settings(generator);
    let client = quietly(|| Progenitor::new(&settings).generate_tokens(document));
    client.map_err(|problem| refusal(name, None, &problem, generator))
}

fn refusal(name: &str, at: Option<Pointer>, problem: &str, generator: &Generator) -> Error {
    Error::new(
        format!("{name}#{}", at.unwrap_or_default()),
        format!("{} fails on it: {problem}", generator.name),
        format!(
            "add an action to {} that states it in a form that the generator supports",
            project::OVERLAY
        ),
    )
}

fn settings(generator: &Generator) -> GenerationSettings {
    let mut settings = GenerationSettings::new();
    settings.with_interface(InterfaceStyle::Positional);
    for replaced in generator.replaced_schemas {
        let none = std::iter::empty::<TypeImpl>();
        settings.with_replacement(replaced.schema, replaced.path, none);
    }
    settings
}

fn run(document: &OpenAPI, generator: &Generator) -> std::result::Result<Generated, String> {
    let settings = settings(generator);
    let client = quietly(|| Progenitor::new(&settings).generate_tokens(document))?;
    let httpmock = quietly(|| Progenitor::new(&settings).httpmock(document, generator.module))?;
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
            .unwrap_or_else(|| "it panicked without a message".to_owned()),
    };
    Err(problem.lines().next().unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn error_of(input: Value) -> String {
        let document = serde_json::from_value(input.clone()).unwrap();
        let error = generate("f", &input, &document, &project::GENERATOR).unwrap_err();
        error.to_string()
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
        assert!(message.starts_with("f#/components/schemas/Odd: progenitor"), "{message}");

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
        assert!(message.starts_with("f#/paths/~1a/put: progenitor"), "{message}");
    }
}
