//! A machine without root certificates, such as a small container.

use verify_client::Client;
use verify_client::mock::FakeVerify;

use super::proxies::in_a_process;
use crate::support::certificates::Authority;
use crate::support::*;

const NOWHERE: (&str, &str) = ("SSL_CERT_FILE", "/nonexistent");
const NOTHING: (&str, &str) = ("SSL_CERT_DIR", "/nonexistent");

#[test]
fn without_roots_only_https_is_an_error_that_says_what_helps() {
    in_a_process("transport::roots::without_roots", &[NOWHERE, NOTHING]);
}

#[tokio::test]
#[ignore = "needs a process without root certificates"]
async fn without_roots() {
    let server = Server::start([created()]).await;
    create(&server.client()).await.unwrap();
    let fake = FakeVerify::start();
    let call = fake.client().create_access_token(fake.service_sid(), "user-0001");
    call.send().await.unwrap();

    let authority = Authority::new("known");
    let secure = Server::start_secure(authority.acceptor("localhost"), [created()]).await;
    let own = builder(&secure.url).add_root_certificate(authority.root());
    create(&own.build().unwrap()).await.unwrap();

    let credentials = verify_client::Credentials::bearer("canary").unwrap();
    let client = Client::builder().credentials(credentials).build();
    if cfg!(feature = "webpki-roots") {
        client.unwrap();
    } else if cfg!(feature = "rustls") {
        let error = client.unwrap_err();
        assert!(error.is_configuration(), "{error:?}");
        assert_eq!(error.field(), Some("add_root_certificate"));
        for way_out in ["ca-certificates", "add_root_certificate", "webpki-roots"] {
            assert!(error.to_string().contains(way_out), "{error}");
        }
    } else {
        // The system's library reports this at the first handshake only.
        client.unwrap();
        let error = create(&builder(&secure.url).build().unwrap()).await.unwrap_err();
        assert!(error.is_connect(), "{error:?}");
        for way_out in ["ca-certificates", "add_root_certificate"] {
            assert!(error.to_string().contains(way_out), "{error}");
        }
    }
}
