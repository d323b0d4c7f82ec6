//! Joins the pure steps: slice and overlay to fragment, fragment to bindings.

use serde_json::Value;

use crate::describe::{Undescribed, describe};
use crate::error::Result;
use crate::generate::generate;
use crate::json;
use crate::normalise::{Omission, normalise};
use crate::overlay::Overlay;
use crate::paths;
use crate::polish::{Module, Origin, polish};
use crate::preflight::preflight;

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
    /// Facts that were kept from the generator.
    pub omissions: Vec<Omission>,
}

/// Makes everything that follows from the slice and the overlay.
pub fn produce(slice: &Value, overlay: &Overlay) -> Result<Products> {
    let (fragment, undescribed) = describe(overlay.apply(slice)?);
    let fragment_text = json::to_text(&fragment);
    let (modules, omissions) = bindings(paths::FRAGMENT, &fragment)?;
    Ok(Products {
        fragment,
        fragment_text,
        modules,
        undescribed,
        omissions,
    })
}

/// Makes the bindings of a document, which is called `name` in their headers,
/// and tells which of its facts were kept from the generator.
pub fn bindings(name: &str, document: &Value) -> Result<(Vec<Module>, Vec<Omission>)> {
    let (input, omissions) = normalise(document.clone());
    let typed = preflight(name, &input)?;
    let generated = generate(name, &input, &typed)?;
    let sha256 = json::sha256(json::to_text(document).as_bytes());
    let origin = Origin {
        fragment: name,
        sha256: &sha256,
    };
    Ok((polish(generated, &input, origin)?, omissions))
}
