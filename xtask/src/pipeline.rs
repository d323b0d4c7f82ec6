//! Joins the pure steps: slice and overlay to fragment, fragment to bindings.

pub mod answers;
pub mod describe;
pub mod forms;
pub mod generate;
pub mod normalise;
pub mod overlay;
pub mod polish;
pub mod preflight;
pub mod slice;

use serde_json::Value;

use crate::error::Result;
use crate::openapi::json;
use crate::pipeline::describe::{Undescribed, describe};
use crate::pipeline::generate::generate;
use crate::pipeline::normalise::{Omission, normalise};
use crate::pipeline::overlay::Overlay;
use crate::pipeline::polish::{Module, Origin, polish};
use crate::pipeline::preflight::preflight;
use crate::project;

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
    let (modules, omissions) = bindings(project::FRAGMENT, &fragment)?;
    Ok(Products {
        fragment,
        fragment_text,
        modules,
        undescribed,
        omissions,
    })
}

/// Makes the bindings of a document, which is called `name` in messages, and tells which of its facts were kept from the generator.
pub fn bindings(name: &str, document: &Value) -> Result<(Vec<Module>, Vec<Omission>)> {
    let (input, omissions) = normalise(document.clone());
    let typed = preflight(name, &input)?;
    let generated = generate(name, &input, &typed)?;
    let sha256 = json::sha256(json::to_text(document).as_bytes());
    let origin = Origin {
        fragment: project::FRAGMENT,
        sha256: &sha256,
    };
    Ok((polish(generated, &input, origin)?, omissions))
}
