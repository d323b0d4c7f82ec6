//! Tests on the bytes of a text.

/// Whether `test` holds for all bytes; for SIDs and paths.
///
/// Unlike [`Iterator::all`] it does not stop at the first byte that fails, so the compiler can test
/// many bytes at once.
pub(crate) fn all(bytes: &[u8], test: impl Fn(u8) -> bool) -> bool {
    bytes.iter().fold(true, |all, &byte| all & test(byte))
}

/// Whether `text` contains `value`, in any case of letters. A value of fewer than 4 bytes must be
/// the whole text.
pub(crate) fn repeats(text: &str, value: &[u8]) -> bool {
    match value.len() {
        0..4 => text.as_bytes().eq_ignore_ascii_case(value),
        length => text.as_bytes().windows(length).any(|part| part.eq_ignore_ascii_case(value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_found_in_a_text_unless_it_is_short() {
        for (text, value, found) in [
            ("RQcanary1", "CANARY", true),
            ("canary", "canary", true),
            ("canar", "canary", false),
            ("RQ1", "1", false),
            ("rq1", "RQ1", true),
            ("RQ1", "", false),
        ] {
            assert_eq!(repeats(text, value.as_bytes()), found, "{value} in {text}");
        }
    }
}
