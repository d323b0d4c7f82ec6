//! What differs between two public APIs, and what that means for dependents by
//! Cargo's rules. Each item that was added, removed or changed is one change; the
//! parts of an item that was added or removed belong to its change. Pure.

use std::collections::BTreeSet;

use super::class::{self, Class};
use super::functions::{self, bounds};
use super::line::{Kind, find, split};
use super::signature::{self, Signature};
use super::surface::{Item, Owner, Surface, has_default, supertraits};
use crate::audit::pair::Pair;

/// A change of the public API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The path of the item.
    pub item: String,
    /// What sort of change it is.
    pub class: Class,
    /// The line before.
    pub before: Option<String>,
    /// The line after.
    pub after: Option<String>,
}

/// Compares two public APIs.
pub fn compare(base: &Surface<'_>, revision: &Surface<'_>) -> Vec<Change> {
    let comparison = Comparison { surfaces: Pair { base, revision } };
    let keys: BTreeSet<_> = base.items.keys().chain(revision.items.keys()).collect();
    let mut changes = Vec::new();
    for key in keys {
        let (old, new) = (base.items.get(key), revision.items.get(key));
        let classes = match (old, new) {
            (Some(old), None) if comparison.parent_stays(old) => vec![comparison.removed(old)],
            (None, Some(new)) if comparison.parent_stays(new) => vec![comparison.added(new)],
            (Some(old), Some(new)) if old.text != new.text => comparison.changed(old, new),
            _ => continue,
        };
        let item = new.or(old).map(|it| it.path.clone()).unwrap_or_default();
        changes.extend(classes.into_iter().map(|class| Change {
            item: item.clone(),
            class,
            before: old.map(|it| it.text.to_owned()),
            after: new.map(|it| it.text.to_owned()),
        }));
    }
    autos(base, revision, &mut changes);
    changes
}

struct Comparison<'a> {
    surfaces: Pair<&'a Surface<'a>>,
}

