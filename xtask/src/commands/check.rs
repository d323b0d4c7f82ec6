//! `cargo xtask check`: says of each file that the xtask makes whether it is
//! fresh, and whether the facade serves every operation. Writes nothing.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::audit::facade::{self, Served};
use crate::error::Result;
use crate::openapi::json;
use crate::output::{ATTENTION, BAD, GOOD, Output, counted};
use crate::pipeline::generate::GENERATOR;
use crate::pipeline::overlay::Overlay;
use crate::pipeline::polish::MARK;
use crate::pipeline::slice;
use crate::pipeline::{Products, produce};
use crate::project::{self, Surface};
use crate::public_api::freshness;
use crate::workspace::files::{self, Artifact, State};
use crate::workspace::pin::Pin;

/// What the workspace says it is made from.
#[derive(Debug)]
pub struct Inputs {
    /// The pin.
    pub pin: Pin,
    /// The slice.
    pub slice: Value,
    /// The text of the slice's file.
    pub slice_text: String,
    /// The overlay.
    pub overlay: Overlay,
}

impl Inputs {
    /// Reads them from the workspace.
    pub fn read(root: &Path) -> Result<Self> {
        const RESTORE: &str = "cargo xtask sync";
        let pin = Pin::parse(project::PIN, &files::require(root, project::PIN, RESTORE)?)?;
        let slice_text = files::require(root, project::SLICE, RESTORE)?;
        let slice = crate::openapi::document::parse_openapi(project::SLICE, slice_text.as_bytes())?;
        let overlay_text =
            files::require(root, project::OVERLAY, "git checkout openapi/overlay.yaml")?;
        let overlay = Overlay::parse(project::OVERLAY, &overlay_text)?;
        Ok(Self {
            pin,
            slice,
            slice_text,
            overlay,
        })
    }
}

/// A file or an operation that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The slice is not the one that `sync` wrote for the pin.
    Slice {
        /// In what way.
        problem: String,
    },
    /// A file has another text.
    Stale {
        /// The file as it should be.
        artifact: Artifact,
        /// The text on disk.
        found: String,
        /// Whether it was made from the same fragment by the same generator,
        /// so that only a hand can have changed it.
        edited: bool,
    },
    /// A file does not exist.
    Missing {
        /// The file as it should be.
        artifact: Artifact,
    },
    /// A file of the bindings' folder that nothing makes.
    Orphaned {
        /// Where it is.
        path: String,
    },
    /// An operation that the facade has no method for.
    Uncovered(Served),
}

/// What `check` found.
#[derive(Debug)]
pub struct Report {
    /// How many files and operations were looked at.
    pub checked: usize,
    /// The files that are as they should be.
    pub fresh: Vec<String>,
    /// What is not as it should be.
    pub findings: Vec<Finding>,
}

/// The files that follow from the slice and the overlay.
pub fn artifacts(products: &Products) -> Vec<Artifact> {
    let fragment = Artifact {
        path: project::FRAGMENT.to_owned(),
        text: products.fragment_text.clone(),
    };
    let modules = products.modules.iter().map(|(name, text)| Artifact {
        path: project::generated(name),
        text: text.clone(),
    });
    std::iter::once(fragment).chain(modules).collect()
}

/// Compares the workspace with what it should be.
pub fn examine(root: &Path, inputs: &Inputs, products: &Products) -> Result<Report> {
    let mut fresh = Vec::new();
    let mut findings = Vec::new();
    match slice_problem(inputs) {
        None => fresh.push(project::SLICE.to_owned()),
        Some(problem) => findings.push(Finding::Slice { problem }),
    }
    let artifacts = artifacts(products);
    for artifact in &artifacts {
        match files::compare(root, artifact)? {
            State::Fresh => fresh.push(artifact.path.clone()),
            State::Missing => findings.push(Finding::Missing {
                artifact: artifact.clone(),
            }),
            State::Stale { found } => findings.push(Finding::Stale {
                edited: is_edited(&artifact.text, &found),
                artifact: artifact.clone(),
                found,
            }),
        }
    }
    let expected: BTreeSet<_> = artifacts.iter().map(|it| it.path.as_str()).collect();
    let orphans = files::orphans(root, project::GENERATED, &expected)?;
    findings.extend(orphans.into_iter().map(|path| Finding::Orphaned { path }));

    let operations = facade::served(&products.fragment);
    let checked = 1 + artifacts.len() + operations.len();
    for operation in operations {
        let path = project::operation(&operation.method);
        let is_served = match files::read(root, &path)? {
            Some(text) => facade::has_method(&path, &text, &operation.method)?,
            None => false,
        };
        if !is_served {
            findings.push(Finding::Uncovered(operation));
        }
    }
    let orphaned = findings
        .iter()
        .filter(|finding| matches!(finding, Finding::Orphaned { .. }))
        .count();
    Ok(Report {
        checked: checked + orphaned,
        fresh,
        findings,
    })
}

/// A file of the bindings with the header that it should have, and another
/// body.
fn is_edited(expected: &str, found: &str) -> bool {
    let header = |text: &str| text.lines().take(3).map(str::to_owned).collect::<Vec<_>>();
    expected.starts_with(MARK) && header(expected) == header(found)
}

/// Why the slice is not the one that `sync` wrote for the pin, if so.
pub fn slice_problem(inputs: &Inputs) -> Option<String> {
    let Inputs { pin, slice, .. } = inputs;
    if json::sha256(inputs.slice_text.as_bytes()) != pin.slice_sha256 {
        return Some(format!(
            "its sha256 is not the slice_sha256 of {}: one of them was changed by hand",
            project::PIN
        ));
    }
    let named = slice::Operations::of(project::SLICE, slice);
    let mut taken = BTreeSet::new();
    for wanted in &pin.operations {
        match named.find(wanted) {
            Ok(operation) => taken.insert(operation),
            Err(_) => return Some(format!("lacks {wanted}, which {} names", project::PIN)),
        };
    }
    crate::openapi::operations(slice)
        .find(|(path, method, _)| !taken.contains(&(*path, *method)))
        .map(|(path, method, _)| {
            format!(
                "has {} {path}, which {} does not name",
                method.to_uppercase(),
                project::PIN
            )
        })
}

