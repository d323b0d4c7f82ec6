//! Opens a connection through a SOCKS proxy of version 5 (RFC 1928, RFC 1929).

use std::io;
use std::net::{IpAddr, SocketAddr};

use http::Uri;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use zeroize::Zeroizing;

use crate::transport::connect_error::{ConnectError, ProxyRefusal};
use crate::transport::route::Route;
use crate::transport::stream::Stream;

const VERSION: u8 = 5;
const NO_CREDENTIALS: u8 = 0;
const USER_AND_PASSWORD: u8 = 2;
const CONNECT: u8 = 1;

/// Asks the proxy for a connection to `destination`.
pub(super) async fn open<S: Stream>(
    mut stream: S,
    route: &Route,
    destination: &Uri,
) -> Result<S, ConnectError> {
    let refuse = |reason: String, transient| {
        let proxy = route.to_string();
        Err(ConnectError::Proxy(ProxyRefusal { proxy, reason, transient }))
    };
    let method = match route.raw_auth() {
        Some(_) => USER_AND_PASSWORD,
        None => NO_CREDENTIALS,
    };
    stream.write_all(&[VERSION, 1, method]).await?;
    let [version, chosen] = read(&mut stream).await?;
    if version != VERSION {
        return refuse("does not speak SOCKS version 5".to_owned(), false);
    }
    if chosen != method {
        let reason = match method {
            NO_CREDENTIALS => "demands credentials",
            _ => "does not take a user name and password",
        };
        return refuse(reason.to_owned(), false);
    }
    if let Some((user, password)) = route.raw_auth() {
        let mut request = Zeroizing::new(vec![1]);
        for text in [user, password] {
            let Ok(length) = u8::try_from(text.len()) else {
                let reason = "takes no user name or password of more than 255 bytes";
                return refuse(reason.to_owned(), false);
            };
            request.push(length);
            request.extend_from_slice(text.as_bytes());
        }
        stream.write_all(&request).await?;
        let [_, status] = read(&mut stream).await?;
        if status != 0 {
            return refuse("rejects the credentials".to_owned(), false);
        }
    }
    stream.write_all(&request(route, destination).await?).await?;
    let [_, reply, _, kind] = read(&mut stream).await?;
    if reply != 0 {
        return refuse(meaning(reply), matches!(reply, 3 | 4 | 6));
    }
    // The address from which the proxy connects, which is not needed.
    let length = match kind {
        1 => 4,
        4 => 16,
        _ => usize::from(read::<1>(&mut stream).await?[0]),
    };
    let mut address = [0; 255 + 2];
    if let Some(address) = address.get_mut(..length + 2) {
        stream.read_exact(address).await?;
    }
    Ok(stream)
}

async fn read<const N: usize>(stream: &mut impl Stream) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    stream.read_exact(&mut bytes).await?;
    Ok(bytes)
}

/// The request for a connection, with the host's name or its address.
async fn request(route: &Route, destination: &Uri) -> Result<Vec<u8>, ConnectError> {
    let host = destination.host().unwrap_or_default();
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let default = if destination.scheme_str() == Some("http") { 80 } else { 443 };
    let port = destination.port_u16().unwrap_or(default);
    let mut request = vec![VERSION, CONNECT, 0];
    let address = match host.parse::<IpAddr>() {
        Ok(address) => Some(address),
        Err(_) if route.resolves_names() => None,
        Err(_) => Some(resolve(host, port).await?.ip()),
    };
    match address {
        Some(IpAddr::V4(address)) => {
            request.push(1);
            request.extend(address.octets());
        }
        Some(IpAddr::V6(address)) => {
            request.push(4);
            request.extend(address.octets());
        }
        None => {
            let length = u8::try_from(host.len());
            let length = length.map_err(|_| io::Error::other("the host's name is too long"))?;
            request.extend([3, length]);
            request.extend(host.as_bytes());
        }
    }
    request.extend(port.to_be_bytes());
    Ok(request)
}

async fn resolve(host: &str, port: u16) -> io::Result<SocketAddr> {
    let mut addresses = tokio::net::lookup_host((host, port)).await?;
    let none = || io::Error::other("the host has no address");
    addresses.next().ok_or_else(none)
}

/// What a reply other than success means (RFC 1928, 6).
fn meaning(reply: u8) -> String {
    let meaning = match reply {
        1 => "failed",
        2 => "forbids the connection",
        3 => "cannot reach the network",
        4 => "cannot reach the host",
        5 => "says that the host refused the connection",
        6 => "says that the connection took too long",
        7 => "does not open connections",
        8 => "does not know this kind of address",
        _ => "refuses the connection",
    };
    format!("{meaning} (SOCKS reply {reply})")
}
