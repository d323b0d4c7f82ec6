//! The error of every command: what is wrong, where, and what to do about it.
//!
//! Findings of `check` and `audit` are data, not errors; they live with their
//! commands.

use std::fmt;
use std::path::Path;

/// One message for the person at the terminal.
#[derive(Clone, Debug)]
pub struct Error {
    place: String,
    problem: String,
    help: String,
}

/// What the functions of this crate return when they cannot go on.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// `place` is a file, a JSON pointer into it, an overlay action or an
    /// address; `help` is an instruction.
    pub fn new(
        place: impl fmt::Display,
        problem: impl fmt::Display,
        help: impl fmt::Display,
    ) -> Self {
        Self { place: place.to_string(), problem: problem.to_string(), help: help.to_string() }
    }

    /// The same error, with simpler help first.
    #[must_use]
    pub fn rather(mut self, help: &str) -> Self {
        self.help = format!("{help}; or {}", self.help);
        self
    }

    /// Place and problem, without the help.
    pub fn reason(&self) -> String {
        format!("{}: {}", self.place, self.problem)
    }

    /// The error of a file operation.
    pub fn io(path: &Path, action: &str, error: &std::io::Error) -> Self {
        let help = match error.kind() {
            std::io::ErrorKind::NotFound => "check the path",
            std::io::ErrorKind::PermissionDenied => "check the permissions of the file",
            _ => "remove the cause and run the command again; no file has changed",
        };
        Self::new(path.display(), format!("cannot {action}: {error}"), help)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}\n  help: {}", self.place, self.problem, self.help)
    }
}

impl std::error::Error for Error {}
