//! `cargo xtask audit`: reads what is compared, and prints the report, the
//! provenance, the origin of a public item, or the explanation of a rule.

use std::path::Path;
use std::thread;

use chrono::NaiveDate;

use crate::audit::assemble::{Compared, assemble};
use crate::audit::dependents::origin;
use crate::audit::housekeeping::HOUSEKEEPING;
use crate::audit::inputs::{Document, Inputs, Surroundings, restrict};
use crate::audit::join::provenance::{Made, Origin};
use crate::audit::pair::Pair;
use crate::audit::report::model::FailOn;
use crate::audit::report::words::word;
use crate::audit::report::{Format, render};
use crate::audit::{acknowledge, public, rules, version};
use crate::error::{Error, Result};
use crate::facade;
use crate::openapi::document;
use crate::output::Output;
use crate::pipeline::overlay::Overlay;
use crate::project::{
    ACKNOWLEDGED, BINDINGS, CHANGELOG, FRAGMENT, GENERATOR, MANIFESTS, OVERLAY, PIN, SLICE,
    SURFACES,
};
use crate::stack;
use crate::workspace::files;
use crate::workspace::git::Base;
use crate::workspace::pin::Pin;
use crate::workspace::source::{self, Source};

/// What is asked for on the command line.
#[derive(Clone, Debug, clap::Args)]
pub struct Request {
    /// Compare with the merge base of this revision and HEAD.
    /// [default: the default branch of the remote `origin`]
    #[arg(long, value_name = "REV", conflicts_with = "base_spec")]
    base: Option<String>,
    /// A document to compare with, instead of a revision; JSON or YAML.
    #[arg(long, value_name = "FILE", requires = "spec")]
    base_spec: Option<String>,
    /// The new document; needs --base-spec.
    #[arg(long, value_name = "FILE", requires = "base_spec")]
    spec: Option<String>,
    /// The operations to compare, by operationId or "METHOD /path",
    /// separated by commas. [default: all]
    #[arg(long, value_name = "LIST", value_delimiter = ',', requires = "spec")]
    operations: Vec<String>,
    /// Which findings fail the audit, with exit code 100. A hand edit always
    /// does, and so does a difference that no finding accounts for.
    #[arg(long, value_enum, default_value_t = FailOn::Breaking)]
    fail_on: FailOn,
    /// How to print the report.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Explain a rule, and stop.
    #[arg(long, value_name = "RULE")]
    explain: Option<String>,
    /// Print the part of the document that each generated item comes from, and
    /// stop.
    #[arg(long)]
    provenance: bool,
    /// Print where a public item comes from, and stop: generated items, places
    /// in the fragment and upstream, actions of the overlay.
    #[arg(long, value_name = "PATH")]
    item: Option<String>,
}

/// Runs the command as of a day; true if nothing fails it.
pub fn run(
    root: &Path,
    request: &Request,
    today: NaiveDate,
    output: &mut Output<'_>,
) -> Result<bool> {
    if let Some(rule) = &request.explain {
        return explain(rule, output).map(|()| true);
    }
    if let Some(item) = &request.item {
        return print_origin(root, item, output).map(|()| true);
    }
    let (inputs, base) = match (&request.base_spec, &request.spec) {
        (Some(base), Some(revision)) => {
            (of_files(root, base, revision, &request.operations)?, None)
        }
        _ => {
            let base = Base::find(root, request.base.as_deref())?;
            (of_repository(root, &base)?, Some(base))
        }
    };
    if request.provenance {
        return print_provenance(&inputs.documents.revision, output).map(|()| true);
    }
    let names = inputs.documents.as_ref().map(|it| &it.name);
    output.progress("Auditing", format!("{} → {}", names.base, names.revision));
    let (compared, facade) = thread::scope(|scope| {
        let facade = stack::spawn(scope, || match &base {
            Some(base) => facade::of_repository(root, base),
            None => facade::of_documents(root, inputs.documents.as_ref().map(|it| &it.value)),
        });
        (Compared::of(&inputs, &GENERATOR), facade.and_then(stack::join))
    });
    let report = assemble(&inputs, compared, facade?.as_ref(), today, &GENERATOR);
    render(&report, request.format, output);
    Ok(!report.fails(request.fail_on))
}

/// Reads the merge base, and the working tree.
fn of_repository(root: &Path, base: &Base) -> Result<Inputs> {
    let place = format!("{}:{FRAGMENT}", base.short());
    let before = base.read(FRAGMENT)?.ok_or_else(|| {
        Error::new(
            &place,
            "does not exist: the base is older than the fragment",
            "name a newer base with `--base REV`",
        )
    })?;
    let help = "run `cargo xtask generate`, or restore the file from version control";
    let after = files::require(root, FRAGMENT, help)?;
    let read = |path: &str| files::read(root, path);
    let overlay = |text: Option<String>| Overlay::parse(OVERLAY, &text?).ok();
    let slice = |text: Option<String>| document::parse(SLICE, text?.as_bytes()).ok();
    let surroundings = Surroundings {
        folder: BINDINGS.to_owned(),
        modules: Pair {
            base: by_name(base.read_all(BINDINGS)?),
            revision: by_name(files::read_all(root, BINDINGS)?),
        },
        overlays: Pair { base: overlay(base.read(OVERLAY)?), revision: overlay(read(OVERLAY)?) },
        slices: Pair { base: slice(base.read(SLICE)?), revision: slice(read(SLICE)?) },
        base_version: version::declared(MANIFESTS, |path| base.read(path))?,
        newest_entry: version::newest_entry(&read(CHANGELOG)?.unwrap_or_default()),
        acknowledgements: acknowledge::parse(
            ACKNOWLEDGED,
            &read(ACKNOWLEDGED)?.unwrap_or_default(),
        )?,
    };
    let base_name = format!("{} (merge base {})", base.revision, base.short());
    Ok(Inputs {
        documents: Pair {
            base: Document::parse(base_name, FRAGMENT, &place, before)?,
            revision: Document::parse("working tree".to_owned(), FRAGMENT, FRAGMENT, after)?,
        },
        declared: Some(version::declared(MANIFESTS, read)?),
        surroundings: Some(surroundings),
    })
}

