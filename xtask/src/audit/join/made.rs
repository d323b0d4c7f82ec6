//! What today's generator makes of a document: the items, and where each comes
//! from.

use serde_json::Value;

use super::provenance::{Provenance, inventory, provenance};
use crate::audit::bindings::Inventory;
use crate::error::Result;
use crate::pipeline::Generator;

#[derive(Debug)]
pub(super) struct Made {
    pub(super) inventory: Inventory,
    pub(super) provenance: Provenance,
}

impl Made {
    pub(super) fn of(document: &Value, generator: &Generator) -> Result<Self> {
        let inventory = inventory(document, generator)?;
        let provenance = provenance(document, &inventory, generator)?;
        Ok(Self {
            inventory,
            provenance,
        })
    }
}
