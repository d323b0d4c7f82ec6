//! What errors say, and what they never say.

mod kinds;
mod leaks;
mod redaction;
mod unreadable;
