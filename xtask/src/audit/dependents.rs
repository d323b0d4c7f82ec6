//! What dependents notice of a change: the difference of the public API decides
//! whether their code still compiles, and a generated item that the facade keeps
//! private decides nothing. Pure.
//!
//! ```text
//! texts of the public API ─ compare ─┐
//! changes of the bindings ─ reach ───┤
//! the manifest ─ package, compare ───┴ link ─► public changes, verdict of each item ─ traces ─► next
//! ```

pub mod facade;
mod link;
pub mod next;
pub mod origin;
mod predict;
pub mod traces;

use super::facade::index::Index;
use super::facade::reach::Exposed;
use super::finding::{Basis, Bump, Cause, CodeChange, Evidence, PublicChange, Reach};
use super::pair::Pair;
use super::public::{self, Surface};
use facade::{Facade, Noticed};

/// Finds what dependents notice of changes of the bindings, and sets the
/// verdict and the reach of each. `module` is that of the bindings in the crate.
pub fn notice(facade: Option<&Facade>, rust: &mut [CodeChange], module: &str) -> Noticed {
    let Some(facade) = facade else {
        let proviso = Some(
            "no facade is known that uses this code, so each of its public items counts".to_owned(),
        );
        let basis = Basis { evidence: Evidence::Bindings, proviso };
        return Noticed { public: Vec::new(), basis, is_known: false };
    };
    let texts = facade.surfaces.iter().map(|it| it.texts.as_ref().map(Option::as_deref));
    let read = |text: Option<_>| public::read(text.unwrap_or_default());
    let (base, revision) = texts.map(|it| (read(it.base), read(it.revision))).unzip();
    let surfaces = Pair { base, revision };
    for change in rust.iter_mut() {
        change.reach = Some(reach(facade, &surfaces, change, module));
    }
    let awaits = rust.iter().any(|it| it.cause == Cause::Spec);
    let basis = basis(facade, awaits);
    let mut public = match basis.evidence {
        Evidence::PublicApi => {
            let public = link::changes(facade, &surfaces, rust);
            link::judge(rust, &public);
            public
        }
        Evidence::Prediction => predict::changes(facade, &surfaces, rust),
        Evidence::Bindings | Evidence::Nothing => {
            predict::changes(facade, &surfaces, rust);
            Vec::new()
        }
    };
    public.extend(link::of_package(facade));
    public.sort_by(|a, b| (b.bump, &a.item, a.class).cmp(&(a.bump, &b.item, b.class)));
    Noticed { public, basis, is_known: true }
}

/// How dependents notice an item: now, or before for what is gone.
fn reach(
    facade: &Facade,
    surfaces: &Pair<Vec<Surface<'_>>>,
    change: &CodeChange,
    module: &str,
) -> Reach {
    let of = |index: &Index, surfaces: &[Surface<'_>]| {
        let surfaces: Vec<_> = surfaces.iter().collect();
        Exposed { index, surfaces: &surfaces, module }.of(&change.change.item)
    };
    let mut reach = of(&facade.index.revision, &surfaces.revision);
    if change.change.judgement.before.is_some() {
        let before = of(&facade.index.base, &surfaces.base);
        reach.exposure = reach.exposure.min(before.exposure);
        for (now, before) in
            [(&mut reach.public, before.public), (&mut reach.signatures, before.signatures)]
        {
            now.extend(before);
            now.sort();
            now.dedup();
        }
    }
    // Operations first: the rest mostly follows them.
    let folder = facade.operations();
    reach.facade.sort_by_key(|it| !it.file.starts_with(&folder));
    reach
}

/// `awaits`: the specification changed what the generator makes.
fn basis(facade: &Facade, awaits: bool) -> Basis {
    let is_there =
        facade.surfaces.iter().all(|it| it.texts.as_ref().into_iter().all(Option::is_some));
    if !facade.is_theirs {
        let proviso = "the audit assumes the facade of this checkout, with bindings generated from \
                       these documents";
        return Basis { evidence: Evidence::Prediction, proviso: Some(proviso.to_owned()) };
    }
    let (evidence, proviso) = match (is_there, facade.is_fresh.base, facade.is_fresh.revision) {
        _ if facade.is_untouched && awaits => {
            (Evidence::Prediction, "the bindings are not generated from this fragment yet")
        }
        (true, true, true) => return Basis { evidence: Evidence::PublicApi, proviso: None },
        _ if facade.is_same => (
            Evidence::Prediction,
            "the texts of the public API are stale, but no declaration written by hand changed",
        ),
        (_, false, _) => (
            Evidence::Nothing,
            "the texts of the public API are missing or stale in the base, and declarations \
             written by hand changed since",
        ),
        _ => (
            Evidence::Nothing,
            "the texts of the public API are missing or stale, and declarations written by hand \
             changed",
        ),
    };
    Basis { evidence, proviso: Some(proviso.to_owned()) }
}

/// The worst version that changes of the public API call for.
pub fn worst(public: &[PublicChange]) -> Bump {
    public.iter().map(|it| it.bump).max().unwrap_or(Bump::None)
}
