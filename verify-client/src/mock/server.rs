//! The server of the fake: HTTP/1.1 and HTTP/2 on a port of loopback, and the faults of a
//! connection.
//!
//! It has a thread of its own, so that it serves every test, whatever runtime the test has.
//! `twilio.rs` decides the responses.

use std::convert::Infallible;
use std::fmt;
use std::future::poll_fn;
use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Sleep, sleep};

use crate::mock::received::{ReceivedRequest, Request};
use crate::mock::response::{Delivery, FakeResponse};
use crate::mock::twilio::Twilio;

/// The number of pieces in which a slow body is sent.
const PIECES: usize = 8;

/// How long the server waits after the first half of a body before it breaks the connection.
const HALFWAY: Duration = Duration::from_millis(20);

/// HTTP/2's GOAWAY, which says that no request of the connection was processed (RFC 9113, 6.8):
/// length, type, flags, stream; last stream, error code.
const GO_AWAY: [u8; 17] = [0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

/// A running server; it stops when this is dropped.
pub(super) struct Server {
    address: SocketAddr,
    _stop: oneshot::Sender<Infallible>,
}

impl Server {
    pub(super) fn start(twilio: Arc<Mutex<Twilio>>) -> io::Result<Self> {
        let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (_stop, stopped) = oneshot::channel();
        std::thread::Builder::new().name("fake-verify".to_owned()).spawn(move || {
            runtime.block_on(async {
                tokio::spawn(accept(listener, twilio));
                let _ = stopped.await;
            });
        })?;
        Ok(Self { address, _stop })
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

async fn accept(listener: std::net::TcpListener, twilio: Arc<Mutex<Twilio>>) -> io::Result<()> {
    let listener = TcpListener::from_std(listener)?;
    loop {
        if let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, Arc::clone(&twilio)));
        }
    }
}

/// How a fault ends a connection.
#[derive(Clone, Copy)]
enum End {
    Close,
    GoAway,
}

async fn serve(stream: TcpStream, twilio: Arc<Mutex<Twilio>>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let stream = stream.into_std()?;
    let mut same = stream.try_clone()?;
    let io = TokioIo::new(TcpStream::from_std(stream)?);
    let (end, mut ended) = mpsc::unbounded_channel();
    let service = service_fn(|request| {
        let (twilio, end) = (Arc::clone(&twilio), end.clone());
        async move { Ok::<_, Infallible>(respond(request, &twilio, &end).await) }
    });
    let builder = auto::Builder::new(TokioExecutor::new());
    let end = {
        let mut connection = pin!(builder.serve_connection(io, service));
        poll_fn(|context| match connection.as_mut().poll(context) {
            Poll::Ready(_) => Poll::Ready(None),
            Poll::Pending => ended.poll_recv(context),
        })
        .await
    };
    if let Some(End::GoAway) = end {
        same.write_all(&GO_AWAY)?;
    }
    Ok(())
}

async fn respond(
    request: hyper::Request<Incoming>,
    twilio: &Mutex<Twilio>,
    end: &mpsc::UnboundedSender<End>,
) -> hyper::Response<FakeBody> {
    let (head, body) = request.into_parts();
    let body = read(body).await;
    let request = Request::new(&head, &body);
    let latency = {
        let mut twilio = Twilio::lock(twilio);
        twilio.requests.push(ReceivedRequest::from(&request));
        twilio.latency
    };
    let in_flight = InFlight::begin(twilio);
    sleep(latency).await;
    let response = Twilio::lock(twilio).respond(&request);
    drop(in_flight);
    match response.delivery {
        Delivery::Close => _ = end.send(End::Close),
        Delivery::GoAway => {
            let is_http2 = head.version == http::Version::HTTP_2;
            _ = end.send(if is_http2 { End::GoAway } else { End::Close });
        }
        Delivery::Silence => {}
        Delivery::Whole | Delivery::Slow(_) | Delivery::Half => return response.into(),
    }
    std::future::pending().await
}

/// Counts a request until its response is decided, or its client goes away.
struct InFlight<'a>(&'a Mutex<Twilio>);

impl<'a> InFlight<'a> {
    fn begin(twilio: &'a Mutex<Twilio>) -> Self {
        Twilio::lock(twilio).in_flight += 1;
        Self(twilio)
    }
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        Twilio::lock(self.0).in_flight -= 1;
    }
}

/// The body of a request, or the part of it that arrived before the client went away.
async fn read(mut body: Incoming) -> Vec<u8> {
    let mut bytes = Vec::new();
    while let Some(Ok(frame)) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        bytes.extend(frame.data_ref().into_iter().flatten());
    }
    bytes
}

/// The body of a response, which may come late or in part.
pub(super) struct FakeBody {
    rest: Bytes,
    length: u64,
    delivery: Delivery,
    pause: Option<Pin<Box<Sleep>>>,
}

/// The body ends too early.
#[derive(Debug)]
pub(super) struct CutShort;

impl fmt::Display for CutShort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the fake was told to break the connection within the body")
    }
}

impl std::error::Error for CutShort {}

impl From<FakeResponse> for hyper::Response<FakeBody> {
    fn from(response: FakeResponse) -> Self {
        let FakeResponse { status, headers, body, delivery } = response;
        let length = body.len() as u64;
        let mut response = Self::new(FakeBody { rest: body, length, delivery, pause: None });
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        response
    }
}

impl Body for FakeBody {
    type Data = Bytes;
    type Error = CutShort;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, CutShort>>> {
        if let Some(pause) = &mut self.pause {
            ready!(pause.as_mut().poll(context));
        }
        let half = self.length / 2;
        let (size, pause) = match self.delivery {
            Delivery::Half if self.rest.len() as u64 <= self.length - half => {
                return Poll::Ready(Some(Err(CutShort)));
            }
            Delivery::Half => (usize::try_from(half).unwrap_or(usize::MAX), HALFWAY),
            Delivery::Slow(pause) => (self.piece(), pause),
            _ => (self.rest.len(), Duration::ZERO),
        };
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        self.pause = Some(Box::pin(sleep(pause)));
        let size = size.min(self.rest.len());
        let piece = self.rest.split_to(size);
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && !matches!(self.delivery, Delivery::Half)
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.rest.len() as u64)
    }
}

impl FakeBody {
    fn piece(&self) -> usize {
        usize::try_from(self.length).unwrap_or(usize::MAX).div_ceil(PIECES)
    }
}
