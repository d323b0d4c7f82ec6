//! Texts from outside, made fit to be shown: bounded, printable, and without what we sent.

use zeroize::Zeroizing;

/// What stands in for a value that must not be shown.
const REDACTED: &str = "[redacted]";

/// Values shorter than this are not looked for: they occur in ordinary words by chance.
const SHORTEST_REDACTED: usize = 4;

/// At most `limit` bytes of `bytes` as one printable line, redacted.
pub(super) fn excerpt(bytes: &[u8], limit: usize, redaction: &Redaction) -> String {
    let shown = String::from_utf8_lossy(bytes.get(..limit).unwrap_or(bytes));
    // A character that was cut in two would separate a beginning from the end of the text.
    let shown = shown.trim_end_matches(char::REPLACEMENT_CHARACTER);
    printable(&redaction.redact_cut(shown))
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

/// Removes from texts what was sent and must not be shown, in every form in which a server may
/// repeat it.
pub(crate) struct Redaction(Vec<Zeroizing<String>>);

impl Redaction {
    /// The forms of `values`: as they are, and as they are in a form body, a URL, JSON and HTML.
    pub(crate) fn of<'a>(values: impl IntoIterator<Item = &'a str>) -> Self {
        let mut forms: Vec<_> = values.into_iter().flat_map(forms).collect();
        forms.retain(|form| form.len() >= SHORTEST_REDACTED);
        // The longest first, because a form may be part of another.
        forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
        forms.dedup();
        Self(forms)
    }

    /// `text` without the values, whatever the case of their letters.
    pub(super) fn redact(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |mut text, form| {
            let mut from = 0;
            while let Some(start) = position(&text, form, from) {
                text.replace_range(start..start + form.len(), REDACTED);
                from = start + REDACTED.len();
            }
            text
        })
    }

    /// The same for a text that was cut: also without the beginning of a value at its end.
    fn redact_cut(&self, text: &str) -> String {
        let mut text = self.redact(text);
        let begun = self.0.iter().filter_map(|form| begun_at_end(&text, form));
        if let Some(start) = begun.min() {
            text.replace_range(start.., REDACTED);
        }
        text
    }
}

/// The forms of one value.
fn forms(value: &str) -> [Zeroizing<String>; 5] {
    let form = serde_urlencoded::to_string([("", value)]).unwrap_or_default();
    let form = form.trim_start_matches('=');
    let json = serde_json::to_string(value).unwrap_or_default();
    let html = value
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;");
    [
        value.to_owned(),
        form.to_owned(),
        form.replace('+', "%20"),
        json.trim_matches('"').to_owned(),
        html,
    ]
    .map(Zeroizing::new)
}

/// Where `form` is in `text`, at `from` or after, whatever the case of ASCII letters.
fn position(text: &str, form: &str, from: usize) -> Option<usize> {
    let windows = text.as_bytes().get(from..)?.windows(form.len());
    windows
        .map(|window| window.eq_ignore_ascii_case(form.as_bytes()))
        .position(|same| same)
        .map(|start| from + start)
}

/// Where `text` ends with the beginning of `form`.
fn begun_at_end(text: &str, form: &str) -> Option<usize> {
    let (text, form) = (text.as_bytes(), form.as_bytes());
    (SHORTEST_REDACTED..form.len())
        .rev()
        .filter_map(|length| text.len().checked_sub(length))
        .find(|start| {
            let end = text.get(*start..).unwrap_or_default();
            form.get(..end.len())
                .is_some_and(|begin| begin.eq_ignore_ascii_case(end))
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
            assert_eq!(excerpt(bytes, 8, &Redaction::of([])), expected);
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
        let redaction = Redaction::of(["zoë \"user\"+1", "O'Neil & <sons>"]);
        for text in [
            "<p>zoë \"user\"+1</p>",
            "Identity=zo%C3%AB+%22user%22%2B1&Ttl=60",
            "identity=zo%c3%ab+%22USER%22%2b1",
            "/zo%C3%AB%20%22user%22%2B1/",
            r#"{"identity": "zoë \"user\"+1"}"#,
            "<p>zoë &quot;user&quot;+1</p>",
        ] {
            let shown = redaction.redact(text);
            assert!(
                !shown.to_lowercase().contains("user") && shown.contains(REDACTED),
                "{shown}"
            );
        }
        let html = "<b>O&#39;Neil &amp; &lt;sons&gt;</b> and again O'Neil & <sons>";
        assert_eq!(
            redaction.redact(html),
            "<b>[redacted]</b> and again [redacted]"
        );
        assert_eq!(Redaction::of(["abc"]).redact("abc"), "abc");
        assert_eq!(
            Redaction::of(["user", "user-1"]).redact("user-1 user"),
            "[redacted] [redacted]"
        );
    }

    #[test]
    fn a_cut_leaves_no_part_of_what_was_sent() {
        let redaction = Redaction::of(["secret-zoë"]);
        let page = "page: secret-zoë";
        for (limit, expected) in [
            (6, "page: "),
            (9, "page: sec"),
            (10, "page: [redacted]"),
            (15, "page: [redacted]"),
            (16, "page: [redacted]"),
            (17, "page: [redacted]"),
            (99, "page: [redacted]"),
        ] {
            assert_eq!(
                excerpt(page.as_bytes(), limit, &redaction),
                expected,
                "{limit}"
            );
        }
        let redaction = Redaction::of(["a\nbcd"]);
        assert_eq!(excerpt(b"a\nbcd", 99, &redaction), "[redacted]");
    }
}
