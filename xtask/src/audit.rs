//! What a change of the specification does to the code, which dependents it
//! breaks, and which version is due.
//!
//! ```text
//! inputs ─ spec, rules ─► findings of the specification ─┐
//!        ─ bindings, join ─► what they did to the code ──┴ assemble ─► report
//! ```

pub mod acknowledge;
pub mod assemble;
pub mod bindings;
pub mod facade;
pub mod finding;
pub mod housekeeping;
pub mod inputs;
pub mod join;
pub mod overlay_differences;
pub mod pair;
pub mod report;
pub mod rules;
pub mod spec;
pub mod version;
