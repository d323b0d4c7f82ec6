//! Which proxy a connection goes through: the caller's, the system's, or none.
//!
//! `connect.rs` and `socks.rs` open connections through a proxy; `proxy.rs` has what a caller sets.

use std::fmt;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::uri::Scheme;
use http::{HeaderValue, Uri};
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use zeroize::Zeroizing;

use crate::error::Error;

/// The port of SOCKS proxies whose URL has no port.
const SOCKS_PORT: u16 = 1080;

/// How every server is reached.
pub(crate) enum Routes {
    Direct,
    Through(Route),
    /// Through the proxy that the system names for the server, if any.
    System(Box<Matcher>),
}

/// The way through one proxy.
#[derive(Clone)]
pub(crate) struct Route {
    address: Uri,
    credentials: Option<ProxyCredentials>,
}

#[derive(Clone)]
enum ProxyCredentials {
    Basic(HeaderValue),
    Raw(String, Zeroizing<String>),
}

impl Routes {
    /// The routes of the system: of environment variables and, on Windows and macOS, its settings.
    ///
    /// The matcher silently ignores a variable that is not a proxy, and requests would not go where
    /// the variable's author wants. So such a variable is an error, unless `NO_PROXY` excludes
    /// `destination` anyway.
    pub(crate) fn of_system(destination: &Uri) -> Result<Self, Error> {
        let system = Matcher::from_system();
        // A stand-in shows whether a proxy would be used at all.
        let stand_in = Matcher::builder().all("http://stand-in").no(no_proxy());
        if !is_cgi() && stand_in.build().intercept(destination).is_some() {
            check(&variables(destination))?;
        }
        Ok(Self::System(Box::new(system)))
    }

    pub(super) fn choose(&self, destination: &Uri) -> Option<Route> {
        match self {
            Self::Direct => None,
            Self::Through(route) => Some(route.clone()),
            Self::System(matcher) => matcher.intercept(destination).map(Route::from),
        }
    }
}

/// The variables that are set and decide about `destination`; the first one counts.
fn variables(destination: &Uri) -> Vec<(&'static str, String)> {
    let own = match destination.scheme() == Some(&Scheme::HTTPS) {
        true => ["HTTPS_PROXY", "https_proxy"],
        false => ["HTTP_PROXY", "http_proxy"],
    };
    let names = own.into_iter().chain(["ALL_PROXY", "all_proxy"]);
    names
        .filter_map(|name| Some((name, environment(name)?)))
        .filter(|(_, value)| !value.is_empty())
        .collect()
}

/// Refuses the first variable if it is not a proxy that can be used. The error does not repeat its
/// value.
fn check(variables: &[(&'static str, String)]) -> Result<(), Error> {
    let Some((name, value)) = variables.first() else {
        return Ok(());
    };
    let route = Matcher::builder().all(value.as_str()).build();
    let route = route.intercept(&Uri::from_static("https://localhost"));
    // The matcher accepts ports that are not numbers, and URLs without a host.
    let url = match value.contains("://") {
        true => reqwest::Url::parse(value),
        false => reqwest::Url::parse(&format!("http://{value}")),
    };
    match route.map(Route::from).filter(|_| url.is_ok()) {
        Some(route) if route.is_supported() => Ok(()),
        Some(_) => Err(Error::configuration(name, unsupported(name))),
        None => {
            let problem = format!("{name} must be a URL such as http://proxy.example:3128");
            Err(Error::configuration(name, problem))
        }
    }
}

/// Why a SOCKS proxy cannot be used.
pub(super) fn unsupported(name: &str) -> String {
    if cfg!(feature = "socks") {
        format!("{name} must be an HTTP proxy or a SOCKS proxy of version 5")
    } else {
        format!("{name} is a SOCKS proxy: turn on the feature socks")
    }
}

fn no_proxy() -> String {
    let value = environment("NO_PROXY").or_else(|| environment("no_proxy"));
    value.unwrap_or_default()
}

/// A CGI program gets `HTTP_PROXY` from the request header `Proxy`, so it must not trust the
/// variable.
fn is_cgi() -> bool {
    environment("REQUEST_METHOD").is_some()
}

#[allow(
    clippy::disallowed_methods,
    reason = "the system's proxies are in the environment; ClientBuilder::proxy says so"
)]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

impl Route {
    /// `address` has a scheme, a host and perhaps a port.
    pub(super) fn new(address: Uri, credentials: Option<(String, Zeroizing<String>)>) -> Self {
        let mut route = Self { address: with_port(address), credentials: None };
        route.credentials = credentials.map(|(user, password)| match route.is_socks() {
            true => ProxyCredentials::Raw(user, password),
            false => ProxyCredentials::Basic(basic(&user, &password)),
        });
        route
    }

