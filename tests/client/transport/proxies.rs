//! Proxies that refuse: an error shows what they say, and never their password.

use std::process::Command;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use verify_client::{ErrorKind, Proxy, RetryPolicy};

use crate::support::certificates::Authority;
use crate::support::*;

const TARGET: &str = "https://verify.example";

fn refusal(status: u16) -> Step {
    let head = format!("HTTP/1.1 {status} canary\r\ncontent-length: 6\r\n\r\ncanary");
    Step::Send(head.into_bytes())
}

#[tokio::test]
async fn what_a_proxy_refuses_is_named_with_its_address_and_without_its_password() {
    for (status, attempts) in
        [(407, 1), (403, 1), (400, 1), (405, 1), (429, 3), (502, 3), (503, 3), (504, 3)]
    {
        let server = Server::start([refusal(status)]).await;
        let proxy = Proxy::new(server.url.replace("http://", "http://canary:canary@"));
        let client = builder(TARGET).proxy(proxy.unwrap()).build().unwrap();
        let error = create(&client).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connect, "{error:?}");
        assert_eq!(error.attempts(), attempts, "{status}: {error:?}");
        assert_eq!(error.is_retryable(), attempts > 1);
        assert!(error.status().is_none(), "{error:?}");
        let text = error.to_string();
        assert!(text.contains(&server.url), "{text}");
        assert!(text.contains(&status.to_string()), "{text}");
        assert_eq!(canaries::in_error(&error), Vec::<String>::new());
        let request = &server.requests()[0];
        assert!(request.contains("proxy-authorization: Basic Y2FuYXJ5OmNhbmFyeQ=="));
        assert_eq!(server.connections(), usize::try_from(attempts).unwrap());
    }
}

#[tokio::test]
async fn a_proxy_that_is_down_is_distinguished_from_a_server_that_is_down() {
    let free = closed();
    for scheme in ["http", "https", "socks5h"] {
        let proxy = Proxy::new(format!("{scheme}://canary:canary@{free}")).unwrap();
        let client = builder(TARGET).proxy(proxy).retry(quick()).build().unwrap();
        let error = create(&client).await.unwrap_err();
        assert_eq!((error.kind(), error.field()), (ErrorKind::Connect, Some("proxy")), "{error:?}");
        assert!(error.is_retryable() && error.attempts() == 3, "{error:?}");
        let text = error.to_string();
        assert!(text.contains(&format!("the proxy {scheme}://{free} cannot be reached")), "{text}");
        assert_eq!(canaries::in_error(&error), Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_proxy_that_breaks_the_connection_is_named_with_its_address() {
    for (scheme, said) in [("http", ""), ("http", "SSH-2.0-x\r\n"), ("socks5h", "\x05")] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("{scheme}://{}", listener.local_addr().unwrap());
        let proxy = tokio::spawn(async move {
            for _ in 0..3 {
                let (mut stream, _) = listener.accept().await.unwrap();
                let _ = stream.read(&mut [0; 1024]).await.unwrap();
                stream.write_all(said.as_bytes()).await.unwrap();
            }
        });
        let client = builder(TARGET).proxy(Proxy::new(&address).unwrap()).retry(quick());
        let error = create(&client.build().unwrap()).await.unwrap_err();
        proxy.await.unwrap();
        assert_eq!((error.kind(), error.field()), (ErrorKind::Connect, Some("proxy")), "{error:?}");
        assert!(error.is_retryable() && error.attempts() == 3, "{error:?}");
        let text = error.to_string();
        assert!(text.contains(&format!("the proxy {address} breaks the connection: ")), "{text}");
    }
}

#[tokio::test]
async fn a_proxy_that_says_nothing_is_named_with_its_address() {
    let short = Duration::from_millis(300);
    let mut schemes = JoinSet::new();
    for scheme in ["http", "https", "socks5h"] {
        schemes.spawn(async move {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            let proxy = || Proxy::new(format!("{scheme}://canary:canary@{address}")).unwrap();
            let silent = || builder(TARGET).proxy(proxy());
            for (client, limit) in [
                (silent().connect_timeout(short), "connect_timeout"),
                (silent().attempt_timeout(short), "attempt_timeout (300ms)"),
                (silent().total_timeout(short), "total_timeout (300ms)"),
            ] {
                let client = client.retry(RetryPolicy::only_unprocessed().max_retries(1));
                let error = create(&client.build().unwrap()).await.unwrap_err();
                let found = (error.kind(), error.field());
                assert_eq!(found, (ErrorKind::Timeout, Some("proxy")), "{error:?}");
                // A request that was never sent may be repeated under every policy.
                assert!(error.is_retryable(), "{error:?}");
                assert_eq!(
                    error.attempts(),
                    1 + u32::from(!limit.starts_with("total")),
                    "{error:?}"
                );
                let place =
                    format!("through the proxy {scheme}://{address} took longer than {limit}");
                assert!(error.to_string().contains(&place), "{error}");
                assert_eq!(canaries::in_error(&error), Vec::<String>::new());
            }
        });
    }
    schemes.join_all().await;
}

#[tokio::test]
async fn a_proxy_that_speaks_no_http_is_named_as_such() {
    let server = Server::start([Step::Send(b"220 canary ESMTP\r\n\r\n".to_vec())]).await;
    let client = builder(TARGET).proxy(Proxy::new(&server.url).unwrap());
    let error = create(&client.build().unwrap()).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connect, 1));
    assert!(error.to_string().contains("does not speak HTTP"), "{error}");
}

