//! `cargo xtask audit`: what a change of the specification does to the code.

pub mod acknowledge;
pub mod api;
pub mod bump;
pub mod finding;
pub mod history;
pub mod locate;
pub mod overlay_health;
pub mod provenance;
pub mod render;
pub mod report;
