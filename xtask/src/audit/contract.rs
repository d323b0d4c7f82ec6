//! What one document promises, however it is spelled: which requests are
//! accepted and which responses may come. No comparison and no verdict.

mod build;
mod discriminator;
pub(super) mod format;
mod keywords;
pub(super) mod number;
pub(super) mod operation;
pub(super) mod parameter;
pub(super) mod response;
pub(super) mod schema;
pub(super) mod security;
pub(super) mod shape;
pub(super) mod site;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use self::operation::{Operation, shape_of_path};
use self::schema::Schemas;
use self::site::Site;
use super::finding::Direction;
use crate::openapi::METHODS;

/// What identifies an operation: its method, and its path without the names of
/// parameters.
pub(super) type Key = (String, &'static str);

/// The key of the operation of a path and a method.
pub(super) fn key(path: &str, method: &'static str) -> Key {
    (shape_of_path(path), method)
}

/// The contract of one document.
#[derive(Debug)]
pub(super) struct Contract<'a> {
    pub(super) document: &'a Value,
    pub(super) operations: BTreeMap<Key, Operation<'a>>,
    pub(super) schemas: Schemas<'a>,
}

impl<'a> Contract<'a> {
    /// Any value has a contract; that of a value that is not a document is empty. If
    /// some operations are `wanted`, it has only these.
    pub(super) fn of(document: &'a Value, wanted: Option<&BTreeSet<Key>>) -> Self {
        let mut schemas = Schemas::new(document, discriminator::children(document));
        let mut operations = BTreeMap::new();
        for (path, item) in Site::root(document).members_of("paths") {
            if path.starts_with('/') {
                let item = schemas.follow(&item);
                let is_wanted =
                    |method: &&'static str| wanted.is_none_or(|it| it.contains(&key(path, method)));
                let methods = METHODS.into_iter().filter(is_wanted);
                for it in Operation::all(&mut schemas, path, &item, methods, Direction::Request) {
                    let mut key = key(path, it.method);
                    // OpenAPI forbids two paths that differ by the names of parameters alone.
                    if operations.contains_key(&key) {
                        path.clone_into(&mut key.0);
                    }
                    operations.insert(key, it);
                }
            }
        }
        schemas.finish();
        Self { document, operations, schemas }
    }
}
