//! One change of the specification alone: a document with this change and
//! nothing else.

use serde_json::Value;

use crate::audit::finding::SpecFinding;
use crate::audit::pair::Pair;
use crate::openapi::json::Pointer;

/// The base with one finding applied; nothing if it cannot be told what the
/// finding alone changes in it.
pub(super) fn apply(documents: Pair<&Value>, finding: &SpecFinding) -> Option<Value> {
    let Pair { base, revision } = documents;
    let mut document = base.clone();
    match (&finding.pointer.base, &finding.pointer.revision) {
        (Some(old), Some(new)) if old != new => match outer(old, new) {
            Some(at) => put(&mut document, at, revision.pointer(at.as_str()).cloned())?,
            None => rename(&mut document, revision, old, new)?,
        },
        (Some(at), _) | (None, Some(at)) => {
            let change = (&finding.before, &finding.after);
            if let (Some(Value::Bool(_)), Some(Value::Bool(after))) = change
                && is_property(at)
            {
                require(&mut document, at, *after)?;
            } else {
                if base.pointer(at.as_str()) != finding.before.as_ref()
                    || revision.pointer(at.as_str()) != finding.after.as_ref()
                {
                    return None;
                }
                put(&mut document, at, finding.after.clone())?;
                if is_property(at) {
                    require(&mut document, at, is_required(revision, at))?;
                }
            }
        }
        (None, None) => return None,
    }
    Some(document)
}

/// The finding the other way round.
pub(super) fn reversed(finding: &SpecFinding) -> SpecFinding {
    let mut reversed = finding.clone();
    std::mem::swap(&mut reversed.before, &mut reversed.after);
    reversed.pointer = reversed.pointer.reversed();
    reversed
}

/// The one of two places that the other is in.
fn outer<'p>(first: &'p Pointer, second: &'p Pointer) -> Option<&'p Pointer> {
    let is_in = |outer: &Pointer, inner: &Pointer| inner.at_and_above().contains(outer);
    match (is_in(first, second), is_in(second, first)) {
        (true, _) => Some(first),
        (_, true) => Some(second),
        _ => None,
    }
}

/// Sets, adds or removes the value at a place whose parent is there.
fn put(document: &mut Value, at: &Pointer, value: Option<Value>) -> Option<()> {
    let (parent, _) = at.as_str().rsplit_once('/')?;
    let last = at.segments().last()?;
    match (document.pointer_mut(parent)?, value) {
        (Value::Object(object), Some(value)) => {
            object.insert(last, value);
        }
        (Value::Object(object), None) => {
            object.remove(&last)?;
        }
        (Value::Array(items), value) => {
            let index: usize = last.parse().ok()?;
            match (items.get_mut(index), value) {
                (Some(item), Some(value)) => *item = value,
                (Some(_), None) => drop(items.remove(index)),
                (None, Some(value)) => items.push(value),
                (None, None) => return None,
            }
        }
        _ => return None,
    }
    Some(())
}

fn is_property(at: &Pointer) -> bool {
    at.segments().collect::<Vec<_>>().iter().rev().nth(1) == Some(&"properties".to_owned())
}

/// The schema that a property is of, and the property's name.
fn schema_of(property: &Pointer) -> Option<(&str, String)> {
    let (properties, _) = property.as_str().rsplit_once('/')?;
    let (schema, _) = properties.rsplit_once('/')?;
    Some((schema, property.segments().last()?))
}

fn is_required(document: &Value, property: &Pointer) -> bool {
    schema_of(property)
        .and_then(|(schema, name)| {
            let required = document.pointer(schema)?.get("required")?.as_array()?;
            Some(required.iter().any(|it| *it == name))
        })
        .unwrap_or_default()
}

/// Makes a property required, or not.
fn require(document: &mut Value, property: &Pointer, wanted: bool) -> Option<()> {
    let (schema, name) = schema_of(property)?;
    let schema = document.pointer_mut(schema)?.as_object_mut()?;
    let required =
        schema.entry("required").or_insert_with(|| Value::Array(Vec::new())).as_array_mut()?;
    required.retain(|it| *it != name);
    if wanted {
        required.push(Value::String(name));
    }
    if required.is_empty() {
        schema.remove("required");
    }
    Some(())
}

/// Moves a component, and every reference to it.
fn rename(document: &mut Value, revision: &Value, old: &Pointer, new: &Pointer) -> Option<()> {
    let is_component =
        |at: &Pointer| at.as_str().starts_with("/components/") && at.segments().count() == 3;
    revision.pointer(new.as_str())?;
    if !is_component(old) || !is_component(new) {
        return None;
    }
    let value = document.pointer(old.as_str())?.clone();
    put(document, old, None)?;
    put(document, new, Some(value))?;
    refer(document, &format!("#{old}"), &format!("#{new}"));
    Some(())
}

fn refer(value: &mut Value, old: &str, new: &str) {
    match value {
        Value::Object(object) => {
            for (key, member) in object {
                match member {
                    Value::String(target) if key == "$ref" && target == old => {
                        new.clone_into(target);
                    }
                    member => refer(member, old, new),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|it| refer(it, old, new)),
        _ => {}
    }
}
