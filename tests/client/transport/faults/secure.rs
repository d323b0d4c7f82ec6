//! Faults of TLS and of HTTP/2.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use verify_client::ErrorKind::{Connect, Interrupted, Timeout};

use super::{Fault, Peer, SHORT, run};
use crate::support::certificates::Authority;
use crate::support::http2_server::{Http2Server, Http2Step};
use crate::support::*;

/// The ServerHello of a server that knows no TLS newer than 1.1: version 3.2 and a cipher of that
/// version.
fn tls_1_1() -> Vec<u8> {
    let mut hello = vec![22, 3, 2, 0, 42, 2, 0, 0, 38, 3, 2];
    hello.extend([7; 32]);
    hello.extend([0, 0xc0, 0x13, 0]);
    hello
}

/// A peer that sends `bytes` after the first bytes that it receives.
async fn greeting(bytes: Vec<u8>) -> Peer {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(&bytes).await;
            let mut rest = [0; 4096];
            while matches!(stream.read(&mut rest).await, Ok(1..)) {}
        }
    });
    let client = builder(&format!("https://localhost:{port}"));
    Peer::without_server(client.build().unwrap())
}

/// A peer that accepts connections and says nothing, and a client with a short connect timeout.
async fn silence() -> Peer {
    let server = Server::start([created()]).await;
    let url = server.url.replace("http://127.0.0.1", "https://localhost");
    let client = builder(&url).connect_timeout(SHORT);
    Peer { client: client.build().unwrap(), _server: Some(server) }
}

/// A server behind `acceptor`, and a client that trusts `authority`.
async fn secure(acceptor: TlsAcceptor, authority: &Authority) -> Peer {
    let server = Server::start_secure(acceptor, [created()]).await;
    let client = builder(&server.url).add_root_certificate(authority.root());
    Peer { client: client.build().unwrap(), _server: Some(server) }
}

#[tokio::test]
async fn secure_connections_fail_in_every_way() {
    let known = Authority::new("known");
    let unknown = Authority::new("unknown");
    let stranger = |acceptor| secure(acceptor, &known);
    run(vec![
        Fault::fatal("silence where TLS should be", silence().await, Timeout, None, 3)
            .taking(3 * SHORT),
        Fault::cured("nothing", secure(known.acceptor("localhost"), &known).await, 201, 1),
        Fault::fatal(
            "unknown issuer",
            stranger(unknown.acceptor("localhost")).await,
            Connect,
            None,
            1,
        ),
        Fault::fatal(
            "wrong host name",
            stranger(known.acceptor("other.example")).await,
            Connect,
            None,
            1,
        ),
        Fault::fatal(
            "expired certificate",
            stranger(known.acceptor_of_the_past("localhost")).await,
            Connect,
            None,
            1,
        ),
        Fault::fatal(
            "HTTP where TLS should be",
            greeting(b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec()).await,
            Connect,
            None,
            1,
        ),
        Fault::fatal("TLS older than 1.2", greeting(tls_1_1()).await, Connect, None, 1),
    ])
    .await;
}

#[tokio::test]
async fn http2_connections_fail_in_every_way() {
    use Http2Step::{GoAway, Refuse, Respond, RespondAndGoAway};

    let authority = Authority::new("known");
    let start = async |script: &[Http2Step]| {
        let acceptor = authority.acceptor_of_http2("localhost");
        let server = Http2Server::start(acceptor, &fixture("created"), script.to_vec()).await;
        let client = builder(&server.url).add_root_certificate(authority.root());
        (Peer::without_server(client.build().unwrap()), server)
    };
    let (well, _well) = start(&[Respond]).await;
    let (away, away_server) = start(&[GoAway, Respond]).await;
    let (refused, refused_server) = start(&[Refuse, Respond]).await;
    let (always_away, _always_away) = start(&[GoAway]).await;
    let (pooled, pooled_server) = start(&[RespondAndGoAway, Respond]).await;
    create(&pooled.client).await.unwrap();
    run(vec![
        Fault::cured("nothing", well, 200, 1),
        Fault::cured("GOAWAY instead of a response", away, 200, 2),
        Fault::cured("stream refused", refused, 200, 2),
        Fault::fatal("GOAWAY each time", always_away, Interrupted, None, 3),
        Fault::cured("GOAWAY after a response", pooled, 200, 1),
    ])
    .await;
    assert_eq!(away_server.connections(), 2);
    assert_eq!(refused_server.connections(), 1);
    assert_eq!(pooled_server.connections(), 2);
}
