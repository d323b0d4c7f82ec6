//! The typed helpers of the feature `mock`, on httpmock's own server.

use httpmock::MockServer;
use verify_client::mock::{CreateAccessTokenRequest, MockServerExt, create_access_token_request};
use verify_client::{AccessToken, AccessTokenSid, ServiceSid};

use crate::support::{SERVICE, TOKEN, builder, fixture};

fn request() -> CreateAccessTokenRequest {
    let mut request = create_access_token_request("zoë +&=%");
    request.factor_friendly_name = Some("Zoë's phone".into());
    request.ttl = Some(120);
    request
}

#[tokio::test]
async fn a_round_trip_through_typed_mocks() {
    let server = MockServer::start_async().await;
    let service_sid: ServiceSid = SERVICE.parse().unwrap();
    let sid: AccessTokenSid = TOKEN.parse().unwrap();
    let token: AccessToken = serde_json::from_str(&fixture("created")).unwrap();
    let creation = server.create_access_token(|when, then| {
        when.service_sid(&service_sid).body(&request());
        then.created(&token);
    });
    let fetching = server.fetch_access_token(|when, then| {
        when.service_sid(&service_sid).sid(&sid);
        then.ok(&token);
    });

    let client = builder(&server.base_url()).build().unwrap();
    let created = client
        .create_access_token(&service_sid, "zoë +&=%")
        .factor_friendly_name("Zoë's phone")
        .ttl(std::time::Duration::from_secs(120))
        .send()
        .await
        .unwrap();
    let fetched = client.fetch_access_token(&service_sid, &created.sid).send().await.unwrap();
    assert_eq!(created.token.expose_secret(), fetched.token.expose_secret());
    assert_eq!((creation.calls(), fetching.calls()), (1, 1));
}

#[tokio::test]
async fn a_form_that_differs_in_one_pair_does_not_match() {
    let server = MockServer::start_async().await;
    let creation = server.create_access_token(|when, then| {
        when.body(&request());
        then.into_inner().status(201);
    });
    let client = builder(&server.base_url()).build().unwrap();
    let call =
        |identity, name| client.create_access_token(SERVICE, identity).factor_friendly_name(name);
    let ttl = std::time::Duration::from_secs(120);
    for call in [
        call("another", "Zoë's phone").ttl(ttl),
        call("zoë +&=%", "another").ttl(ttl),
        call("zoë +&=%", "Zoë's phone"),
    ] {
        assert!(call.send().await.unwrap_err().is_not_found());
    }
    assert_eq!(creation.calls(), 0);
}