    pub(super) fn address(&self) -> &Uri {
        &self.address
    }

    pub(super) fn is_socks(&self) -> bool {
        self.scheme().starts_with("socks")
    }

    /// Whether the proxy, and not this machine, looks up the server's name.
    pub(super) fn resolves_names(&self) -> bool {
        self.scheme() == "socks5h"
    }

    /// Whether the connection to the proxy itself is encrypted.
    pub(super) fn is_encrypted(&self) -> bool {
        self.scheme() == "https"
    }

    pub(super) fn is_supported(&self) -> bool {
        let is_known = matches!(self.scheme(), "http" | "https" | "socks5" | "socks5h");
        is_known && (cfg!(feature = "socks") || !self.is_socks())
    }

    pub(super) fn basic_auth(&self) -> Option<&HeaderValue> {
        match &self.credentials {
            Some(ProxyCredentials::Basic(header)) => Some(header),
            _ => None,
        }
    }

    pub(super) fn raw_auth(&self) -> Option<(&str, &str)> {
        match &self.credentials {
            Some(ProxyCredentials::Raw(user, password)) => Some((user, password)),
            _ => None,
        }
    }

    fn scheme(&self) -> &str {
        self.address.scheme_str().unwrap_or_default()
    }
}

/// The address, with the port of SOCKS if it has none; the connector knows the ports of HTTP.
fn with_port(address: Uri) -> Uri {
    let is_socks = address.scheme_str().is_some_and(|it| it.starts_with("socks"));
    if !is_socks || address.port().is_some() {
        return address;
    }
    let mut parts = address.clone().into_parts();
    let host = address.host().unwrap_or_default();
    parts.authority = format!("{host}:{SOCKS_PORT}").parse().ok();
    Uri::from_parts(parts).unwrap_or(address)
}

fn basic(user: &str, password: &str) -> HeaderValue {
    let pair = Zeroizing::new(format!("{user}:{password}"));
    let text = Zeroizing::new(format!("Basic {}", BASE64_STANDARD.encode(pair.as_bytes())));
    // Base64 is always a valid value.
    let mut header = HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("Basic"));
    header.set_sensitive(true);
    header
}

impl From<Intercept> for Route {
    fn from(intercept: Intercept) -> Self {
        let raw = |(user, password): (&str, &str)| {
            ProxyCredentials::Raw(user.to_owned(), Zeroizing::new(password.to_owned()))
        };
        let basic = intercept.basic_auth().cloned().map(ProxyCredentials::Basic);
        Self {
            credentials: basic.or_else(|| intercept.raw_auth().map(raw)),
            address: with_port(intercept.uri().clone()),
        }
    }
}

/// Its address, without credentials.
impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.address.host().unwrap_or_default();
        write!(f, "{}://{host}", self.scheme())?;
        match self.address.port_u16() {
            Some(port) => write!(f, ":{port}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_that_names_no_proxy_is_refused_and_not_repeated() {
        let refused = |value: &str| check(&[("HTTPS_PROXY", value.to_owned())]);
        for value in [
            "http://proxy.example:3128",
            "proxy.example:3128",
            "http://user:pass%20word@proxy.example",
            "https://10.0.0.1:8443/",
        ] {
            assert!(refused(value).is_ok(), "{value}");
        }
        for value in [
            "http://user:canary@",
            "http://canary:canary@proxy example:3128",
            "ftp://canary@proxy.example",
            "http://proxy.example:canary",
            "://canary",
            "canary canary",
            "socks4://canary",
        ] {
            let Err(error) = refused(value) else {
                panic!("{value} is taken");
            };
            assert_eq!(error.field(), Some("HTTPS_PROXY"), "{value}");
            assert!(!format!("{error}{error:?}").contains("canary"), "{error:?}");
        }
        assert_eq!(refused("socks5h://proxy").is_ok(), cfg!(feature = "socks"));
        assert!(check(&[]).is_ok());
    }

    #[test]
    fn a_route_shows_its_address_and_no_credentials() {
        let password = Zeroizing::new("canary".to_owned());
        let route = Route::new(
            Uri::from_static("http://proxy.example:3128"),
            Some(("canary".to_owned(), password)),
        );
        assert_eq!(route.to_string(), "http://proxy.example:3128");
        assert_eq!(route.basic_auth().unwrap(), "Basic Y2FuYXJ5OmNhbmFyeQ==");
        assert!(!format!("{:?}", route.basic_auth()).contains("Y2Fu"));
    }
}
