//! The sources of the files, read from the workspace, and what is made from them.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::error::Result;
use crate::openapi::document::parse_openapi;
use crate::openapi::{self, json};
use crate::output::Output;
use crate::pipeline::overlay::Overlay;
use crate::pipeline::{Products, produce, slice};
use crate::project::{self, FRAGMENT, GENERATOR, OVERLAY, PIN, SLICE};
use crate::workspace::files::{self, Artifact};
use crate::workspace::pin::Pin;

/// The files that everything else follows from.
#[derive(Debug)]
pub struct Sources {
    pin: Pin,
    slice: Value,
    slice_text: String,
    overlay: Overlay,
}

impl Sources {
    /// Reads them from the workspace.
    pub fn read(root: &Path) -> Result<Self> {
        let (pin, _) = read_pin(root)?;
        let help = "run `cargo xtask sync`, or restore the file from version control";
        let slice_text = files::require(root, SLICE, help)?;
        Ok(Self {
            pin,
            slice: parse_openapi(SLICE, slice_text.as_bytes())?,
            slice_text,
            overlay: read_overlay(root)?,
        })
    }

    /// Makes the fragment and the bindings.
    pub fn produce(&self) -> Result<Products> {
        produce(&self.slice, &self.overlay, &GENERATOR)
    }

    /// Why the slice is not the one that `sync` wrote for the pin, if so.
    pub fn slice_problem(&self) -> Option<String> {
        if json::sha256(self.slice_text.as_bytes()) != self.pin.slice_sha256 {
            return Some(format!(
                "its sha256 differs from slice_sha256 in {PIN}: somebody changed one of the two \
                 files by hand"
            ));
        }
        let named = slice::Operations::of(SLICE, &self.slice);
        let mut taken = BTreeSet::new();
        for wanted in &self.pin.operations {
            match named.find(wanted) {
                Ok(operation) => taken.insert(operation),
                Err(_) => {
                    return Some(format!("it lacks the operation {wanted}, which {PIN} names"));
                }
            };
        }
        openapi::operations(&self.slice)
            .find(|(path, method, _)| !taken.contains(&(*path, *method)))
            .map(|(path, method, _)| {
                let method = method.to_uppercase();
                format!("it has the operation {method} {path}, which {PIN} does not name")
            })
    }
}

/// The pin, and the text of its file.
pub fn read_pin(root: &Path) -> Result<(Pin, String)> {
    let text = files::require(root, PIN, &format!("run `git checkout {PIN}`"))?;
    Ok((Pin::parse(PIN, &text)?, text))
}

/// The overlay.
pub fn read_overlay(root: &Path) -> Result<Overlay> {
    let text = files::require(root, OVERLAY, &format!("run `git checkout {OVERLAY}`"))?;
    Overlay::parse(OVERLAY, &text)
}

/// The files that the products belong in.
pub(super) fn artifacts(products: &Products) -> Vec<Artifact> {
    let fragment = Artifact { path: FRAGMENT.to_owned(), text: products.fragment_text.clone() };
    let modules = products.modules.iter().map(|(name, text)| Artifact {
        path: format!("{}/{name}", project::BINDINGS),
        text: text.clone(),
    });
    std::iter::once(fragment).chain(modules).collect()
}

/// Warns about the products, whether or not they are fresh.
pub fn warn(products: &Products, output: &mut Output<'_>) {
    for omission in &products.omissions {
        output.warning(format!("{FRAGMENT}#{omission}"));
    }
    for undescribed in &products.undescribed {
        let problem = match undescribed.places.len() {
            1 => "has no description".to_owned(),
            many => format!("has no description in {many} places"),
        };
        let at = &undescribed.pointer;
        output.warning(format!("{FRAGMENT}#{at} {problem}; add this action to {OVERLAY}:"));
        output.indented(undescribed.action());
    }
}
