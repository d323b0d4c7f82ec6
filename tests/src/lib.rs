//! What the tests and the benchmarks of the workspace share.

pub mod closed;
pub mod footprint;
pub mod hidden;
pub mod kept;
pub mod workspace;
