//! Edits of an overlay's text, action by action. Comments, order and everything
//! that is not edited stay as they are. Which edits are due is decided in
//! `adopt`. Pure.

use std::fmt::{self, Write as _};
use std::ops::Range;

use serde_json::Value;

use crate::error::{Error, Result};

/// What becomes of an action.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// It goes.
    Remove,
    /// Others take its place.
    Replace {
        /// The others.
        by: Vec<Value>,
    },
    /// It states something else of what it finds.
    State {
        /// How many nodes it matches, if that is new.
        matches: Option<usize>,
        /// What it finds, if it is about more than prose.
        found: Option<Value>,
        /// Actions that follow it.
        after: Vec<Value>,
    },
    /// Others come before it.
    Add {
        /// The others.
        before: Vec<Value>,
    },
}

impl Edit {
    /// The actions that are new.
    pub fn added(&self) -> impl Iterator<Item = &Value> {
        match self {
            Self::Remove => [].iter(),
            Self::Replace { by: added }
            | Self::State { after: added, .. }
            | Self::Add { before: added } => added.iter(),
        }
    }
}

impl fmt::Display for Edit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines = Vec::new();
        match self {
            Self::Remove => lines.push("remove it".to_owned()),
            Self::Replace { .. } => lines.push("replace it by:".to_owned()),
            Self::Add { .. } => lines.push("add:".to_owned()),
            Self::State { matches, found, after } => {
                lines.extend(matches.map(|it| format!("x-matches: {it}")));
                lines.extend(found.as_ref().map(|it| format!("x-found: {it}")));
                lines.extend((!after.is_empty()).then(|| "add after it:".to_owned()));
            }
        }
        lines.extend(self.added().map(|it| written(it, 0).trim_end().to_owned()));
        formatter.write_str(&lines.join("\n"))
    }
}

/// A corrected action.
#[derive(Clone, Debug, PartialEq)]
pub struct Correction {
    /// What the action is called in messages.
    pub action: String,
    /// What upstream changed.
    pub causes: Vec<String>,
    /// What becomes of the action.
    pub edit: Edit,
    /// The index of the action that is edited, or that new ones are put before.
    pub(super) index: usize,
}

/// The text of an overlay with all corrections made, which are in the order of
/// its actions.
pub fn edited(text: &str, corrections: &[Correction]) -> Result<String> {
    let lines: Vec<&str> = text.lines().collect();
    let blocks = blocks(&lines);
    let mut edited = String::with_capacity(text.len() * 2);
    let mut copied = 0;
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let push = |edited: &mut String, line: &str| {
        edited.push_str(line);
        edited.push_str(end);
    };
    for correction in corrections {
        let block = blocks.get(correction.index).ok_or_else(|| {
            Error::new(
                &correction.action,
                "is not written as a list of actions with one key on each line",
                "write the overlay in this form, or correct the action by hand",
            )
        })?;
        for line in lines.get(copied..block.start).unwrap_or_default() {
            push(&mut edited, line);
        }
        copied = copied.max(block.start);
        let own = lines.get(block.clone()).unwrap_or_default();
        let indent = own.first().map_or(0, |line| line.len() - line.trim_start().len());
        let kept: Vec<String> = match &correction.edit {
            Edit::Add { .. } => Vec::new(),
            Edit::Remove | Edit::Replace { .. } => Vec::new(),
            Edit::State { matches, found, .. } => stated(own, indent, *matches, found.as_ref()),
        };
        kept.iter().for_each(|line| push(&mut edited, line));
        for (index, action) in correction.edit.added().enumerate() {
            if index > 0 || !kept.is_empty() {
                push(&mut edited, "");
            }
            for line in written(action, indent).lines() {
                push(&mut edited, line);
            }
        }
        match correction.edit {
            Edit::Add { .. } => push(&mut edited, ""),
            _ => copied = block.end,
        }
    }
    for line in lines.get(copied..).unwrap_or_default() {
        push(&mut edited, line);
    }
    Ok(edited)
}

/// An action as YAML, as an item of a list.
fn written(action: &Value, indent: usize) -> String {
    let mut text = String::new();
    for (index, key) in ["target", "x-kind", "x-reason", "x-matches", "x-found", "update", "remove"]
        .iter()
        .enumerate()
    {
        if let Some(value) = action.get(*key) {
            let lead = if index == 0 { "- " } else { "  " };
            let _ = writeln!(text, "{:indent$}{lead}{key}: {value}", "");
        }
    }
    text
}

