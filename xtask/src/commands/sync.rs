//! `cargo xtask sync`: reads the specification again, and rewrites the files
//! that follow from it (pin, slice, fragment and bindings, with `--accept` also
//! the overlay), all or none.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;
use serde_json::Value;

use crate::artifacts;
use crate::audit::assemble::{Compared, assemble};
use crate::audit::inputs::{Document, Inputs};
use crate::audit::pair::Pair;
use crate::audit::report::{Format, render};
use crate::audit::version;
use crate::error::{Error, Result};
use crate::facade;
use crate::openapi::{self, document, json};
use crate::output::{ATTENTION, GOOD, Output, counted};
use crate::pipeline::overlay::Overlay;
use crate::pipeline::overlay::adopt::adopt;
use crate::pipeline::overlay::edit::{Correction, edited};
use crate::pipeline::produce;
use crate::pipeline::slice::slice;
use crate::project::{FRAGMENT, GENERATOR, MANIFESTS, OVERLAY, PIN, SLICE};
use crate::workspace::files::{self, Artifact, Change};
use crate::workspace::pin::Pin;
use crate::workspace::source::{self, Source};

/// What is asked for on the command line.
#[derive(Clone, Debug, clap::Args)]
pub struct Request {
    /// Path or https address of the specification, JSON or YAML.
    /// [default: the address in the pin]
    #[arg(long, value_name = "PATH-OR-URL")]
    from: Option<String>,
    /// The commit of the upstream repository that has this specification.
    #[arg(long, value_name = "SHA")]
    commit: Option<String>,
    /// Show what would change, and write nothing.
    #[arg(long)]
    dry_run: bool,
    /// Show each action of the overlay that no longer fits, the change that
    /// caused it, and a corrected action. If there is such an action, nothing
    /// is written without --accept.
    #[arg(long)]
    adopt: bool,
    /// Accept what --adopt shows: write the corrected overlay with the rest.
    #[arg(long, requires = "adopt")]
    accept: bool,
}

