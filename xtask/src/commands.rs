//! One module for each command: it reads, decides, writes and prints. A command
//! never calls another command.

pub mod audit;
pub mod check;
pub mod generate;
pub mod public_api;
pub mod sync;
