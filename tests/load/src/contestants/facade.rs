//! The calls by `verify_client`, as a service makes them.

use std::hint::black_box;
use std::time::Duration;

use verify_client::{AccessTokenSid, Certificate, Client, Credentials, ServiceSid};

use super::*;

pub struct Facade {
    client: Client,
    service_sid: ServiceSid,
    access_token_sid: AccessTokenSid,
}

impl Facade {
    pub(super) fn new(peer: &Peer, transport: Transport) -> Self {
        let mut builder = Client::builder()
            .base_url(peer.url(transport))
            .credentials(Credentials::api_key(API_KEY, API_KEY_SECRET).unwrap());
        if transport == Transport::Tls {
            builder =
                builder.add_root_certificate(Certificate::from_der(&peer.root_der()).unwrap());
        }
        Self {
            client: builder.build().unwrap(),
            service_sid: SERVICE_SID.parse().unwrap(),
            access_token_sid: ACCESS_TOKEN_SID.parse().unwrap(),
        }
    }

    pub(super) async fn create(&self) {
        let token = self
            .client
            .create_access_token(&self.service_sid, IDENTITY)
            .factor_friendly_name(FACTOR_FRIENDLY_NAME)
            .ttl(Duration::from_secs(120))
            .send()
            .await;
        black_box(token.unwrap());
    }

    pub(super) async fn fetch(&self) {
        let token =
            self.client.fetch_access_token(&self.service_sid, &self.access_token_sid).send().await;
        black_box(token.unwrap());
    }
}
