//! The files that follow from the pin, the slice and the overlay: what they are
//! made from, whether the disk has them, and the changes that bring it there.
//! The commands share this; what a command does is decided there.

mod examination;
mod sources;
mod writing;

pub use examination::{Examination, Problem, examine};
pub use sources::{Sources, read_overlay, read_pin, warn};
pub use writing::{changes, lock, write};
