//! What is measured: the steps of `sync` and `audit` between reading their
//! files and writing them, each with its CPU time.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use chrono::NaiveDate;
use rustix::time::{ClockId, clock_gettime};
use serde_json::Value;
use xtask::audit::assemble::assemble;
use xtask::audit::inputs::Inputs;
use xtask::audit::provenance::{inventory, provenance};
use xtask::audit::render::{Format, render};
use xtask::audit::{api, spec};
use xtask::describe::describe;
use xtask::document::parse_openapi;
use xtask::error::Result;
use xtask::generate::generate;
use xtask::json;
use xtask::normalise::normalise;
use xtask::output::Output;
use xtask::overlay::Overlay;
use xtask::paths;
use xtask::polish::{Origin, polish};
use xtask::preflight::preflight;
use xtask::upstream::slice::slice;

use crate::documents::Documents;

/// The CPU time of each step, by its name, in the order of the steps.
#[derive(Debug, Default)]
pub(crate) struct Steps(pub(crate) Vec<(&'static str, Duration)>);

impl Steps {
    fn take<T>(&mut self, name: &'static str, work: impl FnOnce() -> T) -> T {
        let start = cpu_time();
        let made = work();
        self.0.push((name, cpu_time().saturating_sub(start)));
        made
    }

    fn sum(mut self, name: &'static str) -> Self {
        let sum = self.0.iter().map(|(_, time)| *time).sum();
        self.0.push((name, sum));
        self
    }
}

/// What all threads of this process have used.
fn cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    let whole = Duration::from_secs(time.tv_sec.try_into().unwrap_or_default());
    whole + Duration::from_nanos(time.tv_nsec.try_into().unwrap_or_default())
}

/// From upstream's document to the texts that `sync` writes, and the report
/// that it prints.
pub(crate) fn sync(documents: &Documents) -> Result<Steps> {
    let mut steps = Steps::default();
    let name = paths::FRAGMENT;
    let document = steps.take("sync: parse the document", || {
        parse_openapi(name, documents.after.as_bytes())
    })?;
    steps.take("sync: digest it", || {
        json::sha256(json::to_text(&document).as_bytes())
    });
    let slice = steps.take("sync: slice", || {
        slice(name, &document, &documents.wanted, &BTreeMap::new())
    })?;
    let overlay = steps.take("sync: parse the overlay", || {
        Overlay::parse(paths::OVERLAY, &documents.overlay)
    })?;
    let overlaid = steps.take("sync: overlay", || overlay.apply(&slice))?;
    let (fragment, _) = steps.take("sync: describe", || describe(overlaid));
    let text = steps.take("sync: print the fragment", || json::to_text(&fragment));
    let (input, _) = steps.take("sync: normalise", || normalise(fragment.clone()));
    let typed = steps.take("sync: preflight", || preflight(name, &input))?;
    let generated = steps.take("sync: generate (progenitor)", || {
        generate(name, &input, &typed)
    })?;
    let sha256 = json::sha256(text.as_bytes());
    let origin = Origin {
        fragment: name,
        sha256: &sha256,
    };
    steps.take("sync: polish", || polish(generated, &input, origin))?;
    let before = documents.fragment_before.clone();
    steps.take("sync: report", || report(before, text))?;
    Ok(steps.sum("**sync**"))
}

/// `audit` of two documents: its larger steps by themselves, then all of it.
pub(crate) fn audit(documents: &Documents) -> Result<Steps> {
    let mut steps = Steps::default();
    let (before, after) = (&documents.before, &documents.after);
    let [base, revision] = steps.take("audit: parse the documents", || {
        let parse = |text: &String| parse_openapi(paths::FRAGMENT, text.as_bytes());
        Ok([parse(before)?, parse(after)?])
    })?;
    steps.take("audit: compare the documents", || {
        spec::compare(&base, &revision)
    });
    let [old, new] = steps.take("audit: generate and read the code", || {
        let read = |document: &Value| inventory(paths::FRAGMENT, document);
        Ok([read(&base)?, read(&revision)?])
    })?;
    steps.take("audit: trace the code's provenance", || {
        provenance(paths::FRAGMENT, &base, &old)?;
        provenance(paths::FRAGMENT, &revision, &new)
    })?;
    steps.take("audit: compare the code", || api::compare(&old, &new));
    drop((base, revision, old, new));
    steps.take("**audit**", || report(before.clone(), after.clone()))?;
    Ok(steps)
}

/// What `audit` and `sync` print of two documents.
fn report(before: String, after: String) -> Result<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let inputs = Inputs::of_fragments(&root, before, after)?;
    let report = assemble(&inputs, NaiveDate::MIN);
    let (mut text, mut progress) = (Vec::new(), Vec::new());
    let mut output = Output::new(&mut text, false, &mut progress, false);
    render(&report, Format::Text, &mut output);
    Ok(text)
}
