//! The server, in a process of its own, so that its cost is not counted as the client's.
//!
//! It responds to both operations over plain HTTP and over TLS, checks no more than it must, and
//! ends when its standard input ends. `peer.rs` starts and asks it.

use std::convert::Infallible;
use std::io::{BufRead as _, Write as _, stdin, stdout};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::certificate::certificate;

/// The argument that makes this program the server.
pub const ARGUMENT: &str = "--serve";

/// Where the server listens and its root certificate, as it writes them to standard output.
#[derive(Serialize, Deserialize)]
pub struct Announcement {
    pub plain_port: u16,
    pub tls_port: u16,
    pub root: Vec<u8>,
}

/// Serves until standard input ends; for each line of it, writes how many connections there were.
#[tokio::main(flavor = "current_thread")]
pub async fn run() {
    let (acceptor, root) = certificate(&[]);
    let plain = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let tls = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let announcement = Announcement {
        plain_port: plain.local_addr().unwrap().port(),
        tls_port: tls.local_addr().unwrap().port(),
        root,
    };
    say(&serde_json::to_string(&announcement).unwrap());
    let connections = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&connections);
    std::thread::spawn(move || {
        for _ in stdin().lock().lines() {
            say(&counted.load(Ordering::SeqCst).to_string());
        }
        std::process::exit(0);
    });
    tokio::join!(listen(plain, None, &connections), listen(tls, Some(acceptor), &connections));
}

fn say(line: &str) {
    let mut output = stdout().lock();
    writeln!(output, "{line}").unwrap();
    output.flush().unwrap();
}

async fn listen(listener: TcpListener, acceptor: Option<TlsAcceptor>, connections: &AtomicUsize) {
    let body = Bytes::from(access_token());
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        connections.fetch_add(1, Ordering::SeqCst);
        stream.set_nodelay(true).unwrap();
        let body = body.clone();
        match acceptor.clone() {
            None => tokio::spawn(serve(stream, body)),
            Some(acceptor) => tokio::spawn(async move {
                if let Ok(stream) = acceptor.accept(stream).await {
                    serve(stream, body).await;
                }
            }),
        };
    }
}

async fn serve(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, body: Bytes) {
    let service = service_fn(|request| respond(request, body.clone()));
    // If a connection breaks, the client reports it.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

async fn respond(
    request: Request<Incoming>,
    body: Bytes,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let path = request.uri().path();
    let status = match *request.method() {
        Method::POST if path.ends_with("/AccessTokens") => StatusCode::CREATED,
        Method::GET if path.contains("/AccessTokens/YK") => StatusCode::OK,
        _ => StatusCode::NOT_FOUND,
    };
    let complete = request.into_body().collect().await.is_ok();
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = if complete { status } else { StatusCode::BAD_REQUEST };
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(
        "twilio-request-id",
        HeaderValue::from_static("RQ0123456789abcdef0123456789abcdef"),
    );
    Ok(response)
}

/// A response with all fields, and a token as long as Twilio's.
pub fn access_token() -> String {
    let token = ["e".repeat(120), "y".repeat(490), "J".repeat(88)].join(".");
    serde_json::json!({
        "sid": "YK0123456789abcdef0123456789abcdef",
        "account_sid": "AC0123456789abcdef0123456789abcdef",
        "service_sid": "VA0123456789abcdef0123456789abcdef",
        "entity_identity": "7c1e5d0a-4b7f-4f6e-9a35-2f6d1c8b0e47",
        "factor_type": "push",
        "factor_friendly_name": "Ada's phone",
        "token": token,
        "url": "https://verify.twilio.com/v2/Services/VA0123456789abcdef0123456789abcdef/AccessTokens/YK0123456789abcdef0123456789abcdef",
        "ttl": 120,
        "date_created": "2026-01-02T03:04:05Z",
    })
    .to_string()
}
