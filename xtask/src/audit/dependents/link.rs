//! Which change of the bindings shows in which change of the public API. If a
//! change of the bindings shows in none, its item is private; a change of the
//! public API that no generated item causes is the facade's own.

use std::collections::BTreeSet;

use super::facade::Facade;
use crate::audit::facade::reach::names;
use crate::audit::finding::{Bump, Cause, CodeChange, Place, PublicChange};
use crate::audit::pair::Pair;
use crate::audit::public::{self, Surface};

/// The changes of the public API over all sets of features, each with what
/// caused it.
pub(super) fn changes(
    facade: &Facade,
    surfaces: &Pair<Vec<Surface<'_>>>,
    rust: &[CodeChange],
) -> Vec<PublicChange> {
    let mut found: Vec<PublicChange> = Vec::new();
    let sides = facade.surfaces.iter().zip(surfaces.base.iter().zip(&surfaces.revision));
    for (texts, (base, revision)) in sides {
        for change in public::compare(base, revision) {
            let known = found.iter_mut().find(|it| {
                it.item == change.item
                    && it.class == change.class.id
                    && (&it.before, &it.after) == (&change.before, &change.after)
            });
            match known {
                Some(known) => known.features.push(texts.features),
                None => found.push(of_surface(facade, change, texts.features, rust)),
            }
        }
    }
    found
}

/// The changes of what the manifest declares, which are the facade's own.
pub(super) fn of_package(facade: &Facade) -> impl Iterator<Item = PublicChange> {
    let package = &facade.package;
    public::package::compare(&package.base, &package.revision).into_iter().map(|change| {
        let latest = if change.after.is_some() { &package.revision } else { &package.base };
        let place = latest.line(&change.item).map(|line| Place {
            file: facade.manifest.to_owned(),
            line,
            within: None,
            public: None,
        });
        let features = facade.surfaces.iter().map(|it| it.features).collect();
        caused(change, &[], features, place)
    })
}

fn of_surface(
    facade: &Facade,
    change: public::Change,
    features: &'static str,
    rust: &[CodeChange],
) -> PublicChange {
    let causes: Vec<_> = rust.iter().filter(|it| shows_in(it, &change)).collect();
    let place = match change.after {
        Some(_) => facade.index.revision.shown_at(&change.item),
        None => facade.index.base.shown_at(&change.item),
    };
    caused(change, &causes, vec![features], place.cloned())
}

/// A change of the public API with the changes of the bindings that caused it.
fn caused(
    change: public::Change,
    causes: &[&CodeChange],
    features: Vec<&'static str>,
    place: Option<Place>,
) -> PublicChange {
    PublicChange {
        class: change.class.id,
        title: change.class.title,
        lint: change.class.lint(),
        bump: change.class.bump,
        features,
        cause: causes.iter().map(|it| it.cause).min().unwrap_or(Cause::Facade),
        generated: distinct(causes.iter().map(|it| it.change.item.clone())),
        findings: distinct(causes.iter().filter_map(|it| it.finding.clone())),
        place,
        item: change.item,
        before: change.before,
        after: change.after,
    }
}

fn distinct(values: impl Iterator<Item = String>) -> Vec<String> {
    values.collect::<BTreeSet<_>>().into_iter().collect()
}

/// Whether a change of the bindings shows in a change of the public API: it is
/// of the same item, or of a type that was added or removed and that only one of
/// the lines names.
fn shows_in(change: &CodeChange, public: &public::Change) -> bool {
    let judgement = &change.change.judgement;
    let Some(reach) = &change.reach else { return false };
    if judgement.is_documentation || judgement.bump == Bump::None {
        return false;
    }
    let is_named =
        |line: &Option<String>, path: &str| line.as_ref().is_some_and(|line| names(line, path));
    let came_or_went = judgement.before.is_none() || judgement.after.is_none();
    reach.public.contains(&public.item)
        || came_or_went
            && reach
                .public
                .iter()
                .any(|path| is_named(&public.before, path) != is_named(&public.after, path))
}

/// Sets what each change of the bindings means for dependents: what it shows in.
pub(super) fn judge(rust: &mut [CodeChange], public: &[PublicChange]) {
    for change in rust {
        let shown = public.iter().filter(|it| it.generated.contains(&change.change.item));
        let bump = shown.map(|it| it.bump).max().unwrap_or(Bump::None);
        change.change.judgement.bump = bump;
    }
}
