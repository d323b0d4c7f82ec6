//! Where requests go: Twilio's host by edge and region, or a base URL of the caller's.
//!
//! `auth/environment.rs` reads the environment, and `connection.rs` configures connections.

use reqwest::Url;

use crate::error::Error;

/// A base URL without a trailing slash, fit to have a path appended.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Endpoint {
    url: String,
    host: String,
    port: Option<u16>,
    encrypted: bool,
    /// Whether this is a host of Twilio's, and not the caller's base URL.
    is_twilio: bool,
}

/// An edge or a region that is not checked yet, and the name of the setting or the variable.
#[derive(Debug, Eq, PartialEq)]
pub(crate) struct Location {
    name: &'static str,
    label: String,
}

impl Location {
    pub(crate) fn new(name: &'static str, label: impl Into<String>) -> Self {
        Self { name, label: label.into() }
    }

    /// Converts a DNS label (RFC 1123) to lower case, or refuses the text.
    fn checked(&self) -> Result<String, Error> {
        let Self { name, label } = self;
        let valid = (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if valid {
            Ok(label.to_ascii_lowercase())
        } else {
            let problem =
                format!("{name} must be a DNS label: 1 to 63 letters, digits and inner hyphens");
            Err(Error::configuration(name, problem))
        }
    }
}

impl Endpoint {
    /// Chooses from what the caller has set; Twilio's global host if nothing is set.
    pub(crate) fn choose(
        base_url: Option<&str>,
        edge: Option<&Location>,
        region: Option<&Location>,
    ) -> Result<Self, Error> {
        match (base_url, edge, region) {
            (Some(base_url), None, None) => Self::from_base_url(base_url),
            (Some(_), Some(other), _) | (Some(_), None, Some(other)) => Err(conflict(other.name)),
            (None, edge, region) => {
                let edge = edge.map(Location::checked).transpose()?;
                let region = region.map(Location::checked).transpose()?;
                Ok(Self::twilio(edge.as_deref(), region.as_deref()))
            }
        }
    }

    /// The base URL as it is put before a path.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The base URL, parsed.
    pub(crate) fn parsed(&self) -> Result<Url, Error> {
        parse(&self.url)
    }

    /// The host, for logs and error messages.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    /// The port, given or implied by the scheme.
    pub(crate) fn port(&self) -> Option<u16> {
        self.port
    }

    /// Whether requests are sent over TLS.
    pub(crate) fn is_encrypted(&self) -> bool {
        self.encrypted
    }

    /// Where OAuth access tokens come from: Twilio's one host for that, or the caller's base URL.
    pub(crate) fn token_endpoint(&self) -> Self {
        if self.is_twilio { Self::of_twilio("oauth.twilio.com".to_owned()) } else { self.clone() }
    }

    fn twilio(edge: Option<&str>, region: Option<&str>) -> Self {
        let region = region.or(edge.map(|_| "us1"));
        let host = ["verify"]
            .into_iter()
            .chain(edge)
            .chain(region)
            .chain(["twilio.com"])
            .collect::<Vec<_>>()
            .join(".");
        Self::of_twilio(host)
    }

    fn of_twilio(host: String) -> Self {
        Self {
            url: format!("https://{host}"),
            host,
            port: Some(443),
            encrypted: true,
            is_twilio: true,
        }
    }

