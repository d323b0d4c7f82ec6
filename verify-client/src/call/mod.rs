//! A call: its attempts, the waits between them, and what traces and observers see of it.
//!
//! `operations/` has what an operation asks for and returns, `transport/` what goes over the wire.

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
