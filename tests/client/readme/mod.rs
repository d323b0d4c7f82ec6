//! The README's test, which the feature `mock` needs: it compiles and passes as it stands there.
//! The other code of the README is compiled as the documentation of the crate.

#[rustfmt::skip]
mod in_your_tests;

#[test]
fn the_readme_shows_this_very_test() {
    let readme = include_str!("../../../verify-client/README.md");
    let block = format!("```rust\n{}```", include_str!("in_your_tests.rs"));
    assert!(readme.contains(&block), "{block}");
}
