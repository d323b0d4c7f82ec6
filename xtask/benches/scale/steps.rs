//! What is measured: the steps of `sync` between reading its files and writing
//! them, each with its CPU time. The last is what `audit` does by itself.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::NaiveDate;
use rustix::time::{ClockId, clock_gettime};
use serde_json::{Value, json};
use xtask::audit::assemble::{Compared, assemble};
use xtask::audit::inputs::{Document, Inputs};
use xtask::audit::pair::Pair;
use xtask::audit::report::{Format, render};
use xtask::error::{Error, Result};
use xtask::openapi::document::parse_openapi;
use xtask::openapi::json::{sha256, to_text};
use xtask::output::Output;
use xtask::pipeline::describe::describe;
use xtask::pipeline::generate::generate;
use xtask::pipeline::normalise::normalise;
use xtask::pipeline::overlay::Overlay;
use xtask::pipeline::polish::{Origin, polish};
use xtask::pipeline::preflight::preflight;
use xtask::pipeline::slice::slice;
use xtask::project::{self, GENERATOR};

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
    let name = project::FRAGMENT;
    let document =
        steps.take("parse the document", || parse_openapi(name, documents.after.as_bytes()))?;
    steps.take("digest it", || sha256(to_text(&document).as_bytes()));
    let slice =
        steps.take("slice", || slice(name, &document, &documents.wanted, &BTreeMap::new()))?;
    let overlay =
        steps.take("parse the overlay", || Overlay::parse(project::OVERLAY, &documents.overlay))?;
    let overlaid = steps.take("overlay", || overlay.apply(&slice))?;
    let (fragment, _) = steps.take("describe", || describe(overlaid));
    let text = steps.take("print the fragment", || to_text(&fragment));
    let (input, _) = steps.take("normalise", || normalise(fragment.clone(), &GENERATOR));
    let typed = steps.take("preflight", || preflight(name, &input))?;
    let generated =
        steps.take("generate (progenitor)", || generate(name, &input, &typed, &GENERATOR))?;
    let digest = sha256(text.as_bytes());
    let origin = Origin { generator: &GENERATOR, sha256: &digest };
    steps.take("polish", || polish(generated, &input, &GENERATOR).map(|it| it.print(origin)))?;
    let before = documents.fragment_before.clone();
    steps.take("**audit**", || report(before, text))?;
    let mut steps = steps.sum("**sync**");
    let odd = with_odd_schema(input);
    let typed = preflight(name, &odd)?;
    let refused =
        steps.take("name what progenitor cannot take", || generate(name, &odd, &typed, &GENERATOR));
    match refused {
        Err(_) => Ok(steps),
        Ok(_) => Err(Error::new(
            name,
            "is taken by the generator, so the search for the cause was not measured",
            "choose another schema in xtask/benches/scale",
        )),
    }
}

/// The generator's input with a schema that it cannot take.
fn with_odd_schema(mut input: Value) -> Value {
    input["components"]["schemas"]["Odd"] = json!({ "type": "object", "format": "uri-map" });
    input
}

/// What `audit` prints of two documents, and `sync` at its end.
fn report(before: String, after: String) -> Result<Vec<u8>> {
    let document = |text| {
        let file = project::FRAGMENT;
        Document::parse("document".to_owned(), file, file, text)
    };
    let inputs = Inputs {
        documents: Pair { base: document(before)?, revision: document(after)? },
        declared: None,
        surroundings: None,
    };
    let compared = Compared::of(&inputs, &GENERATOR);
    let report = assemble(&inputs, compared, None, NaiveDate::MIN, &GENERATOR);
    let (mut text, mut progress) = (Vec::new(), Vec::new());
    let mut output = Output::new(&mut text, false, &mut progress, false);
    render(&report, Format::Text, &mut output);
    Ok(text)
}
