//! Generates the bindings from the upstream specification, checks that they are
//! fresh, and audits what a change of the specification does to the code. `main`
//! is a thin binary around [`cli`].
//!
//! Each module is a room, and uses only rooms that come later in this list:
//! [`commands`]; [`artifacts`] and [`facade`]; [`audit`] and [`public_api`];
//! [`pipeline`] and [`workspace`]; [`openapi`] and [`project`]. The other rooms
//! serve several of these.

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

/// The same allocator as in the binary.
#[cfg(test)]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
