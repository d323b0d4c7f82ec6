//! The workspace on disk: its files, its git repository, the pin, the documents
//! that are read from elsewhere, and what rustdoc says about the client.

pub mod files;
pub mod git;
pub mod pin;
pub mod rustdoc;
pub mod source;
