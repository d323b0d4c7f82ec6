//! How a text can be read: as it is, and with one, two or three layers of encoding taken away.
//!
//! A layer is any mixture of percent-encoding, HTML's character references and the escape
//! sequences of JSON and JavaScript, because a value that is encoded for one of them may stand in
//! a text that is encoded for another. The case of letters is not read, and `+` is the space that
//! it is in forms.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

/// The most layers that are taken away.
const LAYERS: usize = 3;

/// A text as it is read.
#[derive(Clone, Debug)]
pub(super) struct Reading<'a> {
    text: Cow<'a, str>,
    /// For each byte of the text, where in the source its character begins; none when the text is
    /// the source.
    starts: Vec<usize>,
    source_length: usize,
}

/// The readings of a text, with ever fewer layers.
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

    /// The text; letters beyond ASCII are small.
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
            Cow::Owned(_) => self
                .starts
                .get(index)
                .copied()
                .unwrap_or(self.source_length),
        }
    }

    /// The reading with one layer less; `None` when there is none.
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

/// A reading in the making. Bytes become characters when all of them are there.
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
        if let Some(text) = reading
            .text
            .get(range.clone())
            .filter(|text| !text.is_empty())
        {
            self.flush();
            self.text.push_str(text);
            self.starts.extend(range.map(|index| reading.start(index)));
        }
    }

    fn finish<'a>(mut self, source_length: usize) -> Reading<'a> {
        self.flush();
        Reading {
            text: Cow::Owned(self.text),
            starts: self.starts,
            source_length,
        }
    }

    /// Reads the bytes as UTF-8, and those that are not as Latin-1.
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

/// What an escape sequence stands for.
#[derive(Debug, PartialEq)]
enum Decoded {
    Byte(u8),
    Character(char),
}

/// The escape sequence at the beginning of `text`, and how long it is.
fn escape(text: &[u8]) -> Option<(Decoded, usize)> {
    match *text {
        [mark @ (b'%' | b'\\'), b'u' | b'U', ref rest @ ..] if !rest.starts_with(b"{") => {
            utf16(text, mark)
        }
        [b'%', high, low, ..] => Some((Decoded::Byte(byte(high, low)?), 3)),
        [b'\\', b'x' | b'X', high, low, ..] => Some((Decoded::Byte(byte(high, low)?), 4)),
        [b'\\', b'u' | b'U', b'{', ref rest @ ..] => {
            let (code, digits) = number(rest, 16);
            let end = rest.get(digits) == Some(&b'}');
            let character = char::from_u32(code.filter(|_| end)?)?;
            Some((Decoded::Character(character), digits + 4))
        }
        [b'\\', letter, ..] => {
            let character = match letter.to_ascii_lowercase() {
                b'n' => '\n',
                b'r' => '\r',
                b't' => '\t',
                b'b' => '\u{8}',
                b'f' => '\u{c}',
                b'"' | b'\'' | b'/' | b'\\' | b'`' => char::from(letter),
                _ => return None,
            };
            Some((Decoded::Character(character), 2))
        }
        [b'&', b'#', b'x' | b'X', ref rest @ ..] => reference(rest, 16, 3),
        [b'&', b'#', ref rest @ ..] => reference(rest, 10, 2),
        [b'&', ref rest @ ..] => {
            let mut letters = rest.iter().take(LONGEST_NAME + 1);
            let length = letters.position(|letter| *letter == b';')?;
            let name = rest.get(..length)?.to_ascii_lowercase();
            Some((Decoded::Character(*NAMES.get(name.as_slice())?), length + 2))
        }
        _ => None,
    }
}

/// `uXXXX` after `mark`, or two of them for a character beyond the first 65,536. Half of such a
/// character is none.
fn utf16(text: &[u8], mark: u8) -> Option<(Decoded, usize)> {
    let unit = |text: &[u8]| match *text {
        [first, b'u' | b'U', a, b, c, d, ..] if first == mark => {
            Some(u16::from_be_bytes([byte(a, b)?, byte(c, d)?]))
        }
        _ => None,
    };
    let second = text.get(6..).and_then(unit).unwrap_or_default();
    let character = char::decode_utf16([unit(text)?, second]).next()?;
    let character = character.unwrap_or(char::REPLACEMENT_CHARACTER);
    Some((Decoded::Character(character), 6 * character.len_utf16()))
}

