//! A server that follows a script, and clients for it.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use verify_client::{
    AccessToken, Client, ClientBuilder, Credentials, Error, Response, RetryPolicy,
};

pub(crate) const SERVICE: &str = "VAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
pub(crate) const TOKEN: &str = "YKaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
pub(crate) const ACCOUNT: &str = "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
pub(crate) const API_KEY: &str = "SKaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
pub(crate) const IDENTITY: &str = "canary-identity";
pub(crate) const FRIENDLY_NAME: &str = "canary friendly name";

pub(crate) type Outcome = Result<Response<AccessToken>, Error>;

pub(crate) fn fixture(name: &str) -> String {
    let path = format!("{}/fixtures/wire/{name}.json", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What the server does with one request.
#[derive(Clone)]
pub(crate) enum Step {
    /// Sends these bytes, then closes the connection.
    Send(Vec<u8>),
    /// Sends these bytes, then keeps the connection open and silent.
    SendAndHang(Vec<u8>),
    /// Sends these bytes, then waits for another request on the same connection.
    SendAndStay(Vec<u8>),
    /// Sends these bytes, then resets the connection.
    SendAndReset(Vec<u8>),
    /// Sends the first bytes, then the second ones again and again, with pauses.
    SendAndRepeat(Vec<u8>, Vec<u8>, Duration),
    /// Resets the connection when a request arrives, before anything of it has been read.
    Reset,
}

/// A response with a JSON body.
pub(crate) fn json(status: u16, headers: &str, body: &str) -> Step {
    respond(status, &format!("content-type: application/json\r\n{headers}"), body)
}

/// A response; each of `headers` ends with CR LF.
pub(crate) fn respond(status: u16, headers: &str, body: &str) -> Step {
    let length = body.len();
    Step::Send(
        format!(
            "HTTP/1.1 {status} Whatever\r\nconnection: close\r\n{headers}content-length: {length}\r\n\r\n{body}"
        )
        .into_bytes(),
    )
}

pub(crate) fn created() -> Step {
    json(201, "twilio-request-id: RQ1\r\n", &fixture("created"))
}

/// A server on loopback that follows a script, one step for each request; the last step repeats.
pub(crate) struct Server {
    pub(crate) url: String,
    script: Arc<Script>,
}

impl Server {
    pub(crate) async fn start(script: impl IntoIterator<Item = Step>) -> Self {
        Self::start_on("http://127.0.0.1", None, script).await
    }

    /// A server that speaks TLS; its host is `localhost`, as its certificate should say.
    pub(crate) async fn start_secure(
        acceptor: TlsAcceptor,
        script: impl IntoIterator<Item = Step>,
    ) -> Self {
        Self::start_on("https://localhost", Some(acceptor), script).await
    }

    async fn start_on(
        origin: &str,
        acceptor: Option<TlsAcceptor>,
        script: impl IntoIterator<Item = Step>,
    ) -> Self {
        crate::support::traces::install();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("{origin}:{}", listener.local_addr().unwrap().port());
        let script = Arc::new(Script {
            steps: Mutex::new(script.into_iter().collect()),
            connections: AtomicUsize::new(0),
            requests: Mutex::new(Vec::new()),
        });
        tokio::spawn(listen(listener, acceptor, Arc::clone(&script)));
        Self { url, script }
    }

    /// Follows another script from now on.
    pub(crate) fn follow(&self, script: impl IntoIterator<Item = Step>) {
        *self.script.steps.lock().unwrap() = script.into_iter().collect();
    }

    pub(crate) fn connections(&self) -> usize {
        self.script.connections.load(Ordering::SeqCst)
    }

    /// The requests so far, each with its head and body as they came.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.script.requests.lock().unwrap().clone()
    }

    pub(crate) fn client(&self) -> Client {
        builder(&self.url).build().unwrap()
    }
}

/// What a server will do, and what it has received.
struct Script {
    steps: Mutex<VecDeque<Step>>,
    connections: AtomicUsize,
    requests: Mutex<Vec<String>>,
}

impl Script {
    fn next(&self) -> Step {
        let mut steps = self.steps.lock().unwrap();
        match steps.len() {
            1 => steps[0].clone(),
            _ => steps.pop_front().unwrap(),
        }
    }
}

async fn listen(listener: TcpListener, acceptor: Option<TlsAcceptor>, script: Arc<Script>) {
    while let Ok((stream, _)) = listener.accept().await {
        script.connections.fetch_add(1, Ordering::SeqCst);
        let step = script.next();
        let script = Arc::clone(&script);
        if let Step::Reset | Step::SendAndReset(_) = step {
            stream.set_zero_linger().unwrap();
        }
        match acceptor.clone() {
            None if matches!(step, Step::Reset) => tokio::spawn(async move {
                // By now the client knows that it is connected.
                let _ = stream.readable().await;
            }),
            None => tokio::spawn(serve(stream, step, script)),
            Some(acceptor) => tokio::spawn(async move {
                if let Ok(stream) = acceptor.accept(stream).await {
                    serve(stream, step, script).await;
                }
            }),
        };
    }
}

async fn serve(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    mut step: Step,
    script: Arc<Script>,
) {
    while let Some(request) = read_request(&mut stream).await {
        script.requests.lock().unwrap().push(request);
        match step {
            Step::Send(bytes) => {
                let _ = stream.write_all(&bytes).await;
                let _ = stream.shutdown().await;
                let mut rest = [0; 64];
                while matches!(stream.read(&mut rest).await, Ok(1..)) {}
                return;
            }
            Step::SendAndStay(bytes) => {
                let _ = stream.write_all(&bytes).await;
                step = script.next();
            }
            Step::SendAndHang(bytes) => {
                let _ = stream.write_all(&bytes).await;
                return std::future::pending().await;
            }
            Step::SendAndReset(bytes) => {
                let _ = stream.write_all(&bytes).await;
                // What was sent must arrive before the reset.
                tokio::time::sleep(Duration::from_millis(100)).await;
                return;
            }
            Step::SendAndRepeat(first, again, pause) => {
                let _ = stream.write_all(&first).await;
                while stream.write_all(&again).await.is_ok() {
                    tokio::time::sleep(pause).await;
                }
                return;
            }
            Step::Reset => return,
        }
    }
}

pub(super) async fn read_request(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut request = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let read = stream.read(&mut chunk).await.ok().filter(|read| *read > 0)?;
        request.extend_from_slice(&chunk[..read]);
        let text = String::from_utf8_lossy(&request);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| {
                    line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok()
                })
                .unwrap_or(0_usize);
            if body.len() >= length {
                return Some(text.into_owned());
            }
        }
    }
}

/// A client that does not wait between attempts.
pub(crate) fn builder(url: &str) -> ClientBuilder {
    Client::builder()
        .base_url(url)
        .credentials(Credentials::api_key(API_KEY, "canary-secret").unwrap())
        .retry(quick())
}

/// The standard policy without its random waits.
pub(crate) fn quick() -> RetryPolicy {
    RetryPolicy::standard().base_delay(Duration::ZERO)
}

pub(crate) async fn create(client: &Client) -> Outcome {
    client.create_access_token(SERVICE, IDENTITY).factor_friendly_name(FRIENDLY_NAME).send().await
}

pub(crate) async fn fetch(client: &Client) -> Outcome {
    client.fetch_access_token(SERVICE, TOKEN).send().await
}

/// Starts a server with a script and creates a token there.
pub(crate) async fn create_against(script: impl IntoIterator<Item = Step>) -> (Outcome, Server) {
    let server = Server::start(script).await;
    (create(&server.client()).await, server)
}
