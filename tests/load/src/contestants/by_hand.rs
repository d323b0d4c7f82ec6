//! The calls by reqwest, as a careful developer writes them without a client crate.

use std::hint::black_box;
use std::time::Duration;

use reqwest::ClientBuilder;

use super::response::Response;
use super::*;

pub struct ByHand {
    client: reqwest::Client,
    url: String,
}

impl ByHand {
    pub(super) fn new(peer: &Peer, transport: Transport) -> Self {
        Self::build(reqwest::Client::builder(), peer, transport)
    }

    pub(super) fn with_limits(peer: &Peer, transport: Transport) -> Self {
        let limited = reqwest::Client::builder()
            .timeout(Duration::from_secs(10))
            .connect_timeout(Duration::from_secs(5));
        Self::build(limited, peer, transport)
    }

    fn build(builder: ClientBuilder, peer: &Peer, transport: Transport) -> Self {
        let builder = match transport {
            Transport::Plain => builder,
            Transport::Tls => builder.tls_certs_merge([peer.root()]),
        };
        Self { client: builder.tls_backend_rustls().build().unwrap(), url: peer.url(transport) }
    }

    pub(super) async fn create(&self) {
        black_box(self.try_create().await.unwrap());
    }

    pub(super) async fn fetch(&self) {
        black_box(self.try_fetch().await.unwrap());
    }

    async fn try_create(&self) -> reqwest::Result<Response> {
        self.client
            .post(format!("{}/v2/Services/{SERVICE_SID}/AccessTokens", self.url))
            .basic_auth(API_KEY, Some(API_KEY_SECRET))
            .form(&FORM)
            .send()
            .await?
            .error_for_status()?
            .json()
            .await
    }

    async fn try_fetch(&self) -> reqwest::Result<Response> {
        self.client
            .get(format!("{}/v2/Services/{SERVICE_SID}/AccessTokens/{ACCESS_TOKEN_SID}", self.url))
            .basic_auth(API_KEY, Some(API_KEY_SECRET))
            .send()
            .await?
            .error_for_status()?
            .json()
            .await
    }
}
