//! The verdicts on one item, by Rust's rules. Which items to compare is
//! decided elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{Check, Implementation};
use super::inventory::{Inventory, Item, ItemKind};
use crate::audit::finding::{Behaviour, Bump, Judgement};
use crate::audit::pair::Pair;

impl Judgement {
    fn new(before: Option<String>, after: Option<String>, bump: Bump) -> Self {
        Self { before, after, bump, behaviour: Behaviour::None, is_documentation: false }
    }

    fn behaving(mut self, behaviour: Behaviour) -> Self {
        self.behaviour = behaviour;
        self
    }

    /// Only comments, order or layout differ.
    pub(super) fn layout(item: &Item) -> Self {
        let signature = Some(item.signature.clone());
        Self::new(signature.clone(), signature, Bump::None)
    }

    pub(in crate::audit) fn is_layout(&self) -> bool {
        let is_same = self.before == self.after;
        is_same && self.bump == Bump::None && self.behaviour == Behaviour::None
    }
}

/// The verdict on an item that came.
pub(super) fn added(
    item: &Item,
    parent_before: Option<&Item>,
    parent_after: Option<&Item>,
) -> Option<Judgement> {
    let mut judgement = Judgement::new(None, Some(item.signature.clone()), Bump::Minor);
    let was_exhaustive = parent_before.is_some_and(|parent| parent.exhaustive);
    // A literal must name every field, and a match every variant.
    let is_part = matches!(item.kind, ItemKind::Field | ItemKind::Variant);
    // Whoever implements the trait must implement the function, too.
    let must_implement = item.kind == ItemKind::TraitFunction && item.code.is_empty();
    if is_part && was_exhaustive || must_implement {
        judgement.bump = Bump::Major;
    }
    match item.kind {
        ItemKind::Field => {
            let decodes = parent_after.is_some_and(|parent| implements(parent, "Deserialize"));
            if decodes && is_required(item) {
                judgement.behaviour = Behaviour::Stricter;
            }
        }
        ItemKind::Variant => judgement.behaviour = Behaviour::Laxer,
        _ => {}
    }
    Some(judgement)
}

/// The verdict on an item that went.
pub(super) fn removed(item: &Item, parent: Option<&Item>) -> Option<Judgement> {
    let behaviour = match item.kind {
        ItemKind::Variant => Behaviour::Stricter,
        ItemKind::Field
            if is_required(item) && parent.is_some_and(|it| implements(it, "Deserialize")) =>
        {
            Behaviour::Laxer
        }
        _ => Behaviour::None,
    };
    let judgement = Judgement::new(Some(item.signature.clone()), None, Bump::Major);
    Some(judgement.behaving(behaviour))
}

fn implements(item: &Item, name: &str) -> bool {
    item.traits.contains_key(name)
}

/// Whether a field must be there for its struct to be decoded.
fn is_required(field: &Item) -> bool {
    let is_optional = field.type_text.as_ref().is_some_and(|ty| ty.starts_with("Option<"));
    let has_default =
        field.attributes.iter().any(|it| it.starts_with("serde(default") || it == "serde(flatten)");
    !is_optional && !has_default
}

/// The verdict on the item at `path` that stayed, if anything of it differs.
pub(super) fn changed(
    item: Pair<&Item>,
    path: &str,
    inventories: Pair<&Inventory>,
) -> Option<Judgement> {
    let (old, new) = (item.base, item.revision);
    let mut judgements = Vec::new();
    if old.signature != new.signature || old.kind != new.kind {
        let judgement =
            Judgement::new(Some(old.signature.clone()), Some(new.signature.clone()), Bump::Major);
        judgements.push(judgement.behaving(type_behaviour(old, new, inventories)));
    }
    // Whether a field is left out when it is empty follows from its type.
    let follows = |it: &&String| {
        old.type_text != new.type_text && it.starts_with("serde(skip_serializing_if")
    };
    let own = |item: &Item| item.attributes.iter().filter(|it| !follows(it)).cloned().collect();
    attributes(&own(old), &own(new), &mut judgements);
    let validates = checks(&old.checks, &new.checks, &mut judgements);
    let parts_differ = validates || parts_differ(path, inventories);
    traits(&old.traits, &new.traits, parts_differ, &mut judgements);
    if old.exhaustive != new.exhaustive {
        let name = |item: &Item| (!item.exhaustive).then(|| "not exhaustive".to_owned());
        let bump = if old.exhaustive { Bump::Major } else { Bump::Minor };
        judgements.push(Judgement::new(name(old), name(new), bump));
    }
    order(item, path, inventories, &mut judgements);
    if old.code != new.code {
        let judgement = Judgement::new(None, None, Bump::Patch);
        judgements.push(judgement.behaving(Behaviour::Changed));
    }
    if judgements.is_empty() && old.docs != new.docs {
        let docs = |item: &Item| Some(format!("/// {}", item.docs.replace('\n', " ")));
        let mut judgement = Judgement::new(docs(old), docs(new), Bump::Patch);
        judgement.is_documentation = true;
        return Some(judgement);
    }
    merge(judgements, old, new)
}

