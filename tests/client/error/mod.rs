//! What errors say, and what they never say.

mod echoes;
mod kinds;
mod leaks;
mod unreadable;
