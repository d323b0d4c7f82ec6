//! What an action finds where it writes: the values that it overwrites or
//! removes, as they are just before. An action states these values (`x-found`),
//! so that a change of them upstream is noticed and not hidden. Pure.

use std::fmt;

use serde_json::{Map, Value};

use crate::error::Error;
use crate::openapi::{self, json::Pointer};

/// What `update` overwrites at a node: an object of the update's shape. What
/// is not in it was not there. Prose is ours alone, so it is left out.
pub(super) fn overwritten(node: &Value, update: &Value, at: &Pointer) -> Value {
    let (Value::Object(node), Value::Object(update)) = (node, update) else {
        // An element is added to an array.
        return Value::Object(Map::new());
    };
    let found = update.iter().filter_map(|(key, update)| {
        let at = at.child(key);
        let value = node.get(key).filter(|_| !openapi::is_prose(&at))?;
        let found = match value.is_object() && update.is_object() {
            true => overwritten(value, update, &at),
            false => value.clone(),
        };
        let is_nothing = update.is_object() && found.as_object().is_some_and(Map::is_empty);
        (!is_nothing).then(|| (key.clone(), found))
    });
    Value::Object(found.collect())
}

/// Whether an update at a place writes more than prose.
pub(super) fn has_facts(update: &Value, at: &Pointer) -> bool {
    match update {
        _ if openapi::is_prose(at) => false,
        Value::Object(update) if !update.is_empty() => {
            update.iter().any(|(key, member)| has_facts(member, &at.child(key)))
        }
        _ => true,
    }
}

/// What an action finds at a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The node.
    pub at: Pointer,
    /// What the action overwrites or removes there; an empty object for
    /// nothing.
    pub value: Value,
    /// Whether the action is about more than prose.
    pub has_facts: bool,
}

/// A place, the value before, and the value now.
pub type Difference = (Pointer, Option<Value>, Option<Value>);

/// An action that finds other values than it states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drift {
    /// The action.
    pub action: String,
    /// Why it exists.
    pub reason: String,
    /// Each value that is another: what the action states, and what is there.
    pub values: Vec<Difference>,
    /// Whether the action still changes something.
    pub is_needed: bool,
    /// What `x-found` must say.
    pub found: Value,
}

impl fmt::Display for Drift {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{} ({})", self.action, self.reason)?;
        for value in &self.values {
            writeln!(formatter, "      {}", text(value))?;
        }
        if self.values.is_empty() {
            writeln!(
                formatter,
                "      the action has no x-found, although it changes more than descriptions"
            )?;
        }
        write!(formatter, "      {}", need(self.is_needed))
    }
}

/// A difference in words.
pub fn text((at, before, now): &Difference) -> String {
    let word = |value: &Option<Value>| match value {
        Some(value) => value.to_string(),
        None => "nothing".to_owned(),
    };
    format!("{at}: upstream had {}, now has {}", word(before), word(now))
}

/// Whether an action is still needed, in words.
pub fn need(is_needed: bool) -> &'static str {
    match is_needed {
        true => "the action is still needed: upstream does not say the same",
        false => "the action is no longer needed: upstream says the same now; remove it",
    }
}

/// The error for actions that find other values than they state.
pub(super) fn refusal(name: &str, drifts: &[Drift]) -> Error {
    let problem = match drifts.len() {
        1 => "an action finds values that differ from its x-found".to_owned(),
        count => format!("{count} actions find values that differ from their x-found"),
    };
    let texts: Vec<_> = drifts.iter().map(|it| format!("\n    {it}")).collect();
    let needed: Vec<_> = drifts.iter().filter(|it| it.is_needed).collect();
    let pastes = needed.iter().map(|it| format!("\n    {}\n    x-found: {}", it.action, it.found));
    let help = match needed.is_empty() {
        true => "remove each of these actions from the overlay".to_owned(),
        false => format!(
            "look at each action; remove it, correct it, or keep it and paste:{}",
            pastes.collect::<String>()
        ),
    };
    Error::new(name, format!("{problem}:{}", texts.concat()), help)
}

/// What `x-found` must say: one value if every node holds the same, a list of
/// one for each node otherwise.
pub(super) fn statement(found: &[Found]) -> Value {
    match found {
        [] => Value::Object(Map::new()),
        [only] => only.value.clone(),
        [first, rest @ ..] => match rest.iter().all(|it| it.value == first.value) {
            true if !first.value.is_array() => first.value.clone(),
            _ => found.iter().map(|it| it.value.clone()).collect(),
        },
    }
}

/// Whether an action states what it finds, or has nothing to state.
pub(super) fn is_stated(stated: Option<&Value>, found: &[Found]) -> bool {
    stated.is_some() || !found.iter().any(|it| it.has_facts)
}

/// Where nodes hold other values than are stated.
pub(super) fn contradictions(stated: Option<&Value>, found: &[Found]) -> Vec<Difference> {
    let nothing = Value::Object(Map::new());
    let each = stated.and_then(Value::as_array).filter(|_| found.len() > 1);
    let mut values = Vec::new();
    for (index, it) in found.iter().enumerate() {
        let stated = match each {
            Some(each) => each.get(index),
            None => stated,
        };
        let stated = stated.unwrap_or(&nothing);
        differences(Some(stated), Some(&it.value), &it.at, &mut values);
    }
    values
}

/// The leaves in which two values differ; an array is a leaf.
pub fn differences(
    before: Option<&Value>,
    after: Option<&Value>,
    at: &Pointer,
    found: &mut Vec<Difference>,
) {
    let object = |value: Option<&'_ Value>| value.and_then(Value::as_object).cloned();
    match (object(before), object(after)) {
        _ if before == after => {}
        (Some(before), Some(after)) => {
            let added = after.keys().filter(|key| !before.contains_key(*key));
            for key in before.keys().chain(added) {
                differences(before.get(key), after.get(key), &at.child(key), found);
            }
        }
        _ => found.push((at.clone(), before.cloned(), after.cloned())),
    }
}