/// Runs the command; true if everything is fresh.
pub fn run(root: &Path, output: &mut Output<'_>) -> Result<bool> {
    let inputs = Inputs::read(root)?;
    output.progress(
        "Checking",
        format!("{} and what {GENERATOR} makes of it", project::FRAGMENT),
    );
    let products = produce(&inputs.slice, &inputs.overlay)?;
    notes(&products, output);
    let report = examine(root, &inputs, &products)?;
    for path in &report.fresh {
        output.result(GOOD, "Fresh", path);
    }
    for finding in &report.findings {
        print(finding, output);
    }
    if !report.findings.is_empty() {
        output.separator();
        summarise(&report, output);
        return Ok(false);
    }
    // What follows from files that are not fresh is not judged.
    let stale = freshness::stale(root)?;
    for Surface { path, .. } in project::SURFACES {
        match stale.contains(&path) {
            false => output.result(GOOD, "Fresh", path),
            true => {
                output.result(ATTENTION, "Stale", path);
                output.detail(
                    "the sources have changed since it was written\n\
                     fix: `cargo xtask public-api` rewrites it",
                );
            }
        }
    }
    output.separator();
    let (checked, style, verb) = match stale.len() {
        0 => (String::new(), GOOD, "Fresh"),
        count => (format!(": {count} stale"), ATTENTION, "Stale"),
    };
    let all = report.checked + project::SURFACES.len();
    output.result(style, verb, format!("{all} checked{checked}"));
    Ok(stale.is_empty())
}

/// What should be known of the products, fresh or not.
pub fn notes(products: &Products, output: &mut Output<'_>) {
    for omission in &products.omissions {
        output.warning(format!("{}: {omission}", project::FRAGMENT));
    }
    for undescribed in &products.undescribed {
        output.warning(format!(
            "{}#{} has no text of its own; add to {}:",
            project::FRAGMENT,
            undescribed.pointer,
            project::OVERLAY
        ));
        output.indented(undescribed.action());
    }
}

fn print(finding: &Finding, output: &mut Output<'_>) {
    match finding {
        Finding::Slice { problem } => {
            output.result(BAD, "Edited", project::SLICE);
            output.detail(format!("{problem}\nfix: `cargo xtask sync` rewrites it"));
        }
        Finding::Stale {
            artifact,
            found,
            edited,
        } => {
            match edited {
                true => {
                    output.result(BAD, "Edited", &artifact.path);
                    output.detail("it was changed by hand: its header is the one it should have");
                }
                false => output.result(ATTENTION, "Stale", &artifact.path),
            }
            output.detail("fix: `cargo xtask generate` rewrites it:");
            output.diff(&artifact.path, found, &artifact.text);
        }
        Finding::Missing { artifact } => {
            output.result(ATTENTION, "Missing", &artifact.path);
            output.detail(format!(
                "fix: `cargo xtask generate` writes it ({})",
                counted(artifact.text.lines().count(), "line")
            ));
        }
        Finding::Orphaned { path } => {
            output.result(ATTENTION, "Orphaned", path);
            output.detail(
                "no step makes this file\n\
                 fix: `cargo xtask generate` removes it if a generator made it; move it away if you did",
            );
        }
        Finding::Uncovered(operation) => {
            output.result(
                BAD,
                "Uncovered",
                format!("{}#{}", project::FRAGMENT, operation.pointer),
            );
            output.detail(format!(
                "the facade has no method for it\nfix: write `Client::{}` in {}",
                operation.method,
                project::operation(&operation.method)
            ));
        }
    }
}

fn summarise(report: &Report, output: &mut Output<'_>) {
    let count = |test: fn(&Finding) -> bool| report.findings.iter().filter(|it| test(it)).count();
    let counts = [
        (report.checked - report.findings.len(), "fresh"),
        (
            count(|it| matches!(it, Finding::Stale { edited: false, .. })),
            "stale",
        ),
        (
            count(|it| {
                matches!(
                    it,
                    Finding::Stale { edited: true, .. } | Finding::Slice { .. }
                )
            }),
            "edited",
        ),
        (count(|it| matches!(it, Finding::Missing { .. })), "missing"),
        (
            count(|it| matches!(it, Finding::Orphaned { .. })),
            "orphaned",
        ),
        (count(|it| matches!(it, Finding::Uncovered(_))), "uncovered"),
    ];
    let counts: Vec<_> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    output.result(
        ATTENTION,
        "Stale",
        format!("{} checked: {}", report.checked, counts.join(", ")),
    );
    output.detail(format!(
        "(run {})",
        commands(&report.findings).join(", then ")
    ));
}

/// The commands that mend the findings, in their order.
fn commands(findings: &[Finding]) -> Vec<&'static str> {
    let any = |test: fn(&Finding) -> bool| findings.iter().any(test);
    let mut commands = Vec::new();
    if any(|it| matches!(it, Finding::Slice { .. })) {
        commands.push("`cargo xtask sync`");
    }
    if any(|it| !matches!(it, Finding::Slice { .. } | Finding::Uncovered(_))) {
        commands.push("`cargo xtask generate` to update");
    }
    if any(|it| matches!(it, Finding::Uncovered(_))) {
        commands.push("`cargo xtask check` again with the method written");
    }
    commands
}
