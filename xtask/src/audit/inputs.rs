//! What an audit compares. Reading it, from git and the working tree or from
//! files, is the commands' concern; what it means is decided elsewhere.

use semver::Version;
use serde_json::Value;

use super::acknowledge::Acknowledgement;
use super::pair::Pair;
use crate::error::Result;
use crate::openapi::document;
use crate::pipeline::overlay::Overlay;
use crate::pipeline::slice;

/// One of the two documents.
#[derive(Debug)]
pub struct Document {
    /// What it is called in the report.
    pub name: String,
    /// Its file.
    pub file: String,
    /// Its text.
    pub text: String,
    /// Its content.
    pub value: Value,
}

impl Document {
    /// The document with this text, which is in `file`. `place` is what an
    /// error about it names.
    pub fn parse(name: String, file: &str, place: &str, text: String) -> Result<Self> {
        Ok(Self {
            value: document::parse_openapi(place, text.as_bytes())?,
            file: file.to_owned(),
            name,
            text,
        })
    }
}

/// What else is in a repository.
#[derive(Debug)]
pub struct Surroundings {
    /// The folder of the bindings.
    pub folder: String,
    /// The bindings by file name.
    pub modules: Pair<Vec<(String, String)>>,
    /// The overlays, where there is one that can be read.
    pub overlays: Pair<Option<Overlay>>,
    /// The slices, where there is one that can be read.
    pub slices: Pair<Option<Value>>,
    /// The version before.
    pub base_version: Version,
    /// The newest version that the changelog has an entry for.
    pub newest_entry: Option<Version>,
    /// What is accepted.
    pub acknowledgements: Vec<Acknowledgement>,
}

/// All that an audit looks at.
#[derive(Debug)]
pub struct Inputs {
    /// The documents.
    pub documents: Pair<Document>,
    /// The version that is declared, where one can be read.
    pub declared: Option<Version>,
    /// The repository, unless two files are compared.
    pub surroundings: Option<Surroundings>,
}

/// Keeps the named operations in both documents, if any are named; each must be
/// in one of them.
pub fn restrict(documents: &mut Pair<Document>, operations: &[String]) -> Result<()> {
    if operations.is_empty() {
        return Ok(());
    }
    let known = documents.as_ref();
    let known = known.map(|it| slice::Operations::of(&it.name, &it.value));
    let mut kept = Pair::<Vec<String>>::default();
    for operation in operations {
        let found = known.as_ref().map(|known| {
            let found = known.find(operation);
            found.map(|(path, method)| format!("{method} {path}"))
        });
        match (found.base, found.revision) {
            (Err(_), Err(error)) => return Err(error),
            (base, revision) => {
                kept.base.extend(base);
                kept.revision.extend(revision);
            }
        }
    }
    for (document, kept) in
        [(&mut documents.base, kept.base), (&mut documents.revision, kept.revision)]
    {
        document.value = slice::take(&document.name, &document.value, &kept)?;
    }
    Ok(())
}