/// The lines of each action, without the empty lines and comments after it.
fn blocks(lines: &[&str]) -> Vec<Range<usize>> {
    let indent_of = |line: &str| line.len() - line.trim_start().len();
    let Some(head) = lines.iter().position(|line| line.trim_end() == "actions:") else {
        return Vec::new();
    };
    let is_item = |line: &&str| line.trim_start().starts_with("- ");
    let rest = lines.get(head + 1..).unwrap_or_default();
    let Some(indent) = rest.iter().find(|line| is_item(line)).map(|line| indent_of(line)) else {
        return Vec::new();
    };
    let mut blocks: Vec<Range<usize>> = Vec::new();
    for (offset, line) in rest.iter().enumerate() {
        let at = head + 1 + offset;
        let is_empty = line.trim().is_empty() || line.trim_start().starts_with('#');
        if is_item(line) && indent_of(line) == indent {
            blocks.push(at..at + 1);
        } else if !is_empty && indent_of(line) > indent {
            if let Some(block) = blocks.last_mut() {
                block.end = at + 1;
            }
        } else if !is_empty {
            break;
        }
    }
    blocks
}

/// The lines of an action that states something else.
fn stated(
    own: &[&str],
    indent: usize,
    matches: Option<usize>,
    found: Option<&Value>,
) -> Vec<String> {
    let key = |line: &str, name: &str| {
        line.strip_prefix(&format!("{:1$}", "", indent + 2)).is_some_and(|it| it.starts_with(name))
    };
    let mut lines = Vec::new();
    let mut skipping = false;
    for line in own {
        let is_deeper = line.len() - line.trim_start().len() > indent + 2;
        skipping = skipping && is_deeper;
        if skipping {
            continue;
        }
        if key(line, "x-found:") && found.is_some() {
            skipping = true;
        } else if key(line, "x-matches:") {
            match matches {
                Some(count) => lines.push(format!("{:indent$}  x-matches: {count}", "")),
                None => lines.push((*line).to_owned()),
            }
            lines.extend(found.map(|found| format!("{:indent$}  x-found: {found}", "")));
        } else {
            lines.push((*line).to_owned());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const TEXT: &str = "actions:\n  # One.\n\n  - target: $.a\n    x-matches: 1\n    x-found:\n      b: 1\n    update:\n      b: 2\n\n  # Two.\n  - target: $.c\n    x-matches: 2\n    remove: true\n";

    fn after(index: usize, edit: Edit) -> String {
        let correction = Correction { action: "a".to_owned(), causes: Vec::new(), edit, index };
        edited(TEXT, &[correction]).unwrap()
    }

    #[test]
    fn what_is_not_edited_stays_as_it_is() {
        assert_eq!(edited(TEXT, &[]).unwrap(), TEXT);
        let crlf = TEXT.replace('\n', "\r\n");
        assert_eq!(edited(&crlf, &[]).unwrap(), crlf);
    }

    #[test]
    fn each_edit_changes_its_action_alone() {
        let state =
            Edit::State { matches: None, found: Some(json!({ "b": 3 })), after: Vec::new() };
        let stated = TEXT.replace("x-found:\n      b: 1\n", "x-found: {\"b\":3}\n");
        assert_eq!(after(0, state), stated);
        let state = Edit::State { matches: Some(3), found: None, after: Vec::new() };
        assert_eq!(after(1, state), TEXT.replace("x-matches: 2", "x-matches: 3"));
        let removed = TEXT.replace("  - target: $.c\n    x-matches: 2\n    remove: true\n", "");
        assert_eq!(after(1, Edit::Remove), removed);
        let added = vec![json!({ "target": "$.d", "remove": true })];
        let new = "  - target: \"$.d\"\n    remove: true\n";
        assert_eq!(after(1, Edit::Replace { by: added.clone() }), format!("{removed}{new}"));
        let before = TEXT.replace("  - target: $.c", &format!("{new}\n  - target: $.c"));
        assert_eq!(after(1, Edit::Add { before: added.clone() }), before);
        let state = Edit::State { matches: None, found: None, after: added };
        assert_eq!(after(1, state), format!("{TEXT}\n{new}"));
    }

    #[test]
    fn a_text_whose_actions_cannot_be_distinguished_is_refused() {
        let correction =
            Correction { action: "a".to_owned(), causes: Vec::new(), edit: Edit::Remove, index: 0 };
        let error = edited("actions: [{target: $}]", &[correction]).unwrap_err();
        assert!(error.to_string().contains("one key on each line"), "{error}");
    }
}
