//! Twilio's specification: which state of it is pinned, where it is read from,
//! and what is taken of it.

pub mod pin;
pub mod slice;
pub mod source;