    fn from_base_url(text: &str) -> Result<Self, Error> {
        let refuse = |problem| Err(Error::configuration("base_url", problem));
        let url = parse(text)?;
        let Some(host) = url.host_str() else {
            return Err(not_absolute());
        };
        if !url.username().is_empty() || url.password().is_some() {
            return refuse("base_url must not contain a user name or password: use credentials");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return refuse("base_url must not have a query or a fragment");
        }
        let encrypted = match url.scheme() {
            "https" => true,
            "http" if is_loopback(host) => false,
            "http" => {
                return refuse("base_url must use https: http is for loopback addresses only");
            }
            _ => return refuse("base_url must use https, or http to a loopback address"),
        };
        Ok(Self {
            url: url.as_str().trim_end_matches('/').to_owned(),
            host: host.to_owned(),
            port: url.port_or_known_default(),
            encrypted,
            is_twilio: false,
        })
    }
}

fn parse(base_url: &str) -> Result<Url, Error> {
    Url::parse(base_url).map_err(|_| not_absolute())
}

fn not_absolute() -> Error {
    let problem = "base_url must be an absolute URL such as https://proxy.example/twilio";
    Error::configuration("base_url", problem)
}

fn conflict(other: &'static str) -> Error {
    let problem = format!(
        "base_url and {other} are both set, but {other} chooses among Twilio's own hosts: set one of them"
    );
    Error::configuration(other, problem)
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || address.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edge_and_region_choose_the_host() {
        for (edge, region, host) in [
            (None, None, "verify.twilio.com"),
            (Some("sydney"), None, "verify.sydney.us1.twilio.com"),
            (None, Some("au1"), "verify.au1.twilio.com"),
            (Some("sydney"), Some("au1"), "verify.sydney.au1.twilio.com"),
            (None, Some("ie1"), "verify.ie1.twilio.com"),
            (Some("dublin"), Some("ie1"), "verify.dublin.ie1.twilio.com"),
            (Some("dublin"), Some("au1"), "verify.dublin.au1.twilio.com"),
            (Some("sydney"), Some("ie1"), "verify.sydney.ie1.twilio.com"),
            (Some("Sao-Paulo"), Some("BR1"), "verify.sao-paulo.br1.twilio.com"),
        ] {
            let edge = edge.map(|edge| Location::new("edge", edge));
            let region = region.map(|region| Location::new("region", region));
            let endpoint = Endpoint::choose(None, edge.as_ref(), region.as_ref()).unwrap();
            assert_eq!(endpoint.host(), host);
            assert_eq!(endpoint.url(), format!("https://{host}"));
            assert_eq!(endpoint.port(), Some(443));
            assert!(endpoint.is_encrypted());
            assert_eq!(endpoint.token_endpoint().url(), "https://oauth.twilio.com");
        }
    }

    #[test]
    fn what_is_no_dns_label_is_refused_and_the_field_named() {
        let long = "a".repeat(64);
        for wrong in [
            "",
            " ",
            "evil.com/",
            "evil.com",
            "a b",
            "-a",
            "a-",
            "a_b",
            "é",
            "a\n",
            "a/",
            "a?",
            "a#",
            "a@b",
            "a:1",
            &long,
        ] {
            for name in ["edge", "TWILIO_EDGE"] {
                let edge = Location::new(name, wrong);
                let error = Endpoint::choose(None, Some(&edge), None).unwrap_err();
                assert_eq!(error.field(), Some(name), "{wrong:?}");
                assert!(error.to_string().starts_with(name), "{error}");
            }
            let (edge, region) = (Location::new("edge", "dublin"), Location::new("region", wrong));
            let error = Endpoint::choose(None, Some(&edge), Some(&region)).unwrap_err();
            assert_eq!(error.field(), Some("region"), "{wrong:?}");
        }
        assert!(Endpoint::choose(None, Some(&Location::new("edge", &long[1..])), None).is_ok());
    }

    #[test]
    fn a_base_url_takes_https_or_http_to_loopback() {
        for (text, expected) in [
            ("https://proxy.example", Some("https://proxy.example")),
            ("https://proxy.example/", Some("https://proxy.example")),
            ("https://proxy.example:8443/twilio//", Some("https://proxy.example:8443/twilio")),
            ("HTTPS://Proxy.Example/Twilio", Some("https://proxy.example/Twilio")),
            ("http://127.0.0.1:8080", Some("http://127.0.0.1:8080")),
            ("http://127.9.9.9", Some("http://127.9.9.9")),
            ("http://[::1]:8080/v", Some("http://[::1]:8080/v")),
            ("http://localhost:8080", Some("http://localhost:8080")),
            ("http://proxy.example", None),
            ("http://localhost.evil.com", None),
            ("http://10.0.0.1", None),
            ("http://128.0.0.1", None),
            ("http://[::2]", None),
            ("http://127.0.0.1.evil.com", None),
            ("ftp://127.0.0.1", None),
            ("https://user@proxy.example", None),
            ("https://:pass@proxy.example", None),
            ("https://proxy.example/?a=b", None),
            ("https://proxy.example/#a", None),
            ("data:text/plain,a", None),
            ("proxy.example", None),
            ("", None),
        ] {
            let endpoint = Endpoint::choose(Some(text), None, None);
            assert_eq!(endpoint.as_ref().ok().map(Endpoint::url), expected, "{text}");
            if let Ok(endpoint) = &endpoint {
                assert_eq!(endpoint.token_endpoint(), *endpoint);
            }
            if let Err(error) = endpoint {
                assert_eq!(error.field(), Some("base_url"));
                assert!(!format!("{error}{error:?}").contains("pass@"));
            }
        }
    }

    #[test]
    fn a_base_url_without_a_scheme_is_told_from_one_with_another() {
        for (text, problem) in [
            ("localhost:8080", "absolute URL"),
            ("proxy.example", "absolute URL"),
            ("https://", "absolute URL"),
            ("ftp://127.0.0.1", "must use https"),
        ] {
            let message = Endpoint::choose(Some(text), None, None).unwrap_err().to_string();
            assert!(message.contains(problem), "{text}: {message}");
        }
    }

    #[test]
    fn a_base_url_beside_edge_or_region_is_refused_and_both_are_named() {
        let base_url = Some("https://proxy.example");
        for name in ["edge", "region", "TWILIO_EDGE"] {
            let location = Location::new(name, "dublin");
            for (edge, region) in [(Some(&location), None), (None, Some(&location))] {
                let error = Endpoint::choose(base_url, edge, region).unwrap_err();
                assert_eq!(error.field(), Some(name));
                assert!(error.to_string().starts_with(&format!("base_url and {name} are")));
            }
        }
    }
}