/// The files of the bindings by their names in their folder.
fn by_name(files: Vec<(String, String)>) -> Vec<(String, String)> {
    let folder = format!("{BINDINGS}/");
    let name = |path: String| path.split_once(&folder).map_or(path.clone(), |it| it.1.to_owned());
    files.into_iter().map(|(path, text)| (name(path), text)).collect()
}

/// Reads two files. If operations are named, only those are compared.
fn of_files(root: &Path, base: &str, revision: &str, operations: &[String]) -> Result<Inputs> {
    let document = |path: &str| {
        let source = Source::File(path.into());
        let bytes = source.read(false)?;
        Ok(Document {
            value: source::document(&source, &bytes)?,
            text: String::from_utf8_lossy(&bytes).into_owned(),
            file: path.to_owned(),
            name: path.to_owned(),
        })
    };
    let mut documents = Pair { base, revision }.in_parallel(document)?.transpose()?;
    restrict(&mut documents, operations)?;
    Ok(Inputs {
        documents,
        declared: version::declared(MANIFESTS, |path| files::read(root, path)).ok(),
        surroundings: None,
    })
}

fn print_provenance(document: &Document, output: &mut Output<'_>) -> Result<()> {
    for (item, origin) in Made::of(&document.file, &document.value, &GENERATOR)?.provenance {
        let origin = match origin {
            Origin::Document(pointer) => pointer.to_string(),
            Origin::Generator => "no part of the document: the generator adds it".to_owned(),
        };
        output.verbatim(&format!("{item}\t{origin}\n"));
    }
    Ok(())
}

/// Prints the way back from a public item.
fn print_origin(root: &Path, item: &str, output: &mut Output<'_>) -> Result<()> {
    let place = || format!("--item {item}");
    let facade = facade::of_checkout(root)?.ok_or_else(|| {
        Error::new(
            place(),
            "there is no facade in this workspace",
            "run the command in the repository",
        )
    })?;
    let text = |path: &str| files::require(root, path, "run `cargo xtask sync`");
    let texts = facade.surfaces.iter().filter_map(|it| it.texts.revision.as_deref());
    let surfaces: Vec<_> = texts.map(public::read).collect();
    let fragment = document::parse_openapi(FRAGMENT, text(FRAGMENT)?.as_bytes())?;
    let found = origin::of(
        item,
        origin::Layers {
            index: &facade.index.revision,
            surfaces: &surfaces,
            provenance: &Made::of(FRAGMENT, &fragment, &GENERATOR)?.provenance,
            generator: &GENERATOR,
            slice: &document::parse(SLICE, text(SLICE)?.as_bytes())?,
            overlay: &Overlay::parse(OVERLAY, &text(OVERLAY)?)?,
            schemas: &Pin::parse(PIN, &text(PIN)?)?.schemas,
        },
    );
    let found = found.ok_or_else(|| {
        let help = format!("name one as in {}", SURFACES.map(|it| it.path).join(" or "));
        Error::new(place(), "is not a public item of the facade", help)
    })?;
    let mut lines = vec![item.to_owned()];
    lines.extend(found.place.map(|it| format!("  at {}:{}", it.file, it.line)));
    if found.behind.is_empty() {
        lines.push("  written by hand: it comes from no part of the specification".to_owned());
    }
    for behind in found.behind {
        lines.push(match behind.item {
            Some(item) => format!("  generated item: {item}"),
            None => "  a type written by hand, for the schema".to_owned(),
        });
        lines.push(match behind.pointer {
            Some(pointer) => format!("    in {FRAGMENT}: {pointer}"),
            None => "    the generator's own".to_owned(),
        });
        lines.push(match behind.upstream {
            Some(pointer) => format!("    upstream: {pointer}"),
            None => "    upstream has nothing at this place".to_owned(),
        });
        let actions = behind.actions.iter();
        lines.extend(actions.map(|(action, reason)| format!("    {action}: {reason}")));
    }
    lines.iter().for_each(|line| output.verbatim(&format!("{line}\n")));
    Ok(())
}

/// Prints what a rule says, and why.
fn explain(id: &str, output: &mut Output<'_>) -> Result<()> {
    let text = rules::rule(id)
        .map(|rule| {
            format!(
                "{}: {}\nlevel {} if it breaks, behaviour {}\n\n{}\nWhether it breaks a released client follows from the two contracts.\n",
                rule.id,
                rule.title,
                word(rule.level),
                word(rule.behaviour),
                rule.why
            )
        })
        .or_else(|| {
            let rule = HOUSEKEEPING.iter().find(|rule| rule.id == id)?;
            Some(format!(
                "{}: {}\n\n{}\n",
                rule.id, rule.title, rule.why
            ))
        });
    match text {
        Some(text) => {
            output.verbatim(&text);
            Ok(())
        }
        None => Err(Error::new(
            format!("--explain {id}"),
            "is not the id of a rule",
            format!("use one of {}", ids().join(", ")),
        )),
    }
}

fn ids() -> Vec<&'static str> {
    let mut ids: Vec<_> = rules::all().map(|rule| rule.id).collect();
    ids.extend(HOUSEKEEPING.iter().map(|rule| rule.id));
    ids
}
