//! Credentials on the wire, and where they come from.

mod credentials;
mod from_env;
mod oauth;
mod renewals;
