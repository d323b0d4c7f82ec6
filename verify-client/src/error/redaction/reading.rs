//! How a text can be read: as it is, and with one, two or three layers of encoding taken away.
//!
//! A layer is any mixture of percent-encoding, HTML's character references and the escape
//! sequences of JSON and JavaScript, because a value that is encoded for one of them may stand in
//! a text that is encoded for another. The case of letters is ignored, and `+` is read as a space,
//! as in forms.

use std::borrow::Cow;
use std::ops::Range;

use super::escape::{Decoded, escape};

/// The most layers that are taken away.
const LAYERS: usize = 3;

/// A text as it is read.
#[derive(Clone, Debug)]
pub(super) struct Reading<'a> {
    text: Cow<'a, str>,
    /// For each byte of the text, where in the source its character begins; empty when the text is
    /// the source.
    starts: Vec<usize>,
    source_length: usize,
}

/// The readings of a text, each with one layer fewer than the one before.
pub(super) fn readings(text: &str) -> impl Iterator<Item = Reading<'_>> {
    std::iter::successors(Some(Reading::plain(text)), Reading::decoded).take(LAYERS + 1)
}

impl<'a> Reading<'a> {
    fn plain(text: &'a str) -> Self {
        if text.is_ascii() {
            return Self {
                text: Cow::Borrowed(text),
                starts: Vec::new(),
                source_length: text.len(),
            };
        }
        let mut output = Output::default();
        for (start, character) in text.char_indices() {
            output.push(character, start);
        }
        output.finish(text.len())
    }

    /// The text; letters beyond ASCII are in lower case.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of the text as they are compared.
    pub(super) fn symbols(&self) -> impl Iterator<Item = u8> {
        self.text.bytes().map(|byte| match byte {
            b'+' => b' ',
            _ => byte.to_ascii_lowercase(),
        })
    }

    /// Where a part of the text comes from.
    pub(super) fn source(&self, range: Range<usize>) -> Range<usize> {
        self.start(range.start)..self.start(range.end)
    }

    fn start(&self, index: usize) -> usize {
        match self.text {
            Cow::Borrowed(_) => index,
            Cow::Owned(_) => self.starts.get(index).copied().unwrap_or(self.source_length),
        }
    }

    /// The reading with one layer fewer; `None` when there is no layer.
    fn decoded(&self) -> Option<Self> {
        let mut output = Output::default();
        let mut has_layer = false;
        let mut from = 0;
        for (index, _) in self.text.match_indices(['%', '&', '\\']) {
            let escape = self.text.as_bytes().get(index..).and_then(escape);
            let Some((decoded, length)) = escape.filter(|_| index >= from) else {
                continue;
            };
            output.copy(self, from..index);
            match decoded {
                Decoded::Byte(byte) => output.push_byte(byte, self.start(index)),
                Decoded::Character(character) => output.push(character, self.start(index)),
            }
            has_layer = true;
            from = index + length;
        }
        output.copy(self, from..self.text.len());
        has_layer.then(|| output.finish(self.source_length))
    }
}

/// Builds a reading. Decoded bytes become characters when the last of them has been added.
#[derive(Default)]
struct Output {
    text: String,
    starts: Vec<usize>,
    bytes: Vec<u8>,
    byte_starts: Vec<usize>,
}

impl Output {
    fn push(&mut self, character: char, start: usize) {
        self.flush();
        self.add(character, start);
    }

    fn push_byte(&mut self, byte: u8, start: usize) {
        self.bytes.push(byte);
        self.byte_starts.push(start);
    }

    /// Appends a part of another reading as it is.
    fn copy(&mut self, reading: &Reading<'_>, range: Range<usize>) {
        if let Some(text) = reading.text.get(range.clone()).filter(|text| !text.is_empty()) {
            self.flush();
            self.text.push_str(text);
            self.starts.extend(range.map(|index| reading.start(index)));
        }
    }

    fn finish<'a>(mut self, source_length: usize) -> Reading<'a> {
        self.flush();
        Reading { text: Cow::Owned(self.text), starts: self.starts, source_length }
    }

    /// Reads the bytes as UTF-8, and bytes that are not UTF-8 as Latin-1.
    fn flush(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let mut starts = std::mem::take(&mut self.byte_starts).into_iter();
        for (character, length) in characters(&bytes) {
            let start = starts.next().unwrap_or_default();
            starts.by_ref().take(length - 1).for_each(drop);
            self.add(character, start);
        }
    }

    fn add(&mut self, character: char, start: usize) {
        let character = match character.is_ascii() {
            true => character,
            false => character.to_lowercase().next().unwrap_or(character),
        };
        self.text.push(character);
        self.starts.resize(self.text.len(), start);
    }
}

/// The characters of `bytes`, each with the number of its bytes; a byte that is not UTF-8 is read
/// as Latin-1, which has a character for every byte.
fn characters(bytes: &[u8]) -> impl Iterator<Item = (char, usize)> {
    bytes.utf8_chunks().flat_map(|chunk| {
        let valid = chunk.valid().chars();
        let invalid = chunk.invalid().iter();
        valid
            .map(|character| (character, character.len_utf8()))
            .chain(invalid.map(|byte| (char::from(*byte), 1)))
    })
}
