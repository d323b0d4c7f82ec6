//! The files that are made from the pin, the slice and the overlay: their sources,
//! whether they are fresh, and the changes that make them fresh. The commands
//! share this; each command decides what to do with it.

mod examination;
mod sources;
mod writing;

pub use examination::{Examination, Problem, examine};
pub use sources::{Sources, read_overlay, read_pin, warn};
pub use writing::{changes, lock, write};
