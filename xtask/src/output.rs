//! What the commands print: verbs in twelve columns like cargo's, diffs like
//! git's, colours where they are wanted. Progress goes to standard error,
//! results to standard output. What is printed is the commands' concern.

use std::fmt::{self, Display};
use std::io::Write;

use anstyle::{AnsiColor, Style};
use imara_diff::{Algorithm, Diff, InternedInput, Interner, Token};
use imara_diff::{UnifiedDiffConfig, UnifiedDiffPrinter};

use crate::error::Error;

const fn bold(color: AnsiColor) -> Style {
    color.on_default().bold()
}

/// The style of a verb that needs no attention.
pub const GOOD: Style = bold(AnsiColor::Green);
/// The style of a verb that needs attention.
pub const ATTENTION: Style = bold(AnsiColor::Yellow);
/// The style of a verb that reports a failure.
pub const BAD: Style = bold(AnsiColor::Red);

/// The two streams of a command.
#[allow(missing_debug_implementations)]
pub struct Output<'a> {
    stdout: Stream<'a>,
    stderr: Stream<'a>,
}

struct Stream<'a> {
    writer: &'a mut (dyn Write + Send),
    color: bool,
}

impl Stream<'_> {
    /// A closed pipe is the reader's choice, so a failed write is not an error.
    fn line(&mut self, text: impl Display) {
        let _ = writeln!(self.writer, "{text}");
    }

    fn paint(&self, style: Style, text: impl Display) -> String {
        match self.color {
            true => format!("{style}{text}{style:#}"),
            false => text.to_string(),
        }
    }

    fn verb(&mut self, style: Style, verb: &str, text: impl Display) {
        let verb = self.paint(style, format!("{verb:>12}"));
        self.line(format!("{verb} {text}"));
    }
}

impl<'a> Output<'a> {
    /// Prints to these writers, each in colour or plain.
    pub fn new(
        stdout: &'a mut (dyn Write + Send),
        stdout_color: bool,
        stderr: &'a mut (dyn Write + Send),
        stderr_color: bool,
    ) -> Self {
        Self {
            stdout: Stream { writer: stdout, color: stdout_color },
            stderr: Stream { writer: stderr, color: stderr_color },
        }
    }

    /// Says what is being done.
    pub fn progress(&mut self, verb: &str, text: impl Display) {
        self.stderr.verb(GOOD, verb, text);
    }

    /// Says what should be looked at, without being a finding.
    pub fn warning(&mut self, text: impl Display) {
        self.labelled(ATTENTION, "warning", text);
    }

    /// Says why a command failed.
    pub fn error(&mut self, error: &Error) {
        self.labelled(BAD, "error", error);
    }

    fn labelled(&mut self, style: Style, label: &str, text: impl Display) {
        let label = self.stderr.paint(style, format!("{label}:"));
        self.stderr.line(format!("{label} {text}"));
    }

    /// More about the warning before.
    pub fn indented(&mut self, text: impl Display) {
        for line in text.to_string().lines() {
            self.stderr.line(format!("    {line}"));
        }
    }

    /// A result.
    pub fn result(&mut self, style: Style, verb: &str, text: impl Display) {
        self.stdout.verb(style, verb, text);
    }

    /// More about the result before, in the column of its text.
    pub fn detail(&mut self, text: impl Display) {
        for line in text.to_string().lines() {
            self.stdout.line(format!("{:>12} {line}", "").trim_end());
        }
    }

    /// Text that has its own layout.
    pub fn verbatim(&mut self, text: &str) {
        let _ = self.stdout.writer.write_all(text.as_bytes());
    }

    /// The line between results and summary.
    pub fn separator(&mut self) {
        self.stdout.line("     -------");
    }

    /// What changes in a file, as git shows it.
    pub fn diff(&mut self, path: &str, before: &str, after: &str) {
        let old = if before.is_empty() { "/dev/null".to_owned() } else { format!("a/{path}") };
        let new = if after.is_empty() { "/dev/null".to_owned() } else { format!("b/{path}") };
        let head = Style::new().bold();
        for line in [format!("--- {old}"), format!("+++ {new}")] {
            let line = self.stdout.paint(head, line);
            self.stdout.line(line);
        }
        let input = InternedInput::new(before, after);
        let mut diff = Diff::compute(Algorithm::Histogram, &input);
        diff.postprocess_lines(&input);
        let printer = Hunks { stream: &self.stdout, lines: &input.interner };
        let hunks = diff.unified_diff(&printer, UnifiedDiffConfig::default(), &input).to_string();
        self.stdout.line(hunks.trim_end_matches('\n'));
    }
}

/// Prints the hunks of a diff.
struct Hunks<'a, 's> {
    stream: &'a Stream<'s>,
    lines: &'a Interner<&'a str>,
}

impl Hunks<'_, '_> {
    fn line(&self, mut to: impl fmt::Write, style: Style, sign: char, line: Token) -> fmt::Result {
        let line = self.lines[line];
        let text = format!("{sign}{}", line.trim_end_matches('\n'));
        writeln!(to, "{}", self.stream.paint(style, text))?;
        match line.ends_with('\n') {
            true => Ok(()),
            false => writeln!(to, "\\ No newline at end of file"),
        }
    }
}

impl UnifiedDiffPrinter for Hunks<'_, '_> {
    fn display_header(
        &self,
        mut to: impl fmt::Write,
        before: u32,
        after: u32,
        removed: u32,
        added: u32,
    ) -> fmt::Result {
        // Lines count from one; of an empty file, git says that nothing follows line 0.
        let range = |start: u32, lines: u32| format!("{},{lines}", start + u32::from(lines > 0));
        let text = format!("@@ -{} +{} @@", range(before, removed), range(after, added));
        writeln!(to, "{}", self.stream.paint(AnsiColor::Cyan.on_default(), text))
    }

    fn display_context_token(&self, to: impl fmt::Write, line: Token) -> fmt::Result {
        self.line(to, Style::new(), ' ', line)
    }

    fn display_hunk(
        &self,
        mut to: impl fmt::Write,
        before: &[Token],
        after: &[Token],
    ) -> fmt::Result {
        for line in before {
            self.line(&mut to, AnsiColor::Red.on_default(), '-', *line)?;
        }
        for line in after {
            self.line(&mut to, AnsiColor::Green.on_default(), '+', *line)?;
        }
        Ok(())
    }
}

/// `1 file`, `2 files`.
pub fn counted(count: usize, noun: &str) -> String {
    match count {
        1 => format!("1 {noun}"),
        _ => format!("{count} {noun}s"),
    }
}