impl Comparison<'_> {
    /// Whether what the item belongs to is there on both sides; auto traits are
    /// compared apart.
    fn parent_stays(&self, item: &Item<'_>) -> bool {
        let stays = |key: &String| self.surfaces.into_iter().all(|it| it.items.contains_key(key));
        item.line.kind != Kind::Auto && item.parent.as_ref().is_none_or(stays)
    }

    fn old_parent(&self, item: &Item<'_>) -> Option<&Item<'_>> {
        self.surfaces.base.items.get(item.parent.as_ref()?)
    }

    fn removed(&self, item: &Item<'_>) -> Class {
        match (item.line.kind, item.owner) {
            (Kind::Module, _) => class::MODULE_MISSING,
            (Kind::Reexport, _) => class::REEXPORT_MISSING,
            (Kind::Struct, _) => class::STRUCT_MISSING,
            (Kind::Enum, _) => class::ENUM_MISSING,
            (Kind::Union, _) => class::UNION_MISSING,
            (Kind::Trait, _) => class::TRAIT_MISSING,
            (Kind::Macro, _) => class::MACRO_MISSING,
            (Kind::Static, _) => class::STATIC_MISSING,
            (Kind::Dyn, _) => class::DYN_LOST,
            (Kind::Auto, _) => class::AUTO_LOST,
            (Kind::Variant, _) => class::VARIANT_MISSING,
            (Kind::Field, _) if self.is_of_variant(item) => class::VARIANT_FIELD_MISSING,
            (Kind::Field, _) => class::FIELD_MISSING,
            (Kind::Impl, _) if is_derivable(item) => class::DERIVE_REMOVED,
            (Kind::Impl, _) => class::IMPL_REMOVED,
            (Kind::Function, Owner::Trait) => class::TRAIT_METHOD_MISSING,
            (Kind::Type, Owner::Trait) => class::TRAIT_TYPE_MISSING,
            (Kind::Constant, Owner::Trait) => class::TRAIT_CONST_MISSING,
            (Kind::Function, Owner::Implementation) => class::IMPL_ITEM_RESTATED,
            (_, Owner::Implementation) => class::ASSOCIATED_CHANGED,
            (Kind::Function, Owner::Type) => class::METHOD_MISSING,
            (Kind::Function, Owner::Module) => class::FUNCTION_MISSING,
            (Kind::Constant, Owner::Type) => class::ASSOCIATED_CONST_MISSING,
            (Kind::Constant, Owner::Module) => class::CONST_MISSING,
            (Kind::Type, _) => class::ALIAS_MISSING,
        }
    }

    fn added(&self, item: &Item<'_>) -> Class {
        let old_parent = self.old_parent(item);
        let is_sealed = || old_parent.is_some_and(|parent| self.surfaces.base.is_sealed(parent));
        let must_implement = |class| match is_sealed() || has_default(item) {
            true => class::TRAIT_DEFAULT_METHOD_ADDED,
            false => class,
        };
        match (item.line.kind, item.owner) {
            (Kind::Field, _) if self.is_of_variant(item) => class::VARIANT_FIELD_ADDED,
            (Kind::Field, _) if old_parent.is_some_and(|it| self.is_constructible(it)) => {
                class::CONSTRUCTIBLE_FIELD_ADDED
            }
            (Kind::Field, _) => class::FIELD_ADDED,
            (Kind::Variant, _) if old_parent.is_some_and(is_exhaustive) => class::VARIANT_ADDED,
            (Kind::Variant, _) => class::NON_EXHAUSTIVE_VARIANT_ADDED,
            (Kind::Function, Owner::Trait) => must_implement(class::TRAIT_METHOD_ADDED),
            (Kind::Type, Owner::Trait) => must_implement(class::TRAIT_TYPE_ADDED),
            (Kind::Constant, Owner::Trait) => must_implement(class::TRAIT_CONST_ADDED),
            (Kind::Function, Owner::Implementation) => class::IMPL_ITEM_RESTATED,
            (_, Owner::Implementation) => class::ASSOCIATED_CHANGED,
            (Kind::Function, Owner::Type) => class::METHOD_ADDED,
            (Kind::Impl, _) if trait_of(item) == "core::marker::Copy" => class::COPY_ADDED,
            (Kind::Impl, _) => class::IMPL_ADDED,
            (Kind::Dyn, _) => class::DYN_GAINED,
            _ => class::ITEM_ADDED,
        }
    }

    fn is_of_variant(&self, item: &Item<'_>) -> bool {
        item.parent.as_ref().is_some_and(|it| it.starts_with("part "))
    }

    /// Whether dependents can write a literal of a struct.
    fn is_constructible(&self, item: &Item<'_>) -> bool {
        item.line.kind == Kind::Struct && is_exhaustive(item) && !has_private_fields(item)
    }

    /// What changed in an item; several things may.
    fn changed(&self, old: &Item<'_>, new: &Item<'_>) -> Vec<Class> {
        if old.line.kind != new.line.kind {
            return vec![class::KIND_CHANGED];
        }
        let mut classes = self.attributes(old, new);
        match (new.line.kind, new.owner) {
            (Kind::Auto, _) => return Vec::new(),
            (Kind::Struct | Kind::Enum | Kind::Union, _) => classes.extend(self.types(old, new)),
            (Kind::Trait, _) => classes.extend(self.traits(old, new)),
            (Kind::Function, Owner::Implementation) => classes.push(class::IMPL_ITEM_RESTATED),
            (Kind::Function, _) => {
                let is_sealed = new.owner == Owner::Trait
                    && self.old_parent(old).is_some_and(|it| self.surfaces.base.is_sealed(it));
                classes.extend(functions::changed(old, new, is_sealed));
            }
            (Kind::Type | Kind::Constant, Owner::Implementation) => {
                classes.push(class::ASSOCIATED_CHANGED);
            }
            (Kind::Type | Kind::Constant, Owner::Trait) => classes.push(class::TRAIT_ITEM_CHANGED),
            (Kind::Type, _) => classes.push(class::ALIAS_CHANGED),
            (Kind::Constant, _) => classes.extend(constants(old, new)),
            (Kind::Static, _) => classes.push(statics(old, new)),
            (Kind::Field, _) if old.line.rest != new.line.rest => {
                classes.push(class::FIELD_TYPE_CHANGED);
            }
            (Kind::Variant, _) if old.line.rest != new.line.rest => {
                classes.push(class::VARIANT_CHANGED);
            }
            (Kind::Impl, _) => classes.extend(implementations(old, new)),
            (Kind::Macro, _) => classes.push(class::MACRO_CHANGED),
            (Kind::Reexport, _) => classes.push(class::REEXPORT_CHANGED),
            _ => {}
        }
        if classes.is_empty() {
            classes.push(class::ATTRIBUTE_CHANGED);
        }
        classes
    }

    fn attributes(&self, old: &Item<'_>, new: &Item<'_>) -> Vec<Class> {
        let has = |item: &Item<'_>, name: &str| {
            item.line.attributes.iter().any(|it| it.starts_with(&format!("#[{name}")))
        };
        let reprs = |item: &Item<'_>| -> Vec<String> {
            let reprs = item.line.attributes.iter().filter(|it| it.starts_with("#[repr"));
            reprs.map(ToString::to_string).collect()
        };
        let mut classes = Vec::new();
        if has(new, "deprecated") && !has(old, "deprecated") {
            classes.push(class::DEPRECATED);
        }
        if reprs(old) != reprs(new) {
            classes.push(class::REPR_CHANGED);
        }
        let non_exhaustive = (has(old, "non_exhaustive"), has(new, "non_exhaustive"));
        classes.extend(match (new.line.kind, non_exhaustive) {
            (Kind::Enum, (false, true)) => Some(class::ENUM_NON_EXHAUSTIVE),
            (Kind::Enum, (true, false)) => Some(class::ENUM_EXHAUSTIVE),
            // A struct with private fields could not be named whole before.
            (Kind::Struct, (false, true)) if !has_private_fields(old) => {
                Some(class::STRUCT_NON_EXHAUSTIVE)
            }
            (Kind::Struct, (true, false)) if !has_private_fields(new) => {
                Some(class::STRUCT_EXHAUSTIVE)
            }
            (Kind::Variant, (false, true)) => Some(class::VARIANT_NON_EXHAUSTIVE),
            (Kind::Variant, (true, false)) => Some(class::VARIANT_EXHAUSTIVE),
            _ => None,
        });
        classes
    }

    fn types(&self, old: &Item<'_>, new: &Item<'_>) -> Vec<Class> {
        let mut classes: Vec<_> = parameters(old, new).into_iter().collect();
        let constructible = self.is_constructible(old);
        let is_tuple = |item: &Item<'_>| item.line.rest.starts_with('(');
        let has_fields = |surface: &Surface<'_>, item: &Item<'_>| {
            surface.parts(&format!("type {}", item.path)).next().is_some()
        };
        let exposes_fields = has_fields(self.surfaces.base, old);
        if old.line.kind != Kind::Struct || old.line.rest == new.line.rest {
            return classes;
        }
        let gained_private = !has_private_fields(old) && has_private_fields(new);
        let lost_private = has_private_fields(old) && !has_private_fields(new);
        classes.extend(match (is_tuple(old) != is_tuple(new), constructible) {
            (true, true) => Some(class::CONSTRUCTIBLE_KIND_CHANGED),
            (true, false) if exposes_fields => Some(class::STRUCT_KIND_CHANGED),
            (true, false) => Some(class::PRIVATE_KIND_CHANGED),
            (false, true) if gained_private => Some(class::CONSTRUCTIBLE_PRIVATE_FIELD),
            (false, true) if is_tuple(new) => Some(class::CONSTRUCTIBLE_KIND_CHANGED),
            (false, false) if lost_private => Some(class::NO_PRIVATE_FIELDS),
            // The fields have lines of their own.
            (false, _) => None,
        });
        if classes.is_empty() {
            classes.push(class::PRIVATE_KIND_CHANGED);
        }
        classes
    }

    fn traits(&self, old: &Item<'_>, new: &Item<'_>) -> Vec<Class> {
        let mut classes: Vec<_> = parameters(old, new).into_iter().collect();
        let is_unsafe = |item: &Item<'_>| item.line.words.contains(&"unsafe");
        classes.extend(match (is_unsafe(old), is_unsafe(new)) {
            (false, true) => Some(class::TRAIT_UNSAFE_ADDED),
            (true, false) => Some(class::TRAIT_UNSAFE_REMOVED),
            _ => None,
        });
        let (was_sealed, is_sealed) =
            (self.surfaces.base.is_sealed(old), self.surfaces.revision.is_sealed(new));
        match (was_sealed, is_sealed) {
            (false, true) => classes.push(class::TRAIT_SEALED),
            (true, false) => classes.push(class::TRAIT_UNSEALED),
            _ => {}
        }
        let (before, after): (BTreeSet<_>, BTreeSet<_>) = (
            supertraits(&old.line).into_iter().collect(),
            supertraits(&new.line).into_iter().collect(),
        );
        let is_seal = was_sealed != is_sealed;
        if after.difference(&before).next().is_some() && !is_seal {
            classes.push(match was_sealed {
                true => class::SEALED_SUPERTRAIT_ADDED,
                false => class::SUPERTRAIT_ADDED,
            });
        }
        if before.difference(&after).next().is_some() && !is_seal {
            classes.push(class::SUPERTRAIT_REMOVED);
        }
        classes
    }
}

