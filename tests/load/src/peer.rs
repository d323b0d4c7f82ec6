//! The server as seen by the process that measures: a child that it starts, asks and ends.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use clap::ValueEnum;
use tokio_rustls::rustls::pki_types::CertificateDer;

use crate::contestants::Transport;
use crate::server::{ARGUMENT, Announcement};

/// The host in the server's URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Host {
    /// A name, as with Twilio. A URL with an IP address takes longer to parse, which some
    /// contestants do at every call.
    Name,
    /// An address, which no resolver has to look up.
    Address,
}

pub struct Peer {
    host: Host,
    process: Child,
    /// Closing it ends the process; then it is `None`.
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    announcement: Announcement,
}

impl Peer {
    pub fn start(host: Host) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .arg(ARGUMENT)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let input = process.stdin.take();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        let announcement = serde_json::from_str(&line(&mut output)).unwrap();
        Self { host, process, input, output, announcement }
    }

    pub fn url(&self, transport: Transport) -> String {
        let host = match self.host {
            Host::Name => "localhost",
            Host::Address => "127.0.0.1",
        };
        match transport {
            Transport::Plain => format!("http://{host}:{}", self.announcement.plain_port),
            Transport::Tls => format!("https://{host}:{}", self.announcement.tls_port),
        }
    }

    /// The certificate that clients must trust.
    pub fn root(&self) -> reqwest::Certificate {
        reqwest::Certificate::from_der(&self.announcement.root).unwrap()
    }

    pub fn root_der(&self) -> CertificateDer<'static> {
        CertificateDer::from(self.announcement.root.clone())
    }

    /// How many connections it has accepted.
    pub fn connections(&mut self) -> usize {
        writeln!(self.input.as_mut().unwrap(), "connections").unwrap();
        line(&mut self.output).trim().parse().unwrap()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.process.wait();
    }
}

fn line(output: &mut BufReader<ChildStdout>) -> String {
    let mut line = String::new();
    output.read_line(&mut line).unwrap();
    line
}
