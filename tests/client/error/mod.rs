//! What errors say, and what they must never say.

mod kinds;
mod leaks;
mod redaction;
mod unreadable;
