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
