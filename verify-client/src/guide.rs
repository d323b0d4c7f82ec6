//! Pages to read: no code, only documentation.
//!
//! The [front page](crate) introduces the client in five minutes. These pages are for later:
//! [`errors`] when you have an error's text in front of you, [`network_faults`] when you want to
//! know what a fault looks like, [`traces`] when you look for a call in your logs, and
//! [`from_twilio_libraries`] when you know Twilio's libraries for other languages.

#[doc = include_str!("../docs/errors.md")]
pub mod errors {}

#[doc = include_str!("../docs/from-twilio-python-and-node.md")]
pub mod from_twilio_libraries {}

#[doc = include_str!("../docs/network-faults.md")]
pub mod network_faults {}

#[doc = include_str!("../docs/traces.md")]
pub mod traces {}
