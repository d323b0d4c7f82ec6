pub mod operations {
    //! [`When`](::httpmock::When) and [`Then`](::httpmock::Then)
    //! wrappers for each operation. Each can be converted to
    //! its inner type with a call to `into_inner()`. This can
    //! be used to explicitly deviate from permitted values.
    use crate::generated::*;
    pub struct CreateAccessTokenWhen(::httpmock::When);
    impl CreateAccessTokenWhen {
        pub fn new(inner: ::httpmock::When) -> Self {
            Self(
                inner
                    .method(::httpmock::Method::POST)
                    .path_matches(
                        regex::Regex::new("^/v2/Services/[^/]*/AccessTokens$").unwrap(),
                    ),
            )
        }
        pub fn into_inner(self) -> ::httpmock::When {
            self.0
        }
        pub fn service_sid(self, value: &types::ServiceSid) -> Self {
            let re = regex::Regex::new(
                    &format!("^/v2/Services/{}/AccessTokens$", value.to_string()),
                )
                .unwrap();
            Self(self.0.path_matches(re))
        }
        pub fn body(self, value: &types::CreateAccessTokenRequest) -> Self {
            Self(crate::mock::form_body(self.0, value))
        }
    }
    pub struct CreateAccessTokenThen(::httpmock::Then);
    impl CreateAccessTokenThen {
        pub fn new(inner: ::httpmock::Then) -> Self {
            Self(inner)
        }
        pub fn into_inner(self) -> ::httpmock::Then {
            self.0
        }
        pub fn created(self, value: &types::AccessToken) -> Self {
            Self(
                self
                    .0
                    .status(201u16)
                    .header("content-type", "application/json")
                    .json_body_obj(value),
            )
        }
        pub fn ok(self, value: &types::AccessToken) -> Self {
            Self(
                self
                    .0
                    .status(200u16)
                    .header("content-type", "application/json")
                    .json_body_obj(value),
            )
        }
    }
    pub struct FetchAccessTokenWhen(::httpmock::When);
    impl FetchAccessTokenWhen {
        pub fn new(inner: ::httpmock::When) -> Self {
            Self(
                inner
                    .method(::httpmock::Method::GET)
                    .path_matches(
                        regex::Regex::new("^/v2/Services/[^/]*/AccessTokens/[^/]*$")
                            .unwrap(),
                    ),
            )
        }
        pub fn into_inner(self) -> ::httpmock::When {
            self.0
        }
        pub fn service_sid(self, value: &types::ServiceSid) -> Self {
            let re = regex::Regex::new(
                    &format!("^/v2/Services/{}/AccessTokens/.*$", value.to_string()),
                )
                .unwrap();
            Self(self.0.path_matches(re))
        }
        pub fn sid(self, value: &types::AccessTokenSid) -> Self {
            let re = regex::Regex::new(
                    &format!("^/v2/Services/.*/AccessTokens/{}$", value.to_string()),
                )
                .unwrap();
            Self(self.0.path_matches(re))
        }
    }
    pub struct FetchAccessTokenThen(::httpmock::Then);
    impl FetchAccessTokenThen {
        pub fn new(inner: ::httpmock::Then) -> Self {
            Self(inner)
        }
        pub fn into_inner(self) -> ::httpmock::Then {
            self.0
        }
        pub fn ok(self, value: &types::AccessToken) -> Self {
            Self(
                self
                    .0
                    .status(200u16)
                    .header("content-type", "application/json")
                    .json_body_obj(value),
            )
        }
    }
}
/// An extension trait for [`MockServer`](::httpmock::MockServer) that
/// adds a method for each operation. These are the equivalent of
/// type-checked [`mock()`](::httpmock::MockServer::mock) calls.
pub trait MockServerExt {
    fn create_access_token<F>(&self, config_fn: F) -> ::httpmock::Mock<'_>
    where
        F: FnOnce(operations::CreateAccessTokenWhen, operations::CreateAccessTokenThen);
    fn fetch_access_token<F>(&self, config_fn: F) -> ::httpmock::Mock<'_>
    where
        F: FnOnce(operations::FetchAccessTokenWhen, operations::FetchAccessTokenThen);
}
impl MockServerExt for ::httpmock::MockServer {
    fn create_access_token<F>(&self, config_fn: F) -> ::httpmock::Mock<'_>
    where
        F: FnOnce(operations::CreateAccessTokenWhen, operations::CreateAccessTokenThen),
    {
        self.mock(|when, then| {
            config_fn(
                operations::CreateAccessTokenWhen::new(when),
                operations::CreateAccessTokenThen::new(then),
            )
        })
    }
    fn fetch_access_token<F>(&self, config_fn: F) -> ::httpmock::Mock<'_>
    where
        F: FnOnce(operations::FetchAccessTokenWhen, operations::FetchAccessTokenThen),
    {
        self.mock(|when, then| {
            config_fn(
                operations::FetchAccessTokenWhen::new(when),
                operations::FetchAccessTokenThen::new(then),
            )
        })
    }
}

