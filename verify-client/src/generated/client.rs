#[allow(unused_imports)]
pub use progenitor_client::{ByteStream, ClientInfo, Error, ResponseValue};
#[allow(unused_imports)]
use progenitor_client::{encode_path, ClientHooks, OperationInfo, RequestBuilderExt};
use super::types;
#[derive(Clone, Debug)]
/**Client for Verify access tokens

Version: 2*/
pub struct Client {
    pub(crate) baseurl: String,
    pub(crate) client: reqwest::Client,
    pub(crate) inner: crate::transport::Inner,
}
impl Client {
    /// Construct a new client with an existing `reqwest::Client`,
    /// allowing more control over its configuration.
    ///
    /// `baseurl` is the base URL provided to the internal
    /// `reqwest::Client`, and should include a scheme and hostname,
    /// as well as port and a path stem if applicable.
    pub fn new_with_client(
        baseurl: &str,
        client: reqwest::Client,
        inner: crate::transport::Inner,
    ) -> Self {
        Self {
            baseurl: baseurl.to_string(),
            client,
            inner,
        }
    }
}
impl ClientInfo<crate::transport::Inner> for Client {
    fn api_version() -> &'static str {
        "2"
    }
    fn baseurl(&self) -> &str {
        self.baseurl.as_str()
    }
    fn client(&self) -> &reqwest::Client {
        &self.client
    }
    fn inner(&self) -> &crate::transport::Inner {
        &self.inner
    }
}
const _: () = {
    #[allow(dead_code)]
    fn assert_client_hooks()
    where
        Client: ClientHooks<crate::transport::Inner>,
    {}
};
#[allow(clippy::all)]
impl Client {
    /**Create a new enrollment Access Token for the Entity

Sends a `POST` request to `/v2/Services/{ServiceSid}/AccessTokens`

Arguments:
- `service_sid`: The unique SID identifier of the Service.
- `body`
*/
    pub async fn create_access_token<'a>(
        &'a self,
        service_sid: &'a types::ServiceSid,
        body: &'a types::CreateAccessTokenRequest,
    ) -> Result<ResponseValue<types::AccessToken>, Error<()>> {
        let url = format!(
            "{}/v2/Services/{}/AccessTokens", self.baseurl, encode_path(& service_sid
            .to_string()),
        );
        #[allow(unused_mut)]
        let mut request = self
            .client
            .post(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .form_urlencoded(&body)?
            .build()?;
        let info = OperationInfo {
            operation_id: "create_access_token",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200u16 => ResponseValue::from_response(response).await,
            201u16 => ResponseValue::from_response(response).await,
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /**Fetch an Access Token for the Entity

Sends a `GET` request to `/v2/Services/{ServiceSid}/AccessTokens/{Sid}`

Arguments:
- `service_sid`: The unique SID identifier of the Service.
- `sid`: A 34 character string that uniquely identifies this Access Token.
*/
    pub async fn fetch_access_token<'a>(
        &'a self,
        service_sid: &'a types::ServiceSid,
        sid: &'a types::AccessTokenSid,
    ) -> Result<ResponseValue<types::AccessToken>, Error<()>> {
        let url = format!(
            "{}/v2/Services/{}/AccessTokens/{}", self.baseurl, encode_path(& service_sid
            .to_string()), encode_path(& sid.to_string()),
        );
        #[allow(unused_mut)]
        let mut request = self
            .client
            .get(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .build()?;
        let info = OperationInfo {
            operation_id: "fetch_access_token",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200u16 => ResponseValue::from_response(response).await,
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
}
/// Items consumers will typically use such as the Client.
pub mod prelude {
    #[allow(unused_imports)]
    pub use super::Client;
}

