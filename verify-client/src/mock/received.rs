//! Requests that the fake receives: what they ask for, and what a test can see of them.

use http::request::Parts;
use http::{HeaderName, Method, header};

use crate::auth::oauth;
use crate::generated::types::CreateAccessTokenRequest;
use crate::mock::parameters;
use crate::operations::{create_access_token, fetch_access_token};

/// The parts of a request that the response depends on.
pub(super) struct Request<'a> {
    pub(super) method: &'a Method,
    pub(super) path: &'a str,
    pub(super) authorization: Option<&'a str>,
    pub(super) content_type: Option<&'a str>,
    pub(super) body: &'a [u8],
}

impl<'a> Request<'a> {
    pub(super) fn new(head: &'a Parts, body: &'a [u8]) -> Self {
        let header = |name: HeaderName| head.headers.get(name)?.to_str().ok();
        Self {
            method: &head.method,
            path: head.uri.path(),
            authorization: header(header::AUTHORIZATION),
            content_type: header(header::CONTENT_TYPE),
            body,
        }
    }

    /// The name of the operation that the request is for.
    fn operation(&self) -> Option<&'static str> {
        let target = Target::of(self.path)?;
        match (self.method, target) {
            (&Method::POST, Target::Tokens { .. }) => Some(create_access_token::OPERATION.name),
            (&Method::GET, Target::Token { .. }) => Some(fetch_access_token::OPERATION.name),
            (&Method::POST, Target::OAuth) => Some(oauth::OPERATION.name),
            _ => None,
        }
    }
}

/// The resource that a path names.
#[derive(Debug, Eq, PartialEq)]
pub(super) enum Target<'a> {
    /// The access tokens of a service.
    Tokens { service_sid: &'a str },
    /// One of them.
    Token { service_sid: &'a str, sid: &'a str },
    /// The token endpoint of OAuth.
    OAuth,
}

impl<'a> Target<'a> {
    pub(super) fn of(path: &'a str) -> Option<Self> {
        let segments: Vec<_> = path.split('/').collect();
        Some(match segments[..] {
            ["", "v2", "Services", service_sid, "AccessTokens"] => Self::Tokens { service_sid },
            ["", "v2", "Services", service_sid, "AccessTokens", sid] => {
                Self::Token { service_sid, sid }
            }
            ["", "v2", "token"] => Self::OAuth,
            _ => return None,
        })
    }
}

/// A request that [`FakeVerify`](super::FakeVerify) has received, whatever the response was.
/// Headers are not kept: to check those, use the feature `httpmock-0_9` or a server of your own.
///
/// `Debug` does not show identities and friendly names.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ReceivedRequest {
    /// The operation, by the name of the client's method, such as `create_access_token`; `None`
    /// when the request is for something else.
    pub operation: Option<&'static str>,
    /// The HTTP method.
    pub method: Method,
    /// The path, without the query.
    pub path: String,
    /// The form of a creation; `None` when the request has none, or a parameter is wrong.
    pub form: Option<CreateAccessTokenRequest>,
    /// What Twilio may refuse although the fake accepts it: an identity that is not 8 to 64
    /// characters, letters and digits with single dashes between them. Twilio documents this form
    /// for its other operations of Verify Push and for error
    /// [60366](https://www.twilio.com/docs/api/errors/60366), but not for this operation. `None`
    /// when there is nothing to note.
    pub note: Option<&'static str>,
}

impl From<&Request<'_>> for ReceivedRequest {
    fn from(request: &Request<'_>) -> Self {
        let form = parameters::read(request.content_type, request.body).ok();
        let identity = form.as_ref().map(|form| form.identity.as_str());
        let note = identity.filter(|identity| !parameters::is_usual_identity(identity));
        Self {
            operation: request.operation(),
            method: request.method.clone(),
            path: request.path.to_owned(),
            note: note
                .map(|_| "identity is not 8 to 64 letters, digits and single dashes between them"),
            form,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_paths_of_the_operations_name_a_resource() {
        let service_sid = "VA";
        for (path, expected) in [
            ("/v2/Services/VA/AccessTokens", Target::Tokens { service_sid }),
            ("/v2/Services/VA/AccessTokens/YK", Target::Token { service_sid, sid: "YK" }),
            ("/v2/token", Target::OAuth),
        ] {
            assert_eq!(Target::of(path), Some(expected), "{path}");
        }
        for other in [
            "",
            "/",
            "/v1/Services/VA/AccessTokens",
            "/v2/services/VA/AccessTokens",
            "/v2/Services/VA/AccessTokens/YK/",
            "/v2/Services/VA/Entities",
            "//v2/Services/VA/AccessTokens",
            "/v2/token/",
            "/v1/token",
        ] {
            assert_eq!(Target::of(other), None, "{other}");
        }
    }
}
