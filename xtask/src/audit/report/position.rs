//! Line and column of a JSON pointer in a JSON text. Pure.

use std::collections::{BTreeMap, BTreeSet};

use crate::openapi::json::Pointer;

/// A place in a text; both numbers begin at 1, columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// Where some members and items of a JSON document begin, and what they are in:
/// members at their key, items at their value.
#[derive(Debug, Default)]
pub struct Positions(BTreeMap<Pointer, Position>);

impl Positions {
    /// Reads a JSON text. Of a text that is not JSON, as YAML is not, it knows
    /// no more than the part that could be read.
    pub fn of<'a>(text: &str, wanted: impl Iterator<Item = &'a Pointer>) -> Self {
        let mut reader = Reader {
            rest: text,
            counted: text,
            position: Position { line: 1, column: 1 },
            wanted: wanted.flat_map(Pointer::at_and_above).collect(),
            found: BTreeMap::new(),
        };
        let root = Pointer::root();
        reader.skip_space();
        let start = reader.position(reader.rest);
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
    wanted: BTreeSet<Pointer>,
    found: BTreeMap<Pointer, Position>,
}

impl<'a> Reader<'a> {
    /// Where a text begins that the whole ends with.
    fn position(&mut self, start: &'a str) -> Position {
        let length = self.counted.len() - start.len();
        let mut lines = self.counted.get(..length).unwrap_or_default().split('\n');
        self.position.column += lines.next().map_or(0, |it| it.chars().count());
        for line in lines {
            self.position.line += 1;
            self.position.column = line.chars().count() + 1;
        }
        self.counted = start;
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
                    let key = self.rest;
                    let at = pointer.child(self.string()?);
                    self.skip_space();
                    if self.peek()? != b':' {
                        return None;
                    }
                    self.skip(1)?;
                    self.member(key, &at)?;
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
                    self.member(self.rest, &pointer.child(index))?;
                    index += 1;
                }
            }
        }
    }

    /// Reads the value of a member or an item that begins where `start` does.
    fn member(&mut self, start: &'a str, at: &Pointer) -> Option<()> {
        if !self.wanted.contains(at) {
            return self.pass();
        }
        let position = self.position(start);
        self.found.insert(at.clone(), position);
        self.value(at)
    }

    /// Passes a value that nobody asks for.
    fn pass(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            let is_mark = |it| matches!(it, b'"' | b'{' | b'}' | b'[' | b']' | b',');
            let next = self.rest.bytes().position(is_mark)?;
            self.skip(next)?;
            match self.peek()? {
                b'"' => drop(self.literal()?),
                b'{' | b'[' => {
                    self.skip(1)?;
                    depth += 1;
                    continue;
                }
                b',' if depth > 0 => self.skip(1)?,
                _ if depth == 0 => return Some(()),
                _ => {
                    self.skip(1)?;
                    depth -= 1;
                }
            }
            if depth == 0 {
                return Some(());
            }
        }
    }

    /// A string's text, unescaped.
    fn string(&mut self) -> Option<String> {
        let literal = self.literal()?;
        let inner = literal.strip_prefix('"')?.strip_suffix('"')?;
        match inner.contains('\\') {
            true => serde_json::from_str(literal).ok(),
            false => Some(inner.to_owned()),
        }
    }

    /// A string as it is written.
    fn literal(&mut self) -> Option<&'a str> {
        let mut length = 1;
        loop {
            length += self.rest.get(length..)?.find('"')? + 1;
            let literal = self.rest.get(..length)?;
            let before = literal.strip_suffix('"')?;
            let escapes = before.len() - before.trim_end_matches('\\').len();
            if escapes % 2 == 0 {
                self.skip(length)?;
                return Some(literal);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_found_at_their_key_and_items_at_their_value() {
        let text = "{\n  \"_\": [{\"x\": \"\\\\\"}, 1, \"]\"], \"a\": {\"b~/\\u0063\": [1,\n    {\"d\": null}]},\n  \"é\": true }\n";
        for (pointer, line, column) in [
            ("", 1, 1),
            ("/a", 2, 31),
            ("/a/b~0~1c", 2, 37),
            ("/a/b~0~1c/0", 2, 51),
            ("/a/b~0~1c/1/d", 3, 6),
            ("/é", 4, 3),
            ("/a/b~0~1c/1/gone/deeper", 3, 5),
            ("/gone", 1, 1),
        ] {
            let pointer = Pointer::from(pointer);
            let found = Positions::of(text, [&pointer].into_iter()).nearest(&pointer);
            assert_eq!(found, Some(Position { line, column }), "{pointer}");
        }
    }

    #[test]
    fn what_is_not_json_is_read_as_far_as_it_goes() {
        for text in ["", "openapi: 3.0.1", "{", "{\"a\"", "{\"a\": [1, ", "[\"", "{a: 1}"] {
            let pointer = Pointer::from("/a/b");
            let found = Positions::of(text, [&pointer].into_iter());
            assert!(found.nearest(&pointer).is_some(), "{text}");
        }
    }
}
