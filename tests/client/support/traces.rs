//! Everything that is traced or logged while the tests run, at every level and by every crate. The
//! lines of this client are kept; the lines of all crates are searched for canaries.
//!
//! There is one subscriber for all tests. Subscribers of single threads would come and go while
//! other threads register their callsites, and would miss some. Records of the `log` crate, which
//! reqwest and rustls use, reach the subscriber as well.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::io::Write;
use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::layer::{Context, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::support::canaries;

static INSTALL: Once = Once::new();
static EVERYTHING: Mutex<Option<Capture>> = Mutex::new(None);

/// Starts capturing, unless it has started already.
pub(crate) fn install() {
    INSTALL.call_once(|| {
        let capture = Capture::default();
        *EVERYTHING.lock().unwrap_or_else(PoisonError::into_inner) = Some(capture.clone());
        subscriber(capture).finish().with(Fields).init();
    });
}

/// What all tests of this process have traced so far.
pub(crate) fn everything() -> Capture {
    install();
    let capture = EVERYTHING.lock().unwrap_or_else(PoisonError::into_inner);
    capture.clone().unwrap()
}

/// A subscriber that passes everything to `capture`.
pub(crate) fn subscriber(
    capture: Capture,
) -> tracing_subscriber::fmt::SubscriberBuilder<
    tracing_subscriber::fmt::format::DefaultFields,
    tracing_subscriber::fmt::format::Format,
    tracing::level_filters::LevelFilter,
    Capture,
> {
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(FmtSpan::NEW | FmtSpan::CLOSE)
        .with_ansi(false)
        .with_writer(capture)
}

/// Where a subscriber writes to, one line at a time.
#[derive(Clone, Default)]
pub(crate) struct Capture(Arc<Mutex<Lines>>);

struct Lines {
    /// The lines of this client.
    own: Vec<String>,
    /// Every line with a canary in it.
    leaks: Vec<String>,
    /// Those of [`WITNESSES`] without a line so far.
    silent: Vec<&'static str>,
}

impl Default for Lines {
    fn default() -> Self {
        Self { own: Vec::new(), leaks: Vec::new(), silent: WITNESSES.to_vec() }
    }
}

/// Dependencies whose lines must be among those that are searched.
const WITNESSES: [&str; 5] = ["verify_client::", "reqwest::", "hyper_util::", "h2::", "rustls::"];

/// The trace target of the servers of other tests, which may print what they receive.
const SERVER: &str = "httpmock::";

impl Capture {
    fn lines(&self) -> MutexGuard<'_, Lines> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The lines with a canary.
    pub(crate) fn leaks(&self) -> Vec<String> {
        self.lines().leaks.clone()
    }

    /// The crates of [`WITNESSES`] without a line.
    pub(crate) fn silent(&self) -> Vec<&'static str> {
        self.lines().silent.clone()
    }

    /// The lines of this client about calls to the server at `url`.
    pub(crate) fn about(&self, url: &str) -> String {
        let (_, port) = url.rsplit_once(':').unwrap();
        let port = format!("server.port={port}");
        let lines = self.lines();
        let about = lines.own.iter().filter(|line| line.contains(&port));
        about.cloned().collect::<Vec<_>>().join("\n")
    }
}

impl<'a> MakeWriter<'a> for Capture {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Write for Capture {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let line = String::from_utf8_lossy(bytes).into_owned();
        if line.contains(SERVER) {
            return Ok(bytes.len());
        }
        let mut lines = self.lines();
        lines.silent.retain(|it| !line.contains(it));
        if canaries::found_in(&line).is_some() {
            lines.leaks.push(line.clone());
        }
        if line.contains(WITNESSES[0]) {
            lines.own.push(line);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The fields in which this client has recorded a value, each with its span or event.
static FIELDS: Mutex<BTreeSet<(String, String)>> = Mutex::new(BTreeSet::new());

/// What all tests of this process have recorded so far.
pub(crate) fn fields() -> BTreeSet<(String, String)> {
    FIELDS.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Collects the names of fields.
struct Fields;

/// Whether a field is recorded on a span or on an event.
struct On(String);

impl On {
    fn new(metadata: &Metadata<'_>) -> Option<Self> {
        let is_own = metadata.target().starts_with(WITNESSES[0]);
        let kind = if metadata.is_span() { metadata.name() } else { "event" };
        is_own.then(|| Self(format!("{kind} {}", metadata.level())))
    }
}

impl Visit for On {
    fn record_debug(&mut self, field: &Field, _: &dyn Debug) {
        let mut fields = FIELDS.lock().unwrap_or_else(PoisonError::into_inner);
        fields.insert((self.0.clone(), field.name().to_owned()));
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Fields {
    fn on_new_span(&self, attributes: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        On::new(attributes.metadata()).iter_mut().for_each(|on| attributes.record(on));
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let on = context.metadata(id).and_then(On::new);
        on.into_iter().for_each(|mut on| values.record(&mut on));
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        On::new(event.metadata()).iter_mut().for_each(|on| event.record(on));
    }
}
