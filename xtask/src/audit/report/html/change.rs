//! A value or a signature before and after, with marks on the words that differ.

use serde_json::Value;
use similar::{Algorithm, ChangeTag, DiffOp, capture_diff_slices};

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
            let differences = capture_diff_slices(Algorithm::Myers, &old, &new);
            side(to, "before", "Before", &old, ChangeTag::Delete, &differences);
            side(to, "after", "After", &new, ChangeTag::Insert, &differences);
        }
        (Some(gone), None) => side(to, "before", "Removed", &[gone], ChangeTag::Delete, &[]),
        (None, Some(new)) => side(to, "after", "Added", &[new], ChangeTag::Insert, &[]),
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
    tag: ChangeTag,
    differences: &[DiffOp],
) {
    let mark = if tag == ChangeTag::Delete { "del" } else { "ins" };
    to.element("div", &[("class", class)], |to| {
        to.leaf("dt", &[], title);
        to.element("dd", &[], |to| {
            to.element("pre", &[("tabindex", "0")], |to| {
                to.element("code", &[], |to| {
                    if differences.is_empty() {
                        to.text(&tokens.concat());
                    }
                    for difference in differences {
                        let range = match tag {
                            ChangeTag::Delete => difference.old_range(),
                            _ => difference.new_range(),
                        };
                        let text = tokens.get(range).unwrap_or_default().concat();
                        match difference {
                            DiffOp::Equal { .. } => to.text(&text),
                            _ if text.is_empty() => to,
                            _ => to.leaf(mark, &[], &text),
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
