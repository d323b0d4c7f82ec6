//! `cargo xtask audit`: what a change of the specification does to the code,
//! whom it breaks, and which version is due.
//!
//! ```text
//! inputs ─ spec, rules ─► findings of the specification ─┐
//!        ─ api, provenance, attribution ─► what they did ─┴ assemble ─► report ─► render
//! ```

pub mod acknowledge;
pub mod api;
pub mod assemble;
pub mod attribution;
pub mod bump;
mod contract;
pub mod differences;
pub mod facade;
pub mod finding;
mod inclusion;
pub mod inputs;
pub mod locate;
pub mod overlay_health;
pub mod provenance;
pub mod render;
pub mod report;
pub mod rules;
