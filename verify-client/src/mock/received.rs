//! Requests as the fake sees them: what they ask for, and what a test can see of them.

use http::Method;
use httpmock::HttpMockRequest;

use crate::generated::types::CreateAccessTokenRequest;
use crate::mock::parameters;
use crate::operations::{create_access_token, fetch_access_token};

/// The parts of a request that the response depends on.
pub(super) struct Request<'a> {
    pub(super) method: &'a str,
    pub(super) path: &'a str,
    pub(super) authorization: Option<&'a str>,
    pub(super) content_type: Option<&'a str>,
    pub(super) body: &'a [u8],
}

impl<'a> From<&'a HttpMockRequest> for Request<'a> {
    fn from(request: &'a HttpMockRequest) -> Self {
        let header = |wanted: &str| {
            let mut headers = request.headers_vec().iter();
            let found = headers.find(|(name, _)| name.eq_ignore_ascii_case(wanted));
            found.map(|(_, value)| value.as_str())
        };
        Self {
            method: request.method_str(),
            path: path(request.uri_str()),
            authorization: header("authorization"),
            content_type: header("content-type"),
            body: request.body_ref(),
        }
    }
}

/// The path in a URI, which httpmock gives with scheme and host before it.
fn path(uri: &str) -> &str {
    let path = match uri.split_once("://") {
        Some((scheme, rest)) if !scheme.contains('/') => {
            rest.find('/').map_or("/", |start| &rest[start..])
        }
        _ => uri,
    };
    path.split('?').next().unwrap_or_default()
}

/// The resource that a path names.
pub(super) struct Target<'a> {
    pub(super) service_sid: &'a str,
    /// One token; all tokens of the service when there is none.
    pub(super) token_sid: Option<&'a str>,
}

impl<'a> Target<'a> {
    pub(super) fn of(path: &'a str) -> Option<Self> {
        let segments: Vec<_> = path.split('/').collect();
        let (service_sid, token_sid) = match segments[..] {
            ["", "v2", "Services", service_sid, "AccessTokens"] => (service_sid, None),
            ["", "v2", "Services", service_sid, "AccessTokens", sid] => (service_sid, Some(sid)),
            _ => return None,
        };
        Some(Self {
            service_sid,
            token_sid,
        })
    }
}

/// A request that [`FakeVerify`](super::FakeVerify) has received, whatever the response was.
///
/// `Debug` is redacted where the types of the form are.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ReceivedCall {
    /// The operation, by the name of the client's method, such as `create_access_token`; `None`
    /// when the request is for something else.
    pub operation: Option<&'static str>,
    /// The HTTP method.
    pub method: Method,
    /// The path, without the query.
    pub path: String,
    /// The form of a creation; `None` when the request has none, or a parameter is wrong.
    pub form: Option<CreateAccessTokenRequest>,
}

impl From<&HttpMockRequest> for ReceivedCall {
    fn from(request: &HttpMockRequest) -> Self {
        let method = request.method();
        let request = Request::from(request);
        let target = Target::of(request.path);
        let operation = match (request.method, target.map(|target| target.token_sid)) {
            ("POST", Some(None)) => Some(create_access_token::OPERATION.name),
            ("GET", Some(Some(_))) => Some(fetch_access_token::OPERATION.name),
            _ => None,
        };
        Self {
            operation,
            method,
            path: request.path.to_owned(),
            form: parameters::read(request.content_type, request.body).ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_is_found_in_every_form_of_a_uri() {
        for (uri, expected) in [
            ("http://127.0.0.1:1/v2/a", "/v2/a"),
            ("http://127.0.0.1:1/v2/a?b=http://c/d", "/v2/a"),
            ("http://127.0.0.1:1", "/"),
            ("/v2/a?b=c", "/v2/a"),
            ("/v2?b=http://c/d", "/v2"),
            ("", ""),
        ] {
            assert_eq!(path(uri), expected, "{uri}");
        }
    }

    #[test]
    fn only_the_two_paths_of_the_specification_name_a_resource() {
        let of = |path| Target::of(path).map(|target| (target.service_sid, target.token_sid));
        assert_eq!(of("/v2/Services/VA/AccessTokens"), Some(("VA", None)));
        assert_eq!(
            of("/v2/Services/VA/AccessTokens/YK"),
            Some(("VA", Some("YK")))
        );
        for other in [
            "",
            "/",
            "/v1/Services/VA/AccessTokens",
            "/v2/services/VA/AccessTokens",
            "/v2/Services/VA/AccessTokens/YK/",
            "/v2/Services/VA/Entities",
            "//v2/Services/VA/AccessTokens",
        ] {
            assert_eq!(of(other), None, "{other}");
        }
    }
}
