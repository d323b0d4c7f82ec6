//! From the slice to the documented fragment: applies the overlay, and checks that
//! every action does exactly what it says, on the values that it states. Pure.

pub mod adopt;
pub mod edit;
pub mod found;

use enumset::EnumSet;
use roas_overlay::apply::ApplyErrorKind;
use roas_overlay::common::apply::{compile_path, locate, merge_json, remove_at};
use roas_overlay::v1_1;
use roas_overlay::validation::Validate as _;
use serde::Deserialize;
use serde_json::Value;

use crate::error::{Error, Result};
use crate::openapi::document;
use crate::openapi::json::Pointer;

use found::{Drift, Found};

/// Why an action exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ActionKind {
    /// Corrects an error in upstream's document, until upstream corrects it.
    UpstreamBug,
    /// Upstream is right; we state it differently.
    Preference,
}

impl ActionKind {
    /// The word for it in the file.
    fn name(self) -> &'static str {
        match self {
            Self::UpstreamBug => "upstream-bug",
            Self::Preference => "preference",
        }
    }
}

/// What an action says about itself, apart from its effect.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Purpose {
    /// Bug or preference.
    #[serde(rename = "x-kind")]
    pub kind: ActionKind,
    /// Why the action exists.
    #[serde(rename = "x-reason")]
    pub reason: String,
    /// How many nodes it must match.
    #[serde(rename = "x-matches")]
    pub matches: usize,
    /// What it overwrites or removes, at every node, or in a list for each.
    #[serde(rename = "x-found")]
    pub found: Option<Value>,
}

/// An overlay document.
#[derive(Clone, Debug)]
pub struct Overlay {
    name: String,
    actions: Vec<(v1_1::Action, Purpose)>,
}

impl Overlay {
    /// Reads the text of the file `name`.
    pub fn parse(name: &str, text: &str) -> Result<Self> {
        let value = document::parse(name, text.as_bytes())?;
        let overlay: v1_1::Overlay = typed(name, &value)?;
        overlay.validate(EnumSet::empty()).map_err(|error| {
            Error::new(
                name,
                format!("is not a valid overlay: {}", one_line(&error)),
                "correct it; the format is at https://spec.openapis.org/overlay/v1.1.0.html",
            )
        })?;
        let purposes = value.get("actions").and_then(Value::as_array);
        let actions = overlay
            .actions
            .into_iter()
            .zip(purposes.into_iter().flatten())
            .enumerate()
            .map(|(index, (action, value))| {
                let purpose = typed(&action_name(name, index, &action), value)?;
                Ok((action, purpose))
            })
            .collect::<Result<_>>()?;
        Ok(Self { name: name.to_owned(), actions })
    }

    /// The actions in order, each with what it says about itself.
    pub fn actions(&self) -> impl Iterator<Item = (&v1_1::Action, &Purpose)> {
        self.actions.iter().map(|(action, purpose)| (action, purpose))
    }

    /// Applies every action in turn. All must match as often as they say, find
    /// what they say, and change something.
    pub fn apply(&self, document: &Value) -> Result<Value> {
        let (result, steps) = self.follow(document);
        steps.iter().try_for_each(Step::require_matches)?;
        let drifts: Vec<_> = steps.iter().filter_map(Step::drift).collect();
        if !drifts.is_empty() {
            return Err(found::refusal(&self.name, &drifts));
        }
        steps.iter().try_for_each(Step::require_change)?;
        Ok(result)
    }

    /// Applies every action in turn, whatever it finds, and returns each step.
    pub fn follow(&self, document: &Value) -> (Value, Vec<Step<'_>>) {
        let mut result = document.clone();
        let steps = self.actions().enumerate().map(|(index, (action, purpose))| {
            let performed = perform(action, &mut result);
            Step { action: action_name(&self.name, index, action), purpose, performed }
        });
        let steps = steps.collect();
        (result, steps)
    }
}

/// An action, and what it did to a document.
#[derive(Debug)]
pub struct Step<'a> {
    /// What the action is called in messages.
    pub action: String,
    purpose: &'a Purpose,
    performed: std::result::Result<Performed, ApplyErrorKind>,
}

