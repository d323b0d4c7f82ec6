//! Looking through the bytes of a text: what the checks of SIDs and of paths share.

/// Whether `test` holds for all bytes.
///
/// It looks at every one, where [`Iterator::all`] ends at the first that fails, so that the
/// compiler can compare many at once.
pub(crate) fn all(bytes: &[u8], test: impl Fn(u8) -> bool) -> bool {
    bytes.iter().fold(true, |all, &byte| all & test(byte))
}