/// Runs the command as of a day; `progress` draws a bar for a download.
pub fn run(
    root: &Path,
    request: &Request,
    today: NaiveDate,
    progress: bool,
    output: &mut Output<'_>,
) -> Result<()> {
    let _alone = artifacts::lock(root, output);
    let (mut pin, pin_text) = artifacts::read_pin(root)?;
    let mut overlay = artifacts::read_overlay(root)?;
    if let Some(commit) = &request.commit {
        require_commit(commit)?;
    }

    let source = source_of(&pin, request)?;
    let name = source.name();
    output.progress("Reading", &name);
    let bytes = source.read(progress)?;
    let document = source::document(&source, &bytes)?;
    let dropped = match request.adopt {
        true => drop_names(&mut pin, &name, &document)?,
        false => Vec::new(),
    };
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
    let mut inputs = Vec::new();
    if request.adopt {
        let text = adopted(root, &overlay, &slice, &dropped, output)?;
        if let Some(text) = text {
            overlay = Overlay::parse(OVERLAY, &text)?;
            inputs.push(Artifact { path: OVERLAY.to_owned(), text });
        }
    }
    output.progress("Overlaying", counted(overlay.actions().count(), "action"));
    if !request.adopt {
        let shown = "`cargo xtask sync --adopt` shows a corrected action for each";
        overlay.apply(&slice).map_err(|error| error.rather(shown))?;
    }
    let products = produce(&slice, &overlay, &GENERATOR)?;
    artifacts::warn(&products, output);
    if !inputs.is_empty() && !request.accept {
        let next = "nothing was written; `--adopt --accept` accepts the corrections";
        output.result(ATTENTION, "Finished", next);
        return Ok(());
    }
    if new_pin.commit.is_none() {
        output.warning(format!(
            "the commit of {name} is unknown, so {PIN} cannot name it\n  \
             help: give it with --commit SHA, so that the document can be fetched again",
        ));
    }

    meaning(root, products.fragment_text.clone(), today, output)?;

    let slice_text = json::to_text(&slice);
    let new_pin = Pin { slice_sha256: json::sha256(slice_text.as_bytes()), ..new_pin };
    let pinned = [(PIN, new_pin.write_into(PIN, &pin_text)?), (SLICE, slice_text)];
    inputs.extend(pinned.map(|(path, text)| Artifact { path: path.to_owned(), text }));
    let changes = artifacts::changes(root, &products, inputs)?;
    if request.dry_run {
        for change in &changes {
            dry_run(root, change, output)?;
        }
        match changes.is_empty() {
            true => output.result(
                GOOD,
                "Unchanged",
                "no file would change; nothing was written (--dry-run)",
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
    artifacts::write(root, &changes, output)
}

/// Takes from the pin the schemas that upstream no longer gives a name, and
/// gives our names of them.
fn drop_names(pin: &mut Pin, name: &str, document: &Value) -> Result<Vec<String>> {
    let taken = slice(name, document, &pin.operations, &BTreeMap::new())?;
    let named = |it: &String| taken["components"]["schemas"].get(it).is_some();
    let (kept, dropped) =
        std::mem::take(&mut pin.schemas).into_iter().partition(|(it, _)| named(it));
    pin.schemas = kept;
    let dropped: BTreeMap<String, String> = dropped;
    Ok(dropped.into_values().collect())
}

/// Shows what no longer fits with its corrections, and gives the text of the
/// overlay with all of them; nothing if everything fits.
fn adopted(
    root: &Path,
    overlay: &Overlay,
    slice: &Value,
    dropped: &[String],
    output: &mut Output<'_>,
) -> Result<Option<String>> {
    let before = files::require(root, SLICE, &format!("run `git checkout {SLICE}`"))?;
    let before = document::parse(SLICE, before.as_bytes())?;
    let corrections = adopt(overlay, &before, slice, dropped)?;
    for Correction { action, causes, edit, .. } in &corrections {
        output.result(ATTENTION, "Corrects", action);
        output.detail(format!("{}\n{edit}", causes.join("\n")));
    }
    if corrections.is_empty() {
        return Ok(None);
    }
    let text = files::require(root, OVERLAY, &format!("run `git checkout {OVERLAY}`"))?;
    edited(&text, &corrections).map(Some)
}

fn source_of(pin: &Pin, request: &Request) -> Result<Source> {
    if let Some(from) = &request.from {
        return Source::parse(from);
    }
    let commit = request.commit.as_ref().or(pin.commit.as_ref());
    let commit = commit.ok_or_else(|| {
        Error::new(
            format!("{}: commit", PIN),
            "is empty, so there is no address to fetch from",
            "give the specification with --from, or its commit with --commit",
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

/// The pin of the document that was read. The same document keeps its pin,
/// whether it came as JSON or as YAML.
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
            format!("is not the document that {PIN} pins: its digest is not document_sha256"),
            format!(
                "restore {PIN} if somebody edited it; if the new document is right, accept it with \
                 --commit SHA"
            ),
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

/// Says what changes in meaning: the report of the audit, if it has a finding.
fn meaning(root: &Path, after: String, today: NaiveDate, output: &mut Output<'_>) -> Result<()> {
    // A fragment that cannot be read, for a merge conflict say, is replaced by
    // what is about to be written.
    let before = files::read(root, FRAGMENT)?;
    let document = |name: &str, text| Document::parse(name.to_owned(), FRAGMENT, FRAGMENT, text);
    let Some(Ok(base)) = before.map(|text| document("before", text)) else {
        output.result(
            GOOD,
            "Meaning",
            "not compared: the previous fragment is missing or cannot be read",
        );
        return Ok(());
    };
    let revision = document("after", after)?;
    let documents = Pair { base, revision };
    let facade = facade::of_documents(root, documents.as_ref().map(|it| &it.value))?;
    let inputs = Inputs {
        documents,
        declared: version::declared(MANIFESTS, |path| files::read(root, path)).ok(),
        surroundings: None,
    };
    let compared = Compared::of(&inputs, &GENERATOR);
    let report = assemble(&inputs, compared, facade.as_ref(), today, &GENERATOR);
    match report.findings.is_empty() {
        true => output.result(GOOD, "Meaning", "unchanged"),
        false => render(&report, Format::Text, output),
    }
    Ok(())
}

fn dry_run(root: &Path, change: &Change, output: &mut Output<'_>) -> Result<()> {
    match change {
        Change::Write(artifact) => {
            let found = files::read(root, &artifact.path)?.unwrap_or_default();
            output.result(ATTENTION, "Would write", &artifact.path);
            output.diff(&artifact.path, &found, &artifact.text);
        }
        Change::Remove { path } => output.result(ATTENTION, "Would remove", path),
    }
    Ok(())
}
