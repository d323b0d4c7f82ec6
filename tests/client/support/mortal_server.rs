//! A server whose open connections a test can kill while the server keeps working, as happens with
//! a restart, a load balancer or a network.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};

use super::server::{fixture, read_request};

/// What a dead connection does with the next request.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Death {
    /// It stays silent.
    Silence,
    /// It is closed without a byte.
    Close,
    /// It is reset.
    Reset,
}

pub(crate) struct MortalServer {
    pub(crate) url: String,
    state: Arc<State>,
}

struct State {
    connections: AtomicUsize,
    requests: AtomicUsize,
    /// Connections below this number are dead.
    dead: AtomicUsize,
    death: Mutex<Death>,
    /// Whether new connections are dead as well.
    down: AtomicBool,
    /// How long a response takes.
    latency: Duration,
}

impl MortalServer {
    pub(crate) async fn start(latency: Duration) -> Self {
        crate::support::traces::install();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(State {
            connections: AtomicUsize::new(0),
            requests: AtomicUsize::new(0),
            dead: AtomicUsize::new(0),
            death: Mutex::new(Death::Close),
            down: AtomicBool::new(false),
            latency,
        });
        tokio::spawn(listen(listener, Arc::clone(&state)));
        Self { url, state }
    }

    /// Kills all connections that are open now.
    pub(crate) fn kill(&self, death: Death) {
        *self.state.death.lock().unwrap() = death;
        self.state.dead.store(self.connections(), SeqCst);
    }

    /// Kills all connections, also those that are opened later.
    pub(crate) fn go_down(&self, death: Death) {
        self.kill(death);
        self.state.down.store(true, SeqCst);
    }

    pub(crate) fn connections(&self) -> usize {
        self.state.connections.load(SeqCst)
    }

    /// The requests so far, those on dead connections included.
    pub(crate) fn requests(&self) -> usize {
        self.state.requests.load(SeqCst)
    }
}

async fn listen(listener: TcpListener, state: Arc<State>) {
    while let Ok((stream, _)) = listener.accept().await {
        let number = state.connections.fetch_add(1, SeqCst);
        tokio::spawn(serve(stream, number, Arc::clone(&state)));
    }
}

async fn serve(mut stream: TcpStream, number: usize, state: Arc<State>) {
    let body = fixture("created");
    let length = body.len();
    let response = format!("HTTP/1.1 201 Created\r\ncontent-length: {length}\r\n\r\n{body}");
    while read_request(&mut stream).await.is_some() {
        state.requests.fetch_add(1, SeqCst);
        if number < state.dead.load(SeqCst) || state.down.load(SeqCst) {
            let death = *state.death.lock().unwrap();
            match death {
                Death::Silence => return std::future::pending().await,
                Death::Close => return,
                Death::Reset => return stream.set_zero_linger().unwrap(),
            }
        }
        tokio::time::sleep(state.latency).await;
        if stream.write_all(response.as_bytes()).await.is_err() {
            return;
        }
    }
}