/// The parameters of an item and their bounds, without what else its line says.
fn generics(item: &Item<'_>) -> Signature {
    let rest = item.line.rest;
    let conditions = find(rest, " where ").and_then(|at| rest.get(at..));
    signature::read(item.line.generics, conditions.unwrap_or_default())
}

/// Compares the parameters of a type or a trait.
fn parameters(old: &Item<'_>, new: &Item<'_>) -> Option<Class> {
    let (before, after) = (generics(old), generics(new));
    if before.generics != after.generics {
        let added = after.generics.strip_prefix(before.generics.as_slice());
        let defaulted = added.is_some_and(|it| it.iter().all(|it| it.contains(" = ")));
        return Some(match defaulted {
            true => class::TYPE_GENERIC_DEFAULTED,
            false => class::TYPE_GENERICS,
        });
    }
    bounds(signature::bounds_changed(&before.input_bounds, &after.input_bounds))
}

fn implementations(old: &Item<'_>, new: &Item<'_>) -> Option<Class> {
    bounds(signature::bounds_changed(&generics(old).input_bounds, &generics(new).input_bounds))
}

fn constants(old: &Item<'_>, new: &Item<'_>) -> Vec<Class> {
    let parts = |item: &Item<'_>| {
        let rest = item.line.rest.to_owned();
        let (type_text, value) = rest.split_once(" = ").unwrap_or((&rest, ""));
        (type_text.to_owned(), value.to_owned())
    };
    let ((old_type, old_value), (new_type, new_value)) = (parts(old), parts(new));
    let mut classes = Vec::new();
    if old_type != new_type {
        classes.push(class::CONST_TYPE_CHANGED);
    } else if old_value != new_value {
        classes.push(class::CONST_VALUE_CHANGED);
    }
    classes
}

