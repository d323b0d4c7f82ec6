//! The formats of a report. Each renders the one model, byte for byte the same
//! on every machine; none decides anything.

mod github;
mod html;
mod label;
mod map;
mod markdown;
mod mermaid;
pub mod model;
pub mod position;
mod text;
mod tone;
pub mod words;

use serde_json::Value;

use crate::output::Output;
use model::Report;

/// A format to render.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For a terminal.
    Text,
    /// For a comment on a pull request.
    Markdown,
    /// For programs; its schema is xtask/src/audit/report.schema.json.
    Json,
    /// For annotations in a workflow run.
    Github,
    /// For a browser: one page that needs nothing else.
    Html,
}

/// How deep the JSON of a report nests at most: common parsers read 128 levels.
const DEEPEST: usize = 120;

/// Prints the report.
pub fn render(report: &Report, format: Format, output: &mut Output<'_>) {
    match format {
        Format::Text => text::render(report, output),
        Format::Markdown => output.verbatim(&markdown::render(report)),
        Format::Json => output.verbatim(&json(report)),
        Format::Github => output.verbatim(&github::render(report)),
        Format::Html => output.verbatim(&html::render(report)),
    }
}

/// The report as JSON.
pub fn json(report: &Report) -> String {
    match serde_json::to_value(report) {
        Ok(mut value) => {
            cut(&mut value, DEEPEST);
            crate::openapi::json::to_text(&value)
        }
        // Only maps with keys that are no strings cannot be serialised.
        Err(error) => format!("{}\n", Value::from(error.to_string())),
    }
}

/// Writes "…" for what is nested deeper than so many levels.
fn cut(value: &mut Value, levels: usize) {
    match value {
        Value::Array(_) | Value::Object(_) if levels == 0 => *value = Value::from("…"),
        Value::Array(items) => items.iter_mut().for_each(|it| cut(it, levels - 1)),
        Value::Object(members) => members.values_mut().for_each(|it| cut(it, levels - 1)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn no_parser_gives_up_on_what_a_finding_shows() {
        let mut value = (0..500).fold(json!({}), |inner, _| json!({ "n": [inner] }));
        assert!(serde_json::from_str::<Value>(&value.to_string()).is_err());
        cut(&mut value, DEEPEST);
        assert!(serde_json::from_str::<Value>(&value.to_string()).is_ok());
        let mut small = json!({ "a": [{}, [1]] });
        cut(&mut small, DEEPEST);
        assert_eq!(small, json!({ "a": [{}, [1]] }));
    }
}
