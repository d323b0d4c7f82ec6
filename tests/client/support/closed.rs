//! An address that refuses connections.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::LazyLock;

use tokio::net::TcpSocket;

/// Bound, so that no server of another test gets the port; nobody listens.
static SOCKET: LazyLock<TcpSocket> = LazyLock::new(|| {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
    socket
});

pub(crate) fn closed() -> SocketAddr {
    SOCKET.local_addr().unwrap()
}
