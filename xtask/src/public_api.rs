//! The public API of the facade as text, one item a line: made from rustdoc's
//! JSON, with a fingerprint of the sources that shows when it is stale.
//!
//! The text says what dependents can name, and what decides whether their code
//! still compiles: signatures, the values of constants, which structs have
//! private fields (`{ .. }`), which methods of traits have a default
//! (`{ .. }`), which traits are dyn-compatible (a line `dyn TRAIT`), and the
//! auto traits of each type (a line `auto TYPE: TRAITS`).

pub mod fingerprint;
pub mod freshness;
pub mod names;
pub mod render;
pub mod text;
