//! The command line: what can be asked for, where it goes, and the exit codes.

use std::ffi::OsString;
use std::io::Write;
use std::path::Path;

use clap::{Parser, Subcommand, ValueEnum};

use crate::audit::render::Format;
use crate::audit::report::FailOn;
use crate::commands::{audit, check, generate, sync};
use crate::error::Result;
use crate::output::Output;
use crate::{project, stack};

/// The command did what was asked, or found everything fresh.
pub const SUCCESS: u8 = 0;
/// The command could not do what was asked; no file has changed.
pub const FAILURE: u8 = 1;
/// `check` found something that is not fresh.
pub const STALE: u8 = 4;
/// `audit` found something at or above `--fail-on`.
pub const FINDINGS: u8 = 100;

const EXIT_CODES: &str = "Exit codes:\n  \
    0  done, or everything is fresh\n  \
    1  error; no file has changed\n  \
    4  check found something that is not fresh\n  \
    100  audit found something at or above --fail-on";

/// Keeps the bindings of verify-client true to Twilio's specification.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", after_help = EXIT_CODES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Whether to print in colour.
    #[arg(long, value_enum, default_value_t = Color::Auto, global = true)]
    color: Color,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Takes Twilio's specification anew and rewrites all that follows from it.
    ///
    /// Writes the pin, the slice, the fragment and the bindings, all or none,
    /// and prints what changed in meaning.
    #[command(after_help = EXIT_CODES)]
    Sync {
        /// Path or https address of the specification, JSON or YAML.
        /// [default: the address in openapi/upstream.toml]
        #[arg(long, value_name = "PATH-OR-URL")]
        from: Option<String>,
        /// The commit of Twilio's repository that the specification is of.
        #[arg(long, value_name = "SHA")]
        commit: Option<String>,
        /// Show what would change, and write nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Rewrites the fragment and the bindings from the slice and the overlay.
    #[command(after_help = EXIT_CODES)]
    Generate,
    /// Says what is not fresh, with the command that mends it; writes nothing.
    #[command(after_help = EXIT_CODES)]
    Check,
    /// Says what a change of the specification does to the code, and whom it
    /// breaks; writes nothing.
    ///
    /// Compares the merge base of a revision with the working tree, or any two
    /// OpenAPI 3.0 documents.
    #[command(after_help = EXIT_CODES)]
    Audit {
        /// The revision to compare with.
        /// [default: the default branch of the remote `origin`]
        #[arg(long, value_name = "REV", conflicts_with = "base_spec")]
        base: Option<String>,
        /// A document to compare with, instead of a revision; JSON or YAML.
        #[arg(long, value_name = "FILE", requires = "spec")]
        base_spec: Option<String>,
        /// The document to compare, with --base-spec.
        #[arg(long, value_name = "FILE", requires = "base_spec")]
        spec: Option<String>,
        /// The operations to compare, by operationId or "METHOD /path",
        /// separated by commas. [default: all]
        #[arg(long, value_name = "LIST", value_delimiter = ',', requires = "spec")]
        operations: Vec<String>,
        /// What makes the exit code 100; a hand edit always does.
        #[arg(long, value_enum, default_value_t = FailOn::Breaking)]
        fail_on: FailOn,
        /// How to print the report.
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
        /// Say what a rule means and why, and stop.
        #[arg(long, value_name = "RULE")]
        explain: Option<String>,
        /// Print which part of the document each generated item comes from,
        /// and stop.
        #[arg(long)]
        provenance: bool,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

/// A stream to print to.
#[allow(missing_debug_implementations)]
pub struct Stream<'a> {
    /// Where the text goes.
    pub writer: &'a mut (dyn Write + Send),
    /// Whether a person sees it on a terminal that shows colours.
    pub terminal: bool,
}

/// Runs a command line in the workspace that `folder` lies in, and gives the
/// exit code.
pub fn run(
    arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>,
    folder: &Path,
    stdout: Stream<'_>,
    stderr: Stream<'_>,
) -> u8 {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(usage) => {
            let text = usage.render();
            return if usage.use_stderr() {
                let _ = write!(stderr.writer, "{text}");
                FAILURE
            } else {
                let _ = write!(stdout.writer, "{text}");
                SUCCESS
            };
        }
    };
    let colored = |terminal| match arguments.color {
        Color::Auto => terminal,
        Color::Always => true,
        Color::Never => false,
    };
    let interactive = stderr.terminal;
    let mut output = Output::new(
        stdout.writer,
        colored(stdout.terminal),
        stderr.writer,
        colored(stderr.terminal),
    );
    let work = || dispatch(arguments.command, folder, interactive, &mut output);
    match stack::deep(work) {
        Ok(code) => code,
        Err(error) => {
            output.error(&error);
            FAILURE
        }
    }
}

fn dispatch(
    command: Command,
    folder: &Path,
    interactive: bool,
    output: &mut Output<'_>,
) -> Result<u8> {
    let root = project::find_root(folder)?;
    match command {
        Command::Sync {
            from,
            commit,
            dry_run,
        } => {
            let request = sync::Request {
                from,
                commit,
                dry_run,
                progress: interactive,
            };
            sync::run(&root, &request, output).map(|()| SUCCESS)
        }
        Command::Generate => generate::run(&root, output).map(|()| SUCCESS),
        Command::Check => check::run(&root, output).map(|fresh| match fresh {
            true => SUCCESS,
            false => STALE,
        }),
        Command::Audit {
            explain: Some(rule),
            ..
        } => audit::explain(&rule, output).map(|()| SUCCESS),
        Command::Audit {
            base,
            base_spec,
            spec,
            operations,
            fail_on,
            format,
            explain: None,
            provenance,
        } => {
            let request = audit::Request {
                base,
                files: base_spec.zip(spec),
                operations,
                fail_on,
                format,
                provenance,
            };
            audit::run(&root, &request, output).map(|passes| match passes {
                true => SUCCESS,
                false => FINDINGS,
            })
        }
    }
}
