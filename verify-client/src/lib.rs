#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![deny(missing_docs)]
#![deny(clippy::exhaustive_enums)]
#![forbid(unsafe_code)]

mod ascii;
mod body;
mod builder;
mod call;
mod client;
pub mod codes;
mod credentials;
mod endpoint;
mod environment;
mod error;
mod exchange;
mod headers;
#[cfg(feature = "mock")]
pub mod mock;
mod model;
mod observe;
mod operation;
#[cfg(test)]
mod properties;
mod request;
mod response;
mod retry;
mod secret;
mod sid;
mod transport;

// Written by a generator, checked by a generator: neither style nor unused parts are edited here.
#[rustfmt::skip]
#[allow(missing_docs, missing_debug_implementations, unreachable_pub, unused, clippy::all, clippy::unwrap_used, clippy::exhaustive_enums)]
mod generated;

pub use crate::builder::ClientBuilder;
pub use crate::client::Client;
pub use crate::credentials::{Credentials, CredentialsFuture, Occasion, ProvideCredentials};
pub use crate::error::{Error, ErrorKind, FieldError};
pub use crate::generated::types::AccessToken;
pub use crate::model::{FactorFriendlyName, FactorType, Identity};
pub use crate::observe::{AttemptReport, CallReport, Observer};
pub use crate::request::{CreateAccessToken, FetchAccessToken};
pub use crate::response::Response;
pub use crate::retry::RetryPolicy;
pub use crate::secret::Token;
pub use crate::sid::{AccessTokenSid, AccountSid, ApiKeySid, IntoSid, InvalidSid, ServiceSid};

// Types of these crates are part of the interface.
pub use {chrono, http, reqwest, serde_json};
