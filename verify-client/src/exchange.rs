//! A request as the generated client puts it together, and what the specification says of its
//! answer.
//!
//! Sending it is the business of `transport.rs`.

use std::borrow::Cow;
use std::marker::PhantomData;

use http::header::CONTENT_TYPE;
use http::{HeaderValue, StatusCode};
use progenitor_client::encode_path;
use reqwest::{Request, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::ascii;
use crate::error::Error;

/// A request, and the answer that the specification promises to it: a `T`.
#[derive(Debug)]
pub(crate) struct Exchange<T> {
    pub(crate) request: Request,
    pub(crate) promise: Promise<T>,
}

/// An answer that the specification promises.
#[derive(Debug)]
pub(crate) struct Promise<T> {
    is_known: fn(u16) -> bool,
    answer: PhantomData<fn() -> T>,
}

impl<T> Exchange<T> {
    /// `is_known` tells the statuses with which a `T` may come.
    pub(crate) fn new(request: Request, is_known: fn(u16) -> bool) -> Self {
        let answer = PhantomData;
        Self {
            request,
            promise: Promise { is_known, answer },
        }
    }
}

impl<T: DeserializeOwned> Promise<T> {
    /// Decodes the body of a success. An empty one is taken for JSON's `null`, which is what an
    /// operation without an answer returns.
    pub(crate) fn decode(&self, status: StatusCode, body: &[u8]) -> Result<T, Error> {
        if !(self.is_known)(status.as_u16()) {
            return Err(Error::unexpected_success());
        }
        let json = if body.is_empty() { b"null" } else { body };
        serde_json::from_slice(json).map_err(|_| Error::undecodable::<T>(body))
    }
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

/// Makes `form` the body of the request.
#[expect(
    clippy::result_large_err,
    reason = "it is the error of the generated methods"
)]
pub(crate) fn set_form(
    request: &mut Request,
    form: &impl Serialize,
) -> Result<(), progenitor_client::Error<()>> {
    let form = serde_urlencoded::to_string(form)
        .map_err(|error| progenitor_client::Error::InvalidRequest(error.to_string()))?;
    let content_type = HeaderValue::from_static("application/x-www-form-urlencoded");
    request.headers_mut().insert(CONTENT_TYPE, content_type);
    *request.body_mut() = Some(form.into());
    Ok(())
}

/// `text` as one segment of a path: as it is, unless something in it must be encoded.
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

    fn promise<T>() -> Promise<T> {
        let request = Request::new(http::Method::GET, "http://localhost".parse().unwrap());
        Exchange::new(request, |status| matches!(status, 200 | 204)).promise
    }

    #[test]
    fn only_a_known_success_is_decoded() {
        const TOKEN: &[u8] = br#"{"sid": "YK0123456789abcdef0123456789abcdef", "token": "t"}"#;
        let decode = |status, body| promise::<AccessToken>().decode(status, body);
        assert!(decode(StatusCode::OK, TOKEN).is_ok());
        assert!(decode(StatusCode::CREATED, TOKEN).is_err());
        let error = decode(StatusCode::OK, b"").unwrap_err();
        assert!(error.to_string().contains("empty"), "{error}");
        assert!(decode(StatusCode::OK, b"null").is_err());
    }

    #[test]
    fn an_empty_body_is_no_answer_and_not_an_error() {
        assert!(promise::<()>().decode(StatusCode::NO_CONTENT, b"").is_ok());
        assert!(
            promise::<()>()
                .decode(StatusCode::NO_CONTENT, b"{")
                .is_err()
        );
    }

    #[test]
    fn a_path_goes_below_that_of_the_base_url() {
        for (base_url, expected) in [
            (
                "https://verify.twilio.com",
                "https://verify.twilio.com/v2/a%2Fb",
            ),
            ("http://127.0.0.1:80/", "http://127.0.0.1/v2/a%2Fb"),
            (
                "https://proxy.example:8443/twilio",
                "https://proxy.example:8443/twilio/v2/a%2Fb",
            ),
            (
                "https://proxy.example/a%20b/",
                "https://proxy.example/a%20b/v2/a%2Fb",
            ),
        ] {
            let base_url = base_url.parse().unwrap();
            let url = join(&base_url, &["/v2/", &path_segment("a/b")]);
            assert_eq!(url.as_str(), expected);
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
