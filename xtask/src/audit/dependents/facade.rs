//! What is known about the facade, and what follows from it for dependents, as
//! data.

use crate::audit::facade::index::Index;
use crate::audit::finding::{Basis, PublicChange};
use crate::audit::pair::Pair;
use crate::audit::public::Package;

/// The public API that a set of features makes.
#[derive(Clone, Debug)]
pub struct SurfaceTexts {
    /// What the set is called.
    pub features: &'static str,
    /// The file.
    pub file: &'static str,
    /// The texts, where there are any.
    pub texts: Pair<Option<String>>,
}

/// The facade in two revisions.
#[derive(Clone, Debug)]
pub struct Facade {
    /// Its sources, without the bindings. The base's is the revision's where it
    /// cannot be read.
    pub index: Pair<Index>,
    /// Its public API, by features.
    pub surfaces: Vec<SurfaceTexts>,
    /// The path of its manifest.
    pub manifest: &'static str,
    /// What that declares to dependents.
    pub package: Pair<Package>,
    /// Whether the texts are what the sources give.
    pub is_fresh: Pair<bool>,
    /// Whether the declarations by hand are the same on both sides.
    pub is_same: bool,
    /// Whether nothing of its crate changed, the bindings included.
    pub is_untouched: bool,
    /// Whether it is of the same revisions as the documents, as in a repository;
    /// otherwise it is taken as it stands.
    pub is_theirs: bool,
    /// Where a method for a new operation goes.
    pub operation: fn(&str) -> String,
}

impl Facade {
    /// The folder with a file for each operation.
    pub fn operations(&self) -> String {
        let file = (self.operation)("");
        file.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"))
    }
}

/// What dependents notice.
#[derive(Debug)]
pub struct Noticed {
    /// The changes of the public API.
    pub public: Vec<PublicChange>,
    /// What the verdict follows from.
    pub basis: Basis,
    /// How dependents notice an item of the bindings; none without a facade.
    pub is_known: bool,
}
