//! Regenerates the bindings of verify-client from Twilio's specification,
//! checks that they are fresh, and audits what a change of the specification
//! does to the code. `main` is a thin binary around [`cli`].
//!
//! Each folder is one floor; arrows point down only: [`commands`], then
//! [`audit`], then [`pipeline`], then [`openapi`] and [`workspace`].

pub mod audit;
pub mod cli;
pub mod commands;
pub mod error;
pub mod openapi;
pub mod output;
pub mod pipeline;
pub mod project;
pub mod stack;
pub mod workspace;
