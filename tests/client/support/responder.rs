//! A server whose response depends on the request, for many callers at once.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};

use super::server::read_request;

/// A response to send: status, JSON body, and the time that it takes.
pub(crate) type Reply = (u16, String, Duration);

/// Keeps its connections open, and stores all requests that it has received.
pub(crate) struct Responder {
    pub(crate) url: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Responder {
    pub(crate) async fn start(respond: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Self {
        crate::support::traces::install();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (respond, seen) = (Arc::new(respond), Arc::clone(&requests));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&respond), Arc::clone(&seen)));
            }
        });
        Self { url, requests }
    }

    /// The requests so far whose first line contains `part`.
    pub(crate) fn requests(&self, part: &str) -> Vec<String> {
        let requests = self.requests.lock().unwrap();
        let found =
            requests.iter().filter(|request| request.lines().next().unwrap().contains(part));
        found.cloned().collect()
    }
}

async fn serve(
    mut stream: TcpStream,
    respond: Arc<impl Fn(&str) -> Reply>,
    requests: Arc<Mutex<Vec<String>>>,
) {
    while let Some(request) = read_request(&mut stream).await {
        let (status, body, delay) = respond(&request);
        requests.lock().unwrap().push(request);
        tokio::time::sleep(delay).await;
        let length = body.len();
        let response = format!(
            "HTTP/1.1 {status} Whatever\r\ncontent-type: application/json\r\n\
             content-length: {length}\r\n\r\n{body}"
        );
        if stream.write_all(response.as_bytes()).await.is_err() {
            return;
        }
    }
}

/// The value of the header `Authorization`.
pub(crate) fn authorization(request: &str) -> Option<&str> {
    let head = request.split("\r\n\r\n").next()?;
    let mut headers = head.lines().filter_map(|line| line.split_once(": "));
    headers.find(|(name, _)| name.eq_ignore_ascii_case("authorization")).map(|(_, value)| value)
}
