//! From bytes to an OpenAPI 3.0 document as a JSON value, or to an error that
//! says what the bytes are instead. Reading files and addresses is elsewhere.

use serde::Deserialize as _;
use serde_json::Value;

use crate::error::{Error, Result};

/// The largest document that is read, in bytes: 64 MiB.
pub const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// How deep objects and arrays may nest. What walks a document
/// calls itself once or a few times for each level, and has the stack for it.
pub const MAX_DEPTH: usize = 1_000;

/// Parses an OpenAPI 3.0 document in JSON or YAML. `name` is its path or
/// address, for messages.
pub fn parse_openapi(name: &str, bytes: &[u8]) -> Result<Value> {
    let document = parse(name, bytes)?;
    require_openapi_3_0(name, &document)?;
    Ok(document)
}

/// Parses a JSON or YAML document.
pub fn parse(name: &str, bytes: &[u8]) -> Result<Value> {
    if bytes.len() as u64 > MAX_BYTES {
        return Err(too_large(name));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        Error::new(
            name,
            format!("is not UTF-8 text (byte {})", error.valid_up_to()),
            "give a document in JSON or YAML",
        )
    })?;
    let text = text.trim_start_matches('\u{feff}');
    let value = match text.trim_start().chars().next() {
        None => Err(Error::new(name, "is empty", "give a document in JSON or YAML")),
        Some('<') => Err(Error::new(
            name,
            "is an HTML or XML page, not an OpenAPI document",
            "give the address of the raw file, not of the page that shows it",
        )),
        Some('{' | '[') => from_json(name, text),
        Some(_) => serde_saphyr::from_str_with_options(text, yaml_options())
            .map_err(|error| yaml_error(name, &error)),
    }?;
    match value {
        Value::Object(_) => Ok(value),
        _ => Err(Error::new(
            name,
            "is neither a JSON object nor a YAML mapping",
            "give a document in JSON or YAML",
        )),
    }
}

/// The error for a document over [`MAX_BYTES`].
pub fn too_large(name: &str) -> Error {
    Error::new(
        name,
        format!("is larger than {} MiB", MAX_BYTES / 1024 / 1024),
        "give a smaller document",
    )
}

fn from_json(name: &str, text: &str) -> Result<Value> {
    if let Some((line, column)) = too_deep(text) {
        return Err(Error::new(
            name,
            format!("nests more than {MAX_DEPTH} levels deep at line {line} column {column}"),
            format!("give a document with at most {MAX_DEPTH} levels"),
        ));
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    deserializer.disable_recursion_limit();
    Value::deserialize(&mut deserializer)
        .and_then(|value| deserializer.end().map(|()| value))
        .map_err(|error| json_error(name, &error))
}

/// Where JSON text goes deeper than [`MAX_DEPTH`], as line and column.
fn too_deep(text: &str) -> Option<(usize, usize)> {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            let before = text.get(..at).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            let column = at - before.rfind('\n').map_or(0, |end| end + 1) + 1;
            return Some((line, column));
        }
    }
    None
}

/// The scalars of YAML 1.2, where `no` and `1_000` are texts, and room for large
/// documents. Aliases may repeat an anchor as often as the default allows in
/// total, which a document cannot be blown up with.
fn yaml_options() -> serde_saphyr::Options {
    serde_saphyr::options! {
        strict_booleans: true,
        underscored_numbers_as_strings: true,
        budget: serde_saphyr::budget! {
            max_depth: MAX_DEPTH,
            flow_nesting_limit: MAX_DEPTH,
            max_events: 50_000_000,
            max_nodes: 20_000_000,
            enforce_alias_anchor_ratio: false,
        },
    }
}

fn json_error(name: &str, error: &serde_json::Error) -> Error {
    if error.is_eof() {
        Error::new(
            name,
            format!("ends in the middle of the JSON document ({error})"),
            "fetch the file again: its end is missing",
        )
    } else if error.to_string().starts_with("number out of range") {
        out_of_range(name, error)
    } else {
        Error::new(
            name,
            format!("is not valid JSON: {error}"),
            "correct the file, or fetch it again",
        )
    }
}

fn out_of_range(name: &str, error: &impl std::fmt::Display) -> Error {
    Error::new(
        name,
        format!("has a number that is not a finite 64-bit floating-point number ({error})"),
        "give a number between -1.8e308 and 1.8e308",
    )
}

fn yaml_error(name: &str, error: &serde_saphyr::Error) -> Error {
    let message = error.to_string();
    let summary = message.lines().next().unwrap_or_default();
    if summary.contains("non-finite float") {
        return out_of_range(name, &summary);
    }
    Error::new(
        name,
        format!("is neither JSON nor valid YAML: {}", summary.trim_start_matches("error: ")),
        "correct the file, or fetch it again",
    )
}

