//! `cargo xtask audit`: reads what is compared, and prints the report, the
//! provenance, or the explanation of a rule.

use std::path::Path;

use crate::audit::assemble::assemble;
use crate::audit::inputs::Inputs;
use crate::audit::provenance::{Origin, inventory, provenance};
use crate::audit::render::{Format, render};
use crate::audit::report::{FailOn, HOUSEKEEPING};
use crate::audit::rules;
use crate::error::{Error, Result};
use crate::output::Output;

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
}

/// Runs the command; true if nothing fails it.
pub fn run(root: &Path, request: &Request, output: &mut Output<'_>) -> Result<bool> {
    let inputs = match &request.files {
        Some((base, revision)) => Inputs::of_files(root, base, revision, &request.operations)?,
        None => Inputs::of_repository(root, request.base.as_deref())?,
    };
    if request.provenance {
        return print_provenance(&inputs, output).map(|()| true);
    }
    output.progress(
        "Auditing",
        format!("{} → {}", inputs.base.name, inputs.revision.name),
    );
    let today = chrono::Utc::now().date_naive();
    let report = assemble(&inputs, today);
    render(&report, request.format, output);
    Ok(!report.fails(request.fail_on))
}

fn print_provenance(inputs: &Inputs, output: &mut Output<'_>) -> Result<()> {
    let side = &inputs.revision;
    let items = inventory(&side.name, &side.document)?;
    for (item, origin) in provenance(&side.name, &side.document, &items)? {
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
                "{}: {}\nlevel {} if it breaks, behaviour {}\n\n{}\nWhether it breaks a released client follows from the two contracts.\n",
                rule.id,
                rule.title,
                crate::audit::render::word(rule.level),
                crate::audit::render::word(rule.behaviour),
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
