//! A call: its attempts, the waits between them, and what is seen of it from outside.
//!
//! What an operation asks for and returns is in `operations/`; what goes over the wire in `transport/`.

mod attempt;
mod attempts;
pub(crate) mod budget;
mod context;
mod credentials;
mod deadline;
pub(crate) mod observe;
pub(crate) mod operation;
pub(crate) mod retry;
mod retry_after;
pub(crate) mod run;
