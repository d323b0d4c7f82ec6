//! Properties that hold for every text that may be a secret; proptest looks for counterexamples.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;

use crate::auth::credentials::{Credentials, Kind};

const ACCOUNT: &str = "AC0123456789abcdef0123456789abcdef";
const KEY: &str = "SK0123456789abcdef0123456789abcdef";

/// Cases that fail are not written to a file.
fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) }
}

/// Any text; proptest's own strategy has no control characters.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[\\x00-\\x7f]{0,8}"]
}

/// The header that requests are sent with.
fn sent(credentials: Credentials) -> String {
    match credentials.0 {
        Kind::Header(header) => header.header().to_str().unwrap().to_owned(),
        Kind::OAuth(_) => unreachable!(),
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn basic_credentials_come_out_of_the_header_as_they_went_in(
        secret in prop_oneof![any_text(), "[ -~]{0,20}", "[ -~é€]{1,9}"],
        with_key in any::<bool>(),
    ) {
        let (user, credentials) = if with_key {
            (KEY, Credentials::api_key(KEY, &secret))
        } else {
            (ACCOUNT, Credentials::auth_token(ACCOUNT, &secret))
        };
        let sendable = !secret.is_empty() && !secret.chars().any(char::is_control);
        prop_assert_eq!(credentials.is_ok(), sendable);
        let Ok(credentials) = credentials else {
            return Ok(());
        };
        let header = sent(credentials);
        let plain = STANDARD.decode(header.strip_prefix("Basic ").unwrap()).unwrap();
        prop_assert_eq!(plain, format!("{user}:{secret}").into_bytes());
    }

    #[test]
    fn a_bearer_token_comes_out_of_the_header_as_it_went_in(
        token in prop_oneof![any_text(), "[!-~]{1,40}"],
    ) {
        let sendable = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
        let credentials = Credentials::bearer(&token);
        prop_assert_eq!(credentials.is_ok(), sendable);
        if let Ok(credentials) = credentials {
            let expected = format!("Bearer {token}");
            prop_assert_eq!(sent(credentials), expected);
        }
    }
}
