//! What an overlay that was written for one state of upstream needs for
//! another: for each action that no longer fits, the change of upstream that
//! caused it, and a corrected action. What an action states stays stated, even
//! where upstream no longer has the place; what is stated nowhere follows
//! upstream. How the file is edited is in `edit`. Pure.

use std::collections::BTreeMap;

use roas_overlay::v1_1::Action;
use serde_json::{Map, Value, json};

use super::edit::{Correction, Edit};
use super::found::{self, Found};
use super::{Overlay, Performed, action_name, one_line, only, perform};
use crate::error::{Error, Result};
use crate::openapi::json::Pointer;
use crate::openapi::{self, Kind};
use crate::pipeline::describe::json_path;

/// The corrections that an overlay which fits `before` needs to fit `after`.
/// `dropped` are schemas that upstream no longer gives a name, by our names.
pub fn adopt(
    overlay: &Overlay,
    before: &Value,
    after: &Value,
    dropped: &[String],
) -> Result<Vec<Correction>> {
    let mut corrections: Vec<_> =
        dropped.iter().filter_map(|name| named_again(before, after, name)).collect();
    let (mut old, mut new) = (before.clone(), after.clone());
    for correction in &corrections {
        replay(correction, &mut new)?;
    }
    for (index, (action, purpose)) in overlay.actions().enumerate() {
        let sides = Sides { old: old.clone(), new: new.clone() };
        let was = perform(action, &mut old).ok();
        let now = perform(action, &mut new);
        let step = Misfit {
            index,
            name: action_name(&overlay.name, index, action),
            kind: purpose.kind.name(),
            sides,
            after: &old,
        };
        let stated = purpose.found.as_ref();
        let fits = now.as_ref().is_ok_and(|now| {
            now.changed
                && now.matched == purpose.matches
                && found::is_stated(stated, &now.found)
                && found::contradictions(stated, &now.found).is_empty()
        });
        let correction = match fits {
            true => step.bare(action, was.as_ref()).map(|(causes, after)| {
                step.corrected(causes, Edit::State { matches: None, found: None, after })
            }),
            false => Some(step.correct(action, purpose.matches, was.as_ref(), now)?),
        };
        if let Some(correction) = correction {
            new = step.sides.new.clone();
            if !matches!(correction.edit, Edit::Remove | Edit::Replace { .. }) {
                perform(action, &mut new).map_err(|error| by_hand(&step.name, &error))?;
            }
            replay(&correction, &mut new)?;
            corrections.push(correction);
        }
    }
    Ok(corrections)
}

/// Does to a document what a correction adds to the overlay.
fn replay(correction: &Correction, document: &mut Value) -> Result<()> {
    correction.edit.added().try_for_each(|value| {
        let action: Action = serde_json::from_value(value.clone())
            .map_err(|error| by_hand(&correction.action, &error))?;
        perform(&action, document).map(drop).map_err(|error| by_hand(&correction.action, &error))
    })
}

fn by_hand(action: &str, problem: &impl ToString) -> Error {
    Error::new(
        action,
        format!("no longer fits, and no correction is known: {}", one_line(problem)),
        "correct the action by hand",
    )
}

/// The documents before an action.
struct Sides {
    old: Value,
    new: Value,
}

/// An action that does not fit.
struct Misfit<'a> {
    index: usize,
    name: String,
    kind: &'static str,
    sides: Sides,
    /// The document that the action fits, after it.
    after: &'a Value,
}

