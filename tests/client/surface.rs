//! Promises that the compiler checks.

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
    shared::<CreateAccessToken<'static>>();
    shared::<FetchAccessToken<'static>>();
    cloned::<Client>();
    cloned::<Credentials>();
    cloned::<Response<AccessToken>>();
    cloned::<CreateAccessToken<'static>>();
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
    spawnable(
        client
            .fetch_access_token(sid.clone(), crate::support::TOKEN)
            .send(),
    );
    let token_sid: AccessTokenSid = crate::support::TOKEN.parse().unwrap();
    spawnable(
        client
            .fetch_access_token(crate::support::SERVICE, token_sid.clone())
            .send(),
    );
    let service_sid = crate::support::SERVICE.to_owned();
    drop(sendable(
        client.fetch_access_token(&service_sid, &token_sid).send(),
    ));
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

    let kind: FactorType = "push".parse().unwrap();
    assert_eq!(
        (kind.clone(), kind.to_string()),
        (FactorType::Push, "push".to_owned())
    );
    assert_eq!(format!("{:>5}", FactorType::from("a")), "    a");

    let name = "Ada".to_owned();
    let identity = Identity::from(&name);
    assert_eq!(Identity::from(&identity), Identity::from(name));
    assert_eq!(identity.as_str(), "Ada");
}
