//! The way from the specification to the bindings, step by step. Each step is a
//! pure function.
//!
//! ```text
//! specification ─ slice ─► slice ─ overlay, describe ─► fragment
//!     ─ normalise, preflight, generate, polish ─► bindings
//! ```

pub mod culprit;
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

use crate::error::{Error, Result};
use crate::openapi::json;
use crate::pipeline::culprit::culprit;
use crate::pipeline::describe::{Undescribed, describe};
use crate::pipeline::generate::{Generated, generate, generate_client};
use crate::pipeline::normalise::{Omission, normalise};
use crate::pipeline::overlay::Overlay;
use crate::pipeline::polish::defects::Defect;
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
    let fragment_text = json::to_text(&fragment);
    let (input, omissions) = normalise(fragment.clone(), generator);
    let code = polished(generator.document, &input, generator)?;
    require_usable(generator.document, &input, &code, generator)?;
    let modules = print(code, &fragment_text, generator);
    Ok(Products { fragment_text, fragment, modules, undescribed, omissions })
}

/// Makes the bindings of the document that is in the file `name`, and says which of its facts the
/// generator is not given.
pub fn bindings(
    name: &str,
    document: &Value,
    generator: &Generator,
) -> Result<(Vec<Module>, Vec<Omission>)> {
    let (input, omissions) = normalise(document.clone(), generator);
    let code = polished(name, &input, generator)?;
    Ok((print(code, &json::to_text(document), generator), omissions))
}

fn print(code: Polished, document: &str, generator: &Generator) -> Vec<Module> {
    code.print(Origin { generator, sha256: &json::sha256(document.as_bytes()) })
}

/// Makes sure that the bindings compile and can be used. This is asked of what is written to the
/// disk only: an audit reads the bindings of any document.
fn require_usable(name: &str, input: &Value, code: &Polished, generator: &Generator) -> Result<()> {
    let Some(Defect { problem, help }) = code.defect(generator) else {
        return Ok(());
    };
    let at = culprit(input, |part| {
        !polished(name, &part, generator).is_ok_and(|part| part.defect(generator).is_none())
    });
    Err(Error::new(format!("{name}#{}", at.unwrap_or_default()), problem, help))
}

/// Makes sure that the generator takes a document that is normalised.
pub fn accept(name: &str, input: &Value, generator: &Generator) -> Result<()> {
    generated(name, input, generator).map(drop)
}

fn polished(name: &str, input: &Value, generator: &Generator) -> Result<Polished> {
    polish(generated(name, input, generator)?, input, generator)
}

fn generated(name: &str, input: &Value, generator: &Generator) -> Result<Generated> {
    let generated = generate(name, input, &preflight(name, input)?, generator)?;
    match generated.repeated_type() {
        None => Ok(generated),
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
