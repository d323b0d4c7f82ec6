//! The command line: what can be asked for, where it goes, and the exit codes.

use std::ffi::OsString;
use std::io::Write;
use std::path::Path;

use clap::{Parser, Subcommand, ValueEnum};

use crate::error::Result;
use crate::output::Output;
use crate::{check, paths, regenerate, sync};

/// The command did what was asked, or found everything fresh.
pub const SUCCESS: u8 = 0;
/// The command could not do what was asked; no file has changed.
pub const FAILURE: u8 = 1;
/// `check` found something that is not fresh.
pub const STALE: u8 = 4;

const EXIT_CODES: &str = "Exit codes:\n  \
    0  done, or everything is fresh\n  \
    1  error; no file has changed\n  \
    4  check found something that is not fresh";

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
    pub writer: &'a mut dyn Write,
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
    match dispatch(arguments.command, folder, interactive, &mut output) {
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
    let root = paths::find_root(folder)?;
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
        Command::Generate => regenerate::run(&root, output).map(|()| SUCCESS),
        Command::Check => check::run(&root, output).map(|fresh| match fresh {
            true => SUCCESS,
            false => STALE,
        }),
    }
}
