//! The map of a report as a mermaid diagram, which GitHub draws in a comment.
//! The text of nodes may come from a document: every character that could mean
//! something to mermaid or to Markdown is written as a number.

use std::fmt::Write as _;

use super::label::Label;
use super::map::{COLUMNS, Map};
use super::model::Report;
use super::tone::Tone;
use crate::audit::finding::Effect;
use crate::output::counted;

/// A larger diagram is no help in a comment.
const MOST_NODES: usize = 30;

/// The map, or nothing where there is nothing to draw.
pub(super) fn render(report: &Report) -> String {
    let map = Map::of(&report.traces, MOST_NODES);
    let mut text = String::new();
    if report.traces.is_empty() {
        return text;
    }
    text.push_str("```mermaid\nflowchart LR\n");
    for (column, (title, nodes)) in COLUMNS.iter().zip(&map.columns).enumerate() {
        if nodes.is_empty() {
            continue;
        }
        let _ = writeln!(text, "  subgraph c{column} [{title}]");
        for (index, node) in nodes.iter().enumerate() {
            let Label { name, context } = Label::of(node.text);
            let (name, context) = (escape(&name), escape(&context));
            let tone = Tone::from(node.effect);
            let (sign, class) = (tone.sign(), tone.class());
            let _ = writeln!(
                text,
                "    n{column}_{index}[\"{name} {sign}<br/><small>{context}</small>\"]:::{class}"
            );
        }
        text.push_str("  end\n");
    }
    for ((from, to), effect) in &map.links {
        let line = match effect {
            Effect::Breaking => "==>",
            Effect::Unknown | Effect::FacadeOnly => "-.->",
            Effect::Compatible | Effect::None => "-->",
        };
        let _ = writeln!(text, "  n{}_{} {line} n{}_{}", from.0, from.1, to.0, to.1);
    }
    text.push_str(
        "  classDef breaking stroke:#cf222e,stroke-width:2px\n  \
         classDef unproven stroke:#8250df,stroke-dasharray:2\n  \
         classDef attention stroke:#9a6700,stroke-dasharray:5\n  \
         classDef compatible stroke:#1a7f37\n  \
         classDef none stroke:#6e7781\n```\n\n",
    );
    text.push_str("× breaking, ? unknown, ~ facade only, + compatible, · no effect.");
    if map.omitted > 0 {
        let _ = write!(
            text,
            " _{} did not fit into the map; `cargo xtask audit --format html` has a table of all._",
            counted(map.omitted, "trace")
        );
    }
    text.push_str("\n\n");
    text
}

fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            'a'..='z' | 'A'..='Z' | '0'..='9' | ' ' | '…' | '›' => escaped.push(character),
            _ => {
                let _ = write!(escaped, "#{};", u32::from(character));
            }
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_character_means_something_to_mermaid_or_to_markdown() {
        assert_eq!(escape("Token::ttl…"), "Token#58;#58;ttl…");
        let escaped = escape("```\n\"]-->end;<b>#quot;|{}()[]&");
        assert!(!escaped.contains(['`', '\n', '"', ']', '<', '>', '|', '(', '{', '&']));
    }
}
