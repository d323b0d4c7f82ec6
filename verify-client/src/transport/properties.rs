//! Properties that hold for every text that may be an edge, a region or a base URL; proptest looks
//! for counterexamples.

use proptest::prelude::*;
use proptest::string::string_regex;
use reqwest::Url;

use crate::error::Error;
use crate::transport::endpoint::{Endpoint, Location};

/// Cases that fail are not written to a file.
fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) }
}

/// Any text; proptest's own strategy has no control characters.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[\\x00-\\x7f]{0,8}"]
}

fn label() -> &'static str {
    "[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
}

/// Labels, texts that are nearly labels, and any other text.
fn any_label() -> impl Strategy<Value = Option<String>> {
    let text = prop_oneof![label(), "[a-z]{0,2}[./@:?#%_ -][a-z]{0,2}", any_text()];
    proptest::option::of(text)
}

/// URLs, texts that are nearly URLs, and any other text.
fn any_url() -> impl Strategy<Value = String> {
    let host = "([a-z0-9.-]{1,12}|localhost|127\\.0\\.0\\.[0-9]{1,3}|\\[::1\\])";
    let url = format!("(https?|HTTPS|ftp)://([a-z:]{{0,4}}@)?{host}(:[0-9]{{1,5}})?");
    let rest = "(/[a-zA-Z/.%é ]{0,12})?(\\?[a-z]*)?(#[a-z]*)?";
    let url = string_regex(&format!("{url}{rest}")).unwrap();
    prop_oneof![url, any_text()]
}

/// Twilio's host for an edge and a region.
fn twilio(edge: Option<&String>, region: Option<&String>) -> Result<Endpoint, Error> {
    let edge = edge.map(|label| Location::new("edge", label));
    let region = region.map(|label| Location::new("region", label));
    Endpoint::choose(None, edge.as_ref(), region.as_ref())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn edge_and_region_lead_to_twilio_or_nowhere(edge in any_label(), region in any_label()) {
        let Ok(endpoint) = twilio(edge.as_ref(), region.as_ref()) else {
            return Ok(());
        };
        let url = Url::parse(endpoint.url()).unwrap();
        prop_assert_eq!((url.scheme(), url.path()), ("https", "/"));
        prop_assert_eq!(url.host_str(), Some(endpoint.host()));
        let inner = endpoint.host().strip_prefix("verify.");
        let labels: Vec<_> = inner.unwrap().strip_suffix("twilio.com").unwrap().split('.').collect();
        let default = edge.as_ref().map(|_| "us1".to_owned());
        let expected = [edge, region.or(default), Some(String::new())].into_iter().flatten();
        prop_assert_eq!(labels, expected.map(|label| label.to_ascii_lowercase()).collect::<Vec<_>>());
    }

    #[test]
    fn every_pair_of_labels_is_an_endpoint(edge in label(), region in label()) {
        prop_assert!(twilio(Some(&edge), Some(&region)).is_ok());
    }

    #[test]
    fn a_base_url_is_safe_and_stays_what_it_is_or_is_refused(text in any_url()) {
        let Ok(endpoint) = Endpoint::choose(Some(&text), None, None) else {
            return Ok(());
        };
        prop_assert!(!endpoint.url().ends_with('/'));
        let url = Url::parse(endpoint.url()).unwrap();
        prop_assert_eq!(url.scheme() == "https", endpoint.is_encrypted());
        prop_assert!(endpoint.is_encrypted() || url.scheme() == "http");
        prop_assert_eq!(url.host_str(), Some(endpoint.host()));
        prop_assert_eq!(url.port_or_known_default(), endpoint.port());
        prop_assert!(url.username().is_empty() && url.password().is_none());
        prop_assert!(url.query().is_none() && url.fragment().is_none());
        prop_assert_eq!(Endpoint::choose(Some(endpoint.url()), None, None).unwrap(), endpoint);
    }
}
