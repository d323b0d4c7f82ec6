//! Predicts the texts of the public API after a change of the bindings alone: an
//! item that dependents can name, or that is in a signature, changes for them as
//! it does in the bindings; a private item does not.

use super::facade::Facade;
use crate::audit::facade::reach::is_below;
use crate::audit::finding::{Bump, Cause, CodeChange, Exposure, PublicChange};
use crate::audit::pair::Pair;
use crate::audit::public::Surface;

/// The predicted changes of the public API; sets what each change of the
/// bindings means for dependents.
pub(super) fn changes(
    facade: &Facade,
    surfaces: &Pair<Vec<Surface<'_>>>,
    rust: &mut [CodeChange],
) -> Vec<PublicChange> {
    let mut found: Vec<PublicChange> = Vec::new();
    for change in rust {
        let Some(reach) = &change.reach else { continue };
        let judgement = &mut change.change.judgement;
        // Documentation and implementations are not part of the texts, and the
        // generator undoes what a hand changed.
        let is_undone = change.cause == Cause::HandEdit;
        if reach.exposure == Exposure::Private || judgement.bump <= Bump::Patch || is_undone {
            judgement.bump = Bump::None;
            continue;
        }
        let paths = match reach.public.is_empty() {
            true => &reach.signatures,
            false => &reach.public,
        };
        for path in paths {
            let known = found.iter_mut().find(|it| {
                it.item == *path
                    && it.generated.contains(&change.change.item)
                    && (&it.before, &it.after) == (&judgement.before, &judgement.after)
            });
            match known {
                Some(known) => known.findings.extend(change.finding.clone()),
                None => found.push(PublicChange {
                    item: path.clone(),
                    class: class(&judgement.before, &judgement.after),
                    title: "predicted from the bindings",
                    lint: None,
                    before: judgement.before.clone(),
                    after: judgement.after.clone(),
                    bump: judgement.bump,
                    features: features(facade, surfaces, path),
                    cause: change.cause,
                    generated: vec![change.change.item.clone()],
                    findings: change.finding.iter().cloned().collect(),
                    place: facade.index.revision.shown_at(path).cloned(),
                }),
            }
        }
    }
    found
}

fn class(before: &Option<String>, after: &Option<String>) -> &'static str {
    match (before, after) {
        (None, _) => "predicted_added",
        (_, None) => "predicted_missing",
        _ => "predicted_changed",
    }
}

/// The sets of features in which something above a path is public.
fn features(facade: &Facade, surfaces: &Pair<Vec<Surface<'_>>>, path: &str) -> Vec<&'static str> {
    let root = |it: &str| it.matches("::").count() == 0;
    let shows = |surface: &Surface<'_>| {
        surface.items.values().any(|it| !root(&it.path) && is_below(path, &it.path))
    };
    let sides = facade.surfaces.iter().zip(surfaces.base.iter().zip(&surfaces.revision));
    sides
        .filter(|(_, (base, revision))| shows(base) || shows(revision))
        .map(|(texts, _)| texts.features)
        .collect()
}
