//! What a change of a function or method means for its callers and, in a trait,
//! for those who implement it. Pure.

use super::class::{self, Class};
use super::signature::{Change as Bounds, bounds_changed, read};
use super::surface::{Item, Owner, has_default};

/// The classes of a change of a function. `is_sealed`: the function is one of a
/// trait that nobody else implements.
pub(super) fn changed(old: &Item<'_>, new: &Item<'_>, is_sealed: bool) -> Vec<Class> {
    let mut classes = Vec::new();
    let is_method = new.owner != Owner::Module;
    let choose = |method, function| if is_method { method } else { function };
    let has = |item: &Item<'_>, word: &str| item.line.words.contains(&word);
    match (has(old, "const"), has(new, "const")) {
        (true, false) => {
            classes.push(choose(class::METHOD_CONST_REMOVED, class::FUNCTION_CONST_REMOVED));
        }
        (false, true) => classes.push(choose(class::METHOD_NOW_CONST, class::FUNCTION_NOW_CONST)),
        _ => {}
    }
    match (has(old, "unsafe"), has(new, "unsafe")) {
        (false, true) => {
            classes.push(choose(class::METHOD_UNSAFE_ADDED, class::FUNCTION_UNSAFE_ADDED));
        }
        (true, false) => {
            classes.push(choose(class::METHOD_NO_LONGER_UNSAFE, class::FUNCTION_NO_LONGER_UNSAFE));
        }
        _ => {}
    }
    if has(old, "async") != has(new, "async") || has(old, "extern") != has(new, "extern") {
        classes.push(class::SIGNATURE_CHANGED);
    }
    let in_trait = new.owner == Owner::Trait;
    if in_trait {
        match (has_default(old), has_default(new)) {
            (true, false) if !is_sealed => classes.push(class::TRAIT_DEFAULT_REMOVED),
            (true, false) | (false, true) => classes.push(class::TRAIT_DEFAULT_GAINED),
            _ => {}
        }
    }
    let (before, mut after) =
        (read(old.line.generics, old.line.rest), read(new.line.generics, new.line.rest));
    // Nobody could name the parameters of `impl …`, so giving them names breaks no call.
    if before.generics.is_empty() && !after.generics.is_empty() && !in_trait {
        let nameless = after.without_names();
        if nameless.generics.is_empty() && nameless.arguments == before.arguments {
            classes.push(class::PARAMETER_NAMED);
            after = nameless;
        }
    }
    if in_trait {
        if before.arguments.len() != after.arguments.len() {
            classes.push(class::TRAIT_PARAMETER_COUNT);
        } else if before != after {
            classes.push(class::TRAIT_ITEM_CHANGED);
        }
        return classes;
    }
    if before.receiver != after.receiver {
        classes.push(receiver(before.receiver.as_deref(), after.receiver.as_deref()));
    }
    if before.arguments.len() != after.arguments.len() {
        classes.push(choose(class::METHOD_PARAMETER_COUNT, class::FUNCTION_PARAMETER_COUNT));
        return classes;
    }
    if before.generics != after.generics {
        classes.push(choose(class::METHOD_GENERICS, class::FUNCTION_GENERICS));
    }
    if before.arguments != after.arguments || before.output != after.output {
        classes.push(class::SIGNATURE_CHANGED);
        return classes;
    }
    classes.extend(bounds(bounds_changed(&before.input_bounds, &after.input_bounds)));
    // Dependents rely on the bounds of what is returned.
    classes.extend(bounds(bounds_changed(&after.output_bounds, &before.output_bounds)));
    classes
}

fn receiver(old: Option<&str>, new: Option<&str>) -> Class {
    match (old, new) {
        (Some(_), None) => class::RECEIVER_LOST,
        (Some("&self"), Some("&mut self")) => class::RECEIVER_REF_BECAME_MUT,
        (Some("&self"), Some("self")) => class::RECEIVER_REF_BECAME_OWNED,
        (Some("&mut self"), Some("self")) => class::RECEIVER_MUT_BECAME_OWNED,
        (Some("&mut self"), Some("&self")) => class::RECEIVER_MUT_BECAME_REF,
        _ => class::RECEIVER_CHANGED,
    }
}

/// The class of a change of bounds.
pub(super) fn bounds(change: Bounds) -> Option<Class> {
    match change {
        Bounds::None => None,
        Bounds::Loosened => Some(class::BOUND_LOOSENED),
        Bounds::Tightened => Some(class::BOUND_TIGHTENED),
    }
}
