//! Keeps what was sent out of the texts that come back.
//!
//! A server, a proxy or a gateway may repeat a secret or personal data: as it is, encoded for a
//! URL, HTML or JSON, encoded twice, or in base64. There are too many encodings to search for each
//! of them. Instead, a text is decoded as its reader would decode it (`reading.rs`), and every
//! reading is searched for all values at once (`search.rs`). The time is linear in the length of
//! the text, whatever is in it.
//!
//! Where a replacement would give the value away, the whole text is dropped: when it repeats a
//! value of one to three characters, which the surrounding words would reveal, and when a value
//! looks like a part of the placeholder.
//!
//! The search does not find a value that is encoded more than three times, cut, compressed,
//! encrypted, or in base64 together with something else. Nor does it find a value that contains an
//! escape sequence itself, if the encoding left that sequence as it was.

mod escape;
mod reading;
mod search;

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

use self::reading::{Reading, readings};
use self::search::{SHORTEST_REPLACED, Search, joined};

/// What stands in for a value that must not be shown.
const REDACTED: &str = "[redacted]";

/// How many characters at the end of a value may be missing where it is found.
const LONGEST_END: usize = 3;

/// The values that no text may show.
pub(crate) struct Redaction {
    values: Search,
    short_values: Search,
    /// Whether the placeholder could be read as a part of a value.
    is_like_placeholder: bool,
}

impl Redaction {
    /// Redacts `values`, also in base64.
    pub(crate) fn of<'a>(values: impl IntoIterator<Item = &'a str>) -> Self {
        let mut forms: Vec<Zeroizing<String>> = Vec::new();
        for value in values.into_iter().filter(|value| !value.trim().is_empty()) {
            forms.push(Zeroizing::new(value.to_owned()));
            // The padding of base64 may be missing, and what looks like the beginning of an escape
            // sequence may be read together with what follows.
            let mut shorter = value;
            for _ in 0..LONGEST_END {
                shorter = shorter.strip_suffix(['=', '\\', '%', '&']).unwrap_or(shorter);
                forms.push(Zeroizing::new(shorter.to_owned()));
            }
            if value.chars().count() >= SHORTEST_REPLACED {
                forms.push(in_url_alphabet(shorter));
                forms.push(Zeroizing::new(STANDARD_NO_PAD.encode(value)));
                forms.push(Zeroizing::new(URL_SAFE_NO_PAD.encode(value)));
            }
        }
        let (mut long, mut short) = (Vec::new(), Vec::new());
        for reading in forms.iter().flat_map(|form| readings(form)) {
            let symbols = Zeroizing::new(reading.symbols().collect::<Vec<u8>>());
            match reading.text().chars().count() < SHORTEST_REPLACED {
                true => short.push(symbols),
                false => long.push(symbols),
            }
        }
        Self {
            is_like_placeholder: long.iter().any(|value| resembles_placeholder(value)),
            values: Search::new(&long),
            short_values: Search::new(&short),
        }
    }

    /// `text` without the values; `None` where a replacement would give one away.
    pub(crate) fn redact(&self, text: &str) -> Option<String> {
        self.replaced(text, text.len(), false)
    }

    /// The first `limit` bytes of a text that may have been cut, without the values and without
    /// the beginning of one at its end; `None` as in [`redact`](Self::redact).
    pub(crate) fn redact_beginning(&self, text: &str, limit: usize) -> Option<String> {
        let limit = (0..=limit).rev().find(|end| text.is_char_boundary(*end));
        self.replaced(text, limit.unwrap_or_default(), true)
    }

    /// Whether `text` contains a value.
    pub(crate) fn finds_in(&self, text: &str) -> bool {
        self.find(text, false).is_none_or(|ranges| !ranges.is_empty())
    }

    fn replaced(&self, text: &str, limit: usize, is_cut: bool) -> Option<String> {
        let ranges = self.find(text, is_cut)?;
        if self.is_like_placeholder && !ranges.is_empty() {
            return None;
        }
        let mut shown = String::new();
        let mut from = 0;
        for range in ranges.iter().take_while(|range| range.start < limit) {
            shown.push_str(text.get(from..range.start)?);
            shown.push_str(REDACTED);
            from = range.end;
        }
        shown.push_str(text.get(from..limit).unwrap_or_default());
        Some(shown)
    }

    /// Where `text` contains values, in order and without overlaps; `None` when one is short.
    fn find(&self, text: &str, is_cut: bool) -> Option<Vec<Range<usize>>> {
        let mut found = Vec::new();
        for reading in readings(text) {
            if !self.short_values.is_empty() && self.contains_short(&reading) {
                return None;
            }
            let ranges = joined(self.values.hits(reading.symbols()));
            found.extend(ranges.into_iter().map(|range| reading.source(range)));
            let length = reading.text().len();
            if is_cut && let Some(start) = self.values.begun_at_end(reading.symbols(), length) {
                found.push(reading.source(start..length));
            }
        }
        found.sort_unstable_by_key(|range| range.end);
        Some(joined(found.into_iter()))
    }

    /// Whether a short value stands in the text by itself, and not as a part of a word.
    fn contains_short(&self, reading: &Reading<'_>) -> bool {
        let bytes = reading.text().as_bytes();
        let is_inside_word = |end: usize| {
            let around = end.checked_sub(1).and_then(|start| bytes.get(start..=end));
            matches!(around, Some(&[left, right]) if are_one_word(left, right))
        };
        let hits = || self.short_values.hits(reading.symbols());
        // Several of them without a gap are a word of their own.
        hits()
            .chain(joined(hits()))
            .any(|range| !is_inside_word(range.start) && !is_inside_word(range.end))
    }
}

/// A text in base64, if it is one, in the alphabet for URLs.
fn in_url_alphabet(value: &str) -> Zeroizing<String> {
    let mut form = Zeroizing::new(String::with_capacity(value.len()));
    form.extend(value.chars().map(|character| match character {
        '+' => '-',
        '/' => '_',
        _ => character,
    }));
    form
}

/// Whether no word begins or ends between two characters.
fn are_one_word(left: u8, right: u8) -> bool {
    let is_hump = left.is_ascii_lowercase() && right.is_ascii_uppercase();
    let are_letters = left.is_ascii_alphabetic() && right.is_ascii_alphabetic();
    let are_digits = left.is_ascii_digit() && right.is_ascii_digit();
    are_digits || (are_letters && !is_hump)
}

/// Whether the placeholder, alone or together with the text next to it, could be read as `value`.
fn resembles_placeholder(value: &[u8]) -> bool {
    let placeholder = REDACTED.as_bytes();
    let contains =
        |whole: &[u8], part: &[u8]| whole.windows(part.len()).any(|window| window == part);
    let overlaps = |length: usize| {
        let ends = placeholder.get(..length).is_some_and(|part| value.ends_with(part));
        let rest = placeholder.get(length..);
        ends || rest.is_some_and(|part| !part.is_empty() && value.starts_with(part))
    };
    contains(placeholder, value)
        || contains(value, placeholder)
        || (1..placeholder.len()).any(overlaps)
}

#[cfg(test)]
mod tests;
