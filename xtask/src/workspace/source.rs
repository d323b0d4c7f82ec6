//! Reads the specification from a file or an address, up to a size and
//! within a time. What the bytes mean is elsewhere.

use std::io::Read as _;
use std::path::Path;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use reqwest::header::CONTENT_ENCODING;
use serde_json::Value;
use url::{Host, Url};

use crate::error::{Error, Result};
use crate::openapi::bundle::bundle;
use crate::openapi::document::{self, MAX_BYTES, too_large};

/// How long a download may take as a whole.
const DOWNLOAD_TIMEOUT: Duration = Duration::from_secs(120);
/// How long it may take to connect.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a server may send nothing.
const SILENCE_TIMEOUT: Duration = Duration::from_secs(10);

/// Where a specification is read from.
#[derive(Clone, Debug)]
pub enum Source {
    /// A file.
    File(std::path::PathBuf),
    /// An address: https, or http to this machine.
    Address(Url),
}

impl Source {
    /// Parses what was given to `--from`.
    pub fn parse(text: &str) -> Result<Self> {
        if !text.contains("://") {
            return Ok(Self::File(text.into()));
        }
        let url = Url::parse(text).map_err(|error| {
            Error::new(
                text,
                format!("is not an address: {error}"),
                "give a path or an https address",
            )
        })?;
        match url.scheme() {
            "https" => Ok(Self::Address(url)),
            "http" if is_loopback(&url) => Ok(Self::Address(url)),
            "http" => Err(Error::new(
                text,
                "is http, and anyone on the network can change what http transfers",
                "use https; http is allowed for loopback addresses only",
            )),
            scheme => Err(Error::new(
                text,
                format!("has the scheme {scheme}, which is not supported"),
                "give a path or an https address",
            )),
        }
    }

    /// The name of the source in messages.
    pub fn name(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Address(url) => url.to_string(),
        }
    }

    /// Reads all of it. `progress` draws a bar for a download.
    pub fn read(&self, progress: bool) -> Result<Vec<u8>> {
        match self {
            Self::File(path) => read_file(path),
            Self::Address(url) => tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .map_err(|error| {
                    download_error(url, &format!("the download cannot start: {error}"))
                })?
                .block_on(download(url, progress)),
        }
    }
}

/// The OpenAPI document in what was read, with everything in it that it refers
/// to in other files.
pub fn document(source: &Source, bytes: &[u8]) -> Result<Value> {
    let name = source.name();
    let document = document::parse_openapi(&name, bytes)?;
    let file = match source {
        Source::File(path) => Some(path.as_path()),
        Source::Address(_) => None,
    };
    bundle(&name, file, document, &|path| {
        document::parse(&path.display().to_string(), &read_file(path)?)
    })
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn read_file(path: &Path) -> Result<Vec<u8>> {
    let failed = |error| Error::io(path, "read the specification", &error);
    let file = std::fs::File::open(path).map_err(failed)?;
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    match bytes.len() as u64 > MAX_BYTES {
        true => Err(too_large(&path.display().to_string())),
        false => Ok(bytes),
    }
}

async fn download(url: &Url, progress: bool) -> Result<Vec<u8>> {
    let failed = |error: reqwest::Error| match error.is_timeout() && !error.is_connect() {
        true => {
            let (silence, whole) = (SILENCE_TIMEOUT.as_secs(), DOWNLOAD_TIMEOUT.as_secs());
            let problem =
                format!("sent nothing for {silence} seconds, or took longer than {whole} seconds");
            download_error(url, &problem)
        }
        false => download_error(url, &chain(&error.without_url())),
    };
    let client = reqwest::Client::builder()
        .user_agent(concat!("cargo-xtask/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(CONNECT_TIMEOUT)
        .read_timeout(SILENCE_TIMEOUT)
        .timeout(DOWNLOAD_TIMEOUT)
        .build()
        .map_err(failed)?;
    let mut response = client.get(url.clone()).send().await.map_err(failed)?;
    if !response.status().is_success() {
        return Err(download_error(url, &format!("responded with {}", response.status())));
    }
    if let Some(encoding) = response.headers().get(CONTENT_ENCODING) {
        let problem =
            format!("sent the document in an encoding that was not asked for: {encoding:?}");
        return Err(download_error(url, &problem));
    }
    let length = response.content_length();
    if length.is_some_and(|length| length > MAX_BYTES) {
        return Err(too_large(url.as_str()));
    }
    let bar = progress_bar(length, progress);
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(failed)? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() as u64 > MAX_BYTES {
            return Err(too_large(url.as_str()));
        }
        bar.set_position(bytes.len() as u64);
    }
    bar.finish_and_clear();
    Ok(bytes)
}

fn progress_bar(length: Option<u64>, visible: bool) -> ProgressBar {
    let target = match visible {
        true => ProgressDrawTarget::stderr(),
        false => ProgressDrawTarget::hidden(),
    };
    let template = match length {
        Some(_) => " Downloading [{bar:25}] {bytes}/{total_bytes} {eta}",
        None => " Downloading {bytes} {elapsed}",
    };
    let style = ProgressStyle::with_template(template)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("=> ");
    ProgressBar::with_draw_target(length, target).with_style(style)
}

fn download_error(url: &Url, problem: &str) -> Error {
    Error::new(
        url,
        problem,
        "check the address and the connection, or give a downloaded file with --from PATH",
    )
}

/// An error with its causes: `reqwest`'s own text stops short of the reason.
fn chain(error: &dyn std::error::Error) -> String {
    std::iter::successors(Some(error), |error| error.source())
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_and_loopback_addresses_are_read() {
        let cases = [
            ("https://example.com/spec.json", true),
            ("http://127.0.0.1:8080/spec.json", true),
            ("http://[::1]/spec.json", true),
            ("http://localhost/spec.json", true),
            ("http://example.com/spec.json", false),
            ("http://127.0.0.1.example.com/spec.json", false),
            ("http://localhost.example.com/spec.json", false),
            ("ftp://example.com/spec.json", false),
            ("file:///etc/passwd", false),
            ("https://", false),
        ];
        for (text, allowed) in cases {
            assert_eq!(Source::parse(text).is_ok(), allowed, "{text}");
        }
        assert!(matches!(Source::parse("specs/a.json"), Ok(Source::File(_))));
    }
}
