//! The calls by hyper, with everything prepared that can be: the addresses, the headers, the form.

use std::hint::black_box;
use std::sync::Arc;

use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use hyper::{Method, Request, Uri};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use super::response::Response;
use super::*;

pub struct Floor {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    create: Prepared,
    fetch: Prepared,
}

struct Prepared {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
}

impl Floor {
    pub(super) fn new(peer: &Peer, transport: Transport) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add(peer.root_der()).unwrap();
        let config =
            ClientConfig::builder().with_root_certificates(Arc::new(roots)).with_no_client_auth();
        let mut tcp = HttpConnector::new();
        tcp.set_nodelay(true);
        tcp.enforce_http(false);
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(config)
            .https_or_http()
            .enable_http1()
            .wrap_connector(tcp);
        let url = format!("{}/v2/Services/{SERVICE_SID}/AccessTokens", peer.url(transport));
        let form = reqwest::Client::builder()
            .build()
            .unwrap()
            .post(&url)
            .basic_auth(API_KEY, Some(API_KEY_SECRET))
            .form(&FORM)
            .build()
            .unwrap();
        let mut headers = form.headers().clone();
        headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        let body = form.body().and_then(|body| body.as_bytes()).unwrap();
        let create = Prepared {
            method: Method::POST,
            uri: url.parse().unwrap(),
            headers: headers.clone(),
            body: Bytes::copy_from_slice(body),
        };
        headers.remove(CONTENT_TYPE);
        assert!(headers.contains_key(AUTHORIZATION));
        let fetch = Prepared {
            method: Method::GET,
            uri: format!("{url}/{ACCESS_TOKEN_SID}").parse().unwrap(),
            headers,
            body: Bytes::new(),
        };
        Self { client: Client::builder(TokioExecutor::new()).build(connector), create, fetch }
    }

    pub(super) async fn create(&self) {
        self.call(&self.create).await;
    }

    pub(super) async fn fetch(&self) {
        self.call(&self.fetch).await;
    }

    async fn call(&self, prepared: &Prepared) {
        let mut request = Request::new(Full::new(prepared.body.clone()));
        *request.method_mut() = prepared.method.clone();
        *request.uri_mut() = prepared.uri.clone();
        *request.headers_mut() = prepared.headers.clone();
        let response = self.client.request(request).await.unwrap();
        assert!(response.status().is_success());
        let body = response.into_body().collect().await.unwrap().to_bytes();
        black_box(serde_json::from_slice::<Response>(&body).unwrap());
    }
}
