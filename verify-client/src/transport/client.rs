//! Sends a request and returns its response, through this crate's own connections or through the
//! HTTP client that the caller brings.
//!
//! Nothing is repeated and no redirect is followed here. `error/` decides what a failure means, and
//! `call/` whether to make another attempt.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode};
use http_body::Body as _;
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use hyper_util::client::legacy::ResponseFuture;

use crate::transport::endpoint::Endpoint;
use crate::transport::failure::{Failure, FailureKind};
use crate::transport::pool::{Lease, Pool};
use crate::transport::stream::Usage;

/// The HTTP client that sends requests.
pub(crate) enum HttpClient {
    Own(Box<Pool>),
    /// The caller's own, which may follow redirects, for example.
    #[cfg(feature = "reqwest-0_13")]
    Foreign(reqwest::Client),
}

/// A request on its way; its output is the response, or why there is none.
pub(crate) struct Sending<'a>(Way<'a>);

enum Way<'a> {
    Own {
        pool: &'a Pool,
        lease: Lease,
        response: ResponseFuture,
    },
    #[cfg(feature = "reqwest-0_13")]
    Foreign(Pin<Box<dyn Future<Output = Result<Response, Failure>> + Send>>),
    Unsendable(Option<Failure>),
}

/// The head of a response, and its body to be read.
pub(crate) struct Response {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
    /// Whether a response had come over the connection before; `None` when that is not known.
    pub(crate) reused: Option<bool>,
    /// Whether the response comes from another URL than the request's.
    pub(crate) redirected: bool,
}

/// The body of a response.
pub(crate) enum Body {
    Own(Incoming),
    #[cfg(feature = "reqwest-0_13")]
    Foreign(Box<reqwest::Response>),
}

impl HttpClient {
    /// Begins to send a request, over a new connection if `fresh` says so. The caller's own HTTP
    /// client decides for itself.
    pub(crate) fn send(&self, request: reqwest::Request, fresh: bool) -> Sending<'_> {
        Sending(match self {
            Self::Own(pool) => match Request::try_from(request) {
                Ok(request) => {
                    let (lease, response) = pool.send(request, fresh);
                    Way::Own { pool, lease, response }
                }
                Err(error) => Way::Unsendable(Some(Failure::unsendable(error))),
            },
            #[cfg(feature = "reqwest-0_13")]
            Self::Foreign(client) => {
                let url = request.url().clone();
                let response = client.execute(request);
                Way::Foreign(Box::pin(async move {
                    let response = response.await.map_err(Failure::of_foreign)?;
                    Ok(Response::from_foreign(response, &url))
                }))
            }
        })
    }

    /// The proxy on the way to `endpoint`, without credentials; `None` when that is not known.
    pub(crate) fn proxy(&self, endpoint: &Endpoint) -> Option<String> {
        match self {
            Self::Own(pool) => pool.proxy(&endpoint.url().parse().ok()?),
            #[cfg(feature = "reqwest-0_13")]
            Self::Foreign(_) => None,
        }
    }
}

impl Sending<'_> {
    /// Whether the request has certainly not been sent, because there is no connection for it yet.
    pub(crate) fn is_unconnected(&self) -> bool {
        matches!(&self.0, Way::Own { lease, .. } if lease.served().is_none())
    }

    /// Records that no complete response came in time. Returns whether a response had come over the
    /// connection before: then the connection is dead.
    pub(crate) fn record_silence(&self) -> bool {
        self.record_death(true)
    }

    /// The same for a connection that broke, refused the request, or does not speak HTTP.
    pub(crate) fn record_break(&self, failure: &FailureKind) -> bool {
        let only_this_request = FailureKind::Unprocessed { closing: false };
        *failure != only_this_request && self.record_death(false)
    }

    /// Whether a response had come over the connection before, when the request has ended without
    /// one; `None` when that is not known.
    pub(crate) fn reused(&self) -> Option<bool> {
        match &self.0 {
            Way::Own { lease, .. } => lease.served(),
            #[cfg(feature = "reqwest-0_13")]
            Way::Foreign(_) => None,
            Way::Unsendable(_) => None,
        }
    }

    fn record_death(&self, silent: bool) -> bool {
        match &self.0 {
            Way::Own { pool, lease, .. } => pool.record_death(lease, silent),
            #[cfg(feature = "reqwest-0_13")]
            Way::Foreign(_) => false,
            Way::Unsendable(_) => false,
        }
    }
}

impl Future for Sending<'_> {
    type Output = Result<Response, Failure>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut self.0 {
            Way::Own { pool, lease, response } => {
                Pin::new(response).poll(context).map(|response| match response {
                    Ok(response) => Ok(Response::from_own(response)),
                    Err(error) => {
                        let lacks = pool.lacks_certificate();
                        Err(Failure::of_request(error, lacks, lease.served() == Some(true)))
                    }
                })
            }
            #[cfg(feature = "reqwest-0_13")]
            Way::Foreign(response) => response.as_mut().poll(context),
            Way::Unsendable(failure) => match failure.take() {
                Some(failure) => Poll::Ready(Err(failure)),
                None => Poll::Pending,
            },
        }
    }
}

impl Response {
    fn from_own(response: http::Response<Incoming>) -> Self {
        let (head, body) = response.into_parts();
        let usage = head.extensions.get::<std::sync::Arc<Usage>>();
        Self {
            status: head.status,
            headers: head.headers,
            body: Body::Own(body),
            reused: usage.map(|usage| usage.record_response()),
            redirected: false,
        }
    }

    #[cfg(feature = "reqwest-0_13")]
    fn from_foreign(mut response: reqwest::Response, url: &reqwest::Url) -> Self {
        Self {
            status: response.status(),
            headers: std::mem::take(response.headers_mut()),
            reused: None,
            redirected: response.url() != url,
            body: Body::Foreign(Box::new(response)),
        }
    }
}

impl Body {
    /// The length that the server has declared.
    pub(crate) fn length(&self) -> Option<u64> {
        match self {
            Self::Own(body) => body.size_hint().exact(),
            #[cfg(feature = "reqwest-0_13")]
            Self::Foreign(response) => response.content_length(),
        }
    }

    /// The next bytes; `None` at the end.
    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>, Failure> {
        match self {
            Self::Own(body) => loop {
                match body.frame().await.transpose().map_err(Failure::of_body)? {
                    None => return Ok(None),
                    Some(frame) => {
                        // A frame without data has trailers, which are not needed.
                        if let Ok(data) = frame.into_data() {
                            return Ok(Some(data));
                        }
                    }
                }
            },
            #[cfg(feature = "reqwest-0_13")]
            Self::Foreign(response) => response.chunk().await.map_err(Failure::of_foreign),
        }
    }
}
