//! The generated code as parsed Rust: which public items it has, with all that
//! a dependent can notice of them, and which line belongs to which. Why two
//! inventories differ is not known here.

mod collect;
mod compare;
mod declarations;
mod documentation;
mod facts;
mod inventory;
mod judge;
mod lines;
mod text;

pub use collect::read;
pub use compare::{Comparison, compare};
pub use documentation::documentation;
pub use facts::{Check, Implementation};
pub use inventory::{FileLines, Inventory, Item, ItemKind};

#[cfg(test)]
mod tests;
