//! The xtask as its users see it: whole commands in a temporary workspace,
//! their files, their output and their exit codes.

mod bad_input;
mod check;
mod download;
mod overlay_steps;
mod repository;
mod sync;
