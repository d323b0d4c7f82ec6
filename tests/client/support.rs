//! What the tests have in common: a server that answers from a script, and clients to ask it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use verify_client::{
    AccessToken, Client, ClientBuilder, Credentials, Error, Response, RetryPolicy,
};

pub(crate) const SERVICE: &str = "VAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
pub(crate) const TOKEN: &str = "YKaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
pub(crate) const ACCOUNT: &str = "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
pub(crate) const API_KEY: &str = "SKaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
pub(crate) const IDENTITY: &str = "canary-identity";

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
}

/// An answer with a JSON body.
pub(crate) fn json(status: u16, headers: &str, body: &str) -> Step {
    answer(
        status,
        &format!("content-type: application/json\r\n{headers}"),
        body,
    )
}

/// An answer; each of `headers` ends with CR LF.
pub(crate) fn answer(status: u16, headers: &str, body: &str) -> Step {
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
    connections: Arc<AtomicUsize>,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub(crate) async fn start(script: impl IntoIterator<Item = Step>) -> Self {
        crate::traces::install();
        let script: Arc<[Step]> = script.into_iter().collect();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let connections = Arc::new(AtomicUsize::new(0));
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (count, record) = (Arc::clone(&connections), Arc::clone(&requests));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let index = count.fetch_add(1, Ordering::SeqCst);
                let step = script[index.min(script.len() - 1)].clone();
                tokio::spawn(serve(stream, step, Arc::clone(&record)));
            }
        });
        Self {
            url,
            connections,
            requests,
        }
    }

    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// The requests so far, each with its head and body as they came.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    pub(crate) fn client(&self) -> Client {
        builder(&self.url).build().unwrap()
    }
}

async fn serve(mut stream: TcpStream, step: Step, record: Arc<Mutex<Vec<String>>>) {
    let Some(request) = read_request(&mut stream).await else {
        return;
    };
    record.lock().unwrap().push(request);
    match step {
        Step::Send(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
            let mut rest = [0; 64];
            while matches!(stream.read(&mut rest).await, Ok(1..)) {}
        }
        Step::SendAndHang(bytes) => {
            let _ = stream.write_all(&bytes).await;
            std::future::pending::<()>().await;
        }
    }
}

async fn read_request(stream: &mut TcpStream) -> Option<String> {
    let mut request = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let read = stream
            .read(&mut chunk)
            .await
            .ok()
            .filter(|read| *read > 0)?;
        request.extend_from_slice(&chunk[..read]);
        let text = String::from_utf8_lossy(&request);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| {
                    line.to_ascii_lowercase()
                        .strip_prefix("content-length: ")?
                        .parse()
                        .ok()
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
    client
        .create_access_token(SERVICE, IDENTITY)
        .factor_friendly_name("canary friendly name")
        .send()
        .await
}

pub(crate) async fn fetch(client: &Client) -> Outcome {
    client.fetch_access_token(SERVICE, TOKEN).send().await
}

/// Starts a server with a script and creates a token there.
pub(crate) async fn create_against(script: impl IntoIterator<Item = Step>) -> (Outcome, Server) {
    let server = Server::start(script).await;
    (create(&server.client()).await, server)
}
