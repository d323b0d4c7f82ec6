//! What a document promises, its spelling taken away: which requests are
//! accepted and which responses may come. One document at a time, no
//! comparison, no verdict.

pub(super) mod number;
pub(super) mod operation;
pub(super) mod parameter;
pub(super) mod response;
pub(super) mod schema;
pub(super) mod security;
pub(super) mod shape;
pub(super) mod site;

use std::collections::BTreeMap;

use serde_json::Value;

use self::operation::{Operation, shape_of_path};
use self::schema::Schemas;
use self::site::Site;
use super::finding::Direction;
use crate::openapi::METHODS;

/// What an operation is called by: its method and its path without the names
/// of parameters.
pub(super) type Key = (String, &'static str);

/// The contract of one document.
#[derive(Debug)]
pub(super) struct Contract<'a> {
    pub(super) document: &'a Value,
    pub(super) operations: BTreeMap<Key, Operation<'a>>,
    pub(super) schemas: Schemas<'a>,
}

impl<'a> Contract<'a> {
    /// Any value has a contract; what is no document has an empty one.
    pub(super) fn of(document: &'a Value) -> Self {
        let mut schemas = Schemas::new(document);
        let mut operations = BTreeMap::new();
        let root = Site::root(document);
        let paths = root.get("paths");
        for (path, item) in paths.iter().flat_map(|it| it.members().collect::<Vec<_>>()) {
            if !path.starts_with('/') {
                continue;
            }
            let item = schemas.follow(&item);
            for method in METHODS {
                if let Some(site) = item.get(method) {
                    let operation = Operation::of(
                        &mut schemas,
                        path,
                        &item,
                        (method, site),
                        Direction::Request,
                    );
                    operations.entry((shape_of_path(path), method)).or_insert(operation);
                }
            }
        }
        schemas.finish();
        Self { document, operations, schemas }
    }
}
