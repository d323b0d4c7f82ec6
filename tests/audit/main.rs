//! `cargo xtask audit`: its rules one by one, real history, whole repositories,
//! and whatever two values may be thrown at it.

mod repository;
