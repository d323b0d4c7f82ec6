//! What a change of the specification does to the code, which dependents it
//! breaks, and which version is due.
//!
//! ```text
//! inputs ─ contract, inclusion, differences, rules ─► findings of the specification ─┐
//!        ─ bindings, join ─► what they did to the code ─ facade, public, dependents ─► what dependents notice ──┴ assemble ─► report
//! ```

pub mod acknowledge;
pub mod assemble;
pub mod bindings;
mod contract;
pub mod dependents;
pub mod differences;
pub mod facade;
pub mod finding;
pub mod hidden;
pub mod housekeeping;
mod inclusion;
pub mod inputs;
pub mod join;
pub mod manifest;
pub mod overlay_differences;
pub mod pair;
pub mod public;
pub mod report;
pub mod rules;
pub mod version;
