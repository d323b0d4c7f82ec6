//! The measurements as a Markdown table and as JSON: of each step and size the
//! median, and its ratio to the smallest size.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use xtask::error::Result;
use xtask::workspace::files::{Artifact, Change, apply};

use crate::steps::Steps;

/// What has been measured.
#[derive(Debug)]
pub(crate) struct Table {
    /// How many operations each size has.
    sizes: Vec<usize>,
    /// The steps in their order.
    steps: Vec<&'static str>,
    times: BTreeMap<(&'static str, usize), Vec<Duration>>,
}

impl Table {
    pub(crate) fn new(sizes: Vec<usize>) -> Self {
        Self { sizes, steps: Vec::new(), times: BTreeMap::new() }
    }

    /// Adds a round of one size.
    pub(crate) fn add(&mut self, size: usize, steps: Steps) {
        for (step, time) in steps.0 {
            if !self.steps.contains(&step) {
                self.steps.push(step);
            }
            self.times.entry((step, size)).or_default().push(time);
        }
    }

    /// Microseconds per operation, and the ratio to the smallest size.
    fn cell(&self, step: &'static str, size: usize) -> (f64, f64) {
        let per_operation = |size: usize| {
            let operations = self.sizes.get(size).copied().unwrap_or(1);
            let times = self.times.get(&(step, size));
            let median = times.map_or(Duration::ZERO, |times| median(times));
            median.as_secs_f64() * 1e6 / operations as f64
        };
        let (time, smallest) = (per_operation(size), per_operation(0));
        (time, time / smallest)
    }

    pub(crate) fn markdown(&self) -> String {
        let mut text = String::from(
            "CPU time per operation, and its ratio to the smallest document:\n\n| step |",
        );
        for operations in &self.sizes {
            let _ = write!(text, " {operations} operations |");
        }
        let _ = writeln!(text, "\n|---|{}", "---:|".repeat(self.sizes.len()));
        for step in &self.steps {
            let _ = write!(text, "| {step} |");
            for size in 0..self.sizes.len() {
                let (time, ratio) = self.cell(step, size);
                let _ = write!(text, " {time:.0} µs, {ratio:.2} × |");
            }
            text.push('\n');
        }
        text
    }

    /// Writes the table as JSON into a folder.
    pub(crate) fn write(&self, folder: &Path) -> Result<()> {
        let steps: Vec<Value> = self
            .steps
            .iter()
            .map(|step| {
                let sizes = self.sizes.iter().enumerate().map(|(size, operations)| {
                    let (time, ratio) = self.cell(step, size);
                    json!({ "operations": operations, "microseconds_per_operation": time, "ratio": ratio })
                });
                json!({ "step": step.trim_matches('*'), "sizes": sizes.collect::<Vec<_>>() })
            })
            .collect();
        let file = Artifact {
            path: "scale.json".to_owned(),
            text: xtask::openapi::json::to_text(&json!({ "steps": steps })),
        };
        apply(folder, &[Change::Write(file)])
    }
}

/// Of an even number, the upper of the two in the middle.
fn median(times: &[Duration]) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort();
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}
