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
        Ok(value) => crate::openapi::json::to_text(&value),
        // Only maps with keys that are no strings cannot be serialised.
        Err(error) => format!("{}\n", Value::from(error.to_string())),
    }
}
