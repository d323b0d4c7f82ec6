//! An HTTP client of the caller, which may have its own time limits and follow redirects: these end
//! in the same errors.

use std::time::Duration;

use verify_client::{Client, ErrorKind};

use crate::support::canaries;
use crate::support::*;

const SHORT: Duration = Duration::from_millis(100);

fn client(server: &Server, http: reqwest::ClientBuilder) -> Client {
    let http = http.no_proxy().build().unwrap();
    builder(&server.url).http_client(http).build().unwrap()
}

#[tokio::test]
async fn its_timeout_is_a_timeout_wherever_it_passes() {
    let head = b"HTTP/1.1 201 Created\r\ncontent-length: 99\r\n\r\n{".to_vec();
    for (sent, status) in [(Vec::new(), None), (head, Some(201))] {
        let server = Server::start([Step::SendAndHang(sent)]).await;
        let client = client(&server, reqwest::Client::builder().read_timeout(SHORT));
        let error = create(&client).await.unwrap_err();
        assert!(error.is_timeout() && error.is_retryable(), "{error:?}");
        assert_eq!(error.status().map(|status| status.as_u16()), status);
        assert_eq!((error.attempts(), server.connections()), (3, 3));
        assert!(error.elapsed() >= 3 * SHORT);
        assert_eq!(canaries::in_error(&error), Vec::<String>::new());
    }
}

#[tokio::test]
async fn its_refusal_to_redirect_is_a_redirect() {
    let server = Server::start([respond(302, "location: /canary-identity\r\n", "")]).await;
    let policy = reqwest::redirect::Policy::custom(|attempt| attempt.error("no further"));
    let client = client(&server, reqwest::Client::builder().redirect(policy));
    let error = create(&client).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Redirect);
    assert!(!error.is_retryable());
    assert_eq!((error.attempts(), server.connections()), (1, 1));
    assert_eq!(canaries::in_error(&error), Vec::<String>::new());
}
