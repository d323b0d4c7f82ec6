//! Proxies that the caller sets.

use std::fmt;

use reqwest::Url;
use zeroize::Zeroizing;

use crate::error::Error;

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
    /// A proxy at `url`, with the scheme `http` or `https`. User name and password may be part of
    /// the URL, percent-encoded.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), naming `proxy`, when it is
    /// no such URL. The error does not repeat it.
    pub fn new(url: impl AsRef<str>) -> Result<Self, Error> {
        let url = Url::parse(url.as_ref()).ok();
        url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
            .map(|url| Self {
                url,
                credentials: None,
            })
            .ok_or_else(invalid)
    }

    /// Identifies the client to the proxy with Basic credentials, instead of those in the URL.
    pub fn basic_auth(mut self, username: impl Into<String>, password: impl Into<String>) -> Self {
        self.credentials = Some((username.into(), Zeroizing::new(password.into())));
        self
    }

    /// The proxy as the HTTP client takes it, for requests to every host.
    pub(crate) fn into_inner(self) -> Result<reqwest::Proxy, Error> {
        let proxy = reqwest::Proxy::all(self.url).map_err(|_| invalid())?;
        Ok(match self.credentials {
            Some((username, password)) => proxy.basic_auth(&username, &password),
            None => proxy,
        })
    }
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
        for url in [
            "",
            "canary",
            "canary:3128",
            "ftp://canary",
            "socks5://canary:1",
            "http://",
        ] {
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
        assert!(proxy.into_inner().is_ok());
    }
}
