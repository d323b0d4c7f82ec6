//! Reads bodies that strict JSON is not: with a byte-order mark, in another charset, cut short,
//! nested without end, with a name twice, with half of a character or a line break in a string, or
//! with NULs at the end.
//!
//! What of it means something is decided in `error/body.rs` and `prepared.rs`. Nothing here is
//! needed for a body that serde_json reads.

use std::borrow::Cow;

use serde_json::{Map, Value};

/// Values nested more deeply are skipped.
const DEEPEST: usize = 64;

/// A body as text: UTF-8, UTF-16 with a byte-order mark, or Latin-1 where it is none of them.
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

/// The value in `text` as far as it can be read, and whether it is all there with nothing but
/// blanks and NULs after it. A part that cannot be read is left out.
pub(crate) fn read(text: &str) -> (Option<Value>, bool) {
    let mut reader = Reader {
        bytes: text.as_bytes(),
        text,
        at: 0,
    };
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
                        // A name with two values has none.
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

    /// Goes to the end of an object or array, however deep it is. Returns whether it was found.
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

/// The text that a string literal stands for; half of a character becomes U+FFFD, and an escape
/// sequence that is none stays as it is.
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
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_charset_is_recognised() {
        let utf16 = |bytes: fn(u16) -> [u8; 2]| {
            "\u{feff}{\"ë\": 1}"
                .encode_utf16()
                .flat_map(bytes)
                .collect::<Vec<_>>()
        };
        for (body, expected) in [
            ("plain ë".as_bytes().to_vec(), "plain ë"),
            ("\u{feff}{}".as_bytes().to_vec(), "{}"),
            (b"Zo\xeb \xc3\xab\xc3".to_vec(), "Zoë ëÃ"),
            (utf16(u16::to_le_bytes), "{\"ë\": 1}"),
            (utf16(u16::to_be_bytes), "{\"ë\": 1}"),
            (Vec::new(), ""),
        ] {
            assert_eq!(text(&body), expected);
        }
    }

    #[test]
    fn what_can_be_read_is_read() {
        let deep = |open: &str, close: &str| {
            let nested = open.repeat(10_000) + &close.repeat(10_000);
            format!(r#"{{"a": 1, "b": {nested}, "c": 2}}"#)
        };
        for (text, value, is_complete) in [
            (
                r#"{"a": 1, "b": [true, null, "x"]}"#,
                json!({"a": 1, "b": [true, null, "x"]}),
                true,
            ),
            ("{\"a\": 1}\0\0", json!({"a": 1}), true),
            ("{\"a\": 1} x", json!({"a": 1}), false),
            (
                r#"{"a": 1, "a": 1, "b": 1, "b": 2,}"#,
                json!({"a": 1, "b": null}),
                true,
            ),
            (
                r#"{"a": "\ud800x", "b": "\ud83d\ude00"}"#,
                json!({"a": "\u{fffd}x", "b": "😀"}),
                true,
            ),
            ("{\"a\": \"x\ny\\q\\u12\"}", json!({"a": "x\nyqu12"}), true),
            (
                r#"{"a": 1e999, "b": nul, "c": 60200.0}"#,
                json!({"c": 60200.0}),
                true,
            ),
            (r#"{"a": 1, "b": "x"#, json!({"a": 1}), false),
            (r#"{"a": 1, "b": "x\"#, json!({"a": 1}), false),
            (r#"{"a": 1, "b": 202"#, json!({"a": 1}), false),
            (r#"{"a": 1, "b""#, json!({"a": 1}), false),
            (
                r#"{"a": {"b": [1, 2, {"c": "#,
                json!({"a": {"b": [1, 2, {}]}}),
                false,
            ),
            ("{", json!({}), false),
            (
                &deep("[", "]"),
                json!({"a": 1, "b": nested(DEEPEST - 1), "c": 2}),
                true,
            ),
            (
                &deep("{\"x\":[", "]}"),
                json!({"a": 1, "b": nested_objects(DEEPEST - 1), "c": 2}),
                true,
            ),
        ] {
            let shown = text.get(..60).unwrap_or(text);
            assert_eq!(read(text), (Some(value), is_complete), "{shown}");
        }
        for text in ["", " ", "\0", "}", "<html>", "\"x", "12"] {
            assert_eq!(read(text), (None, false), "{text}");
        }
    }

    /// This many arrays in each other; what is deeper is left out.
    fn nested(depth: usize) -> Value {
        (1..depth).fold(json!([]), |inner, _| json!([inner]))
    }

    fn nested_objects(depth: usize) -> Value {
        let innermost = if depth % 2 == 1 { json!({}) } else { json!([]) };
        (1..depth).fold(innermost, |inner, _| match inner {
            Value::Object(_) => json!([inner]),
            _ => json!({"x": inner}),
        })
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            ".{0,8}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::hash_map(".{0,4}", inner, 0..4)
                    .prop_map(|fields| fields.into_iter().collect()),
            ]
        })
    }

    proptest! {
        #[test]
        fn valid_json_is_read_as_serde_json_reads_it(value in any_json()) {
            let text = json!([value]).to_string();
            let expected = serde_json::from_str(&text).ok();
            prop_assert_eq!(read(&text), (expected, true));
            let pretty = serde_json::to_string_pretty(&value).unwrap() + "\n";
            let expected = serde_json::from_str(&pretty).ok();
            prop_assert_eq!(read(&pretty), (expected, true));
        }

        #[test]
        fn a_beginning_is_a_part_of_the_whole(value in any_json(), cut in 0.0..1.0) {
            let text = json!({"a": value, "b": "é"}).to_string();
            let at = (text.len() as f64 * cut) as usize;
            let at = (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap();
            let (read, is_complete) = read(&text[..at]);
            prop_assert!(!is_complete);
            let whole: Value = serde_json::from_str(&text).unwrap();
            prop_assert!(read.is_none_or(|read| is_part(&read, &whole)));
        }

        #[test]
        fn any_text_is_read_without_a_panic(text in "[\\[\\]{}:,\"\\\\u0d8nab é1.-]{0,60}") {
            let _ = read(&text);
        }
    }

    fn is_part(part: &Value, whole: &Value) -> bool {
        match (part, whole) {
            (Value::Object(part), Value::Object(whole)) => part
                .iter()
                .all(|(name, value)| whole.get(name).is_some_and(|whole| is_part(value, whole))),
            (Value::Array(part), Value::Array(whole)) => {
                part.len() <= whole.len()
                    && part
                        .iter()
                        .zip(whole)
                        .all(|(part, whole)| is_part(part, whole))
            }
            _ => part == whole,
        }
    }
}
