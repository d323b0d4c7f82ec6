// The first definition of a link label wins: here, the README's links lead to pages of these docs.
//! [`Client`]: Client
//! [`Client::builder`]: Client::builder
//! [`Client::from_env`]: Client::from_env
//! [`ClientBuilder::attempt_timeout`]: ClientBuilder::attempt_timeout
//! [`ClientBuilder::connect_timeout`]: ClientBuilder::connect_timeout
//! [`ClientBuilder::retry`]: ClientBuilder::retry
//! [`ClientBuilder::total_timeout`]: ClientBuilder::total_timeout
//! [`CreateAccessToken::with_attempt_timeout`]: CreateAccessToken::with_attempt_timeout
//! [`CreateAccessToken::with_retry`]: CreateAccessToken::with_retry
//! [`CreateAccessToken::with_total_timeout`]: CreateAccessToken::with_total_timeout
//! [`Credentials`]: Credentials
//! [`Error`]: Error
//! [`Error::field`]: Error::field
//! [`Observer`]: Observer
//! [`ProvideCredentials`]: ProvideCredentials
//! [`Proxy`]: Proxy
//! [`Response::raw_body`]: Response::raw_body
//! [`RetryPolicy`]: RetryPolicy
//! [`Timestamp`]: Timestamp
//! [`guide::errors`]: guide::errors
//! [`guide::from_twilio_libraries`]: guide::from_twilio_libraries
//! [`guide::network_faults`]: guide::network_faults
//! [`guide::traces`]: guide::traces
//!
#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![deny(missing_docs)]
#![deny(clippy::exhaustive_enums)]
#![forbid(unsafe_code)]

mod auth;
#[cfg(feature = "blocking")]
pub mod blocking;
mod builder;
mod call;
mod client;
pub mod codes;
mod error;
pub mod guide;
mod inner;
#[cfg(feature = "mock")]
pub mod mock;
mod model;
mod operations;
mod options;
mod response;
mod transport;

// A generator writes this code: nobody edits its style or removes what is unused.
#[rustfmt::skip]
#[allow(missing_docs, missing_debug_implementations, unreachable_pub, unused, clippy::all, clippy::unwrap_used, clippy::exhaustive_enums)]
mod generated;

pub use crate::auth::credentials::Credentials;
pub use crate::auth::provider::{CredentialsFuture, CredentialsRequest, ProvideCredentials};
pub use crate::builder::ClientBuilder;
pub use crate::call::observe::{AttemptReport, CallReport, Observer, RetryReason};
pub use crate::call::retry::RetryPolicy;
pub use crate::client::Client;
pub use crate::error::{Error, ErrorKind, FieldError};
pub use crate::generated::types::AccessToken;
pub use crate::model::factor_type::{FactorType, UnknownFactorType};
pub use crate::model::personal::{FactorFriendlyName, Identity};
pub use crate::model::secret::Token;
pub use crate::model::sid::{AccessTokenSid, AccountSid, ApiKeySid, InvalidSid, ServiceSid};
pub use crate::model::timestamp::{InvalidTimestamp, Timestamp};
pub use crate::operations::create_access_token::CreateAccessToken;
pub use crate::operations::fetch_access_token::FetchAccessToken;
pub use crate::response::{Response, ResponseParts};
pub use crate::transport::proxy::Proxy;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
pub use crate::transport::tls::certificate::{Certificate, ClientCertificate};

// Types of these crates are part of the interface.
#[cfg(feature = "reqwest-0_13")]
pub use reqwest;
pub use {http, serde_json};
