//! Generates the bindings from the upstream specification, checks that they are
//! fresh, and audits what a change of the specification does to the code. `main`
//! is a thin binary around [`cli`].
//!
//! Each folder is one room; a room uses only the rooms below it: [`commands`],
//! then [`artifacts`] and [`facade`], then [`audit`], then [`pipeline`], then
//! [`openapi`], [`workspace`] and [`project`].

pub mod artifacts;
pub mod audit;
pub mod cli;
pub mod commands;
pub mod error;
pub mod facade;
pub mod openapi;
pub mod output;
pub mod parallel;
pub mod pipeline;
pub mod project;
pub mod public_api;
pub mod stack;
pub mod workspace;
