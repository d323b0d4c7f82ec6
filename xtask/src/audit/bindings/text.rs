//! Tokens as one line of text, with the spaces that a person would write.
//! Literals stay as they are, so that two texts are equal only if the tokens are.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;

/// The tokens of `part` in one line.
pub(super) fn text(part: &impl ToTokens) -> String {
    let mut line = String::new();
    write(part.to_token_stream(), &mut line);
    line.trim_end().to_owned()
}

fn write(tokens: TokenStream, line: &mut String) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::None => ("", ""),
                };
                // In `(T,)` the comma says something; layout decides on others.
                let is_tuple = group.delimiter() == Delimiter::Parenthesis
                    && !line.ends_with(|last: char| last.is_alphanumeric() || "_>!".contains(last));
                let spaced = group.delimiter() == Delimiter::Brace;
                if spaced || ends_with_operator(line) {
                    separate(line);
                }
                line.push_str(open);
                let mut inner = String::new();
                write(group.stream(), &mut inner);
                let inner = match inner.trim() {
                    inner if is_tuple => inner,
                    inner => inner.trim_end_matches(','),
                };
                let padding = if spaced && !inner.is_empty() { " " } else { "" };
                line.push_str(padding);
                line.push_str(inner);
                line.push_str(padding);
                line.push_str(close);
            }
            TokenTree::Punct(punct) => {
                let character = punct.as_char();
                let glued = matches!(character, ':' | '<' | '>' | ',' | ';' | '.' | '?' | '!');
                let after_word = line.ends_with(|last: char| last.is_alphanumeric());
                if !(glued || (character == '=' && line.ends_with(['=', '<', '>', '!'])))
                    && (after_word || line.ends_with(['>', ')', ']', '"', ',']))
                    || (line.ends_with(": ") && character == ':')
                {
                    separate(line);
                }
                if character == ':' && line.ends_with(": ") {
                    line.pop();
                }
                line.push(character);
                match character {
                    ',' | ';' | ':' => line.push(' '),
                    '>' if line.ends_with("->") || line.ends_with("=>") => line.push(' '),
                    '=' | '+' | '|' => line.push(' '),
                    _ => {}
                }
                if line.ends_with(":: ") {
                    line.pop();
                }
            }
            TokenTree::Ident(_) | TokenTree::Literal(_) => {
                if line.ends_with(|last: char| last.is_alphanumeric() || "_)]}>\"".contains(last)) {
                    separate(line);
                }
                line.push_str(&token.to_string());
            }
        }
    }
}

fn ends_with_operator(line: &str) -> bool {
    line.ends_with([',', ';'])
}

fn separate(line: &mut String) {
    if !line.is_empty() && !line.ends_with(' ') {
        line.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn signatures_read_as_a_person_would_write_them() {
        for line in [
            "pub ttl: Option<i64>",
            "pub fn of<'a>(&'a self, body: &'a types::Body) -> Result<Vec<u8>, Error<()>>",
            "From<types::Sid> for String",
            "serde(rename = \"a : b\", default)",
            "pub struct Sid(pub String)",
            "type Target = String",
            "Object { y: bool }",
            "pub one: (u8,)",
        ] {
            let tokens: proc_macro2::TokenStream = line.parse().unwrap();
            assert_eq!(text(&tokens), line);
        }
        let tokens: proc_macro2::TokenStream = "fn of(a: A, b: B,) { y, }".parse().unwrap();
        assert_eq!(text(&tokens), "fn of(a: A, b: B) { y }");
    }
}
