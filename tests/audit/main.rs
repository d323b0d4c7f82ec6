//! `cargo xtask audit`: its rules one by one, real history, whole repositories,
//! and whatever two values may be thrown at it.

mod cases;
mod history;
mod repository;
mod robustness;
mod support;
