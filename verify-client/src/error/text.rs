//! Making text that came from outside fit to be shown: bounded, printable, and without what we
//! sent.

/// What stands in for a value that must not be shown.
const REDACTED: &str = "[redacted]";

/// Values shorter than this are not looked for: they occur in ordinary words by chance.
const SHORTEST_REDACTED: usize = 4;

/// At most `limit` bytes of `bytes` as one printable line.
pub(super) fn excerpt(bytes: &[u8], limit: usize) -> String {
    let shown = bytes.get(..limit).unwrap_or(bytes);
    printable(&String::from_utf8_lossy(shown))
}

/// `text` with every control character replaced, so that it stays on its line.
pub(super) fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect()
}

/// At most `limit` characters of `text`, with an ellipsis where it was cut.
pub(super) fn shortened(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// The forms in which a value that was sent may come back: as it is, as in a form body, and as
/// in a JSON string.
pub(super) fn echoes(value: &str) -> Vec<String> {
    let form = serde_urlencoded::to_string([("", value)]).unwrap_or_default();
    let json = serde_json::to_string(value).unwrap_or_default();
    let mut forms = vec![
        value.to_owned(),
        form.trim_start_matches('=').to_owned(),
        json.get(1..json.len().saturating_sub(1))
            .unwrap_or_default()
            .to_owned(),
    ];
    forms.retain(|form| form.len() >= SHORTEST_REDACTED);
    forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
    forms.dedup();
    forms
}

/// `text` without any of `values`.
pub(super) fn redacted(text: &str, values: &[String]) -> String {
    values.iter().fold(text.to_owned(), |text, value| {
        if text.contains(value.as_str()) {
            text.replace(value.as_str(), REDACTED)
        } else {
            text
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_bounded_and_stays_on_one_line() {
        for (bytes, expected) in [
            (b"plain".as_slice(), "plain"),
            (b"0123456789", "01234567"),
            (b"a\nb\x1b[31m", "a\u{fffd}b\u{fffd}[31m"),
            (b"a\xffb", "a\u{fffd}b"),
            (b"", ""),
        ] {
            assert_eq!(excerpt(bytes, 8), expected);
        }
    }

    #[test]
    fn shortening_counts_characters_and_says_so() {
        for (text, expected) in [("éé", "éé"), ("ééé", "éé…"), ("", "")] {
            assert_eq!(shortened(text, 2), expected);
        }
    }

    #[test]
    fn what_was_sent_is_found_in_every_form_it_may_come_back() {
        let values = echoes("zoë \"user\"+1");
        for text in [
            "<p>zoë \"user\"+1</p>",
            "Identity=zo%C3%AB+%22user%22%2B1&Ttl=60",
            r#""zoë \"user\"+1""#,
        ] {
            let shown = redacted(text, &values);
            assert!(
                !shown.contains("user") && shown.contains(REDACTED),
                "{shown}"
            );
        }
        assert!(echoes("abc").is_empty());
    }
}
