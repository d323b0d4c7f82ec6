//! The binary behind `cargo xtask`: hands the process's arguments, folder,
//! clock and streams to the library.

use std::io::{self, IsTerminal as _};
use std::process::ExitCode;

use mimalloc::MiMalloc;
use xtask::cli::{FAILURE, Stream, run};

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let (mut stdout, mut stderr) = (io::stdout(), io::stderr());
    let stdout = Stream { terminal: stdout.is_terminal() && !no_color, writer: &mut stdout };
    let stderr = Stream { terminal: stderr.is_terminal() && !no_color, writer: &mut stderr };
    match std::env::current_dir() {
        Ok(folder) => {
            let today = chrono::Utc::now().date_naive();
            ExitCode::from(run(std::env::args_os(), &folder, today, stdout, stderr))
        }
        Err(error) => {
            let _ = writeln!(stderr.writer, "error: cannot find the current folder: {error}");
            ExitCode::from(FAILURE)
        }
    }
}
