//! What operations send and what they refuse to send.

mod bad_input;
mod blocking;
mod headers;
mod requests;
