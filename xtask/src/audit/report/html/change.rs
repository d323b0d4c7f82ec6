//! A value or a signature before and after, with marks on the words that differ.

use imara_diff::{Algorithm, Diff, InternedInput};
use serde_json::Value;

use super::markup::Markup;

/// The rest of a longer text is not shown.
const LONGEST: usize = 2_000;

/// Writes both sides, or the one that is there.
pub(super) fn write(to: &mut Markup, before: Option<&str>, after: Option<&str>) {
    let before = before.map(cut);
    let after = after.map(cut);
    to.element("dl", &[("class", "change")], |to| match (&before, &after) {
        (Some(before), Some(after)) => {
            let (old, new) = (tokens(before), tokens(after));
            let mut input = InternedInput::default();
            input.update_before(old.iter().copied());
            input.update_after(new.iter().copied());
            let diff = Diff::compute(Algorithm::Myers, &input);
            side(to, "before", "Before", &old, "del", |at| diff.is_removed(at));
            side(to, "after", "After", &new, "ins", |at| diff.is_added(at));
        }
        (Some(gone), None) => side(to, "before", "Removed", &[gone], "del", |_| false),
        (None, Some(new)) => side(to, "after", "Added", &[new], "ins", |_| false),
        (None, None) => {}
    });
}

/// A value of a document as text.
pub(super) fn value(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

fn side(
    to: &mut Markup,
    class: &'static str,
    title: &str,
    tokens: &[&str],
    mark: &'static str,
    is_marked: impl Fn(u32) -> bool,
) {
    let marked: Vec<_> = tokens.iter().zip(0..).map(|(it, at)| (*it, is_marked(at))).collect();
    to.element("div", &[("class", class)], |to| {
        to.leaf("dt", &[], title);
        to.element("dd", &[], |to| {
            to.element("pre", &[("tabindex", "0")], |to| {
                to.element("code", &[], |to| {
                    for run in marked.chunk_by(|a, b| a.1 == b.1) {
                        let text: String = run.iter().map(|(token, _)| *token).collect();
                        match run {
                            [(_, true), ..] => to.leaf(mark, &[], &text),
                            _ => to.text(&text),
                        };
                    }
                });
            });
        });
    });
}

/// Words, white space, and every other character by itself.
fn tokens(text: &str) -> Vec<&str> {
    let class = |it: char| match it {
        _ if it.is_alphanumeric() || it == '_' => 'a',
        _ if it.is_whitespace() => ' ',
        _ => it,
    };
    let mut tokens = Vec::new();
    let (mut start, mut last) = (0, None);
    for (at, character) in text.char_indices() {
        let class = class(character);
        if last.is_some_and(|last| last != class || !['a', ' '].contains(&class)) {
            tokens.extend(text.get(start..at));
            start = at;
        }
        last = Some(class);
    }
    tokens.extend(text.get(start..).filter(|it| !it.is_empty()));
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_signs_are_apart() {
        assert_eq!(
            tokens("pub ttl: Option<i64>,, é_1"),
            ["pub", " ", "ttl", ":", " ", "Option", "<", "i64", ">", ",", ",", " ", "é_1"]
        );
        assert_eq!(tokens(""), [""; 0]);
    }

    #[test]
    fn changed_words_are_marked() {
        let mut markup = Markup::default();
        write(&mut markup, Some("pub ttl: Option<i64>"), Some("pub ttl: i64"));
        let text = markup.finish();
        assert!(text.contains("pub ttl: <del>Option&lt;</del>i64<del>&gt;</del></code>"), "{text}");
        assert!(text.contains("pub ttl: i64</code>"), "{text}");
    }
}
