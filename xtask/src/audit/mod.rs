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
pub mod facade;
pub mod finding;
pub mod hidden;
pub mod inputs;
pub mod locate;
pub mod overlay_health;
pub mod provenance;
pub mod render;
pub mod report;
pub mod rules;
pub mod spec;
