//! The operations, one file each: the method of `Client`, its arguments, their checks, and `send`.
//!
//! `call/` makes the calls.

pub(crate) mod arguments;
pub(crate) mod create_access_token;
pub(crate) mod fetch_access_token;
