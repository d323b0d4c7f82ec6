//! An address that refuses connections.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::LazyLock;

use tokio::net::TcpSocket;

/// Bound, so that no server of another test gets the port; nobody listens.
static SOCKET: LazyLock<TcpSocket> = LazyLock::new(|| {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
    socket
});

pub fn closed() -> SocketAddr {
    SOCKET.local_addr().unwrap()
}
