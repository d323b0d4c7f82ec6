//! What a connection is made of: a stream of bytes, and what is known about its use.
//!
//! `connector.rs` opens connections, and `pool.rs` keeps them for the next request.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::{Connected, Connection};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};

/// Bytes in both directions.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Unpin + 'static {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin + 'static> Stream for S {}

/// What is known about the use of one connection.
#[derive(Debug)]
pub(crate) struct Usage {
    /// The generation of the pool that it belongs to.
    pub(crate) generation: u64,
    /// Whether a response has come over it.
    served: AtomicBool,
}

impl Usage {
    pub(crate) fn new(generation: u64) -> Arc<Self> {
        Arc::new(Self { generation, served: AtomicBool::new(false) })
    }

    /// Whether a response has come over the connection.
    pub(crate) fn has_served(&self) -> bool {
        self.served.load(Ordering::Relaxed)
    }

    /// Records that a response has come; `true` when it was not the first one.
    pub(crate) fn record_response(&self) -> bool {
        // Most connections have served before, and reading is cheaper than writing.
        self.has_served() || self.served.swap(true, Ordering::Relaxed)
    }
}

/// A connection as the HTTP stack takes it.
pub(crate) struct Conn {
    pub(super) stream: TokioIo<Box<dyn Stream>>,
    /// Whether both sides have agreed on HTTP/2.
    pub(super) http2: bool,
    pub(super) usage: Arc<Usage>,
}

impl Connection for Conn {
    fn connected(&self) -> Connected {
        let connected = Connected::new().extra(Arc::clone(&self.usage));
        if self.http2 { connected.negotiated_h2() } else { connected }
    }
}

impl Read for Conn {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl Write for Conn {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
