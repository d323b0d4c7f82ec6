//! `cargo xtask audit`: reads what is compared, and prints the report, the
//! provenance, or the explanation of a rule.

use std::path::Path;

use chrono::NaiveDate;

use crate::audit::assemble::assemble;
use crate::audit::housekeeping::HOUSEKEEPING;
use crate::audit::inputs::{Document, Inputs, Surroundings, restrict};
use crate::audit::join::provenance::{Origin, inventory, provenance};
use crate::audit::pair::Pair;
use crate::audit::report::render;
use crate::audit::report::words::word;
use crate::audit::{acknowledge, rules, version};
use crate::error::{Error, Result};
use crate::output::Output;
use crate::pipeline::overlay::Overlay;
use crate::project::{ACKNOWLEDGED, BINDINGS, CHANGELOG, FRAGMENT, GENERATOR, MANIFESTS, OVERLAY};
use crate::workspace::files;
use crate::workspace::git::Base;
use crate::workspace::source::Source;

pub use crate::audit::report::Format;
pub use crate::audit::report::model::FailOn;

/// What was asked for on the command line.
#[derive(Clone, Debug)]
pub struct Request {
    /// The revision whose merge base is compared.
    pub base: Option<String>,
    /// Two files to compare instead.
    pub files: Option<(String, String)>,
    /// The operations of the files to compare; all if there are none.
    pub operations: Vec<String>,
    /// What fails the audit.
    pub fail_on: FailOn,
    /// How to print.
    pub format: Format,
    /// Print where each item comes from, instead of a report.
    pub provenance: bool,
    /// The day.
    pub today: NaiveDate,
}

/// Runs the command; true if nothing fails it.
pub fn run(root: &Path, request: &Request, output: &mut Output<'_>) -> Result<bool> {
    let inputs = match &request.files {
        Some((base, revision)) => of_files(root, base, revision, &request.operations)?,
        None => of_repository(root, request.base.as_deref())?,
    };
    if request.provenance {
        return print_provenance(&inputs.documents.revision, output).map(|()| true);
    }
    let names = inputs.documents.as_ref().map(|it| &it.name);
    output.progress("Auditing", format!("{} → {}", names.base, names.revision));
    let report = assemble(&inputs, request.today, &GENERATOR);
    render(&report, request.format, output);
    Ok(!report.fails(request.fail_on))
}

/// Reads the merge base of a revision, and the working tree.
fn of_repository(root: &Path, revision: Option<&str>) -> Result<Inputs> {
    let base = Base::find(root, revision)?;
    let place = format!("{}:{FRAGMENT}", base.short());
    let before = base.read(FRAGMENT).ok_or_else(|| {
        Error::new(
            &place,
            "does not exist: the base is older than the fragment",
            "name a newer base with `--base REV`",
        )
    })?;
    let after = files::require(root, FRAGMENT, "cargo xtask generate")?;
    let read = |path: &str| files::read(root, path);
    let overlay = |text: Option<String>| Overlay::parse(OVERLAY, &text?).ok();
    let surroundings = Surroundings {
        folder: BINDINGS.to_owned(),
        modules: Pair {
            base: base
                .list(BINDINGS)
                .into_iter()
                .filter_map(|path| Some((module_name(&path), base.read(&path)?)))
                .collect(),
            revision: modules(root)?,
        },
        overlays: Pair {
            base: overlay(base.read(OVERLAY)),
            revision: overlay(read(OVERLAY)?),
        },
        base_version: version::declared(MANIFESTS, |path| Ok(base.read(path)))?,
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

/// The file's name in the folder of the bindings.
fn module_name(path: &str) -> String {
    let folder = format!("{BINDINGS}/");
    let name = path.split_once(&folder).map_or(path, |(_, name)| name);
    name.to_owned()
}

/// The bindings in the working tree.
fn modules(root: &Path) -> Result<Vec<(String, String)>> {
    files::orphans(root, BINDINGS, &Default::default())?
        .into_iter()
        .map(|path| {
            let text = files::read(root, &path)?.unwrap_or_default();
            Ok((module_name(&path), text))
        })
        .collect()
}

/// Reads two files; of their operations only those that are named, if any are.
fn of_files(root: &Path, base: &str, revision: &str, operations: &[String]) -> Result<Inputs> {
    let document = |path: &str| {
        let bytes = Source::File(path.into()).read(false)?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Document::parse(path.to_owned(), path, path, text)
    };
    let mut documents = Pair { base, revision }.map(document).transpose()?;
    restrict(&mut documents, operations)?;
    Ok(Inputs {
        documents,
        declared: version::declared(MANIFESTS, |path| files::read(root, path)).ok(),
        surroundings: None,
    })
}

fn print_provenance(document: &Document, output: &mut Output<'_>) -> Result<()> {
    let items = inventory(&document.value, &GENERATOR)?;
    for (item, origin) in provenance(&document.value, &items, &GENERATOR)? {
        let origin = match origin {
            Origin::Document(pointer) => pointer.to_string(),
            Origin::Generator => "the generator's own".to_owned(),
        };
        output.verbatim(&format!("{item}\t{origin}\n"));
    }
    Ok(())
}

/// Prints what a rule says, and why.
pub fn explain(id: &str, output: &mut Output<'_>) -> Result<()> {
    let text = rules::rule(id)
        .map(|rule| {
            format!(
                "{}: {}\nlevel {}, wire {}, behaviour {}\n\n{}\n",
                rule.id,
                rule.title,
                word(rule.level),
                word(rule.wire),
                word(rule.behaviour),
                rule.why
            )
        })
        .or_else(|| {
            let rule = HOUSEKEEPING.iter().find(|rule| rule.id == id)?;
            Some(format!(
                "{}: {}\nlevel error\n\n{}\n",
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
            format!("the rules are {}", ids().join(", ")),
        )),
    }
}

fn ids() -> Vec<&'static str> {
    let mut ids: Vec<_> = rules::all().map(|rule| rule.id).collect();
    ids.extend(HOUSEKEEPING.iter().map(|rule| rule.id));
    ids
}
