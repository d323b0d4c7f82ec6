//! The workspace on disk: its files, its git repository, the pin, and the
//! documents that are read from elsewhere.

pub mod files;
pub mod git;
pub mod pin;
pub mod source;
