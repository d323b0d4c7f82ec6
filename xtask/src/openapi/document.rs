//! From bytes to an OpenAPI 3.0 document as a JSON value, or to an error that
//! says what the bytes are instead. Reading files and addresses is elsewhere.

use serde_json::Value;

use crate::error::{Error, Result};

/// The largest document that is read, in bytes: 64 MiB.
pub const MAX_BYTES: u64 = 64 * 1024 * 1024;

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
            "give an OpenAPI 3.0 document in JSON or YAML",
        )
    })?;
    let text = text.trim_start_matches('\u{feff}');
    let value = match text.trim_start().chars().next() {
        None => Err(Error::new(
            name,
            "is empty",
            "give an OpenAPI 3.0 document in JSON or YAML",
        )),
        Some('<') => Err(Error::new(
            name,
            "is an HTML or XML page, not an OpenAPI document",
            "give the address of the raw file, not of the page that shows it",
        )),
        Some('{' | '[') => serde_json::from_str(text).map_err(|error| json_error(name, &error)),
        Some(_) => serde_saphyr::from_str(text).map_err(|error| yaml_error(name, &error)),
    }?;
    match value {
        Value::Object(_) => Ok(value),
        _ => Err(Error::new(
            name,
            "is neither a JSON object nor a YAML mapping",
            "give an OpenAPI 3.0 document in JSON or YAML",
        )),
    }
}

/// The error for a document over [`MAX_BYTES`].
pub fn too_large(name: &str) -> Error {
    Error::new(
        name,
        format!("is larger than {} MiB", MAX_BYTES / 1024 / 1024),
        "give a single OpenAPI document",
    )
}

fn json_error(name: &str, error: &serde_json::Error) -> Error {
    if error.is_eof() {
        Error::new(
            name,
            format!("ends in the middle of the JSON document ({error})"),
            "the file is cut short: fetch it again",
        )
    } else {
        Error::new(
            name,
            format!("is not valid JSON: {error}"),
            "mend the file, or fetch it again",
        )
    }
}

fn yaml_error(name: &str, error: &serde_saphyr::Error) -> Error {
    let message = error.to_string();
    let summary = message.lines().next().unwrap_or_default();
    Error::new(
        name,
        format!(
            "is neither JSON nor valid YAML: {}",
            summary.trim_start_matches("error: ")
        ),
        "give an OpenAPI 3.0 document in JSON or YAML; fetch it again if it is cut short",
    )
}

fn require_openapi_3_0(name: &str, document: &Value) -> Result<()> {
    let help = "give an OpenAPI 3.0 document; progenitor reads no other version";
    if let Some(version) = document.get("swagger") {
        return Err(Error::new(
            format!("{name}#/swagger"),
            format!("is OpenAPI {}, not 3.0", plain(version)),
            help,
        ));
    }
    match document.get("openapi") {
        Some(Value::String(version)) if version.starts_with("3.0.") => Ok(()),
        Some(version) => Err(Error::new(
            format!("{name}#/openapi"),
            format!("is OpenAPI {}, not 3.0", plain(version)),
            help,
        )),
        None => Err(Error::new(
            name,
            "has no `openapi` field, so it is not an OpenAPI document",
            help,
        )),
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
            (
                b"just some words",
                "neither a JSON object nor a YAML mapping",
            ),
            (b"[1, 2]", "neither a JSON object nor a YAML mapping"),
            (b"\xff\xfe\x00", "not UTF-8"),
            (b"{\"swagger\": \"2.0\"}", "is OpenAPI 2.0, not 3.0"),
            (b"swagger: 2.0\n", "is OpenAPI 2.0, not 3.0"),
            (b"{\"openapi\": \"3.1.0\"}", "is OpenAPI 3.1.0, not 3.0"),
            (b"openapi: 3\n", "is OpenAPI 3, not 3.0"),
            (b"{\"info\": {}}", "has no `openapi` field"),
        ];
        for (bytes, expected) in cases {
            let message = parse_openapi("spec", bytes).unwrap_err().to_string();
            assert!(message.contains(expected), "{message}");
            assert!(message.starts_with("spec"), "{message}");
            assert!(message.contains("\n  help: "), "{message}");
        }
    }

    #[test]
    fn json_and_yaml_give_the_same_value() {
        let json =
            br#"{"openapi": "3.0.1", "info": {"version": "1.10", "x": [1, 2.5, null, true]}}"#;
        let yaml = b"openapi: 3.0.1\ninfo:\n  version: '1.10'\n  x: [1, 2.5, null, true]\n";
        assert_eq!(
            parse_openapi("a", json).unwrap(),
            parse_openapi("b", yaml).unwrap()
        );
    }
}