#[tokio::test]
async fn a_proxy_beside_an_http_base_url_is_refused() {
    let server = Server::start([created()]).await;
    let client = builder(&server.url).proxy(Proxy::new("http://127.0.0.1:9").unwrap());
    assert_eq!(client.build().unwrap_err().field(), Some("proxy"));
}

/// A SOCKS proxy that accepts the credentials `canary`, `canary`, and gives `reply` to a request.
/// Without a reply it opens a connection to `server`.
async fn socks(reply: Option<u8>, server: &str) -> String {
    let server = server.replace("https://", "");
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let server = server.clone();
            tokio::spawn(async move {
                let _ = serve_socks(stream, reply, server).await;
            });
        }
    });
    address.to_string()
}

async fn serve_socks(
    mut stream: TcpStream,
    reply: Option<u8>,
    server: String,
) -> std::io::Result<()> {
    let mut greeting = [0; 3];
    stream.read_exact(&mut greeting).await?;
    if greeting != [5, 1, 2] {
        return stream.write_all(&[5, 0xff]).await;
    }
    stream.write_all(&[5, 2]).await?;
    let mut credentials = [0; 15];
    stream.read_exact(&mut credentials).await?;
    let known = credentials == *b"\x01\x06canary\x06canary";
    stream.write_all(&[1, u8::from(!known)]).await?;
    if !known {
        return Ok(());
    }
    let mut request = [0; 5];
    stream.read_exact(&mut request).await?;
    assert_eq!(request[..4], [5, 1, 0, 3]);
    let mut host = vec![0; usize::from(request[4]) + 2];
    stream.read_exact(&mut host).await?;
    assert_eq!(host, b"verify.example\x01\xbb");
    let code = reply.unwrap_or(0);
    stream.write_all(&[5, code, 0, 1, 0, 0, 0, 0, 0, 0]).await?;
    if code == 0 {
        let mut target = TcpStream::connect(server).await?;
        let _ = copy_bidirectional(&mut stream, &mut target).await;
    }
    Ok(())
}

#[tokio::test]
async fn a_socks_proxy_opens_the_way() {
    let authority = Authority::new("known");
    let server = Server::start_secure(authority.acceptor("verify.example"), [created()]).await;
    let address = socks(None, &server.url).await;
    let proxy = Proxy::new(format!("socks5h://canary:canary@{address}")).unwrap();
    let client =
        builder(TARGET).proxy(proxy).add_root_certificate(authority.root()).build().unwrap();
    assert_eq!(create(&client).await.unwrap().attempts(), 1);
}

#[tokio::test]
async fn what_a_socks_proxy_refuses_is_named_with_its_address_and_without_its_password() {
    for (reply, attempts) in [(1, 1), (2, 1), (3, 3), (4, 3), (5, 1), (6, 3), (7, 1), (8, 1)] {
        let address = socks(Some(reply), "").await;
        let proxy = Proxy::new(format!("socks5h://canary:canary@{address}")).unwrap();
        let client = builder(TARGET).proxy(proxy).build().unwrap();
        let error = create(&client).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connect, "{error:?}");
        assert_eq!(error.attempts(), attempts, "{reply}: {error:?}");
        assert!(error.to_string().contains(&address), "{error}");
        assert_eq!(canaries::in_error(&error), Vec::<String>::new());
    }
    for credentials in ["", "canary:wrong-canary@"] {
        let address = socks(Some(0), "").await;
        let proxy = Proxy::new(format!("socks5h://{credentials}{address}")).unwrap();
        let client = builder(TARGET).proxy(proxy).build().unwrap();
        let error = create(&client).await.unwrap_err();
        assert_eq!(error.attempts(), 1, "{error:?}");
        assert!(error.to_string().contains("credentials"), "{error}");
    }
}

/// Runs a test that is otherwise ignored, in a process with these variables.
pub(super) fn in_a_process(test: &str, variables: &[(&str, &str)]) {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "--ignored", "--nocapture", test])
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}

#[test]
fn a_malformed_variable_is_an_error_when_the_client_is_built() {
    let malformed = "transport::proxies::malformed";
    let canary = "http://canary:canary@proxy example:3128";
    in_a_process(malformed, &[("HTTPS_PROXY", canary)]);
    in_a_process(malformed, &[("https_proxy", "canary://canary")]);
    in_a_process(malformed, &[("ALL_PROXY", canary)]);
    let excluded = "transport::proxies::excluded";
    let exclusion = ("NO_PROXY", ".verify.example,verify.example");
    in_a_process(excluded, &[("HTTPS_PROXY", canary), exclusion]);
    in_a_process(excluded, &[("HTTPS_PROXY", "http://127.0.0.1:9")]);
}

#[test]
#[ignore = "needs a malformed variable"]
fn malformed() {
    let error = builder(TARGET).build().unwrap_err();
    assert!(error.is_configuration(), "{error:?}");
    assert!(error.field().unwrap().to_ascii_uppercase().ends_with("_PROXY"));
    assert_eq!(canaries::in_error(&error), Vec::<String>::new());
    // Requests to this machine do not go through a proxy.
    builder("http://127.0.0.1:9").build().unwrap();
}

#[test]
#[ignore = "needs a variable that excludes the host"]
fn excluded() {
    builder(TARGET).build().unwrap();
}
