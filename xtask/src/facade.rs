//! Reads the facade for an audit: its sources, its texts of the public API, and
//! whether these are what the sources give. No build.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::audit::dependents::facade::{Facade, SurfaceTexts};
use crate::audit::facade as sources;
use crate::audit::facade::index::Index;
use crate::audit::manifest::Manifest;
use crate::audit::pair::Pair;
use crate::audit::public::{Package, package};
use crate::error::Result;
use crate::openapi::{self, document};
use crate::project::{
    BINDINGS, FRAGMENT, GENERATOR, MANIFEST, MANIFESTS, PACKAGE, SOURCES, SURFACES, operation,
};
use crate::public_api::fingerprint::Declarations;
use crate::public_api::freshness;
use crate::public_api::text::fingerprint_of;
use crate::workspace::files;
use crate::workspace::git::Base;

/// The facade's manifest, what that declares, and its sources, each with its path.
struct Crate {
    manifest: String,
    package: Package,
    sources: Vec<(String, String)>,
}

impl Crate {
    fn in_checkout(root: &Path) -> Result<Self> {
        Self::of(freshness::sources(root)?, |path| files::read(root, path))
    }

    fn in_base(base: &Base) -> Result<Self> {
        let mut sources = base.read_all(SOURCES)?;
        sources.retain(|(path, _)| path.ends_with(".rs"));
        Self::of(sources, |path| base.read(path))
    }

    fn of(
        sources: Vec<(String, String)>,
        read: impl Fn(&str) -> Result<Option<String>>,
    ) -> Result<Self> {
        let manifest = read(MANIFEST)?.unwrap_or_default();
        let package = package::read(&Manifest::read(MANIFESTS, read)?);
        Ok(Self { manifest, package, sources })
    }

    fn all(&self) -> Vec<&(String, String)> {
        self.sources.iter().collect()
    }

    /// The sources without the bindings.
    fn by_hand(&self) -> Vec<&(String, String)> {
        let bindings = format!("{BINDINGS}/");
        self.sources.iter().filter(|(path, _)| !path.starts_with(&bindings)).collect()
    }
}

fn indices<const N: usize>(states: [&Crate; N]) -> [Result<Index>; N] {
    let sources = states.map(Crate::by_hand);
    let sources = std::array::from_fn(|at| sources[at].as_slice());
    sources::read(sources, SOURCES, &PACKAGE.replace('-', "_"), GENERATOR.module)
}

/// The facade at the base and in the working tree.
pub fn of_repository(root: &Path, base: &Base) -> Result<Option<Facade>> {
    let (before, now) = (Crate::in_base(base)?, Crate::in_checkout(root)?);
    if now.sources.is_empty() {
        return Ok(None);
    }
    let mut surfaces = surfaces(root)?;
    for surface in &mut surfaces {
        surface.texts.base = base.read(surface.file)?;
    }
    let is_untouched = (&before.sources, &before.manifest) == (&now.sources, &now.manifest);
    let are_texts_untouched = surfaces.iter().all(|it| it.texts.base == it.texts.revision);
    // If nothing changed, it does not matter whether the texts are fresh.
    let (is_fresh, is_same) = match is_untouched && are_texts_untouched {
        true => (Pair { base: true, revision: true }, true),
        false => freshness(&before, &now, &surfaces)?,
    };
    let [index_before, index] = match before.by_hand() == now.by_hand() {
        true => {
            let [index] = indices([&now]);
            [index.clone(), index]
        }
        false => indices([&before, &now]),
    };
    let index = index?;
    let index_before = index_before.unwrap_or_else(|_| index.clone());
    Ok(Some(Facade {
        index: Pair { base: index_before, revision: index },
        surfaces,
        manifest: MANIFEST,
        package: Pair { base: before.package, revision: now.package },
        is_fresh,
        is_same,
        is_untouched,
        is_theirs: true,
        operation,
    }))
}

/// Whether the texts are fresh on each side, and whether the hand-written
/// declarations are the same. A base that is not valid Rust counts as stale.
fn freshness(before: &Crate, now: &Crate, surfaces: &[SurfaceTexts]) -> Result<(Pair<bool>, bool)> {
    let is_fresh = |side: fn(&SurfaceTexts) -> Option<&String>, expected: Option<String>| {
        expected.is_some_and(|expected| {
            surfaces.iter().all(|it| {
                let text = side(it).map(String::as_str);
                text.and_then(fingerprint_of) == Some(&expected)
            })
        })
    };
    let Pair { base, revision } = Pair { base: before, revision: now }.map(Crate::all);
    let declarations = Declarations::of(&[&*base, &*revision].concat());
    let manifests = Pair { base: before, revision: now }.map(|it| (MANIFEST, &*it.manifest));
    let fingerprint = declarations.fingerprint(manifests.revision, &revision)?;
    let fingerprint_before = declarations.fingerprint(manifests.base, &base).ok();
    let by_hand = declarations.fingerprint(manifests.revision, &now.by_hand())?;
    let is_same = declarations.fingerprint(manifests.base, &before.by_hand()).ok() == Some(by_hand);
    let is_fresh = Pair {
        base: is_fresh(|it| it.texts.base.as_ref(), fingerprint_before),
        revision: is_fresh(|it| it.texts.revision.as_ref(), Some(fingerprint)),
    };
    Ok((is_fresh, is_same))
}

/// The facade as it is in the checkout, if one of two documents has every
/// operation and schema of the facade's fragment.
pub fn of_documents(root: &Path, documents: Pair<&Value>) -> Result<Option<Facade>> {
    let fragment = files::read(root, FRAGMENT)?.unwrap_or_default();
    let needed = document::parse(FRAGMENT, fragment.as_bytes()).map(|it| names(&it));
    let needed = needed.unwrap_or_default();
    let fits = |document| !needed.is_empty() && needed.is_subset(&names(document));
    match documents.into_iter().any(fits) {
        true => of_checkout(root),
        false => Ok(None),
    }
}

/// The operations and schemas of a document, by name.
fn names(document: &Value) -> BTreeSet<String> {
    let operations = openapi::operations(document)
        .filter_map(|(_, _, operation)| operation.get("operationId")?.as_str());
    let schemas = document.pointer("/components/schemas").and_then(Value::as_object);
    let schemas = schemas.into_iter().flatten().map(|(name, _)| name.as_str());
    operations.chain(schemas).map(str::to_owned).collect()
}

/// The facade as it is in the checkout.
pub fn of_checkout(root: &Path) -> Result<Option<Facade>> {
    let now = Crate::in_checkout(root)?;
    if now.sources.is_empty() {
        return Ok(None);
    }
    let mut surfaces = surfaces(root)?;
    for surface in &mut surfaces {
        surface.texts.base = surface.texts.revision.clone();
    }
    let [index] = indices([&now]);
    let index = index?;
    Ok(Some(Facade {
        is_fresh: Pair { base: true, revision: true },
        index: Pair { base: index.clone(), revision: index },
        surfaces,
        manifest: MANIFEST,
        package: Pair { base: now.package.clone(), revision: now.package },
        is_same: true,
        is_untouched: true,
        is_theirs: false,
        operation,
    }))
}

/// The texts of the public API in the working tree.
fn surfaces(root: &Path) -> Result<Vec<SurfaceTexts>> {
    SURFACES
        .iter()
        .map(|surface| {
            let revision = files::read(root, surface.path)?;
            Ok(SurfaceTexts {
                features: surface.features,
                file: surface.path,
                texts: Pair { base: None, revision },
            })
        })
        .collect()
}
