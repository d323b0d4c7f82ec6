//! Everything that tracing says while the tests run, at every level.
//!
//! There is one subscriber for all tests: subscribers of single threads come and go while other
//! threads register what they trace, and then miss some of it.

use std::io::Write;
use std::sync::{Mutex, Once, PoisonError};

use tracing_subscriber::fmt::format::FmtSpan;

static TEXT: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static INSTALL: Once = Once::new();

pub(crate) fn install() {
    INSTALL.call_once(|| {
        tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_span_events(FmtSpan::FULL)
            .with_ansi(false)
            .with_writer(|| Writer)
            .init();
    });
}

/// All that has been traced so far.
pub(crate) fn all() -> String {
    String::from_utf8_lossy(&TEXT.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
}

/// What has been traced so far about calls to the server at `url`.
pub(crate) fn of(url: &str) -> String {
    let (_, port) = url.rsplit_once(':').unwrap();
    let port = format!("server.port={port}");
    all()
        .lines()
        .filter(|line| line.contains(&port))
        .collect::<Vec<_>>()
        .join("\n")
}

struct Writer;

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        TEXT.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
