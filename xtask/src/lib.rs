//! Regenerates the bindings of verify-client from Twilio's specification,
//! checks that they are fresh, and audits what a change of the specification
//! does to the code. `main` is a thin binary around [`cli`].
//!
//! ```text
//! Twilio's document ─ upstream::slice ─► slice ─ overlay, describe ─► fragment
//!   fragment ─ normalise, preflight, generate, polish ─► bindings
//! ```
//!
//! Each arrow is a pure function; [`pipeline`] joins them. Files, network and
//! terminal are touched by [`artifact`], [`upstream::source`] and [`output`].

pub mod answers;
pub mod artifact;
pub mod audit;
pub mod check;
pub mod cli;
pub mod describe;
pub mod document;
pub mod error;
pub mod facade;
pub mod forms;
pub mod generate;
pub mod json;
pub mod normalise;
pub mod openapi;
pub mod output;
pub mod overlay;
pub mod paths;
pub mod pipeline;
pub mod polish;
pub mod preflight;
pub mod regenerate;
pub mod sync;
pub mod upstream;
