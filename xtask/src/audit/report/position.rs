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
            text: text.char_indices().peekable(),
            position: Position { line: 1, column: 1 },
            found: BTreeMap::new(),
        };
        let root = Pointer::root();
        reader.skip_space();
        reader.found.insert(root.clone(), reader.position);
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
    text: std::iter::Peekable<std::str::CharIndices<'a>>,
    position: Position,
    found: BTreeMap<Pointer, Position>,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        let (_, character) = self.text.next()?;
        match character {
            '\n' => {
                self.position.line += 1;
                self.position.column = 1;
            }
            _ => self.position.column += 1,
        }
        Some(character)
    }

    fn peek(&mut self) -> Option<char> {
        self.text.peek().map(|(_, character)| *character)
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.next();
        }
    }

    /// Reads a value at `pointer`; nothing if the text is not JSON.
    fn value(&mut self, pointer: &Pointer) -> Option<()> {
        self.skip_space();
        match self.peek()? {
            '{' => self.members(pointer),
            '[' => self.items(pointer),
            '"' => self.string().map(drop),
            _ => {
                while self.peek().is_some_and(|character| {
                    !",]}".contains(character) && !character.is_whitespace()
                }) {
                    self.next();
                }
                Some(())
            }
        }
    }

    fn members(&mut self, pointer: &Pointer) -> Option<()> {
        self.next();
        loop {
            self.skip_space();
            match self.peek()? {
                '}' => return self.next().map(drop),
                ',' => drop(self.next()),
                '"' => {
                    let position = self.position;
                    let at = pointer.child(self.string()?);
                    self.found.insert(at.clone(), position);
                    self.skip_space();
                    if self.next()? != ':' {
                        return None;
                    }
                    self.value(&at)?;
                }
                _ => return None,
            }
        }
    }

    fn items(&mut self, pointer: &Pointer) -> Option<()> {
        self.next();
        let mut index = 0;
        loop {
            self.skip_space();
            match self.peek()? {
                ']' => return self.next().map(drop),
                ',' => drop(self.next()),
                _ => {
                    let at = pointer.child(index);
                    self.found.insert(at.clone(), self.position);
                    self.value(&at)?;
                    index += 1;
                }
            }
        }
    }

    /// A string's text, unescaped.
    fn string(&mut self) -> Option<String> {
        let mut literal = String::new();
        literal.push(self.next()?);
        loop {
            let character = self.next()?;
            literal.push(character);
            match character {
                '\\' => literal.push(self.next()?),
                '"' => return serde_json::from_str(&literal).ok(),
                _ => {}
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