/// Compares the order of the variants that both have, where the first that fits
/// is what a value becomes.
fn order(item: Pair<&Item>, path: &str, inventories: Pair<&Inventory>, found: &mut Vec<Judgement>) {
    if item.into_iter().any(|it| !it.attributes.contains("serde(untagged)")) {
        return;
    }
    let order = inventories.zip(inventories.reversed()).map(|(own, other)| {
        let variants = own
            .parts(path)
            .filter(|(path, it)| it.kind == ItemKind::Variant && other.items.contains_key(*path));
        let mut variants: Vec<_> = variants.map(|(path, it)| (it.line, path)).collect();
        variants.sort_unstable();
        let names = variants.into_iter().filter_map(|it| it.1.rsplit("::").next());
        names.collect::<Vec<_>>().join(", ")
    });
    if order.differs() {
        let Pair { base, revision } = order.map(|it| Some(format!("tries {it}")));
        found.push(Judgement::new(base, revision, Bump::Patch).behaving(Behaviour::Changed));
    }
}

/// Whether other parts of the item, such as variants, came, went or differ.
fn parts_differ(path: &str, inventories: Pair<&Inventory>) -> bool {
    let parts = inventories.map(|inventory| -> Vec<_> {
        let parts = inventory.parts(path);
        parts.map(|(path, item)| (path, &item.signature, &item.attributes)).collect()
    });
    parts.base != parts.revision
}

/// One judgement that says all, with the highest verdicts.
fn merge(judgements: Vec<Judgement>, old: &Item, new: &Item) -> Option<Judgement> {
    let bump = judgements.iter().map(|it| it.bump).max()?;
    let behaviour = judgements.iter().map(|it| it.behaviour).max()?;
    let texts = |side: fn(&Judgement) -> Option<&String>, item: &Item| {
        let texts: Vec<_> = judgements.iter().filter_map(side).cloned().collect();
        match texts.is_empty() {
            true => Some(item.signature.clone()),
            false => Some(texts.join("; ")),
        }
    };
    let merged = Judgement::new(
        texts(|it| it.before.as_ref(), old),
        texts(|it| it.after.as_ref(), new),
        bump,
    );
    Some(merged.behaving(behaviour))
}

/// What another type of a field accepts.
fn type_behaviour(old: &Item, new: &Item, inventories: Pair<&Inventory>) -> Behaviour {
    let (Some(old), Some(new)) = (&old.type_text, &new.type_text) else {
        return Behaviour::Changed;
    };
    let inner = |ty: &str| {
        ty.strip_prefix("Option<").and_then(|ty| ty.strip_suffix('>')).map(str::to_owned)
    };
    let presence = match (inner(old), inner(new)) {
        (Some(_), None) => Behaviour::Stricter,
        (None, Some(_)) => Behaviour::Laxer,
        _ => Behaviour::None,
    };
    let (old, new) =
        (inner(old).unwrap_or_else(|| old.clone()), inner(new).unwrap_or_else(|| new.clone()));
    let content = if old == new {
        Behaviour::None
    } else if old == "String" && restricts(inventories.revision.items.get(&new)) {
        Behaviour::Stricter
    } else if new == "String" && restricts(inventories.base.items.get(&old)) {
        Behaviour::Laxer
    } else {
        Behaviour::Changed
    };
    presence.max(content)
}

/// Whether not every text can become this type.
fn restricts(item: Option<&Item>) -> bool {
    item.is_some_and(|item| item.kind == ItemKind::Enum || !item.checks.is_empty())
}

