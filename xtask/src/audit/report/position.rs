//! Line and column of a JSON pointer in a JSON text. Pure.

use std::collections::BTreeMap;

use crate::openapi::json::Pointer;

/// A place in a text; both numbers begin at 1, columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// Where every member and item of a JSON document begins: members at their
/// key, items at their value.
#[derive(Debug, Default)]
pub struct Positions(BTreeMap<Pointer, Position>);

impl Positions {
    /// Reads a JSON text. Of a text that is not JSON, as YAML is not, it knows
    /// no more than the part that could be read.
    pub fn of(text: &str) -> Self {
        let mut reader = Reader {
            rest: text,
            counted: text,
            position: Position { line: 1, column: 1 },
            found: BTreeMap::new(),
        };
        let root = Pointer::root();
        reader.skip_space();
        let start = reader.position();
        reader.found.insert(root.clone(), start);
        let _ = reader.value(&root);
        Self(reader.found)
    }

    /// The position of the pointer, or of its nearest parent that is there.
    pub fn nearest(&self, pointer: &Pointer) -> Option<Position> {
        std::iter::successors(Some(pointer.clone()), Pointer::parent)
            .find_map(|pointer| self.0.get(&pointer).copied())
    }
}

struct Reader<'a> {
    /// What is not read yet.
    rest: &'a str,
    /// What is behind the position.
    counted: &'a str,
    position: Position,
    found: BTreeMap<Pointer, Position>,
}

impl Reader<'_> {
    /// Where the rest begins.
    fn position(&mut self) -> Position {
        let length = self.counted.len() - self.rest.len();
        let mut lines = self.counted.get(..length).unwrap_or_default().split('\n');
        self.position.column += lines.next().map_or(0, |it| it.chars().count());
        for line in lines {
            self.position.line += 1;
            self.position.column = line.chars().count() + 1;
        }
        self.counted = self.rest;
        self.position
    }

    fn skip(&mut self, length: usize) -> Option<()> {
        self.rest = self.rest.get(length..)?;
        Some(())
    }

    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn peek(&self) -> Option<u8> {
        self.rest.as_bytes().first().copied()
    }

    /// Reads a value at `pointer`; nothing if the text is not JSON.
    fn value(&mut self, pointer: &Pointer) -> Option<()> {
        self.skip_space();
        match self.peek()? {
            b'{' => self.members(pointer),
            b'[' => self.items(pointer),
            b'"' => self.string().map(drop),
            _ => {
                let is_end = |it: char| ",]}".contains(it) || it.is_whitespace();
                self.skip(self.rest.find(is_end).unwrap_or(self.rest.len()))
            }
        }
    }

    fn members(&mut self, pointer: &Pointer) -> Option<()> {
        self.skip(1)?;
        loop {
            self.skip_space();
            match self.peek()? {
                b'}' => return self.skip(1),
                b',' => self.skip(1)?,
                b'"' => {
                    let position = self.position();
                    let at = pointer.child(self.string()?);
                    self.found.insert(at.clone(), position);
                    self.skip_space();
                    if self.peek()? != b':' {
                        return None;
                    }
                    self.skip(1)?;
                    self.value(&at)?;
                }
                _ => return None,
            }
        }
    }

    fn items(&mut self, pointer: &Pointer) -> Option<()> {
        self.skip(1);
        let mut index = 0;
        loop {
            self.skip_space();
            match self.peek()? {
                b']' => return self.skip(1),
                b',' => self.skip(1)?,
                _ => {
                    let at = pointer.child(index);
                    let position = self.position();
                    self.found.insert(at.clone(), position);
                    self.value(&at)?;
                    index += 1;
                }
            }
        }
    }

    /// A string's text, unescaped.
    fn string(&mut self) -> Option<String> {
        let mut length = 1;
        loop {
            length += self.rest.get(length..)?.find('"')? + 1;
            let literal = self.rest.get(..length)?;
            let before = literal.strip_suffix('"')?;
            let escapes = before.len() - before.trim_end_matches('\\').len();
            if escapes % 2 == 0 {
                self.skip(length)?;
                return match before.contains('\\') {
                    true => serde_json::from_str(literal).ok(),
                    false => before.get(1..).map(str::to_owned),
                };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_found_at_their_key_and_items_at_their_value() {
        let text = "{\n  \"a\": {\"b~/\\u0063\": [1,\n    {\"d\": null}]},\n  \"é\": true }\n";
        let positions = Positions::of(text);
        for (pointer, line, column) in [
            ("", 1, 1),
            ("/a", 2, 3),
            ("/a/b~0~1c", 2, 9),
            ("/a/b~0~1c/0", 2, 23),
            ("/a/b~0~1c/1/d", 3, 6),
            ("/é", 4, 3),
            ("/a/b~0~1c/1/gone/deeper", 3, 5),
            ("/gone", 1, 1),
        ] {
            assert_eq!(
                positions.nearest(&Pointer::from(pointer)),
                Some(Position { line, column }),
                "{pointer}"
            );
        }
    }

    #[test]
    fn what_is_not_json_is_read_as_far_as_it_goes() {
        for text in ["", "openapi: 3.0.1", "{", "{\"a\"", "{\"a\": [1, ", "[\"", "{a: 1}"] {
            assert!(Positions::of(text).nearest(&Pointer::from("/a/b")).is_some(), "{text}");
        }
    }
}
