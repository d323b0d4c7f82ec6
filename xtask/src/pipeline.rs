//! The way from the specification to the bindings, step by step. Each step is a
//! pure function.
//!
//! ```text
//! specification ─ slice ─► slice ─ overlay, describe ─► fragment
//!     ─ normalise, preflight, generate, polish ─► bindings
//! ```

pub mod describe;
pub mod forms;
pub mod generate;
pub mod normalise;
pub mod overlay;
pub mod polish;
pub mod preflight;
pub mod responses;
pub mod slice;

use serde_json::Value;
use syn::File;

use crate::error::Result;
use crate::openapi::json;
use crate::pipeline::describe::{Undescribed, describe};
use crate::pipeline::generate::{generate, generate_client};
use crate::pipeline::normalise::{Omission, normalise};
use crate::pipeline::overlay::Overlay;
use crate::pipeline::polish::{Module, Origin, Polished, polish};
use crate::pipeline::preflight::preflight;

pub use crate::project::Generator;

/// The fragment and the bindings, and what should be known about them.
#[derive(Debug)]
pub struct Products {
    /// The fragment.
    pub fragment: Value,
    /// The text of the fragment's file.
    pub fragment_text: String,
    /// The files of the bindings.
    pub modules: Vec<Module>,
    /// Places without a text of their own.
    pub undescribed: Vec<Undescribed>,
    /// Facts that the generator was not given.
    pub omissions: Vec<Omission>,
}

/// Makes everything that follows from the slice and the overlay.
pub fn produce(slice: &Value, overlay: &Overlay, generator: &Generator) -> Result<Products> {
    let overlaid = overlay.apply(slice)?;
    let (fragment, undescribed) = describe(overlaid);
    let (modules, omissions) = bindings(generator.document, &fragment, generator)?;
    preflight::mocks(generator.document, &fragment)?;
    Ok(Products {
        fragment_text: json::to_text(&fragment),
        fragment,
        modules,
        undescribed,
        omissions,
    })
}

/// Makes the bindings of the document that is in the file `name`, and says which of its facts the
/// generator is not given.
pub fn bindings(
    name: &str,
    document: &Value,
    generator: &Generator,
) -> Result<(Vec<Module>, Vec<Omission>)> {
    let (input, omissions) = normalise(document.clone(), generator);
    let origin = Origin { generator, sha256: &json::sha256(json::to_text(document).as_bytes()) };
    Ok((polished(name, &input, generator)?.print(origin), omissions))
}

/// Makes sure that the generator takes a document that is normalised.
pub fn accept(name: &str, input: &Value, generator: &Generator) -> Result<()> {
    polished(name, input, generator).map(drop)
}

fn polished(name: &str, input: &Value, generator: &Generator) -> Result<Polished> {
    let typed = preflight(name, input)?;
    let polished = polish(generate(name, input, &typed, generator)?, input)?;
    match polished.repeated_type() {
        None => Ok(polished),
        Some(ty) => Err(preflight::repeated(name, input, &ty)),
    }
}

/// The client and the types of a document that the generator takes, as it makes
/// them: with all the documentation, and nothing that is only rewritten.
pub fn unpolished(name: &str, document: &Value, generator: &Generator) -> Result<(File, File)> {
    let (input, _) = normalise(document.clone(), generator);
    let client = generate_client(name, &preflight::typed(name, &input)?, generator)?;
    polish::split(client)
}
