//! One line of the text of a public API, taken apart: what kind of item it
//! declares, its path, its parameters, and the rest. What the lines mean
//! together is read in `surface`.

/// What a line declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// `pub mod`.
    Module,
    /// `pub use`.
    Reexport,
    /// `pub struct`.
    Struct,
    /// `pub enum`.
    Enum,
    /// `pub union`.
    Union,
    /// `pub trait`.
    Trait,
    /// `pub fn`.
    Function,
    /// `pub const`.
    Constant,
    /// `pub static`.
    Static,
    /// `pub type`.
    Type,
    /// A macro.
    Macro,
    /// A field of a struct, a union or a variant.
    Field,
    /// A variant of an enum.
    Variant,
    /// `impl`, of a trait or not.
    Impl,
    /// `auto`: the auto traits of a type.
    Auto,
    /// `dyn`: the trait can be a trait object.
    Dyn,
}

/// A line, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// What it declares.
    pub kind: Kind,
    /// The attributes in front of it.
    pub attributes: Vec<&'a str>,
    /// The words between `pub` and the path, such as `const unsafe fn`.
    pub words: Vec<&'a str>,
    /// The path without parameters; of an implementation, the type's.
    pub path: String,
    /// The parameters of the item itself, without brackets.
    pub generics: &'a str,
    /// What follows the path and its parameters; of an implementation, its
    /// trait and type; of `auto`, the traits.
    pub rest: &'a str,
    /// The trait, of an implementation of one.
    pub of_trait: Option<&'a str>,
}

/// Takes a line apart; none if it is no declaration.
pub(super) fn parse(line: &str) -> Option<Line<'_>> {
    let mut attributes = Vec::new();
    let mut text = line.trim();
    while text.starts_with("#[") {
        let end = closing(text, 1)? + 1;
        attributes.push(text.get(..end)?);
        text = text.get(end..)?.trim_start();
    }
    let bare = |kind, path: &str, rest| Line {
        kind,
        attributes: attributes.clone(),
        words: Vec::new(),
        path: without_generics(path),
        generics: "",
        rest,
        of_trait: None,
    };
    if let Some(text) = text.strip_prefix("auto ") {
        let (path, traits) = text.split_once(": ")?;
        return Some(bare(Kind::Auto, path, traits));
    }
    if let Some(path) = text.strip_prefix("dyn ") {
        return Some(bare(Kind::Dyn, path, ""));
    }
    let implementation = text.strip_prefix("unsafe ").unwrap_or(text).strip_prefix("impl");
    if let Some(after) = implementation.filter(|it| it.starts_with([' ', '<'])) {
        return implementation_line(after).map(|it| Line { attributes, ..it });
    }
    declaration(text.strip_prefix("pub ")?).map(|it| Line { attributes, ..it })
}

fn implementation_line(text: &str) -> Option<Line<'_>> {
    let (generics, rest) = match text.starts_with('<') {
        true => {
            let end = closing(text, 0)?;
            (text.get(1..end)?, text.get(end + 1..)?.trim_start())
        }
        false => ("", text.trim_start()),
    };
    let head = find(rest, " where ").and_then(|at| rest.get(..at)).unwrap_or(rest);
    let (of_trait, of) = match find(head, " for ") {
        Some(at) => (head.get(..at), head.get(at + " for ".len()..)?),
        None => (None, head),
    };
    Some(Line {
        kind: Kind::Impl,
        attributes: Vec::new(),
        words: Vec::new(),
        path: without_generics(of),
        generics,
        rest,
        of_trait,
    })
}

fn declaration(text: &str) -> Option<Line<'_>> {
    const WORDS: [&str; 19] = [
        "mod",
        "use",
        "const",
        "static",
        "struct",
        "enum",
        "union",
        "trait",
        "fn",
        "type",
        "macro",
        "proc",
        "async",
        "unsafe",
        "extern",
        "mut",
        "default",
        "derive",
        "attribute",
    ];
    let mut words = Vec::new();
    let mut rest = text;
    while let Some((word, after)) = rest.split_once(' ') {
        // `extern "C"` is two words.
        if !WORDS.contains(&word) && !word.starts_with('"') {
            break;
        }
        words.push(word);
        rest = after;
    }
    let has = |word: &str| words.contains(&word);
    let kind = match () {
        () if has("fn") => Kind::Function,
        () if has("mod") => Kind::Module,
        () if has("use") => Kind::Reexport,
        () if has("struct") => Kind::Struct,
        () if has("enum") => Kind::Enum,
        () if has("union") => Kind::Union,
        () if has("trait") => Kind::Trait,
        () if has("const") => Kind::Constant,
        () if has("static") => Kind::Static,
        () if has("type") => Kind::Type,
        () if has("macro") => Kind::Macro,
        () => Kind::Field,
    };
    let end = path_end(rest);
    let (full, after) = (rest.get(..end)?, rest.get(end..)?);
    let (path, generics) = match full.ends_with('>') && kind != Kind::Macro {
        true => {
            let open = opening(full)?;
            (full.get(..open)?, full.get(open + 1..full.len() - 1)?)
        }
        false => (full, ""),
    };
    let kind = match kind {
        Kind::Field if !after.starts_with(": ") => Kind::Variant,
        kind => kind,
    };
    let path = without_generics(path);
    Some(Line { kind, attributes: Vec::new(), words, path, generics, rest: after, of_trait: None })
}

