//! Single escape sequences: of percent-encoding, of JSON and JavaScript, and HTML's character
//! references.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What an escape sequence stands for.
#[derive(Debug, PartialEq)]
pub(super) enum Decoded {
    Byte(u8),
    Character(char),
}

/// The escape sequence at the beginning of `text`, and how long it is.
pub(super) fn escape(text: &[u8]) -> Option<(Decoded, usize)> {
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
/// pair becomes U+FFFD.
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

/// A character reference with the number `digits`, after `length` other characters. Readers accept
/// it without its `;`.
fn reference(digits: &[u8], radix: u32, length: usize) -> Option<(Decoded, usize)> {
    let (code, count) = number(digits, radix);
    let character = char::from_u32(code?)?;
    let semicolon = usize::from(digits.get(count) == Some(&b';'));
    Some((Decoded::Character(character), length + count + semicolon))
}

/// The number at the beginning of `text`, if there is one, and how many digits it has: 8 at most.
fn number(text: &[u8], radix: u32) -> (Option<u32>, usize) {
    let digits = text.iter().take(8).map_while(|digit| char::from(*digit).to_digit(radix));
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

/// The characters of ASCII and Latin-1 by their names in HTML, in lower case.
static NAMES: LazyLock<HashMap<Vec<u8>, char>> = LazyLock::new(|| {
    let latin_1 = LATIN_1.into_iter().zip('\u{a0}'..);
    let names = ASCII.into_iter().chain(latin_1);
    names.map(|(name, character)| (name.to_ascii_lowercase().into_bytes(), character)).collect()
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
