//! Opens a tunnel through an HTTP proxy, by the method CONNECT (RFC 9110, 9.3.6).

use http::Uri;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use zeroize::Zeroizing;

use crate::transport::connect_error::{ConnectError, ProxyRefusal};
use crate::transport::route::Route;
use crate::transport::stream::Stream;

/// The longest head of a proxy's response.
const HEAD_LIMIT: usize = 8 * 1024;

/// Asks the proxy for a tunnel to `destination`.
pub(super) async fn open<S: Stream>(
    mut stream: S,
    route: &Route,
    destination: &Uri,
) -> Result<S, ConnectError> {
    stream.write_all(&request(route, destination)).await?;
    stream.flush().await?;
    let head = read_head(&mut stream).await?;
    match status(&head) {
        Some(200..=299) => Ok(stream),
        status => Err(ConnectError::Proxy(refusal(route, status))),
    }
}

fn request(route: &Route, destination: &Uri) -> Zeroizing<Vec<u8>> {
    let host = destination.host().unwrap_or_default();
    let port = destination.port_u16().unwrap_or(443);
    let mut request =
        format!("CONNECT {host}:{port} HTTP/1.1\r\nhost: {host}:{port}\r\n").into_bytes();
    if let Some(credentials) = route.basic_auth() {
        request.extend_from_slice(b"proxy-authorization: ");
        request.extend_from_slice(credentials.as_bytes());
        request.extend_from_slice(b"\r\n");
    }
    request.extend_from_slice(b"\r\n");
    Zeroizing::new(request)
}

/// Reads up to the empty line, and not a byte more: what follows comes from the server.
async fn read_head(stream: &mut impl Stream) -> Result<Vec<u8>, ConnectError> {
    let mut head = Vec::with_capacity(128);
    while !head.ends_with(b"\r\n\r\n") && head.len() < HEAD_LIMIT {
        head.push(stream.read_u8().await?);
    }
    Ok(head)
}

/// The status of a complete head.
fn status(head: &[u8]) -> Option<u16> {
    let head = head.strip_suffix(b"\r\n\r\n")?;
    let rest = head.strip_prefix(b"HTTP/1.1 ").or_else(|| head.strip_prefix(b"HTTP/1.0 "))?;
    std::str::from_utf8(rest.get(..3)?).ok()?.parse().ok()
}

fn refusal(route: &Route, status: Option<u16>) -> ProxyRefusal {
    let (reason, transient) = match status {
        Some(407) => ("demands valid credentials (status 407)".to_owned(), false),
        Some(403) => ("forbids the connection (status 403)".to_owned(), false),
        Some(status) => (
            format!("refuses the connection (status {status})"),
            matches!(status, 408 | 429 | 500..),
        ),
        None => ("does not speak HTTP".to_owned(), false),
    };
    ProxyRefusal { proxy: route.to_string(), reason, transient }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_complete_head_has_a_status() {
        for (head, expected) in [
            ("HTTP/1.1 200 Connection established\r\n\r\n", Some(200)),
            ("HTTP/1.0 407\r\nx: y\r\n\r\n", Some(407)),
            ("HTTP/1.1 200 OK\r\n", None),
            ("HTTP/1.1 20\r\n\r\n", None),
            ("HTTP/1.1 2x0 OK\r\n\r\n", None),
            ("SSH-2.0-x\r\n\r\n", None),
            ("", None),
        ] {
            assert_eq!(status(head.as_bytes()), expected, "{head:?}");
        }
    }
}
