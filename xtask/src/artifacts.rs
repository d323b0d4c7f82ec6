//! The files that follow from the pin, the slice and the overlay: their sources,
//! whether they are fresh, and the changes that make them so. The commands share
//! this; each command decides what to do.

mod examination;
mod sources;
mod writing;

pub use examination::{Examination, Problem, examine};
pub use sources::{Sources, read_overlay, read_pin, warn};
pub use writing::{changes, lock, write};
