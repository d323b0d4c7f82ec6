//! TLS as it should be: which versions, over HTTP/2, with further roots, and through proxies.
//!
//! TLS as it should not be is in `faults/secure.rs`.

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

use crate::certificates::Authority;
use crate::http2_peer::{Http2Server, Http2Step};
use crate::support::*;

#[tokio::test]
async fn a_further_root_is_trusted_over_tls_1_2_and_1_3() {
    let authority = Authority::new("known");
    for acceptor in [
        authority.acceptor("localhost"),
        authority.acceptor_of_tls_1_2("localhost"),
    ] {
        let server = Server::start_secure(acceptor, [created()]).await;
        let trusting = builder(&server.url)
            .add_root_certificate(Authority::new("another").root())
            .add_root_certificate(authority.root());
        create(&trusting.build().unwrap()).await.unwrap();
        let requests = server.requests().len();
        assert!(create(&server.client()).await.unwrap_err().is_connect());
        assert_eq!((requests, server.requests().len()), (1, 1));
    }
}

#[tokio::test]
async fn http2_is_used_where_the_server_speaks_it_on_one_connection() {
    let authority = Authority::new("known");
    let acceptor = authority.acceptor_of_http2("localhost");
    let server = Http2Server::start(acceptor, &fixture("created"), [Http2Step::Answer]).await;
    let client = builder(&server.url).add_root_certificate(authority.root());
    let client = client.build().unwrap();
    for _ in 0..3 {
        assert_eq!(create(&client).await.unwrap().attempts(), 1);
        fetch(&client.clone()).await.unwrap();
    }
    assert_eq!(server.connections(), 1);
}

/// A proxy that opens one tunnel, to where it is told, which is a name that it alone knows as the
/// server at `url`; returns its address.
async fn tunnel(url: &str) -> String {
    let server = url.replace("https://", "");
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
        let head = String::from_utf8(head).unwrap();
        assert!(head.starts_with("CONNECT verify.example:443 "), "{head}");
        let mut target = TcpStream::connect(server).await.unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
        let _ = copy_bidirectional(&mut stream, &mut target).await;
    });
    url
}

#[tokio::test]
async fn a_proxy_and_a_further_root_work_together() {
    let authority = Authority::new("known");
    let server = Server::start_secure(authority.acceptor("verify.example"), [created()]).await;
    let client = builder("https://verify.example")
        .proxy(reqwest::Proxy::all(tunnel(&server.url).await).unwrap())
        .add_root_certificate(authority.root())
        .build()
        .unwrap();
    assert_eq!(create(&client).await.unwrap().attempts(), 1);
    let request = &server.requests()[0];
    assert!(request.starts_with("POST /v2/Services/"), "{request}");
}

#[tokio::test]
async fn a_further_root_holds_for_a_proxy_as_well() {
    let authority = Authority::new("known");
    let refusal = "HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n";
    let script = [Step::Send(refusal.as_bytes().to_vec())];
    let proxy = Server::start_secure(authority.acceptor("localhost"), script).await;
    let client = builder("https://verify.example")
        .proxy(reqwest::Proxy::all(&proxy.url).unwrap())
        .add_root_certificate(authority.root())
        .build()
        .unwrap();
    assert!(create(&client).await.unwrap_err().is_connect());
    assert!(proxy.requests()[0].starts_with("CONNECT verify.example:443 "));
}

#[test]
fn a_root_that_is_no_certificate_is_refused_when_the_client_is_built() {
    let root = match reqwest::Certificate::from_der(b"canary") {
        Ok(root) => root,
        // In a build with native-tls, reqwest looks at it at once.
        Err(error) => return assert!(error.is_builder()),
    };
    let client = builder("https://localhost")
        .add_root_certificate(root)
        .build();
    let error = client.unwrap_err();
    assert!(error.is_configuration());
    assert_eq!(error.field(), Some("http_client"));
    assert!(std::error::Error::source(&error).is_some());
}
