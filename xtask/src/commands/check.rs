//! `cargo xtask check`: says of each file that the xtask makes whether it is
//! fresh, and whether the facade has a method for every operation. Writes
//! nothing.

use std::panic::resume_unwind;
use std::path::Path;
use std::thread;

use crate::artifacts::{self, Problem, Sources, examine};
use crate::audit::facade::{self, Served};
use crate::error::Result;
use crate::output::{ATTENTION, BAD, GOOD, Output, counted};
use crate::project::{self, FRAGMENT, GENERATOR, SLICE, SURFACES, Surface};
use crate::public_api::freshness;
use crate::workspace::files;

/// Runs the command; true if everything is fresh.
pub fn run(root: &Path, output: &mut Output<'_>) -> Result<bool> {
    let sources = Sources::read(root)?;
    output.progress(
        "Checking",
        format!("{FRAGMENT} and the bindings that {} generates", GENERATOR.name),
    );
    // Reading the facade takes as long as all the rest.
    let (products, stale) = thread::scope(|scope| {
        let stale = scope.spawn(|| freshness::stale(root));
        let products = sources.produce();
        (products, stale.join().unwrap_or_else(|panic| resume_unwind(panic)))
    });
    let products = products?;
    artifacts::warn(&products, output);
    let examination = examine(root, &sources, &products)?;
    let operations = facade::served(&products.fragment);
    let count = operations.len();
    let uncovered = uncovered(root, operations)?;
    for path in &examination.fresh {
        output.result(GOOD, "Fresh", path);
    }
    for problem in &examination.problems {
        print(problem, output);
    }
    for operation in &uncovered {
        print_uncovered(operation, output);
    }
    let fresh = examination.fresh.len() + count - uncovered.len();
    if !examination.problems.is_empty() || !uncovered.is_empty() {
        output.separator();
        summarise(fresh, &examination.problems, uncovered.len(), output);
        return Ok(false);
    }
    Ok(print_public_api(&stale?, fresh, output))
}

/// The texts of the public API follow from everything else, so they are judged
/// when everything else is fresh.
fn print_public_api(stale: &[&str], fresh: usize, output: &mut Output<'_>) -> bool {
    for Surface { path, .. } in SURFACES {
        if !stale.contains(&path) {
            output.result(GOOD, "Fresh", path);
            continue;
        }
        output.result(ATTENTION, "Stale", path);
        output.detail(freshness::ADVICE);
    }
    output.separator();
    let checked = fresh + SURFACES.len();
    match stale.len() {
        0 => output.result(GOOD, "Fresh", format!("{checked} checked")),
        count => output.result(
            ATTENTION,
            "Stale",
            format!("{checked} checked: {} fresh, {count} stale", checked - count),
        ),
    }
    stale.is_empty()
}

/// The operations that the facade has no method for.
fn uncovered(root: &Path, operations: Vec<Served>) -> Result<Vec<Served>> {
    let mut uncovered = Vec::new();
    for operation in operations {
        let path = project::operation(&operation.method);
        let is_served = match files::read(root, &path)? {
            Some(text) => facade::has_method(&path, &text, &operation.method)?,
            None => false,
        };
        if !is_served {
            uncovered.push(operation);
        }
    }
    Ok(uncovered)
}

fn print(problem: &Problem, output: &mut Output<'_>) {
    match problem {
        Problem::Slice { problem } => {
            output.result(BAD, "Edited", SLICE);
            output.detail(format!("{problem}\nfix: `cargo xtask sync` rewrites it"));
        }
        Problem::Stale { artifact, found, edited } => {
            match edited {
                true => {
                    output.result(BAD, "Edited", &artifact.path);
                    output.detail(
                        "somebody edited it: the header is current, but the content differs from \
                         what the generator writes",
                    );
                }
                false => output.result(ATTENTION, "Stale", &artifact.path),
            }
            output.detail("fix: `cargo xtask generate` rewrites it:");
            output.diff(&artifact.path, found, &artifact.text);
        }
        Problem::Missing { artifact } => {
            output.result(ATTENTION, "Missing", &artifact.path);
            output.detail(format!(
                "fix: `cargo xtask generate` writes it ({})",
                counted(artifact.text.lines().count(), "line")
            ));
        }
        Problem::Orphaned { path } => {
            output.result(ATTENTION, "Orphaned", path);
            output.detail(
                "no step of the pipeline writes this file\n\
                 fix: if the generator wrote it, `cargo xtask generate` removes it; if you wrote \
                 it, move it to another folder",
            );
        }
    }
}

fn print_uncovered(operation: &Served, output: &mut Output<'_>) {
    let place = format!("{FRAGMENT}#{}", operation.pointer);
    output.result(BAD, "Uncovered", place);
    output.detail(format!(
        "the facade has no method for this operation\nfix: write `Client::{}` in {}",
        operation.method,
        project::operation(&operation.method),
    ));
}

fn summarise(fresh: usize, problems: &[Problem], uncovered: usize, output: &mut Output<'_>) {
    let checked = fresh + problems.len() + uncovered;
    let mut counts = vec![(fresh, "fresh")];
    for kind in ["stale", "edited", "missing", "orphaned"] {
        counts.push((problems.iter().filter(|it| name(it) == kind).count(), kind));
    }
    counts.push((uncovered, "uncovered"));
    let counts: Vec<_> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    output.result(ATTENTION, "Stale", format!("{checked} checked: {}", counts.join(", ")));
    output.detail(format!("next: {}", next_steps(problems, uncovered).join(", then ")));
}

fn name(problem: &Problem) -> &'static str {
    match problem {
        Problem::Slice { .. } | Problem::Stale { edited: true, .. } => "edited",
        Problem::Stale { .. } => "stale",
        Problem::Missing { .. } => "missing",
        Problem::Orphaned { .. } => "orphaned",
    }
}

/// What solves the problems, in order.
fn next_steps(problems: &[Problem], uncovered: usize) -> Vec<&'static str> {
    let is_slice = |it: &Problem| matches!(it, Problem::Slice { .. });
    let mut steps = Vec::new();
    if problems.iter().any(is_slice) {
        steps.push("run `cargo xtask sync`");
    }
    if !problems.iter().all(is_slice) {
        steps.push("run `cargo xtask generate`");
    }
    if uncovered > 0 {
        steps.push("write each missing method and run `cargo xtask check` again");
    }
    steps
}
