//! The public API in two revisions: what differs between its texts and between
//! the manifest's promises, and what each difference means for code that depends
//! on it.
//!
//! ```text
//! text ─ line ─► surface ─ compare, with functions and signature ─┐
//! manifest ──────────────► promises ──────────────────────────────┴► changes, each of a class
//! ```

pub mod class;
pub mod compare;
mod functions;
pub mod line;
pub mod promises;
mod signature;
pub mod surface;

#[cfg(test)]
mod tests;

pub use compare::{Change, compare};
pub use promises::Promises;
pub use surface::{Surface, read};
