//! The way back from a public item: the generated items behind it, their places
//! in the fragment and upstream, and the overlay actions that
//! touched them. Pure.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::audit::facade::index::Index;
use crate::audit::finding::Place;
use crate::audit::join::provenance::{Origin, Provenance};
use crate::audit::public::Surface;
use crate::openapi::json::Pointer;
use crate::pipeline::Generator;
use crate::pipeline::overlay::Overlay;

/// What the way back is read from.
#[derive(Clone, Copy, Debug)]
pub struct Layers<'a> {
    /// The facade.
    pub index: &'a Index,
    /// Its public API, as far as there are texts.
    pub surfaces: &'a [Surface<'a>],
    /// What of the fragment decides each generated item.
    pub provenance: &'a Provenance,
    /// The generator, which knows the types that are written by hand.
    pub generator: &'a Generator,
    /// The slice.
    pub slice: &'a Value,
    /// The overlay.
    pub overlay: &'a Overlay,
    /// Upstream's names of schemas, and ours.
    pub schemas: &'a BTreeMap<String, String>,
}

/// Where a public item comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemOrigin {
    /// Where the facade declares or re-exports it.
    pub place: Option<Place>,
    /// What is behind it; nothing for what is the facade's own.
    pub behind: Vec<Behind>,
}

/// Something behind a public item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Behind {
    /// The generated item; none for a type written by hand for a schema.
    pub item: Option<String>,
    /// Its place in the fragment; none for what only the generator decides.
    pub pointer: Option<Pointer>,
    /// The same place upstream, if it is there.
    pub upstream: Option<String>,
    /// The overlay's actions that touched it: their target, and their reason.
    pub actions: Vec<(String, String)>,
}

/// The way back from a public path; none if there is no such item.
pub fn of(public: &str, layers: Layers<'_>) -> Option<ItemOrigin> {
    let source = layers.index.source_of(public)?;
    let is_listed = |it: &Surface<'_>| it.items.values().any(|item| item.path == public);
    let is_known = layers.surfaces.iter().any(is_listed) || layers.index.is_declared(&source);
    let module = format!("{}::", layers.generator.module);
    let mut items: BTreeSet<&str> = source.strip_prefix(&module).into_iter().collect();
    let is_generated = items.iter().any(|item| layers.provenance.contains_key(*item));
    if !is_known && !is_generated {
        return None;
    }
    items.extend(layers.index.used_in(public).filter_map(|path| path.strip_prefix(&module)));
    let by_hand = layers.generator.replaced_schemas.iter().find(|it| {
        source.strip_prefix(it.path).is_some_and(|it| it.is_empty() || it.starts_with("::"))
    });
    let schema = by_hand.map(|it| {
        let pointer = Pointer::from(format!("/components/schemas/{}", it.schema).as_str());
        behind(None, Some(pointer), layers)
    });
    let generated = items.into_iter().filter_map(|item| {
        let pointer = match layers.provenance.get(item)? {
            Origin::Document(pointer) => Some(pointer.clone()),
            Origin::Generator => None,
        };
        Some(behind(Some(item.to_owned()), pointer, layers))
    });
    Some(ItemOrigin {
        place: layers.index.shown_at(public).cloned(),
        behind: schema.into_iter().chain(generated).collect(),
    })
}

fn behind(item: Option<String>, pointer: Option<Pointer>, layers: Layers<'_>) -> Behind {
    let in_slice = pointer.as_ref().filter(|it| layers.slice.pointer(it.as_str()).is_some());
    Behind {
        item,
        upstream: in_slice.map(|it| renamed(it.as_str(), layers.schemas)),
        actions: pointer.as_ref().map(|it| actions(it, layers)).unwrap_or_default(),
        pointer,
    }
}

/// The pointer under upstream's name of its schema.
fn renamed(pointer: &str, schemas: &BTreeMap<String, String>) -> String {
    let found = schemas.iter().find_map(|(theirs, ours)| {
        let rest = pointer.strip_prefix(&format!("/components/schemas/{ours}"))?;
        (rest.is_empty() || rest.starts_with('/'))
            .then(|| format!("/components/schemas/{theirs}{rest}"))
    });
    found.unwrap_or_else(|| pointer.to_owned())
}

/// The actions that write at a place or below it, or that give it or something
/// below it from above.
fn actions(pointer: &Pointer, layers: Layers<'_>) -> Vec<(String, String)> {
    let (_, steps) = layers.overlay.follow(layers.slice);
    let updates = layers.overlay.actions().map(|(action, _)| action.update.as_ref());
    let wanted = pointer.as_str();
    let touching = steps.iter().zip(updates).filter(|(step, update)| {
        step.found().iter().any(|found| {
            let at = found.at.as_str();
            let is_below = |rest: &str| rest.is_empty() || rest.starts_with('/');
            let inside = at.strip_prefix(wanted).is_some_and(is_below);
            let given = wanted.strip_prefix(at).filter(|rest| is_below(rest));
            inside
                || given.zip(update.as_ref()).is_some_and(|(rest, it)| it.pointer(rest).is_some())
        })
    });
    touching.map(|(step, _)| (step.action.clone(), step.reason().to_owned())).collect()
}
