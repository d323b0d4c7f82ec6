//! From the generator's input to its raw output: the settings of progenitor,
//! and its panics turned into errors. Pure.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use openapiv3::OpenAPI;
use proc_macro2::{TokenStream, TokenTree};
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

impl Generated {
    /// A type that is there more than once.
    pub fn repeated_type(&self) -> Option<String> {
        use TokenTree::{Group, Ident};
        let client: Vec<_> = self.client.clone().into_iter().collect();
        let types = client.windows(3).find_map(|it| match it {
            [Ident(kind), Ident(name), Group(it)] if kind == "mod" && name == "types" => {
                Some(it.stream())
            }
            _ => None,
        });
        let types: Vec<_> = types.into_iter().flatten().collect();
        let mut declared = types.windows(2).filter_map(|it| match it {
            [Ident(kind), Ident(name)] if kind == "struct" || kind == "enum" => {
                Some(name.to_string())
            }
            _ => None,
        });
        let mut names = BTreeSet::new();
        declared.find(|name| !names.insert(name.clone()))
    }
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

/// Runs `work`; an error or a panic becomes a line that says what it was.
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
    Err(first_line(&problem).to_owned())
}

/// The first line of a message, without the beginning of a value that takes
/// up the lines after it.
fn first_line(message: &str) -> &str {
    let line = message.lines().next().unwrap_or_default().trim_end();
    let cut = line.strip_suffix(['(', '{', '[']).and_then(|it| it.rsplit_once(' '));
    cut.map_or(line, |it| it.0).trim_end_matches([':', ' '])
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

    #[test]
    fn a_message_ends_before_the_value_that_it_prints() {
        for (message, line) in [
            ("it failed", "it failed"),
            ("unhandled schema Object(\n    SchemaObject {", "unhandled schema"),
            ("unhandled schema {\n    a: 1", "unhandled schema"),
            ("invalid schema:\n{", "invalid schema"),
            ("", ""),
        ] {
            assert_eq!(first_line(message), line);
        }
    }
}
