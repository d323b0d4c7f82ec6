//! Functions that the tests of comparisons share.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use xtask::audit::differences::Comparison;

/// A JSON file.
pub(crate) fn read(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path:?}: {error}"))
}

/// The parts of a comparison that expectations state.
pub(crate) fn summary(comparison: &Comparison) -> Value {
    let finding = |it: &xtask::audit::finding::SpecFinding| {
        json!({
            "rule": it.rule,
            "level": it.level,
            "pointer": it.pointer,
            "uses": it.uses.len(),
            "wire": it.wire,
            "behaviour": it.behaviour,
        })
    };
    let findings: Vec<_> = comparison.findings.iter().map(finding).collect();
    expectation(json!({ "findings": findings, "noops": comparison.noops }))
}

/// An expectation with its findings in a fixed order.
pub(crate) fn expectation(mut value: Value) -> Value {
    if let Some(findings) = value["findings"].as_array_mut() {
        findings.sort_by_key(Value::to_string);
    }
    value
}
