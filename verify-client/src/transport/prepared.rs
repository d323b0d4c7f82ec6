//! A request that the generated client has prepared, and the response that the specification
//! promises for it.
//!
//! `call/` sends the request.

use std::borrow::Cow;
use std::marker::PhantomData;

use bytes::Bytes;
use http::StatusCode;
use progenitor_client::encode_path;
use reqwest::{Request, Url};
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use crate::error::Error;
use crate::model::ascii;
use crate::transport::json;

/// A request, and the response that the specification promises for it: a `T`.
#[derive(Debug)]
pub(crate) struct PreparedRequest<T> {
    pub(crate) request: Request,
    pub(crate) expected: ExpectedResponse<T>,
}

/// A response that the specification promises.
#[derive(Debug)]
pub(crate) struct ExpectedResponse<T> {
    is_expected: fn(u16) -> bool,
    body: PhantomData<fn() -> T>,
}

impl<T> PreparedRequest<T> {
    /// `is_expected` says whether a response with a status contains a `T`.
    pub(crate) fn new(request: Request, is_expected: fn(u16) -> bool) -> Self {
        let body = PhantomData;
        Self { request, expected: ExpectedResponse { is_expected, body } }
    }
}

impl<T: DeserializeOwned> ExpectedResponse<T> {
    /// Decodes the body of a success. An empty body counts as JSON's `null`, which is what an
    /// operation without a response body returns. A list is refused: serde would make a struct of
    /// it, but Twilio does not respond with lists.
    pub(crate) fn decode(&self, status: StatusCode, body: &Bytes) -> Result<T, Error> {
        if !(self.is_expected)(status.as_u16()) {
            return Err(Error::unexpected_success());
        }
        if body.trim_ascii_start().starts_with(b"[") {
            return Err(Error::undecodable::<T>(body));
        }
        let json = if body.is_empty() { b"null" } else { &**body };
        serde_json::from_slice(json)
            .ok()
            .or_else(|| from_repaired(body))
            .ok_or_else(|| Error::undecodable::<T>(body))
    }
}

/// Decodes a complete object that is not strict JSON, so that something odd beside the token does
/// not lose the token.
fn from_repaired<T: DeserializeOwned>(body: &[u8]) -> Option<T> {
    let text = json::text(body);
    let (value, is_whole) = json::read(&text);
    let object = value.filter(|value| is_whole && value.is_object())?;
    let text = Zeroizing::new(object.to_string());
    serde_json::from_str(&text).ok()
}

/// The URL of `path` below a base URL, which may have a path of its own.
pub(crate) fn join(base_url: &Url, path: &[&str]) -> Url {
    let prefix = base_url.path().trim_end_matches('/');
    let length = path.iter().map(|part| part.len()).sum::<usize>();
    let mut whole = String::with_capacity(prefix.len() + length);
    whole.push_str(prefix);
    whole.extend(path.iter().copied());
    let mut url = base_url.clone();
    url.set_path(&whole);
    url
}

/// `text` as one segment of a path: as it is, unless a character in it may need encoding.
pub(crate) fn path_segment(text: &str) -> Cow<'_, str> {
    if ascii::all(text.as_bytes(), |byte| byte.is_ascii_alphanumeric()) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(encode_path(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generated::types::AccessToken;

    fn expected<T>() -> ExpectedResponse<T> {
        let request = Request::new(http::Method::GET, "http://localhost".parse().unwrap());
        PreparedRequest::new(request, |status| matches!(status, 200 | 204)).expected
    }

    #[test]
    fn only_an_expected_status_is_decoded() {
        const TOKEN: &[u8] = br#"{"sid": "YK0123456789abcdef0123456789abcdef", "token": "t"}"#;
        let decode =
            |status, body| expected::<AccessToken>().decode(status, &Bytes::from_static(body));
        assert!(decode(StatusCode::OK, TOKEN).is_ok());
        assert!(decode(StatusCode::CREATED, TOKEN).is_err());
        let error = decode(StatusCode::OK, b"").unwrap_err();
        assert!(error.to_string().contains("empty"), "{error}");
        assert!(decode(StatusCode::OK, b"null").is_err());
    }

    #[test]
    fn an_operation_may_have_an_empty_body() {
        let decode =
            |body| expected::<()>().decode(StatusCode::NO_CONTENT, &Bytes::from_static(body));
        assert!(decode(b"").is_ok());
        assert!(decode(b"{").is_err());
    }

    #[test]
    fn a_path_goes_below_that_of_the_base_url() {
        for (base_url, expected) in [
            ("https://verify.twilio.com", "https://verify.twilio.com/v2/a%2Fb"),
            ("http://127.0.0.1:80/", "http://127.0.0.1/v2/a%2Fb"),
            ("https://proxy.example:8443/twilio", "https://proxy.example:8443/twilio/v2/a%2Fb"),
            ("https://proxy.example/a%20b/", "https://proxy.example/a%20b/v2/a%2Fb"),
        ] {
            let base_url = base_url.parse().unwrap();
            let url = join(&base_url, &["/v2/", &path_segment("a/b")]);
            assert_eq!(url.as_str(), expected);
        }
    }

    #[test]
    fn what_a_specification_may_have_in_a_path_is_sent_as_it_is() {
        let base_url = "https://verify.twilio.com".parse().unwrap();
        for path in ["/", "/v2/Services/", "/v2/a-b._~:@,;=%2F.json", "/2010-04-01/A.json"] {
            assert_eq!(join(&base_url, &[path]).path(), path);
        }
    }

    #[test]
    fn a_segment_stays_one_whatever_is_in_it() {
        for (text, expected) in [
            ("VA0123456789abcdef", "VA0123456789abcdef"),
            ("", ""),
            ("a/b", "a%2Fb"),
            ("../x?y#z", "..%2Fx%3Fy%23z"),
            ("é %", "%C3%A9%20%25"),
        ] {
            assert_eq!(path_segment(text), expected);
        }
        assert!(matches!(path_segment("VA0"), Cow::Borrowed(_)));
    }
}
