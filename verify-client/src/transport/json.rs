//! Reads bodies that are not strict JSON: with a byte-order mark, in another charset, cut short,
//! nested without end, with a name twice, with half of a character or a line break in a string, or
//! with NULs at the end.
//!
//! `error/body.rs` and `prepared.rs` decide what the values mean. A body that serde_json reads does
//! not need this file.

use std::borrow::Cow;

use serde_json::{Map, Value};

/// Values nested more deeply are skipped.
const DEEPEST: usize = 64;

/// A body as text: UTF-8, UTF-16 with a byte-order mark, or Latin-1 where it is not UTF-8.
pub(crate) fn text(body: &[u8]) -> Cow<'_, str> {
    match body {
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes).into(),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes).into(),
        _ => utf8(body),
    }
}

fn utf8(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.into();
    }
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| char::from(*byte)));
    }
    text.into()
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, _) = bytes.as_chunks();
    let units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
    String::from_utf16_lossy(&units)
}

/// The value in `text` as far as it can be read, and whether it is complete with nothing after it
/// but blanks and NULs. A part that cannot be read is left out.
pub(crate) fn read(text: &str) -> (Option<Value>, bool) {
    let mut reader = Reader { bytes: text.as_bytes(), text, at: 0 };
    let (value, is_complete) = reader.value(0);
    reader.skip_blanks();
    let rest = text.get(reader.at..).unwrap_or_default();
    (value, is_complete && rest.trim_matches('\0').is_empty())
}

/// What was read of one value, and whether its end was found.
type Read<T> = (T, bool);

struct Reader<'a> {
    bytes: &'a [u8],
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn value(&mut self, depth: usize) -> Read<Option<Value>> {
        self.skip_blanks();
        match self.peek() {
            Some(b'{' | b'[') if depth == DEEPEST => (None, self.skip_container()),
            Some(b'{') => {
                let (fields, is_complete) = self.object(depth);
                (Some(Value::Object(fields)), is_complete)
            }
            Some(b'[') => {
                let (entries, is_complete) = self.array(depth);
                (Some(Value::Array(entries)), is_complete)
            }
            Some(b'"') => match self.string() {
                Some(text) => (Some(Value::String(text)), true),
                None => (None, false),
            },
            _ => self.scalar(),
        }
    }

    fn object(&mut self, depth: usize) -> Read<Map<String, Value>> {
        let mut fields = Map::new();
        self.at += 1;
        loop {
            self.skip_blanks();
            match self.peek() {
                Some(b'}') => {
                    self.at += 1;
                    return (fields, true);
                }
                Some(b',') => self.at += 1,
                Some(b'"') => {
                    let Some(name) = self.string() else {
                        return (fields, false);
                    };
                    self.skip_blanks();
                    if self.peek() != Some(b':') {
                        return (fields, false);
                    }
                    self.at += 1;
                    let (value, is_complete) = self.value(depth + 1);
                    if let Some(value) = value {
                        // A name with two different values gets `null`.
                        let known = fields.entry(name).or_insert_with(|| value.clone());
                        if *known != value {
                            *known = Value::Null;
                        }
                    }
                    if !is_complete {
                        return (fields, false);
                    }
                }
                _ => return (fields, false),
            }
        }
    }

    fn array(&mut self, depth: usize) -> Read<Vec<Value>> {
        let mut entries = Vec::new();
        self.at += 1;
        loop {
            self.skip_blanks();
            match self.peek() {
                Some(b']') => {
                    self.at += 1;
                    return (entries, true);
                }
                Some(b',') => self.at += 1,
                Some(_) => {
                    let (value, is_complete) = self.value(depth + 1);
                    entries.extend(value);
                    if !is_complete {
                        return (entries, false);
                    }
                }
                None => return (entries, false),
            }
        }
    }

    /// A number or a word. At the end of the text it may be cut, and counts as missing.
    fn scalar(&mut self) -> Read<Option<Value>> {
        let start = self.at;
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
        while self.peek().is_some_and(is_part) {
            self.at += 1;
        }
        let text = self.text.get(start..self.at).unwrap_or_default();
        match self.peek() {
            Some(_) if !text.is_empty() => (serde_json::from_str(text).ok(), true),
            _ => (None, false),
        }
    }

    /// The text of a string, if its end is there.
    fn string(&mut self) -> Option<String> {
        self.at += 1;
        let start = self.at;
        while self.peek()? != b'"' {
            self.at += if self.peek() == Some(b'\\') { 2 } else { 1 };
        }
        let raw = self.text.get(start..self.at)?;
        self.at += 1;
        Some(unescaped(raw))
    }

    /// Skips an object or array, however deep it is. Returns whether its end was found.
    fn skip_container(&mut self) -> bool {
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => {
                    if self.string().is_none() {
                        return false;
                    }
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return true;
            }
        }
        false
    }

    fn skip_blanks(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }
}

/// The text that a string literal stands for. Half of a character becomes U+FFFD, and an invalid
/// escape sequence loses its backslash.
fn unescaped(raw: &str) -> String {
    let mut units: Vec<u16> = Vec::with_capacity(raw.len());
    let mut rest = raw.chars();
    while let Some(character) = rest.next() {
        let escaped = match character {
            '\\' => rest.next(),
            _ => None,
        };
        let plain = match escaped {
            None => character,
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('u') => {
                let digits = rest.as_str().get(..4);
                if let Some(unit) = digits.and_then(|digits| u16::from_str_radix(digits, 16).ok()) {
                    units.push(unit);
                    rest = rest.as_str().get(4..).unwrap_or_default().chars();
                    continue;
                }
                'u'
            }
            Some(other) => other,
        };
        units.extend_from_slice(plain.encode_utf16(&mut [0; 2]));
    }
    String::from_utf16_lossy(&units)
}

#[cfg(test)]
mod tests;
