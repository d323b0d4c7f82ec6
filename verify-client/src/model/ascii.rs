//! The check of every byte of a text, which SIDs and paths share.

/// Whether `test` holds for all bytes.
///
/// Unlike [`Iterator::all`] it does not stop at the first that fails, so the compiler can compare
/// many at once.
pub(crate) fn all(bytes: &[u8], test: impl Fn(u8) -> bool) -> bool {
    bytes.iter().fold(true, |all, &byte| all & test(byte))
}
