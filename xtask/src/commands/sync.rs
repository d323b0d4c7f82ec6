//! `cargo xtask sync`: takes the specification anew, and rewrites all that
//! follows from it: pin, slice, fragment and bindings, all or none.

use std::path::Path;

use serde_json::Value;

use crate::audit::assemble::assemble;
use crate::audit::inputs::Inputs;
use crate::audit::render::{Format, render};
use crate::commands::check;
use crate::commands::generate;
use crate::error::{Error, Result};
use crate::openapi;
use crate::openapi::json;
use crate::output::{ATTENTION, GOOD, Output, counted};
use crate::pipeline::overlay::Overlay;
use crate::pipeline::produce;
use crate::pipeline::slice::slice;
use crate::project;
use crate::workspace::files::{self, Artifact};
use crate::workspace::pin::Pin;
use crate::workspace::source::{self, Source};

/// What was asked for on the command line.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Path or address of the specification; the pin's address without it.
    pub from: Option<String>,
    /// The commit that the specification is of.
    pub commit: Option<String>,
    /// Write nothing.
    pub dry_run: bool,
    /// Draw a progress bar for a download.
    pub progress: bool,
}

/// Runs the command.
pub fn run(root: &Path, request: &Request, output: &mut Output<'_>) -> Result<()> {
    let pin_text = files::require(root, project::PIN, "git checkout openapi/upstream.toml")?;
    let pin = Pin::parse(project::PIN, &pin_text)?;
    let overlay_text = files::require(root, project::OVERLAY, "git checkout openapi/overlay.yaml")?;
    let overlay = Overlay::parse(project::OVERLAY, &overlay_text)?;
    if let Some(commit) = &request.commit {
        require_commit(commit)?;
    }

    let source = source_of(&pin, request)?;
    let name = source.name();
    output.progress("Reading", &name);
    let bytes = source.read(request.progress)?;
    let document = source::document(&source, &bytes)?;
    let new_pin = repin(&pin, request, &source, &bytes, &document)?;
    output.progress(
        "Slicing",
        format!(
            "{} of {}",
            counted(pin.operations.len(), "operation"),
            openapi::operations(&document).count()
        ),
    );
    let slice = slice(&name, &document, &pin.operations, &pin.schemas)?;
    output.progress("Overlaying", counted(overlay.actions().count(), "action"));
    let products = produce(&slice, &overlay)?;
    check::notes(&products, output);
    if new_pin.commit.is_none() {
        output.warning(format!(
            "{name} is another state of the specification than the pinned one, of an unknown commit\n  \
             help: say which with --commit, so that it can be fetched again",
        ));
    }

    meaning(root, products.fragment_text.clone(), output)?;

    let slice_text = json::to_text(&slice);
    let new_pin = Pin {
        slice_sha256: json::sha256(slice_text.as_bytes()),
        ..new_pin
    };
    let inputs = [
        (project::PIN, new_pin.write_into(project::PIN, &pin_text)?),
        (project::SLICE, slice_text),
    ];
    let inputs = inputs.map(|(path, text)| Artifact {
        path: path.to_owned(),
        text,
    });
    let changes = generate::changes(root, &products, inputs.into())?;
    if request.dry_run {
        for change in &changes {
            dry_run(root, change, output)?;
        }
        match changes.is_empty() {
            true => output.result(
                GOOD,
                "Unchanged",
                "no change; nothing was written (--dry-run)",
            ),
            false => output.result(
                ATTENTION,
                "Finished",
                format!(
                    "{} would change; nothing was written (--dry-run)",
                    counted(changes.len(), "file")
                ),
            ),
        }
        return Ok(());
    }
    files::apply(root, &changes)?;
    generate::report(&changes, output);
    output.progress("Rechecking", "what was written");
    generate::recheck(root)
}

fn source_of(pin: &Pin, request: &Request) -> Result<Source> {
    if let Some(from) = &request.from {
        return Source::parse(from);
    }
    let commit = request.commit.as_ref().or(pin.commit.as_ref());
    let commit = commit.ok_or_else(|| {
        Error::new(
            format!("{}: commit", project::PIN),
            "is empty, so there is no address to fetch from",
            "say where the specification is with --from, or its commit with --commit",
        )
    })?;
    Source::parse(&pin.url_at(commit))
}

fn require_commit(commit: &str) -> Result<()> {
    match is_commit(commit) {
        true => Ok(()),
        false => Err(Error::new(
            format!("--commit {commit}"),
            "is not a whole commit id",
            "give all 40 hexadecimal digits",
        )),
    }
}

fn is_commit(text: &str) -> bool {
    text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The pin for what was read. The same document keeps the pin, whether it came
/// as JSON or as YAML.
fn repin(
    pin: &Pin,
    request: &Request,
    source: &Source,
    bytes: &[u8],
    document: &Value,
) -> Result<Pin> {
    let document_sha256 = json::sha256(json::to_text(document).as_bytes());
    let unpinned = pin.document_sha256.is_empty();
    if document_sha256 == pin.document_sha256 || unpinned {
        return Ok(Pin {
            commit: request.commit.clone().or(pin.commit.clone()),
            sha256: match unpinned {
                true => json::sha256(bytes),
                false => pin.sha256.clone(),
            },
            document_sha256,
            ..pin.clone()
        });
    }
    if request.from.is_none() && request.commit.is_none() {
        return Err(Error::new(
            source.name(),
            format!(
                "is not the document that {} pins at this commit",
                project::PIN
            ),
            "find out which of the two was changed; `--commit` or `--from` takes another state",
        ));
    }
    let named_in_address = match source {
        Source::Address(url) => url
            .path_segments()
            .into_iter()
            .flatten()
            .find(|segment| is_commit(segment))
            .map(str::to_owned),
        Source::File(_) => None,
    };
    Ok(Pin {
        commit: request.commit.clone().or(named_in_address),
        sha256: json::sha256(bytes),
        document_sha256,
        ..pin.clone()
    })
}

/// Says what changes in meaning: the report of `audit`, if it has a finding.
fn meaning(root: &Path, after: String, output: &mut Output<'_>) -> Result<()> {
    // A fragment that cannot be read, for a merge conflict say, is mended by
    // what is about to be written.
    let before = files::read(root, project::FRAGMENT)?;
    let inputs = before.map(|before| Inputs::of_fragments(root, before, after));
    let Some(Ok(inputs)) = inputs else {
        output.result(GOOD, "Meaning", "all of it is new");
        return Ok(());
    };
    let report = assemble(&inputs, chrono::Utc::now().date_naive());
    match report.findings.is_empty() {
        true => output.result(GOOD, "Meaning", "unchanged"),
        false => render(&report, Format::Text, output),
    }
    Ok(())
}

fn dry_run(root: &Path, change: &files::Change, output: &mut Output<'_>) -> Result<()> {
    match change {
        files::Change::Write(artifact) => {
            let found = files::read(root, &artifact.path)?.unwrap_or_default();
            output.result(ATTENTION, "Would write", &artifact.path);
            output.diff(&artifact.path, &found, &artifact.text);
        }
        files::Change::Remove { path } => output.result(ATTENTION, "Would remove", path),
    }
    Ok(())
}
