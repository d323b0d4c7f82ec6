//! The command line: what can be asked for, where it goes, and the exit codes.

use std::ffi::OsString;
use std::io::Write;
use std::path::Path;

use chrono::NaiveDate;
use clap::{Parser, Subcommand, ValueEnum};

use crate::commands::{audit, check, find_root, generate, public_api, sync};
use crate::error::Result;
use crate::output::Output;
use crate::stack;

/// The command did what was asked. All files are fresh, and no finding fails.
pub const SUCCESS: u8 = 0;
/// The command could not do what was asked; no file has changed.
pub const FAILURE: u8 = 1;
/// `check` or `public-api --check` found a file that is not fresh, or an
/// operation without a method.
pub const STALE: u8 = 4;
/// `audit` found what `--fail-on` names, a hand edit or an unclaimed difference.
pub const FINDINGS: u8 = 100;

const EXIT_CODES: &str = "Exit codes:\n  \
    0  success\n  \
    1  error; no file has changed\n  \
    4  check or public-api --check found a stale file, or an operation without a method\n  \
    100  audit found what --fail-on names, a hand edit or an unclaimed difference";

const WORDS: &str = "Words:\n  \
    pin       which document was read: address, commit and digest\n  \
    slice     our operations of that document, without its prose\n  \
    overlay   what we state differently, and every sentence of the documentation\n  \
    fragment  slice and overlay together; the generator's only input\n  \
    bindings  the generated code";

/// Keep the generated bindings true to the upstream specification.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
#[command(after_help = format!("{WORDS}\n\n{EXIT_CODES}"))]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Whether to print in colour.
    #[arg(long, value_enum, default_value_t = Color::Auto, global = true)]
    color: Color,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Read the upstream specification again, and rewrite all files that
    /// follow from it.
    ///
    /// Writes the pin (which document was read), the slice (our operations of
    /// it), the fragment (slice and overlay) and the bindings (the generated
    /// code): all of them or none. Prints what changed in meaning.
    #[command(after_help = EXIT_CODES)]
    Sync(sync::Request),
    /// Rewrite the fragment and the bindings from the slice and the overlay.
    ///
    /// The slice is our operations of the upstream document. The overlay is
    /// what we state differently. Together they are the fragment, from which
    /// the bindings are generated.
    #[command(after_help = EXIT_CODES)]
    Generate,
    /// Show which generated files are not fresh, and the command that updates
    /// them. Writes nothing.
    #[command(after_help = EXIT_CODES)]
    Check,
    /// Rewrite the text files that list the public API. This needs a build.
    #[command(after_help = EXIT_CODES)]
    PublicApi {
        /// Show what is not fresh, with the difference, and write nothing.
        #[arg(long)]
        check: bool,
    },
    /// Show what a change of the specification does to the code, and which
    /// dependents it breaks. Writes nothing.
    ///
    /// Compares the working tree with the merge base of a revision, or any two
    /// OpenAPI 3.0 documents.
    #[command(after_help = EXIT_CODES)]
    Audit(audit::Request),
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

/// Runs a command line in the workspace that `folder` is in, and gives the exit
/// code. `today` is the day on which acknowledgements are judged.
pub fn run(
    arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>,
    folder: &Path,
    today: NaiveDate,
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
    let work = || dispatch(arguments.command, folder, today, interactive, &mut output);
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
    today: NaiveDate,
    interactive: bool,
    output: &mut Output<'_>,
) -> Result<u8> {
    let root = find_root(folder)?;
    let code = |otherwise: u8| move |is_good: bool| if is_good { SUCCESS } else { otherwise };
    match command {
        Command::Sync(request) => {
            sync::run(&root, &request, today, interactive, output).map(|()| SUCCESS)
        }
        Command::Generate => generate::run(&root, output).map(|()| SUCCESS),
        Command::Check => check::run(&root, output).map(code(STALE)),
        Command::PublicApi { check: false } => public_api::write(&root, output).map(|()| SUCCESS),
        Command::PublicApi { check: true } => public_api::check(&root, output).map(code(STALE)),
        Command::Audit(request) => audit::run(&root, &request, today, output).map(code(FINDINGS)),
    }
}
