//! Whatever is valid under Twilio's own schema decodes, as long as it has a SID and a token.

use verify_client::FactorType;

use crate::support::*;

#[tokio::test]
async fn every_fixture_decodes() {
    for name in ["created", "minimal", "nulls", "from_the_future"] {
        let (outcome, _server) = create_against([json(201, "", &fixture(name))]).await;
        let token = outcome.unwrap_or_else(|error| panic!("{name}: {error:?}"));
        assert_eq!(token.sid.as_str(), TOKEN);
        assert!(token.token.expose_secret().starts_with("canary-token"));
    }
}

#[tokio::test]
async fn absence_stays_absence() {
    for name in ["minimal", "nulls"] {
        let (outcome, _server) = create_against([json(201, "", &fixture(name))]).await;
        let token = outcome.unwrap();
        assert!(token.account_sid.is_none() && token.service_sid.is_none());
        assert!(token.entity_identity.is_none() && token.factor_friendly_name.is_none());
        assert!(token.factor_type.is_none() && token.url.is_none() && token.ttl.is_none());
        assert!(token.date_created.is_none() && token.expires_at().is_none());
    }
}

#[tokio::test]
async fn what_is_not_known_yet_is_kept_or_ignored() {
    let (outcome, _server) = create_against([json(201, "", &fixture("from_the_future"))]).await;
    let token = outcome.unwrap();
    assert_eq!(token.factor_type, Some(FactorType::from("passkey")));
    assert_eq!(
        token.expires_at(),
        Some("2026-01-02T02:54:05.678Z".parse().unwrap())
    );
}