/// Where a path ends: at what is neither a name, nor `::`, nor in brackets.
fn path_end(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut before = ' ';
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let arrow = before == '-';
        before = character;
        match character {
            '<' => depth += 1,
            '>' if arrow => {}
            '>' => depth = depth.saturating_sub(1),
            ':' if depth == 0 => match characters.peek() {
                Some((_, ':')) => drop(characters.next()),
                _ => return at,
            },
            '(' | ' ' | '{' | '=' | ';' | '!' if depth == 0 => return at,
            _ => {}
        }
    }
    text.len()
}

/// The bracket that closes the one at `open`; `->` is none.
fn closing(text: &str, open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut before = ' ';
    for (at, character) in text.char_indices().skip_while(|(at, _)| *at < open) {
        match character {
            '<' | '(' | '[' => depth += 1,
            '>' if before == '-' => {}
            '>' | ')' | ']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
        before = character;
    }
    None
}

/// The `<` that the last character of the text closes.
fn opening(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, character) in text.char_indices().rev() {
        match character {
            '>' if text.get(..at).is_some_and(|before| before.ends_with('-')) => {}
            '>' => depth += 1,
            '<' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// Where `wanted` is in the text, outside of brackets.
pub(super) fn find(text: &str, wanted: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut before = ' ';
    for (at, character) in text.char_indices() {
        if depth == 0 && text.get(at..).is_some_and(|rest| rest.starts_with(wanted)) {
            return Some(at);
        }
        match character {
            '<' | '(' | '[' | '{' => depth += 1,
            '>' if before == '-' => {}
            '>' | ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        before = character;
    }
    None
}

/// The parts of a text between separators outside of brackets, trimmed.
pub(super) fn split<'a>(text: &'a str, separator: &str) -> Vec<&'a str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = find(rest, separator) {
        parts.extend(rest.get(..at));
        rest = rest.get(at + separator.len()..).unwrap_or_default();
    }
    parts.push(rest);
    parts.into_iter().map(str::trim).filter(|it| !it.is_empty()).collect()
}

/// A path without what is in angle brackets.
pub(super) fn without_generics(path: &str) -> String {
    let mut depth = 0_usize;
    let mut plain = String::new();
    let mut before = ' ';
    for character in path.chars() {
        let arrow = before == '-';
        before = character;
        match character {
            '<' => depth += 1,
            '>' if arrow => {}
            '>' => depth = depth.saturating_sub(1),
            _ if depth == 0 => plain.push(character),
            _ => {}
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_taken_apart() {
        for (text, kind, path, generics, rest) in [
            ("pub mod a::b", Kind::Module, "a::b", "", ""),
            ("pub const a::B: i64 = 3i64", Kind::Constant, "a::B", "", ": i64 = 3i64"),
            ("#[non_exhaustive] pub enum a::E", Kind::Enum, "a::E", "", ""),
            ("pub a::E::V(a::U)", Kind::Variant, "a::E::V", "", "(a::U)"),
            ("pub a::S::f: Option<i64>", Kind::Field, "a::S::f", "", ": Option<i64>"),
            ("pub struct a::R<T> { .. }", Kind::Struct, "a::R", "T", " { .. }"),
            ("pub const fn a::R<T>::m(self) -> u8", Kind::Function, "a::R::m", "", "(self) -> u8"),
            ("pub fn a::f<F: Fn(u8) -> u8>(F)", Kind::Function, "a::f", "F: Fn(u8) -> u8", "(F)"),
            ("pub trait a::T: Send", Kind::Trait, "a::T", "", ": Send"),
            ("dyn a::T", Kind::Dyn, "a::T", "", ""),
            ("auto a::R<T>: Send where T: Send", Kind::Auto, "a::R", "", "Send where T: Send"),
            (
                "impl<T: Clone> Clone for a::R<T>",
                Kind::Impl,
                "a::R",
                "T: Clone",
                "Clone for a::R<T>",
            ),
            ("impl a::S", Kind::Impl, "a::S", "", "a::S"),
        ] {
            let line = parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((line.kind, line.path.as_str()), (kind, path), "{text}");
            assert_eq!((line.generics, line.rest), (generics, rest), "{text}");
        }
        let line = parse("impl<'de> From<&'de a::S> for alloc::String where a::S: Copy").unwrap();
        assert_eq!((line.of_trait, line.path.as_str()), (Some("From<&'de a::S>"), "alloc::String"));
        assert_eq!(parse("# a comment"), None);
        assert_eq!(parse(""), None);
    }
}