impl Misfit<'_> {
    fn correct(
        &self,
        action: &Action,
        matches: usize,
        was: Option<&Performed>,
        now: std::result::Result<Performed, impl ToString>,
    ) -> Result<Correction> {
        let bare = self.bare(action, was);
        let was = was.map_or(&[][..], |it| it.found.as_slice());
        let gone: Vec<_> =
            was.iter().filter(|it| self.sides.new.pointer(it.at.as_str()).is_none()).collect();
        let mut causes: Vec<_> =
            gone.iter().map(|it| format!("{}: upstream no longer has it", it.at)).collect();
        let mut restated: Vec<_> = match action.is_remove() {
            true => Vec::new(),
            false => gone
                .iter()
                .filter_map(|it| self.restate(&it.at, self.after.pointer(it.at.as_str())?.clone()))
                .collect(),
        };
        let edit = match now {
            Err(problem) => {
                let source = action.copy.as_deref();
                let copied = source.and_then(|it| only(&self.sides.old, it).ok());
                let (Some(source), Some(copied)) = (source, copied) else {
                    return Err(by_hand(&self.name, &problem));
                };
                causes.push(format!("upstream no longer has {source}"));
                let text = action.target.trim();
                let reason =
                    "Upstream no longer has what was copied here; this action states it instead.";
                Edit::Replace { by: vec![self.update(text, copied.clone(), reason)] }
            }
            Ok(now) if now.matched == 0 || !now.changed => {
                if now.matched > 0 {
                    causes.push("upstream says the same now".to_owned());
                } else if causes.is_empty() {
                    causes.push("upstream no longer has what the target selects".to_owned());
                }
                match restated.is_empty() {
                    true => Edit::Remove,
                    false => Edit::Replace { by: restated },
                }
            }
            Ok(now) => {
                let known = |it: &&Found| !was.iter().any(|was| was.at == it.at);
                causes.extend(
                    now.found
                        .iter()
                        .filter(known)
                        .map(|it| format!("{}: upstream has it now", it.at)),
                );
                causes.extend(changed(was, &now.found));
                if let Some((others, after)) = bare {
                    causes.extend(others);
                    restated.extend(after);
                }
                if causes.is_empty() {
                    causes.push(
                        "the x-found of the action did not state what upstream has".to_owned(),
                    );
                }
                let has_facts = now.found.iter().any(|it| it.has_facts);
                Edit::State {
                    matches: (now.matched != matches).then_some(now.matched),
                    found: has_facts.then(|| found::statement(&now.found)),
                    after: restated,
                }
            }
        };
        Ok(self.corrected(causes, edit))
    }

    fn corrected(&self, causes: Vec<String>, edit: Edit) -> Correction {
        Correction { action: self.name.clone(), causes, edit, index: self.index }
    }

    /// An update can describe what upstream no longer has. What it was must then
    /// be stated beside it: each place, and the actions that do so.
    fn bare(&self, action: &Action, was: Option<&Performed>) -> Option<(Vec<String>, Vec<Value>)> {
        let update = action.update.as_ref()?;
        let mut bare = Vec::new();
        for it in was.into_iter().flat_map(|it| &it.found) {
            self.collect_bare(update, &it.at, &mut bare);
        }
        let causes =
            bare.iter().map(|(at, _)| format!("{at}: upstream no longer has it")).collect();
        let after: Vec<_> =
            bare.into_iter().filter_map(|(at, value)| self.restate(&at, value)).collect();
        (!after.is_empty()).then_some((causes, after))
    }

    /// What is gone, and what of it the update does not state itself.
    fn collect_bare(&self, update: &Value, at: &Pointer, bare: &mut Vec<(Pointer, Value)>) {
        for (key, member) in update.as_object().into_iter().flatten() {
            let at = at.child(key);
            let old = self.sides.old.pointer(at.as_str()).and_then(Value::as_object);
            let new = self.sides.new.pointer(at.as_str()).and_then(Value::as_object);
            match (old, new, member) {
                (Some(_), Some(_), _) => self.collect_bare(member, &at, bare),
                (Some(old), None, Value::Object(said)) if !openapi::is_prose(&at) => {
                    bare.extend(unsaid(old, said).map(|value| (at, value)));
                }
                _ => {}
            }
        }
    }

    /// The action that states a value at a place.
    fn restate(&self, at: &Pointer, mut value: Value) -> Option<Value> {
        let mut around = at.clone();
        loop {
            let key = around.segments().last()?;
            around = around.parent()?;
            value = json!({ key: value });
            match self.sides.new.pointer(around.as_str()) {
                Some(Value::Object(_)) => break,
                // The position of an item in a list is not known.
                Some(_) => return None,
                None => {}
            }
        }
        let reason =
            "Upstream no longer has this. This action states it until the client needs it no more.";
        Some(self.update(&json_path(&around), value, reason))
    }

    fn update(&self, target: &str, update: Value, reason: &str) -> Value {
        json!({
            "target": target,
            "x-kind": self.kind,
            "x-reason": reason,
            "x-matches": 1,
            "x-found": {},
            "update": update,
        })
    }
}