fn attributes(old: &BTreeSet<String>, new: &BTreeSet<String>, found: &mut Vec<Judgement>) {
    let gone: Vec<_> = old.difference(new).cloned().collect();
    let come: Vec<_> = new.difference(old).cloned().collect();
    if gone.is_empty() && come.is_empty() {
        return;
    }
    let any = |list: &[String], prefix: &str| list.iter().any(|it| it.starts_with(prefix));
    let is_default = |it: &String| it.starts_with("serde(default");
    // A default is what decoding takes for what is missing.
    let behaviour = match (any(&gone, "serde(default"), any(&come, "serde(default")) {
        (true, false) => Behaviour::Stricter,
        (false, true) if gone.is_empty() && come.iter().all(is_default) => Behaviour::Laxer,
        _ if any(&come, "serde(deny_unknown_fields") => Behaviour::Stricter,
        _ if gone == ["serde(deny_unknown_fields)"] && come.is_empty() => Behaviour::Laxer,
        _ if any(&gone, "serde(") || any(&come, "serde(") => Behaviour::Changed,
        _ => Behaviour::None,
    };
    // An item under another condition is gone for some dependents.
    let bump = match any(&come, "cfg") || any(&gone, "cfg") {
        true => Bump::Major,
        false => Bump::Patch,
    };
    let text = |list: Vec<String>| (!list.is_empty()).then(|| list.join(", "));
    found.push(Judgement::new(text(gone), text(come), bump).behaving(behaviour));
}

/// Compares validation; whether it differs.
fn checks(old: &BTreeSet<Check>, new: &BTreeSet<Check>, found: &mut Vec<Judgement>) -> bool {
    if old == new {
        return false;
    }
    let aspects: [fn(&Check) -> Option<i128>; 2] = [
        |check| match check {
            Check::Shortest(length) => Some(i128::from(*length)),
            _ => None,
        },
        |check| match check {
            Check::Longest(length) => Some(-i128::from(*length)),
            _ => None,
        },
    ];
    let patterns = |checks: &BTreeSet<Check>| -> Vec<Check> {
        let is_pattern = |check: &&Check| matches!(check, Check::Pattern(_));
        checks.iter().filter(is_pattern).cloned().collect()
    };
    let (old_patterns, new_patterns) = (patterns(old), patterns(new));
    let pattern = if old_patterns == new_patterns {
        Behaviour::None
    } else if old_patterns.is_empty() {
        Behaviour::Stricter
    } else if new_patterns.is_empty() {
        Behaviour::Laxer
    } else {
        Behaviour::Changed
    };
    let behaviour = aspects
        .iter()
        .map(|aspect| {
            // A larger number accepts less; none accepts all.
            let strength = |checks: &BTreeSet<Check>| checks.iter().filter_map(aspect).max();
            match strength(new).cmp(&strength(old)) {
                std::cmp::Ordering::Greater => Behaviour::Stricter,
                std::cmp::Ordering::Equal => Behaviour::None,
                std::cmp::Ordering::Less => Behaviour::Laxer,
            }
        })
        .fold(pattern, Behaviour::max);
    let text = |checks: Vec<&Check>| {
        let texts: Vec<_> = checks.iter().map(ToString::to_string).collect();
        (!texts.is_empty()).then(|| texts.join(", "))
    };
    let before = text(old.difference(new).collect());
    let after = text(new.difference(old).collect());
    found.push(Judgement::new(before, after, Bump::Patch).behaving(behaviour));
    true
}

/// Compares implementations. `parts_differ`: what validation, variants or
/// fields make of the bodies is said there.
fn traits(
    old: &BTreeMap<String, Implementation>,
    new: &BTreeMap<String, Implementation>,
    parts_differ: bool,
    found: &mut Vec<Judgement>,
) {
    let names: BTreeSet<_> = old.keys().chain(new.keys()).collect();
    for name in names {
        let text = || Some(format!("implements {name}"));
        match (old.get(name), new.get(name)) {
            (Some(_), None) => found.push(Judgement::new(text(), None, Bump::Major)),
            (None, Some(_)) => found.push(Judgement::new(None, text(), Bump::Minor)),
            (Some(old), Some(new)) if old != new => {
                let bump = match (old, new) {
                    (
                        Implementation::Written { declarations: old, .. },
                        Implementation::Written { declarations: new, .. },
                    ) if old != new => Bump::Major,
                    _ => Bump::Patch,
                };
                let behaviour = match parts_differ {
                    true => Behaviour::None,
                    false => Behaviour::Changed,
                };
                let texts = match bump {
                    Bump::Major => (declared(name, old), declared(name, new)),
                    _ => (None, None),
                };
                found.push(Judgement::new(texts.0, texts.1, bump).behaving(behaviour));
            }
            _ => {}
        }
    }
}

fn declared(name: &str, implementation: &Implementation) -> Option<String> {
    match implementation {
        Implementation::Derived => Some(format!("derives {name}")),
        Implementation::Written { declarations, .. } => {
            Some(format!("implements {name} with {}", declarations.join(" ")))
        }
    }
}
