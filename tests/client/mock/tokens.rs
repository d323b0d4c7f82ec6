//! Round trips through the client: tokens, their time to live, their services, and runtimes.

use std::time::Duration;

use reqwest::StatusCode;
use verify_client::mock::FakeVerify;
use verify_client::{AccessToken, Credentials, FactorType, ServiceSid, codes};

use super::SERVICE;
use crate::support::IDENTITY;

async fn round_trip() {
    let twilio = FakeVerify::start();
    let client = twilio.client();
    let created = client
        .create_access_token(twilio.service_sid(), IDENTITY)
        .factor_friendly_name("Zoë's phone")
        .ttl(Duration::from_secs(120))
        .send()
        .await
        .unwrap();
    assert_eq!(created.status(), StatusCode::CREATED);
    assert_eq!(created.request_id(), Some("RQ00000000000000000000000000000001"));
    assert_eq!(created.date_created, Some(twilio.now()));
    assert_eq!(created.ttl, Some(120));
    assert_eq!(created.account_sid.as_ref(), Some(twilio.account_sid()));
    assert_eq!(created.factor_type, Some(FactorType::Push));

    let fetched =
        client.fetch_access_token(twilio.service_sid(), &created.sid).send().await.unwrap();
    assert_eq!(fetched.status(), StatusCode::OK);
    let text = |token: &AccessToken| format!("{token:?}{}", token.token.expose_secret());
    assert_eq!(text(&fetched), text(&created));
}

#[tokio::test]
async fn it_works_on_a_runtime_with_one_thread() {
    round_trip().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_works_on_a_runtime_with_many_threads() {
    round_trip().await;
}

#[test]
fn it_works_when_it_is_started_before_any_runtime() {
    let twilio = FakeVerify::start();
    let client = twilio.client();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let call = client.create_access_token(twilio.service_sid(), IDENTITY).send();
    runtime.block_on(call).unwrap();
}

#[tokio::test]
async fn tokens_differ_look_like_twilios_and_are_made_the_same_way_every_time() {
    async fn three() -> Vec<String> {
        let twilio = FakeVerify::start();
        let client = twilio.client();
        for _ in 0..3 {
            client.create_access_token(SERVICE, IDENTITY).send().await.unwrap();
        }
        let tokens = twilio.tokens();
        tokens.iter().map(|token| token.token.expose_secret().to_owned()).collect()
    }
    let tokens = three().await;
    for token in &tokens {
        let parts: Vec<_> = token.split('.').collect();
        let empty: Vec<_> = parts.iter().map(|part| part.is_empty()).collect();
        assert_eq!(empty, [false, true, false, false, false], "{token}");
    }
    assert!(tokens[0] != tokens[1] && tokens[1] != tokens[2] && tokens[0] != tokens[2]);
    assert_eq!(tokens, three().await);
}

#[tokio::test]
async fn a_token_is_there_for_its_own_service_until_its_time_is_over() {
    let twilio = FakeVerify::start();
    let other_sid: ServiceSid = "VA0123456789abcdef0123456789abcdef".parse().unwrap();
    twilio.add_service(&other_sid);
    let client = twilio.client();
    let token = client.create_access_token(&other_sid, IDENTITY).send().await.unwrap();
    assert_eq!(token.ttl, Some(60));

    let elsewhere = client.fetch_access_token(twilio.service_sid(), &token.sid).send().await;
    assert!(elsewhere.unwrap_err().is_not_found());
    let fetch = || client.fetch_access_token(&other_sid, &token.sid).send();
    twilio.advance(Duration::from_millis(59_999));
    assert!(fetch().await.is_ok());
    twilio.advance(Duration::from_millis(1));
    let error = fetch().await.unwrap_err();
    assert_eq!(
        (error.status(), error.code()),
        (Some(StatusCode::NOT_FOUND), Some(codes::NOT_FOUND))
    );
    twilio.advance(Duration::MAX);
    assert!(fetch().await.unwrap_err().is_not_found());
    assert_eq!(twilio.tokens().len(), 1);
}

#[tokio::test]
async fn only_credentials_that_it_knows_are_taken() {
    let twilio = FakeVerify::start();
    let call = async |credentials: &Credentials| {
        let client = twilio.client_builder().credentials(credentials.clone()).build().unwrap();
        client.create_access_token(SERVICE, IDENTITY).send().await
    };
    for good in [
        Credentials::api_key(twilio.api_key(), twilio.api_secret()),
        Credentials::auth_token(twilio.account_sid(), twilio.auth_token()),
    ] {
        assert!(call(&good.unwrap()).await.is_ok());
    }
    let bearer = Credentials::bearer("canary").unwrap();
    for wrong in [
        Credentials::api_key(twilio.api_key(), twilio.auth_token()).unwrap(),
        Credentials::auth_token(twilio.account_sid(), twilio.api_secret()).unwrap(),
        bearer.clone(),
    ] {
        let error = call(&wrong).await.unwrap_err();
        assert!(error.is_auth());
        assert_eq!(error.code(), Some(codes::AUTHENTICATION_FAILED));
    }
    twilio.add_credentials(&bearer);
    assert!(call(&bearer).await.is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn callers_at_the_same_time_get_tokens_of_their_own() {
    let twilio = FakeVerify::start();
    let client = twilio.client();
    let calls: Vec<_> = (0..20)
        .map(|number| {
            let call = client.create_access_token(SERVICE, format!("user-{number:04}"));
            tokio::spawn(call.send())
        })
        .collect();
    let mut sids = std::collections::HashSet::new();
    for (number, call) in calls.into_iter().enumerate() {
        let token = call.await.unwrap().unwrap();
        let identity = token.entity_identity.as_ref().unwrap();
        assert_eq!(identity.as_str(), format!("user-{number:04}"));
        sids.insert(token.sid.to_string());
    }
    assert_eq!((sids.len(), twilio.create_requests()), (20, 20));
}
