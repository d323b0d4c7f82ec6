//! What the compiler checks of the public API.

use std::fmt::Debug;

use verify_client::*;

fn sendable<T: Send>(value: T) -> T {
    value
}

#[test]
fn types_can_be_shared_and_errors_are_small() {
    fn shared<T: Send + Sync + Debug + 'static>() {}
    fn cloned<T: Clone>() {}
    shared::<Client>();
    shared::<ClientBuilder>();
    shared::<Credentials>();
    shared::<Error>();
    shared::<Response<AccessToken>>();
    shared::<CreateAccessToken>();
    shared::<FetchAccessToken>();
    cloned::<Client>();
    cloned::<Credentials>();
    cloned::<Response<AccessToken>>();
    cloned::<CreateAccessToken>();
    assert_eq!(size_of::<Error>(), size_of::<usize>());
    assert_eq!(size_of::<Client>(), size_of::<usize>());
}

#[test]
fn futures_can_be_spawned() {
    let credentials = Credentials::bearer("x").unwrap();
    let client = Client::builder().credentials(credentials).build().unwrap();
    fn spawnable<T: Future + Send + 'static>(_: T) {}
    let sid: ServiceSid = crate::support::SERVICE.parse().unwrap();
    spawnable(client.create_access_token(sid.clone(), "user").send());
    spawnable(client.fetch_access_token(sid.clone(), crate::support::TOKEN).send());
    let token_sid: AccessTokenSid = crate::support::TOKEN.parse().unwrap();
    spawnable(client.fetch_access_token(crate::support::SERVICE, token_sid.clone()).send());
    let service_sid = crate::support::SERVICE.to_owned();
    drop(sendable(client.fetch_access_token(&service_sid, &token_sid).send()));
    drop(sendable(client.create_access_token(&sid, "user").send()));
}

#[test]
fn text_becomes_what_it_stands_for_and_back() {
    let text = crate::support::API_KEY.to_owned();
    for sid in [
        ApiKeySid::try_from(&text),
        ApiKeySid::try_from(text.as_str()),
        ApiKeySid::try_from(text.clone()),
    ] {
        assert_eq!(String::from(sid.unwrap()), text);
    }
    assert!(ServiceSid::try_from(&text).is_err());

    fn same_traits<T>()
    where
        T: AsRef<str> + std::fmt::Display + std::str::FromStr<Err = InvalidSid>,
        T: TryFrom<String, Error = InvalidSid> + for<'a> TryFrom<&'a str, Error = InvalidSid>,
        T: serde::Serialize + serde::de::DeserializeOwned,
        T: Clone + Debug + Eq + Ord + std::hash::Hash + Send + Sync,
    {
    }
    same_traits::<AccessTokenSid>();
    same_traits::<AccountSid>();
    same_traits::<ApiKeySid>();
    same_traits::<ServiceSid>();

    let kind: FactorType = "push".parse().unwrap();
    assert_eq!((kind.clone(), kind.to_string()), (FactorType::Push, "push".to_owned()));
    assert_eq!(format!("{:>5}", FactorType::from("a")), "    a");

    let name = "Ada".to_owned();
    let identity = Identity::from(&name);
    assert_eq!(Identity::from(&identity), Identity::from(name));
    assert_eq!(identity.as_str(), "Ada");
}

#[test]
fn a_response_can_be_made_taken_apart_and_changed() {
    let mut parts = ResponseParts::default();
    parts.status = http::StatusCode::CREATED;
    parts.attempts = 2;
    let response = Response::from_parts(parts, "body").map(str::len);
    assert_eq!((*response.body(), *response), (4, 4));
    assert_eq!((response.status().as_u16(), response.attempts()), (201, 2));
    let (parts, body) = response.clone().into_parts();
    assert_eq!((parts.attempts, body, response.into_body()), (2, 4, 4));
}

#[test]
fn values_for_tests_can_be_made() {
    let sid: AccessTokenSid = crate::support::TOKEN.parse().unwrap();
    let mut token = verify_client::mock::access_token(sid.clone(), "e30");
    token.ttl = Some(60);
    token.date_created = Some("2026-01-02T03:04:05Z".parse().unwrap());
    let expiry = token.expires_at().map(|expiry| expiry.to_string());
    assert_eq!(expiry.as_deref(), Some("2026-01-02T03:05:05Z"));
    assert_eq!((token.sid, token.token.expose_secret()), (sid, "e30"));

    let provider_request = CredentialsRequest::new();
    assert!(provider_request.rejected().is_none());
}
