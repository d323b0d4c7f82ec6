//! Twilio's environment variables, read through a function so that tests need not set any.
//!
//! Only this file reads them; `builder.rs` decides what they mean together with other settings.
//! The variables for proxies are read in `transport/route.rs`.

use std::env::VarError;

use zeroize::Zeroizing;

use crate::auth::credentials::{Credentials, FieldNames};
use crate::error::Error;
use crate::transport::endpoint::Location;

const ACCOUNT_SID: &str = "TWILIO_ACCOUNT_SID";
const AUTH_TOKEN: &str = "TWILIO_AUTH_TOKEN";
const API_KEY: &str = "TWILIO_API_KEY";
const API_SECRET: &str = "TWILIO_API_SECRET";
const CLIENT_ID: &str = "TWILIO_CLIENT_ID";
const CLIENT_SECRET: &str = "TWILIO_CLIENT_SECRET";
const EDGE: &str = "TWILIO_EDGE";
const REGION: &str = "TWILIO_REGION";

const KEY_NAMES: FieldNames = FieldNames { username: API_KEY, secret: API_SECRET };
const CLIENT_NAMES: FieldNames = FieldNames { username: CLIENT_ID, secret: CLIENT_SECRET };
const ACCOUNT_NAMES: FieldNames = FieldNames { username: ACCOUNT_SID, secret: AUTH_TOKEN };

/// The settings that were found.
#[derive(Debug)]
pub(crate) struct Environment {
    pub(crate) credentials: Option<Credentials>,
    pub(crate) edge: Option<Location>,
    pub(crate) region: Option<Location>,
}

impl Environment {
    /// Reads the process's own environment.
    #[allow(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    pub(crate) fn of_process() -> Result<Self, Error> {
        Self::from_lookup(|name| std::env::var(name))
    }

    fn from_lookup(get: impl Fn(&str) -> Result<String, VarError>) -> Result<Self, Error> {
        let get = |name: &'static str| match get(name) {
            Ok(value) if value.is_empty() => Ok(None),
            Ok(value) => Ok(Some(Zeroizing::new(value))),
            Err(VarError::NotPresent) => Ok(None),
            Err(VarError::NotUnicode(_)) => {
                Err(Error::configuration(name, format!("{name} must be valid UTF-8")))
            }
        };
        let location =
            |name| get(name).map(|value| value.map(|value| Location::new(name, value.as_str())));

        // The account's SID is often set beside other credentials, which do not need it.
        let credentials = if let Some((key, secret)) = pair(get, KEY_NAMES)? {
            Some(Credentials::named_api_key(KEY_NAMES, key.as_str(), &secret)?)
        } else if let Some((id, secret)) = pair(get, CLIENT_NAMES)? {
            Some(Credentials::named_oauth(CLIENT_NAMES, &id, &secret)?)
        } else if let Some((sid, token)) = pair(get, ACCOUNT_NAMES)? {
            Some(Credentials::named_auth_token(ACCOUNT_NAMES, sid.as_str(), &token)?)
        } else {
            None
        };
        Ok(Self { credentials, edge: location(EDGE)?, region: location(REGION)? })
    }
}

/// A name and a secret.
type Pair = (Zeroizing<String>, Zeroizing<String>);