fn statics(old: &Item<'_>, new: &Item<'_>) -> Class {
    let is_mutable = |item: &Item<'_>| item.line.words.contains(&"mut");
    match (is_mutable(old), is_mutable(new)) {
        (false, true) => class::STATIC_NOW_MUTABLE,
        (true, false) => class::STATIC_NOW_IMMUTABLE,
        _ => class::STATIC_CHANGED,
    }
}

/// Compares the auto traits of each type that stays.
fn autos(base: &Surface<'_>, revision: &Surface<'_>, changes: &mut Vec<Change>) {
    let types = base.items.iter().filter(|(key, _)| key.starts_with("type "));
    for (key, item) in types.filter(|(key, _)| revision.items.contains_key(*key)) {
        let of = |surface: &Surface<'_>| -> BTreeSet<(String, String)> {
            let lines = surface
                .items
                .values()
                .filter(|it| it.line.kind == Kind::Auto && it.parent.as_deref() == Some(key));
            let traits = lines.flat_map(|it| {
                let rest = it.line.rest;
                let at = find(rest, " where ").unwrap_or(rest.len());
                let (names, condition) = (rest.get(..at), rest.get(at..).unwrap_or_default());
                let names = split(names.unwrap_or_default(), " + ").into_iter();
                names.map(|name| (name.to_owned(), condition.to_owned())).collect::<Vec<_>>()
            });
            traits.collect()
        };
        let (old, new) = (of(base), of(revision));
        // A trait that has a condition now is lost for some.
        let line = |(name, condition): &(String, String)| {
            Some(format!("auto {}: {name}{condition}", item.path))
        };
        for lost in old.difference(&new) {
            let freed = new.contains(&(lost.0.clone(), String::new()));
            if !freed {
                changes.push(Change {
                    item: item.path.clone(),
                    class: class::AUTO_LOST,
                    before: line(lost),
                    after: new.iter().find(|it| it.0 == lost.0).and_then(line),
                });
            }
        }
        for gained in new.difference(&old) {
            let was_there = old.iter().any(|it| it.0 == gained.0);
            if !was_there || gained.1.is_empty() {
                changes.push(Change {
                    item: item.path.clone(),
                    class: class::AUTO_GAINED,
                    before: old.iter().find(|it| it.0 == gained.0).and_then(line),
                    after: line(gained),
                });
            }
        }
    }
}

/// Whether dependents can name all parts of a type, so that a new one breaks
/// them.
fn is_exhaustive(item: &Item<'_>) -> bool {
    !item.line.attributes.contains(&"#[non_exhaustive]")
}

fn has_private_fields(item: &Item<'_>) -> bool {
    let rest = item.line.rest.trim();
    let tuple = rest.strip_prefix('(').and_then(|it| it.split_once(')')).map(|(it, _)| it);
    rest.ends_with("{ .. }") || tuple.is_some_and(|it| split(it, ",").contains(&"_"))
}

fn trait_of<'a>(item: &Item<'a>) -> &'a str {
    item.line.of_trait.unwrap_or_default()
}

fn is_derivable(item: &Item<'_>) -> bool {
    const DERIVABLE: [&str; 9] =
        ["Clone", "Copy", "Debug", "Default", "Eq", "Hash", "Ord", "PartialEq", "PartialOrd"];
    trait_of(item).rsplit("::").next().is_some_and(|name| DERIVABLE.contains(&name))
}
