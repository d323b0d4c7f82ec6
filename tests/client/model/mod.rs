//! What decodes, and what is kept of it.

mod leniency;
mod properties;
