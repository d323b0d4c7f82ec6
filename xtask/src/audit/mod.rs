//! `cargo xtask audit`: what a change of the specification does to the code.

pub mod finding;