/// A character reference with the number `digits`, after `length` other characters. Readers do
/// without its `;`.
fn reference(digits: &[u8], radix: u32, length: usize) -> Option<(Decoded, usize)> {
    let (code, count) = number(digits, radix);
    let character = char::from_u32(code?)?;
    let semicolon = usize::from(digits.get(count) == Some(&b';'));
    Some((Decoded::Character(character), length + count + semicolon))
}

/// The number at the beginning of `text`, if there is one, and how many digits it has: 8 at most.
fn number(text: &[u8], radix: u32) -> (Option<u32>, usize) {
    let digits = text
        .iter()
        .take(8)
        .map_while(|digit| char::from(*digit).to_digit(radix));
    digits.fold((None, 0), |(number, count), digit| {
        (Some(number.unwrap_or(0) * radix + digit), count + 1)
    })
}

fn byte(high: u8, low: u8) -> Option<u8> {
    let [high, low] = [high, low].map(|digit| char::from(digit).to_digit(16));
    u8::try_from(high? * 16 + low?).ok()
}

/// The length of the longest name below.
const LONGEST_NAME: usize = 8;

/// The characters of ASCII and Latin-1 by their names in HTML, in small letters.
static NAMES: LazyLock<HashMap<Vec<u8>, char>> = LazyLock::new(|| {
    let latin_1 = LATIN_1.into_iter().zip('\u{a0}'..);
    let names = ASCII.into_iter().chain(latin_1);
    names
        .map(|(name, character)| (name.to_ascii_lowercase().into_bytes(), character))
        .collect()
});

const ASCII: [(&str, char); 39] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("tab", '\t'),
    ("newline", '\n'),
    ("excl", '!'),
    ("num", '#'),
    ("dollar", '$'),
    ("percnt", '%'),
    ("lpar", '('),
    ("rpar", ')'),
    ("ast", '*'),
    ("midast", '*'),
    ("plus", '+'),
    ("comma", ','),
    ("period", '.'),
    ("sol", '/'),
    ("colon", ':'),
    ("semi", ';'),
    ("equals", '='),
    ("quest", '?'),
    ("commat", '@'),
    ("lsqb", '['),
    ("lbrack", '['),
    ("bsol", '\\'),
    ("rsqb", ']'),
    ("rbrack", ']'),
    ("hat", '^'),
    ("lowbar", '_'),
    ("underbar", '_'),
    ("grave", '`'),
    ("lcub", '{'),
    ("lbrace", '{'),
    ("verbar", '|'),
    ("vert", '|'),
    ("rcub", '}'),
    ("rbrace", '}'),
];

/// From U+00A0 on.
const LATIN_1: [&str; 96] = [
    "nbsp", "iexcl", "cent", "pound", "curren", "yen", "brvbar", "sect", "uml", "copy", "ordf",
    "laquo", "not", "shy", "reg", "macr", "deg", "plusmn", "sup2", "sup3", "acute", "micro",
    "para", "middot", "cedil", "sup1", "ordm", "raquo", "frac14", "frac12", "frac34", "iquest",
    "Agrave", "Aacute", "Acirc", "Atilde", "Auml", "Aring", "AElig", "Ccedil", "Egrave", "Eacute",
    "Ecirc", "Euml", "Igrave", "Iacute", "Icirc", "Iuml", "ETH", "Ntilde", "Ograve", "Oacute",
    "Ocirc", "Otilde", "Ouml", "times", "Oslash", "Ugrave", "Uacute", "Ucirc", "Uuml", "Yacute",
    "THORN", "szlig", "agrave", "aacute", "acirc", "atilde", "auml", "aring", "aelig", "ccedil",
    "egrave", "eacute", "ecirc", "euml", "igrave", "iacute", "icirc", "iuml", "eth", "ntilde",
    "ograve", "oacute", "ocirc", "otilde", "ouml", "divide", "oslash", "ugrave", "uacute", "ucirc",
    "uuml", "yacute", "thorn", "yuml",
];
