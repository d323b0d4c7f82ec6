//! TLS that works: versions, HTTP/2, further roots, client certificates and proxies.
//!
//! TLS that fails is in `faults/secure.rs`.

use tokio_rustls::rustls::version::{TLS12, TLS13};
use verify_client::{Certificate, ErrorKind, Proxy};

use crate::support::certificates::{Authority, pem};
use crate::support::http2_server::{Http2Server, Http2Step};
use crate::support::*;

#[tokio::test]
async fn a_further_root_is_trusted_over_tls_1_2_and_1_3() {
    let authority = Authority::new("known");
    for acceptor in [authority.acceptor("localhost"), authority.acceptor_of_tls_1_2("localhost")] {
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
async fn every_certificate_of_a_bundle_is_trusted() {
    let authorities = ["first", "second"].map(Authority::new);
    let [first, second] = authorities.each_ref().map(Authority::root_pem);
    let bundle = format!("# first\n{first}\n# second\n{second}");
    assert!(Certificate::from_pem(bundle.as_bytes()).is_err());
    let roots = Certificate::from_pem_bundle(bundle.as_bytes()).unwrap();
    assert_eq!(roots.len(), 2);
    for authority in &authorities {
        let server = Server::start_secure(authority.acceptor("localhost"), [created()]).await;
        let trusting = builder(&server.url)
            .add_root_certificate(Authority::new("another").root())
            .add_root_certificates(roots.clone());
        create(&trusting.build().unwrap()).await.unwrap();
    }

    let broken = format!("{bundle}{}", pem("CERTIFICATE", b"canary"));
    let error = Certificate::from_pem_bundle(broken.as_bytes()).unwrap_err();
    assert_eq!(error.field(), Some("certificate"));
    assert!(error.to_string().contains("number 3"), "{error}");
    assert_eq!(canaries::in_error(&error), Vec::<String>::new());
}

#[tokio::test]
async fn http2_is_used_where_the_server_speaks_it_on_one_connection() {
    let authority = Authority::new("known");
    let acceptor = authority.acceptor_of_http2("localhost");
    let server = Http2Server::start(acceptor, &fixture("created"), [Http2Step::Respond]).await;
    let client = builder(&server.url).add_root_certificate(authority.root());
    let client = client.build().unwrap();
    for _ in 0..3 {
        assert_eq!(create(&client).await.unwrap().attempts(), 1);
        fetch(&client.clone()).await.unwrap();
    }
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_proxy_and_a_further_root_work_together() {
    let authority = Authority::new("known");
    let server = Server::start_secure(authority.acceptor("verify.example"), [created()]).await;
    let client = builder("https://verify.example")
        .proxy(Proxy::new(tunnel::start(&server.url).await).unwrap())
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
        .proxy(Proxy::new(&proxy.url).unwrap())
        .add_root_certificate(authority.root())
        .build()
        .unwrap();
    assert!(create(&client).await.unwrap_err().is_connect());
    assert!(proxy.requests()[0].starts_with("CONNECT verify.example:443 "));
}

#[test]
fn a_root_that_is_no_certificate_is_refused() {
    // A TLS library checks the certificate when it is read, or when the client is built.
    let error = match Certificate::from_der(b"canary") {
        Ok(root) => {
            let client = builder("https://localhost").add_root_certificate(root);
            client.build().unwrap_err()
        }
        Err(error) => error,
    };
    assert!(error.is_configuration());
    assert!(error.field().is_some());
}

#[tokio::test]
async fn a_client_certificate_is_presented_where_one_is_demanded() {
    let authority = Authority::new("known");
    for version in [&TLS12, &TLS13] {
        let acceptor = authority.acceptor_of_its_clients("localhost", version);
        let server = Server::start_secure(acceptor, [created()]).await;
        let trusting = || builder(&server.url).add_root_certificate(authority.root());
        let identified = trusting().client_certificate(authority.client());
        create(&identified.build().unwrap()).await.unwrap();
        assert_eq!(server.requests().len(), 1);

        // In TLS 1.3 the refusal arrives after the handshake, or gets lost.
        for _ in 0..10 {
            let error = create(&trusting().build().unwrap()).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Connect, "{error:?}");
            assert_eq!(error.attempts(), 1, "{error:?}");
            assert_eq!(error.field(), Some("client_certificate"), "{error:?}");
            assert!(!error.is_retryable());
        }
        assert_eq!(server.requests().len(), 1);
    }
}
