//! What all clones of a client share.

use std::fmt;
use std::sync::Arc;

use http::HeaderValue;

use crate::auth::source::CredentialsSource;
use crate::call::budget::Budget;
use crate::call::observe::Observer;
use crate::generated::client::Client as Bindings;
use crate::options::CallOptions;
use crate::transport::client::HttpClient;
use crate::transport::endpoint::Endpoint;

pub(crate) struct Inner {
    pub(crate) endpoint: Endpoint,
    /// The generated client, which prepares requests.
    pub(crate) bindings: Bindings,
    /// Sends the prepared requests.
    pub(crate) http: Arc<HttpClient>,
    pub(crate) credentials: CredentialsSource,
    pub(crate) user_agent: HeaderValue,
    pub(crate) options: CallOptions,
    pub(crate) response_limit: usize,
    pub(crate) budget: Budget,
    /// The process that built the client; after a fork, two processes would share its connections.
    pub(crate) process: u32,
    pub(crate) observer: Option<Arc<dyn Observer>>,
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("endpoint", &self.endpoint.url())
            .field("credentials", &self.credentials)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