/// Two variables that belong together: both must be set, or neither.
fn pair(
    get: impl Fn(&'static str) -> Result<Option<Zeroizing<String>>, Error>,
    names: FieldNames,
) -> Result<Option<Pair>, Error> {
    let half = |missing, present| {
        let problem = format!("{missing} is not set, although {present} is: set both or neither");
        Err(Error::configuration(missing, problem))
    };
    match (get(names.username)?, get(names.secret)?) {
        (Some(username), Some(secret)) => Ok(Some((username, secret))),
        (Some(_), None) => half(names.secret, names.username),
        (None, Some(_)) => half(names.username, names.secret),
        (None, None) => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AC: &str = "AC0123456789abcdef0123456789abcdef";
    const SK: &str = "SK0123456789abcdef0123456789abcdef";

    fn read(variables: &[(&str, &str)]) -> Result<Environment, Error> {
        Environment::from_lookup(|name| {
            variables
                .iter()
                .find(|(variable, _)| *variable == name)
                .map(|(_, value)| (*value).to_owned())
                .ok_or(VarError::NotPresent)
        })
    }

    #[test]
    fn an_api_key_wins_over_an_oauth_client_and_that_over_an_auth_token() {
        for (variables, expected) in [
            (vec![], "None"),
            (vec![(ACCOUNT_SID, ""), (API_KEY, "")], "None"),
            (vec![(ACCOUNT_SID, AC), (AUTH_TOKEN, "t")], "auth token"),
            (vec![(API_KEY, SK), (API_SECRET, "s")], "API key"),
            (vec![(CLIENT_ID, "OQ"), (CLIENT_SECRET, "s")], "OAuth client"),
            (
                vec![(CLIENT_ID, "OQ"), (CLIENT_SECRET, "s"), (ACCOUNT_SID, AC), (AUTH_TOKEN, "t")],
                "OAuth client",
            ),
            (
                vec![(CLIENT_ID, "OQ"), (CLIENT_SECRET, "s"), (API_KEY, SK), (API_SECRET, "s")],
                "API key",
            ),
            (vec![(API_KEY, SK), (API_SECRET, "s"), (CLIENT_ID, "OQ")], "API key"),
            (vec![(API_KEY, SK), (API_SECRET, "s"), (ACCOUNT_SID, AC)], "API key"),
            (vec![(API_KEY, SK), (API_SECRET, "s"), (AUTH_TOKEN, "t")], "API key"),
            (
                vec![(API_KEY, SK), (API_SECRET, "s"), (ACCOUNT_SID, AC), (AUTH_TOKEN, "t")],
                "API key",
            ),
            (
                vec![(API_KEY, ""), (API_SECRET, ""), (ACCOUNT_SID, AC), (AUTH_TOKEN, "t")],
                "auth token",
            ),
        ] {
            let found = format!("{:?}", read(&variables).unwrap().credentials);
            assert!(found.contains(expected), "{found} for {variables:?}");
        }
    }

    #[test]
    fn half_a_pair_is_an_error_that_names_the_missing_half() {
        for (variables, missing) in [
            (vec![(ACCOUNT_SID, AC)], AUTH_TOKEN),
            (vec![(ACCOUNT_SID, AC), (AUTH_TOKEN, "")], AUTH_TOKEN),
            (vec![(AUTH_TOKEN, "t")], ACCOUNT_SID),
            (vec![(API_KEY, SK)], API_SECRET),
            (vec![(API_SECRET, "s")], API_KEY),
            (vec![(CLIENT_ID, "OQ")], CLIENT_SECRET),
            (vec![(CLIENT_SECRET, "s")], CLIENT_ID),
            (vec![(CLIENT_SECRET, "s"), (ACCOUNT_SID, AC), (AUTH_TOKEN, "t")], CLIENT_ID),
            (vec![(API_KEY, SK), (ACCOUNT_SID, AC), (AUTH_TOKEN, "t")], API_SECRET),
            (vec![(API_SECRET, "s"), (ACCOUNT_SID, AC), (AUTH_TOKEN, "t")], API_KEY),
        ] {
            let error = read(&variables).unwrap_err();
            assert_eq!(error.field(), Some(missing), "{variables:?}");
            assert!(error.to_string().starts_with(missing), "{error}");
        }
    }

    #[test]
    fn what_cannot_be_used_is_an_error_that_names_the_variable() {
        for (variables, field) in [
            (vec![(API_KEY, AC), (API_SECRET, "s")], API_KEY),
            (vec![(API_KEY, SK), (API_SECRET, "canary\n")], API_SECRET),
            (vec![(ACCOUNT_SID, SK), (AUTH_TOKEN, "t")], ACCOUNT_SID),
            (vec![(CLIENT_ID, "canary\n"), (CLIENT_SECRET, "s")], CLIENT_ID),
            (vec![(CLIENT_ID, "OQ"), (CLIENT_SECRET, "canary\n")], CLIENT_SECRET),
            (vec![(ACCOUNT_SID, AC), (AUTH_TOKEN, "canary\t")], AUTH_TOKEN),
        ] {
            let error = read(&variables).unwrap_err();
            assert_eq!(error.field(), Some(field), "{variables:?}");
            assert!(!format!("{error}{error:?}").contains("canary"));
        }
        for name in
            [ACCOUNT_SID, AUTH_TOKEN, API_KEY, API_SECRET, CLIENT_ID, CLIENT_SECRET, EDGE, REGION]
        {
            let error = Environment::from_lookup(|variable| {
                Err(if variable == name {
                    VarError::NotUnicode("canary".into())
                } else {
                    VarError::NotPresent
                })
            })
            .unwrap_err();
            assert_eq!(error.field(), Some(name));
            assert!(!format!("{error}{error:?}").contains("canary"));
        }
    }

    #[test]
    fn edge_and_region_are_passed_on_and_empty_means_unset() {
        let environment = read(&[(EDGE, "dublin"), (REGION, "")]).unwrap();
        assert_eq!(environment.edge, Some(Location::new(EDGE, "dublin")));
        assert_eq!(environment.region, None);
    }
}
