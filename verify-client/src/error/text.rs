//! Texts from outside, made fit to be shown: bounded, printable, and redacted.

use super::redaction::Redaction;

/// The most bytes of a text that are searched for an excerpt: a value that begins in the excerpt
/// ends within them, however it is encoded.
const WINDOW: usize = 64 * 1024;

/// At most `limit` bytes of `text` as one printable line, redacted.
///
/// The text is treated as cut: a body that ended with its connection may have been longer.
pub(super) fn excerpt(text: &str, limit: usize, redaction: &Redaction) -> Option<String> {
    let end = (0..=WINDOW.min(text.len())).rev().find(|end| text.is_char_boundary(*end))?;
    let shown = redaction.redact_beginning(text.get(..end)?, limit)?;
    Some(printable(&shown))
}

/// `text` with every control character replaced, so that it stays on its line.
pub(super) fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

/// At most `limit` characters of `text`, with an ellipsis where it was cut.
pub(super) fn shortened(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_bounded_and_stays_on_one_line() {
        for (text, expected) in [
            ("plain", "plain"),
            ("0123456789", "01234567"),
            ("a\nb\x1b[31m", "a\u{fffd}b\u{fffd}[31m"),
            ("0123456é", "0123456"),
            ("", ""),
        ] {
            let shown = excerpt(text, 8, &Redaction::of([]));
            assert_eq!(shown.as_deref(), Some(expected));
        }
    }

    #[test]
    fn no_part_of_a_value_is_left_where_the_window_ends() {
        let redaction = Redaction::of(["canary-secret"]);
        let long = format!("{}canary-secret", "-".repeat(WINDOW - 6));
        let shown = excerpt(&long, WINDOW, &redaction).unwrap();
        assert!(shown.ends_with("-[redacted]"));
    }

    #[test]
    fn shortening_counts_characters_and_says_so() {
        for (text, expected) in [("éé", "éé"), ("ééé", "éé…"), ("", "")] {
            assert_eq!(shortened(text, 2), expected);
        }
    }
}