impl Step<'_> {
    /// What the action found at each node.
    pub fn found(&self) -> &[Found] {
        let performed = self.performed.as_ref().ok();
        performed.map_or(&[], |it| it.found.as_slice())
    }

    /// Why the action exists.
    pub fn reason(&self) -> &str {
        self.purpose.reason.trim()
    }

    /// Whether the action changes anything.
    pub fn is_needed(&self) -> bool {
        self.performed.as_ref().is_ok_and(|it| it.changed)
    }

    /// Where the action finds other values than it states, if it does.
    pub fn drift(&self) -> Option<Drift> {
        let found = self.found();
        let stated = self.purpose.found.as_ref();
        let values = found::contradictions(stated, found);
        let is_stated = found::is_stated(stated, found);
        let drift = Drift {
            action: self.action.clone(),
            reason: self.reason().to_owned(),
            values,
            is_needed: self.is_needed(),
            found: found::statement(found),
        };
        (!drift.values.is_empty() || !is_stated).then_some(drift)
    }

    fn require_matches(&self) -> Result<()> {
        let expected = self.purpose.matches;
        let performed = match &self.performed {
            Ok(performed) => performed,
            Err(problem) => {
                return Err(Error::new(
                    &self.action,
                    format!("cannot be applied: {problem}"),
                    "correct the action",
                ));
            }
        };
        if performed.matched == expected {
            return Ok(());
        }
        Err(Error::new(
            &self.action,
            format!(
                "matches {} {}, not {expected} ({})",
                performed.matched,
                plural(performed.matched, "node"),
                self.reason()
            ),
            "look at what upstream changed, then correct the target or x-matches",
        ))
    }

    fn require_change(&self) -> Result<()> {
        if self.is_needed() {
            return Ok(());
        }
        let help = match self.purpose.kind {
            ActionKind::UpstreamBug => "remove the action: upstream has corrected this",
            ActionKind::Preference => "remove the action: upstream says the same now",
        };
        Err(Error::new(&self.action, format!("changes nothing ({})", self.reason()), help))
    }
}

/// What an action did.
#[derive(Debug)]
struct Performed {
    /// How many nodes it matched.
    matched: usize,
    /// Whether it changed any.
    changed: bool,
    /// What it found at each.
    found: Vec<Found>,
}

/// Performs an action. Only the nodes that it matches are copied and compared,
/// not the whole document.
fn perform(
    action: &v1_1::Action,
    document: &mut Value,
) -> std::result::Result<Performed, ApplyErrorKind> {
    let targets = select(document, &action.target)?;
    let is_container = |at: &String| {
        let node = document.pointer(at);
        node.is_some_and(|node| node.is_object() || node.is_array())
    };
    if !targets.iter().all(is_container) {
        return Err(ApplyErrorKind::PrimitiveActionTarget);
    }
    if action.is_remove() {
        let found = targets.iter().filter_map(|at| {
            Some(Found {
                value: document.pointer(at)?.clone(),
                at: Pointer::from(at.as_str()),
                has_facts: true,
            })
        });
        let found = found.collect();
        // From the end, so that no removal moves what is still to be removed.
        let removed = targets.iter().rev().filter(|at| remove_at(document, at));
        let removed = removed.count();
        return Ok(Performed { matched: removed, changed: removed > 0, found });
    }
    let copied = match &action.copy {
        Some(source) if !targets.is_empty() => Some(only(document, source)?.clone()),
        _ => None,
    };
    let Some(update) = copied.as_ref().or(action.update.as_ref()) else {
        return Ok(Performed { matched: targets.len(), changed: false, found: Vec::new() });
    };
    let mut changed = false;
    let mut found = Vec::new();
    for at in &targets {
        if let Some(node) = document.pointer_mut(at) {
            let before = node.clone();
            let at = Pointer::from(at.as_str());
            found.push(Found {
                value: found::overwritten(node, update, &at),
                has_facts: found::has_facts(update, &at),
                at,
            });
            match node.as_array_mut() {
                Some(items) if !update.is_array() => items.push(update.clone()),
                _ => merge_json(node, update),
            }
            changed |= *node != before;
        }
    }
    Ok(Performed { matched: targets.len(), changed, found })
}

