//! Proxies that the caller sets.

use std::fmt;

use http::Uri;
use percent_encoding::percent_decode_str;
use reqwest::Url;
use zeroize::Zeroizing;

use crate::error::Error;
use crate::transport::route::{Route, unsupported};

/// A proxy that requests go through.
///
/// `Debug` shows its address and no credentials.
///
/// ```
/// use verify_client::Proxy;
///
/// let proxy = Proxy::new("http://proxy.example:3128")?.basic_auth("user", "password");
/// assert_eq!(format!("{proxy:?}"), "Proxy(http://proxy.example:3128)");
///
/// let error = Proxy::new("proxy.example").unwrap_err();
/// assert_eq!(error.field(), Some("proxy"));
/// # Ok::<(), verify_client::Error>(())
/// ```
#[derive(Clone)]
pub struct Proxy {
    url: Url,
    credentials: Option<(String, Zeroizing<String>)>,
}

impl Proxy {
    /// A proxy at `url`. The scheme is `http` or `https`; with the feature `socks` also `socks5`
    /// (this machine looks up the server's name) or `socks5h` (the proxy does). The user name and
    /// the password may be in the URL, percent-encoded. The default ports are 80, 443 and 1080.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), naming `proxy`, when `url` is
    /// not such a URL. The error does not repeat the URL.
    pub fn new(url: impl AsRef<str>) -> Result<Self, Error> {
        let url = Url::parse(url.as_ref()).map_err(|_| invalid())?;
        match url.scheme() {
            "http" | "https" if url.has_host() => {}
            "socks5" | "socks5h" if url.has_host() && cfg!(feature = "socks") => {}
            "socks4" | "socks4a" | "socks5" | "socks5h" => {
                return Err(Error::configuration("proxy", unsupported("proxy")));
            }
            _ => return Err(invalid()),
        }
        Ok(Self { url, credentials: None })
    }

    /// Identifies the client to the proxy with these credentials, instead of those in the URL.
    /// Default: those in the URL.
    pub fn basic_auth(mut self, username: impl Into<String>, password: impl Into<String>) -> Self {
        self.credentials = Some((username.into(), Zeroizing::new(password.into())));
        self
    }

    /// The way through this proxy to every host.
    pub(super) fn route(self) -> Result<Route, Error> {
        let credentials = self.credentials.or_else(|| in_url(&self.url));
        let host = self.url.host_str().unwrap_or_default();
        let authority = match self.url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        let address = Uri::builder().scheme(self.url.scheme()).authority(authority);
        let address = address.path_and_query("/").build();
        Ok(Route::new(address.map_err(|_| invalid())?, credentials))
    }
}

/// User name and password of a URL, decoded.
fn in_url(url: &Url) -> Option<(String, Zeroizing<String>)> {
    let decoded = |text| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let password = Zeroizing::new(decoded(url.password().unwrap_or_default()));
    let given = !url.username().is_empty() || url.password().is_some();
    given.then(|| (decoded(url.username()), password))
}

fn invalid() -> Error {
    let problem = "proxy must be an http or https URL such as http://proxy.example:3128";
    Error::configuration("proxy", problem)
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.url.host_str().unwrap_or_default();
        write!(f, "Proxy({}://{host}", self.url.scheme())?;
        match self.url.port() {
            Some(port) => write!(f, ":{port})"),
            None => f.write_str(")"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_that_is_no_proxys_is_refused_and_not_repeated() {
        for url in ["", "canary", "canary:3128", "ftp://canary", "socks4://canary:1", "http://"] {
            let error = Proxy::new(url).unwrap_err();
            assert_eq!(error.field(), Some("proxy"), "{url}");
            assert!(!format!("{error}{error:?}").contains("canary"), "{error:?}");
        }
    }

    #[test]
    fn debug_shows_no_credentials() {
        let proxy = Proxy::new("https://user:canary@proxy.example:8443/canary?canary").unwrap();
        assert_eq!(format!("{proxy:?}"), "Proxy(https://proxy.example:8443)");
        let proxy = proxy.basic_auth("canary", "canary");
        assert_eq!(format!("{proxy:?}"), "Proxy(https://proxy.example:8443)");
        let route = proxy.route().unwrap();
        assert_eq!(route.to_string(), "https://proxy.example:8443");
    }
}