fn require_openapi_3_0(name: &str, document: &Value) -> Result<()> {
    let help = "give an OpenAPI 3.0 document; progenitor reads no other version";
    if let Some(version) = document.get("swagger") {
        return Err(Error::new(
            format!("{name}#/swagger"),
            format!("is OpenAPI {}, not 3.0.x", plain(version)),
            help,
        ));
    }
    match document.get("openapi") {
        Some(Value::String(version)) if version.starts_with("3.0.") => {
            match document.get("paths") {
                Some(paths) if !paths.is_object() => Err(Error::new(
                    format!("{name}#/paths"),
                    "is not an object",
                    "list the operations by their paths there",
                )),
                _ => Ok(()),
            }
        }
        Some(version) => Err(Error::new(
            format!("{name}#/openapi"),
            format!("is OpenAPI {}, not 3.0.x", plain(version)),
            help,
        )),
        None => {
            Err(Error::new(name, "has no `openapi` field, so it is not an OpenAPI document", help))
        }
    }
}

fn plain(version: &Value) -> String {
    match version {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_an_openapi_3_0_document_is_named() {
        let cases: &[(&[u8], &str)] = &[
            (b"", "is empty"),
            (b" \n", "is empty"),
            (b"<!DOCTYPE html><html></html>", "HTML or XML page"),
            (b"{\"openapi\": \"3.0.1\", \"paths\":", "ends in the middle"),
            (b"{\"openapi\" \"3.0.1\"}", "not valid JSON"),
            (b"openapi: [3.0.1\n", "neither JSON nor valid YAML"),
            (b"just some words", "neither a JSON object nor a YAML mapping"),
            (b"[1, 2]", "neither a JSON object nor a YAML mapping"),
            (b"\xff\xfe\x00", "not UTF-8"),
            (b"{\"swagger\": \"2.0\"}", "is OpenAPI 2.0, not 3.0"),
            (b"swagger: 2.0\n", "is OpenAPI 2.0, not 3.0"),
            (b"{\"openapi\": \"3.1.0\"}", "is OpenAPI 3.1.0, not 3.0"),
            (b"openapi: 3\n", "is OpenAPI 3, not 3.0"),
            (b"{\"info\": {}}", "has no `openapi` field"),
            (b"openapi: 3.0.3\npaths:\n", "spec#/paths: is not an object"),
        ];
        for (bytes, expected) in cases {
            let message = parse_openapi("spec", bytes).unwrap_err().to_string();
            assert!(message.contains(expected), "{message}");
            assert!(message.starts_with("spec"), "{message}");
            assert!(message.contains("\n  help: "), "{message}");
        }
    }

    #[test]
    fn levels_are_counted_and_numbers_have_a_range() {
        // Deeper than the stack of a test.
        crate::stack::deep(|| {
            levels_and_numbers();
            Ok(())
        })
        .unwrap();
    }

    fn levels_and_numbers() {
        let deep = |depth: usize| format!("{{\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
        let deep_in_yaml = |depth: usize| format!("a: {}{}", "[".repeat(depth), "]".repeat(depth));
        let error = |text: &str| parse("f", text.as_bytes()).unwrap_err().to_string();
        assert!(parse("f", deep(MAX_DEPTH - 1).as_bytes()).is_ok());
        assert!(parse("f", deep_in_yaml(MAX_DEPTH - 1).as_bytes()).is_ok());
        let message = error(&deep(MAX_DEPTH));
        assert!(
            message.starts_with("f: nests more than 1000 levels deep at line 1 column 1005"),
            "{message}"
        );
        assert!(error(&deep(1_000_000)).contains("nests more than"));
        assert!(
            error(&deep_in_yaml(100_000)).contains("recursion limit"),
            "{}",
            error(&deep_in_yaml(100_000))
        );
        assert!(parse("f", br#"{"a": "[[[\"[[{{"}"#).is_ok());
        for text in ["{\"a\":\n  1e999}", "a: 1\nb: 1e999\n", "a: 1\nb: -.inf", "a: 1\nb: .nan"] {
            let message = error(text);
            assert!(message.contains("number") && message.contains("line 2"), "{message}");
        }
        let value = parse("f", b"a: 123456789012345678901234567890").unwrap();
        assert!(value["a"].is_number(), "{value}");
    }

    #[test]
    fn json_and_yaml_give_the_same_value() {
        let json =
            br#"{"openapi": "3.0.1", "info": {"version": "1.10", "x": [1, 2.5, null, true]}}"#;
        let yaml = b"openapi: 3.0.1\ninfo:\n  version: '1.10'\n  x: [1, 2.5, null, true]\n";
        assert_eq!(parse_openapi("a", json).unwrap(), parse_openapi("b", yaml).unwrap());
    }

    #[test]
    fn scalars_are_those_of_yaml_1_2() {
        let json = br#"{"x": ["no", "yes", "on", "Off", "y", "1_000", "12:30", true, 31, null]}"#;
        let yaml = b"x: [no, yes, on, Off, y, 1_000, 12:30, True, 0x1f, ~]\n";
        assert_eq!(parse("a", json).unwrap(), parse("b", yaml).unwrap());
    }
}
