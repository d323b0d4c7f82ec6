//! The public API in two revisions: what differs between its texts and between
//! what the manifest declares, and what each difference means for code that depends
//! on it.
//!
//! ```text
//! text ─ line ─► surface ─ compare, with functions and signature ─┐
//! manifest ──────────────► package ───────────────────────────────┴► changes, each of a class
//! ```

pub mod class;
pub mod compare;
mod functions;
pub mod line;
pub mod package;
mod signature;
pub mod surface;

#[cfg(test)]
mod tests;

pub use compare::{Change, compare};
pub use package::Package;
pub use surface::{Surface, read};
