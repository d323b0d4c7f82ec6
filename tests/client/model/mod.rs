//! Which bodies decode, and what is kept of them.

mod leniency;
mod properties;