/// The JSON pointers to what a JSONPath selects.
fn select(document: &Value, path: &str) -> std::result::Result<Vec<String>, ApplyErrorKind> {
    let path = compile_path(path).map_err(ApplyErrorKind::InvalidJsonPath)?;
    Ok(locate(document, &path))
}

/// The one node that a JSONPath selects.
fn only<'a>(document: &'a Value, path: &str) -> std::result::Result<&'a Value, ApplyErrorKind> {
    match select(document, path)?.as_slice() {
        [only] => document.pointer(only),
        [] => None,
        _ => return Err(ApplyErrorKind::CopySourceMultiple(path.to_owned())),
    }
    .ok_or_else(|| ApplyErrorKind::CopySourceNotFound(path.to_owned()))
}

fn action_name(name: &str, index: usize, action: &v1_1::Action) -> String {
    format!("{name}: actions[{index}] (target {})", action.target.trim())
}

fn typed<'de, T: Deserialize<'de>>(place: &str, value: &'de Value) -> Result<T> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = match error.path().to_string().as_str() {
            "." => String::new(),
            path => format!(" at {path}"),
        };
        Error::new(
            place,
            format!("cannot be read{path}: {}", error.inner()),
            "each action needs target, x-kind, x-reason, x-matches, x-found, and one of update, copy, remove",
        )
    })
}

fn one_line(error: &impl ToString) -> String {
    error.to_string().lines().map(str::trim).collect::<Vec<_>>().join("; ")
}

fn plural(count: usize, noun: &str) -> String {
    match count {
        1 => noun.to_owned(),
        _ => format!("{noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn apply(actions: &str) -> std::result::Result<Value, String> {
        let text = format!("overlay: 1.1.0\ninfo: {{title: t, version: '1'}}\nactions:\n{actions}");
        let document = json!({ "a": { "b": {} }, "list": [{ "n": 1 }, { "n": 2 }] });
        Overlay::parse("o.yaml", &text)
            .and_then(|overlay| overlay.apply(&document))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn actions_apply_in_order() {
        let result = apply(
            "  - {target: $.a.b, x-kind: preference, x-reason: r, x-matches: 1, x-found: {}, update: {c: 1}}\n  \
             - {target: '$.list[?@.n == 2]', x-kind: upstream-bug, x-reason: r, x-matches: 1, x-found: {}, copy: $.a.b}\n",
        );
        assert_eq!(
            result.unwrap(),
            json!({ "a": { "b": { "c": 1 } }, "list": [{ "n": 1 }, { "n": 2, "c": 1 }] })
        );
    }

    #[test]
    fn an_action_that_does_not_do_what_it_says_is_an_error_that_names_it() {
        let head = "x-kind: upstream-bug, x-reason: because";
        let cases = [
            (
                format!("{{target: $.gone, {head}, x-matches: 1, remove: true}}"),
                "matches 0 nodes, not 1 (because)",
            ),
            (
                format!("{{target: '$.list[*]', {head}, x-matches: 1, remove: true}}"),
                "matches 2 nodes, not 1",
            ),
            (
                format!(
                    "{{target: '$.list[0]', {head}, x-matches: 1, x-found: {{n: 1}}, update: {{n: 1}}}}"
                ),
                "changes nothing (because)",
            ),
            (
                format!("{{target: '$.list[0].n', {head}, x-matches: 1, update: {{n: 1}}}}"),
                "cannot be applied",
            ),
            (format!("{{target: $.a, {head}, x-matches: 1, copy: $.gone}}"), "cannot be applied"),
            (
                format!("{{target: '$.a[', {head}, x-matches: 1, remove: true}}"),
                "not a valid overlay",
            ),
            (format!("{{target: $.a, {head}, x-matches: 1}}"), "not a valid overlay"),
            (
                "{target: $.a, x-reason: r, x-matches: 1, remove: true}".to_owned(),
                "missing field `x-kind`",
            ),
            (
                "{target: $.a, x-kind: taste, x-reason: r, x-matches: 1, remove: true}".to_owned(),
                "unknown variant `taste`",
            ),
        ];
        for (action, expected) in cases {
            let message = apply(&format!("  - {action}\n")).unwrap_err();
            assert!(message.contains(expected), "{action}: {message}");
            assert!(message.starts_with("o.yaml"), "{message}");
        }
    }
}
