//! Many callers, for minutes, against a server whose connections are disturbed every second.
//!
//! ```sh
//! cargo bench -p load --bench soak                 # ten minutes
//! cargo bench -p load --bench soak -- --seconds 20 # shorter; what is expected is the same
//! ```
//!
//! No call may fail, there may be at most 1.2 requests for each call, and memory must not grow. The
//! policy has more retries than the standard: if 5 % of all responses are refusals, three in a row
//! are not unusual.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a benchmark stops by panicking")]
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "its report goes to the one, its progress to the other"
)]

mod server;

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use clap::Parser;
use load::report::{self, Table};
use verify_client::{AttemptReport, Certificate, Client, Credentials, Observer, RetryPolicy};

const CALLERS: usize = 64;
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(1);
const RETRIES: u32 = 8;

/// What a caller does between two calls.
const PAUSE: Duration = Duration::from_millis(20);

const SERVICE_SID: &str = "VA0123456789abcdef0123456789abcdef";

#[derive(Parser)]
struct Arguments {
    /// How long the run takes, for each of the two protocols.
    #[arg(long)]
    seconds: Option<u64>,

    /// Given by `cargo bench`.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() {
    if std::env::args().nth(1).as_deref() == Some(server::ARGUMENT) {
        return server::run();
    }
    let arguments = Arguments::parse();
    let usual = if arguments.bench { 300 } else { 5 };
    let time = Duration::from_secs(arguments.seconds.unwrap_or(usual));
    let mut table = Table::new([
        "protocol",
        "seconds",
        "calls",
        "failed",
        "requests per call",
        "KiB early",
        "KiB late",
    ]);
    let mut as_expected = true;
    for http1_only in [true, false] {
        let result = soak(http1_only, time);
        as_expected &= result.is_as_expected();
        table.row([
            if http1_only { "HTTP/1.1" } else { "HTTP/2" }.into(),
            time.as_secs().into(),
            result.calls.into(),
            result.failed.into(),
            report::rounded(result.requests_per_call()),
            result.early_memory.into(),
            result.late_memory.into(),
        ]);
    }
    report::publish("soak", "A server whose connections come to harm", &table);
    assert!(as_expected, "calls failed, or there were too many requests");
}

struct Soak {
    calls: usize,
    failed: usize,
    requests: usize,
    /// `None` where the system does not tell in `/proc`.
    early_memory: Option<u64>,
    late_memory: Option<u64>,
}

impl Soak {
    fn requests_per_call(&self) -> f64 {
        self.requests as f64 / self.calls as f64
    }

    fn is_as_expected(&self) -> bool {
        let grows = match (self.early_memory, self.late_memory) {
            (Some(early), Some(late)) => late as f64 > early as f64 * 1.1 + 1024.0,
            _ => false,
        };
        self.failed == 0 && self.requests_per_call() <= 1.2 && !grows
    }
}

#[derive(Clone, Default)]
struct Counts {
    requests: Arc<AtomicUsize>,
    calls: Arc<AtomicUsize>,
    failed: Arc<AtomicUsize>,
}

impl Observer for Counts {
    fn on_attempt(&self, _: &AttemptReport<'_>) {
        self.requests.fetch_add(1, Relaxed);
    }
}

fn soak(http1_only: bool, time: Duration) -> Soak {
    let mut server = start_server();
    let mut output = BufReader::new(server.stdout.take().unwrap());
    let mut line = String::new();
    output.read_line(&mut line).unwrap();
    let announcement: server::Announcement = serde_json::from_str(&line).unwrap();
    let counts = Counts::default();
    let mut builder = Client::builder()
        .base_url(format!("https://localhost:{}", announcement.port))
        .add_root_certificate(Certificate::from_der(&announcement.root).unwrap())
        .credentials(Credentials::bearer("token").unwrap())
        .attempt_timeout(ATTEMPT_TIMEOUT)
        .retry(RetryPolicy::standard().max_retries(RETRIES))
        .observer(counts.clone());
    if http1_only {
        builder = builder.http1_only();
    }
    let client = builder.build().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let begun = Instant::now();
    let early_memory = runtime.block_on(async {
        let callers: Vec<_> = (0..CALLERS)
            .map(|_| tokio::spawn(call_on(client.clone(), counts.clone(), begun + time)))
            .collect();
        tokio::time::sleep(time / 4).await;
        let early_memory = resident_memory();
        for caller in callers {
            caller.await.unwrap();
        }
        early_memory
    });
    let late_memory = resident_memory();
    server.kill().unwrap();
    server.wait().unwrap();
    Soak {
        calls: counts.calls.load(Relaxed),
        failed: counts.failed.load(Relaxed),
        requests: counts.requests.load(Relaxed),
        early_memory,
        late_memory,
    }
}

async fn call_on(client: Client, counts: Counts, end: Instant) {
    while Instant::now() < end {
        let call = client.create_access_token(SERVICE_SID, "7c1e5d0a-user");
        let outcome = call.send().await;
        counts.calls.fetch_add(1, Relaxed);
        if let Err(error) = outcome {
            eprintln!("{error}");
            counts.failed.fetch_add(1, Relaxed);
        }
        tokio::time::sleep(PAUSE).await;
    }
}

fn start_server() -> Child {
    Command::new(std::env::current_exe().unwrap())
        .arg(server::ARGUMENT)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// KiB of this process that are in memory.
fn resident_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
