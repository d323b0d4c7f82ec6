//! The server: it keeps working, but every second all of its connections are disturbed, in four
//! ways by turns.

use std::convert::Infallible;
use std::io::{self, Read as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioExecutor, TokioIo};
use load::certificate::certificate;
use serde::{Deserialize, Serialize};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

/// The argument that makes this program the server.
pub(crate) const ARGUMENT: &str = "--misbehave";

const PERIOD: Duration = Duration::from_secs(1);
/// Longer than a client waits.
const SILENCE: Duration = Duration::from_secs(5);
const LATENCY: Duration = Duration::from_millis(5);

/// One response in this many is a refusal.
const REFUSED: u64 = 20;

#[derive(Serialize, Deserialize)]
pub(crate) struct Announcement {
    pub(crate) port: u16,
    pub(crate) root: Vec<u8>,
}

/// What happens to all connections that are open.
#[derive(Clone, Copy)]
enum Harm {
    /// They are reset.
    Reset,
    /// Nothing comes over them any more.
    Silence,
    /// They take no more requests; those in flight are served.
    Drain,
    /// They are closed, as when a process ends.
    Restart,
}

const HARMS: [Harm; 4] = [Harm::Reset, Harm::Silence, Harm::Drain, Harm::Restart];

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn run() {
    let (acceptor, root) = certificate(&[b"h2", b"http/1.1"]);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let announcement = serde_json::to_string(&Announcement { port, root }).unwrap();
    println!("{announcement}");
    std::thread::spawn(|| {
        let _ = io::stdin().read(&mut [0]);
        std::process::exit(0);
    });
    let (harm, harmed) = watch::channel(None);
    tokio::spawn(async move {
        for next in HARMS.into_iter().cycle() {
            tokio::time::sleep(PERIOD).await;
            harm.send_replace(Some(next));
        }
    });
    let count = Arc::new(AtomicU64::new(0));
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let mut harmed = harmed.clone();
        harmed.mark_unchanged();
        tokio::spawn(serve(stream, acceptor.clone(), harmed, Arc::clone(&count)));
    }
}

async fn serve(
    stream: TcpStream,
    acceptor: TlsAcceptor,
    mut harmed: watch::Receiver<Option<Harm>>,
    count: Arc<AtomicU64>,
) {
    stream.set_nodelay(true).unwrap();
    let stream = stream.into_std().unwrap();
    // The same socket once more, to be reset from here.
    let socket = TcpStream::from_std(stream.try_clone().unwrap()).unwrap();
    let Ok(stream) = acceptor.accept(TcpStream::from_std(stream).unwrap()).await else {
        return;
    };
    let service = service_fn(move |request| respond(request, Arc::clone(&count)));
    let server = hyper_util::server::conn::auto::Builder::new(TokioExecutor::new());
    let mut connection = std::pin::pin!(server.serve_connection(TokioIo::new(stream), service));
    loop {
        tokio::select! {
            _ = connection.as_mut() => return,
            _ = harmed.changed() => {
                let harm = *harmed.borrow_and_update();
                match harm {
                    Some(Harm::Drain) => connection.as_mut().graceful_shutdown(),
                    Some(Harm::Silence) => return tokio::time::sleep(SILENCE).await,
                    Some(Harm::Reset) => return socket.set_zero_linger().unwrap(),
                    Some(Harm::Restart) | None => return,
                }
            }
        }
    }
}

async fn respond(
    request: Request<Incoming>,
    count: Arc<AtomicU64>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let _ = request.into_body().collect().await;
    tokio::time::sleep(LATENCY).await;
    let number = count.fetch_add(1, Relaxed);
    let (status, body) = match (number % REFUSED, number / REFUSED % 2) {
        (0, 0) => (StatusCode::TOO_MANY_REQUESTS, r#"{"code": 20429}"#),
        (0, _) => (StatusCode::SERVICE_UNAVAILABLE, "{}"),
        _ => {
            (StatusCode::CREATED, r#"{"sid": "YK0123456789abcdef0123456789abcdef", "token": "t"}"#)
        }
    };
    let mut response = Response::new(Full::new(Bytes::from_static(body.as_bytes())));
    *response.status_mut() = status;
    Ok(response)
}