/// What an object has that another does not say; nothing if it says all.
fn unsaid(object: &Map<String, Value>, said: &Map<String, Value>) -> Option<Value> {
    let mut rest = Map::new();
    for (key, value) in object {
        let kept = match (value, said.get(key)) {
            (_, None) => Some(value.clone()),
            (Value::Object(value), Some(Value::Object(said))) => unsaid(value, said),
            _ => None,
        };
        rest.extend(kept.map(|value| (key.clone(), value)));
    }
    (!rest.is_empty()).then_some(Value::Object(rest))
}

/// What is found at places that were matched before, and differs.
fn changed(was: &[Found], now: &[Found]) -> Vec<String> {
    let was: BTreeMap<_, _> = was.iter().map(|it| (&it.at, &it.value)).collect();
    let mut values = Vec::new();
    for it in now {
        if let Some(was) = was.get(&it.at) {
            found::differences(Some(was), Some(&it.value), &it.at, &mut values);
        }
    }
    values.iter().map(found::text).collect()
}

/// A schema that upstream states in place now, and no longer by a name: the
/// name is given again, with what upstream states.
fn named_again(before: &Value, after: &Value, name: &str) -> Option<Correction> {
    let schemas = Pointer::root().child("components").child("schemas");
    let reference = format!("#{}", schemas.child(name));
    let mut places = Vec::new();
    openapi::visit(before, Kind::Document, &Pointer::root(), &mut |at, kind, object| {
        let is_named = kind == Kind::Schema && openapi::reference_in(object) == Some(&reference);
        if let Some(Value::Object(now)) = after.pointer(at.as_str()).filter(|_| is_named) {
            places.push((at.clone(), now.clone()));
        }
    });
    let (_, stated) = places.first()?;
    let stated = type_of(stated);
    if places.iter().any(|(_, it)| it.contains_key("$ref") || type_of(it) != stated) {
        return None;
    }
    let action = |target: &Pointer, reason: &str, found: &Value, key: &str, value: Value| {
        json!({
            "target": json_path(target),
            "x-kind": "preference",
            "x-reason": reason,
            "x-matches": 1,
            "x-found": found,
            key: value,
        })
    };
    let reason = format!("Gives {name} its name, which upstream no longer does.");
    let nothing = json!({});
    let mut added = vec![action(&schemas, &reason, &nothing, "update", json!({ name: stated }))];
    let reason = format!("Replaced by a reference to {name}.");
    for (at, now) in &places {
        let nullable = now.get("nullable").map(|it| ("nullable".to_owned(), it.clone()));
        let mut schema: Map<_, _> = nullable.into_iter().collect();
        schema.insert("$ref".to_owned(), json!(reference));
        let parent = at.parent()?;
        let key = at.segments().last()?;
        added.push(action(at, &reason, &Value::Object(now.clone()), "remove", json!(true)));
        added.push(action(&parent, &reason, &nothing, "update", json!({ key: schema })));
    }
    let causes = places.iter().map(|(at, _)| format!("{at}: upstream states {name} inline now"));
    Some(Correction {
        action: format!("new actions for {name}"),
        causes: causes.collect(),
        edit: Edit::Add { before: added },
        index: 0,
    })
}

/// A schema without what is said of the place that uses it.
fn type_of(schema: &Map<String, Value>) -> Map<String, Value> {
    let mut ty = schema.clone();
    ty.retain(|key, _| !["nullable", "default", "readOnly", "writeOnly"].contains(&key.as_str()));
    ty
}
