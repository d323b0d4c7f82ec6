//! What the tests have in common: servers, certificates, and the search for leaks.

pub(crate) mod canaries;
pub(crate) mod certificates;
pub(crate) mod http2_server;
pub(crate) mod mortal_server;
mod responder;
mod server;
pub(crate) mod traces;
pub(crate) mod tunnel;

pub(crate) use integration_tests::closed::closed;
pub(crate) use responder::*;
pub(crate) use server::*;
