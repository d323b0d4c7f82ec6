//! A server that speaks just enough HTTP/2 over TLS to serve a request or to fail it
//! (RFC 9113), frame by frame, so that tests decide what is sent.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const GOAWAY: u8 = 7;

const END_STREAM: u8 = 1;
const ACK: u8 = 1;
const END_HEADERS: u8 = 4;

/// `:status: 200` in HPACK's static table.
const STATUS_200: u8 = 0x88;
const NO_ERROR: u8 = 0;
const REFUSED_STREAM: u8 = 7;
const ENHANCE_YOUR_CALM: u8 = 11;

/// What the server does with one request.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Http2Step {
    /// Responds with status 200 and the body.
    Respond,
    /// Responds, then asks for no more requests on this connection.
    RespondAndGoAway,
    /// Sends a GOAWAY that says that the request was not processed.
    GoAway,
    /// Sends a GOAWAY because of too many requests, with this debug data.
    GoAwaySaying(&'static str),
    /// Refuses the request and keeps the connection.
    Refuse,
    /// Does nothing more on this connection.
    FallSilent,
}

pub(crate) struct Http2Server {
    pub(crate) url: String,
    connections: Arc<AtomicUsize>,
}

impl Http2Server {
    /// Follows the script, one step for each request; the last step repeats.
    pub(crate) async fn start(
        acceptor: TlsAcceptor,
        body: &str,
        script: impl IntoIterator<Item = Http2Step>,
    ) -> Self {
        crate::support::traces::install();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
        let connections = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&connections);
        let script = Arc::new(Script {
            body: body.to_owned(),
            steps: script.into_iter().collect(),
            taken: AtomicUsize::new(0),
        });
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::SeqCst);
                let (acceptor, script) = (acceptor.clone(), Arc::clone(&script));
                tokio::spawn(async move {
                    // The server does not fail when a connection ends.
                    if let Ok(stream) = acceptor.accept(stream).await {
                        let _ = serve(stream, &script).await;
                    }
                });
            }
        });
        Self { url, connections }
    }

    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

struct Script {
    body: String,
    steps: Vec<Http2Step>,
    taken: AtomicUsize,
}

impl Script {
    /// The frames that follow a request, and whether the connection ends after them; `None` when
    /// it falls silent.
    fn next(&self, stream: u32) -> Option<(Vec<u8>, bool)> {
        let index = self.taken.fetch_add(1, Ordering::SeqCst);
        let response = || {
            let head = frame(HEADERS, END_HEADERS, stream, &[STATUS_200]);
            [head, frame(DATA, END_STREAM, stream, self.body.as_bytes())].concat()
        };
        Some(match self.steps[index.min(self.steps.len() - 1)] {
            Http2Step::Respond => (response(), false),
            Http2Step::RespondAndGoAway => {
                ([response(), go_away(stream, NO_ERROR, "")].concat(), false)
            }
            Http2Step::GoAway => (go_away(0, NO_ERROR, ""), true),
            Http2Step::GoAwaySaying(words) => (go_away(0, ENHANCE_YOUR_CALM, words), true),
            Http2Step::Refuse => (frame(RST_STREAM, 0, stream, &[0, 0, 0, REFUSED_STREAM]), false),
            Http2Step::FallSilent => return None,
        })
    }
}

fn go_away(last_stream: u32, reason: u8, words: &str) -> Vec<u8> {
    let last_stream = last_stream.to_be_bytes();
    let payload = [&last_stream[..], &[0, 0, 0, reason], words.as_bytes()].concat();
    frame(GOAWAY, 0, 0, &payload)
}

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let mut frame = length[1..].to_vec();
    frame.extend([kind, flags]);
    frame.extend(stream.to_be_bytes());
    frame.extend(payload);
    frame
}

async fn serve(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    script: &Script,
) -> std::io::Result<()> {
    let mut preface = [0; 24];
    stream.read_exact(&mut preface).await?;
    stream.write_all(&frame(SETTINGS, 0, 0, &[])).await?;
    loop {
        let mut head = [0; 9];
        stream.read_exact(&mut head).await?;
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        let mut payload = vec![0; length as usize];
        stream.read_exact(&mut payload).await?;
        let id = u32::from_be_bytes([head[5], head[6], head[7], head[8]]);
        match (head[3], head[4]) {
            (SETTINGS | PING, flags) if flags & ACK == 0 => {
                let echo: &[u8] = if head[3] == PING { &payload } else { &[] };
                stream.write_all(&frame(head[3], ACK, 0, echo)).await?;
            }
            (HEADERS | DATA, flags) if flags & END_STREAM != 0 => {
                let Some((frames, last)) = script.next(id) else {
                    return std::future::pending().await;
                };
                stream.write_all(&frames).await?;
                if last {
                    return stream.shutdown().await;
                }
            }
            _ => {}
        }
    }
}
