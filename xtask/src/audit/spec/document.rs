//! The root of a document: what is not a path and not a component.

use super::site::{Both, Site, side_by_side};
use super::walk::{Node, Walk};
use crate::audit::finding::Use;
use crate::openapi::{self, Field, Kind};

impl<'a> Walk<'a> {
    /// Compares two whole documents.
    pub(super) fn document(&mut self, base: &Site<'a>, revision: &Site<'a>) {
        let everyone = self.everyone();
        if !base.value.is_object() || !revision.value.is_object() {
            return self.unknown(everyone, Some(base), Some(revision));
        }
        let members = side_by_side(Some(base), Some(revision));
        for (key, both) in &members {
            match *key {
                "paths" => self.paths(everyone, both),
                "info" => self.info(everyone, both),
                "openapi" => {
                    self.changed(everyone, "openapi", &["openapi-version-changed"], both);
                }
                "security" => self.global_security(both),
                "servers" => {
                    let uses = self.inheriting("servers");
                    self.servers(uses, both);
                }
                // Last: which components are renamed shows where they are used.
                "components" => {}
                key if openapi::field(Kind::Document, key) == Field::Prose => {}
                _ => self.unknown(everyone, both.0.as_ref(), both.1.as_ref()),
            }
        }
        if let Some(components) = members.get("components") {
            self.components(components);
        }
    }

    fn info(&mut self, node: Node, both: &Both<'a>) {
        let version = |site: &Option<Site<'a>>| site.as_ref().and_then(|it| it.get("version"));
        let versions = (version(&both.0), version(&both.1));
        self.changed(node, "version", &["api-version-changed"], &versions);
    }

    /// The operations that state nothing of `key`, neither themselves nor by
    /// their path, and so take what the document says.
    pub(super) fn inheriting(&mut self, key: &str) -> Node {
        let mut uses = std::collections::BTreeSet::new();
        for document in [self.base, self.revision] {
            for (path, method, operation) in openapi::operations(document) {
                let item = document.get("paths").and_then(|paths| paths.get(path));
                let by_path = key == "servers" && item.is_some_and(|it| it.get(key).is_some());
                if operation.get(key).is_none() && !by_path {
                    uses.insert(whole(method, path));
                }
            }
        }
        self.users(uses)
    }

    /// Servers, told apart by their address.
    pub(super) fn servers(&mut self, node: Node, both: &Both<'a>) {
        let fits = |site: &Option<Site<'a>>| site.as_ref().is_none_or(|it| it.value.is_array());
        if !fits(&both.0) || !fits(&both.1) {
            return self.unknown(node, both.0.as_ref(), both.1.as_ref());
        }
        let list = |site: &Option<Site<'a>>| site.as_ref().map(Site::items).unwrap_or_default();
        let (before, after) = (list(&both.0), list(&both.1));
        let pairs = super::site::align(
            &before,
            &after,
            |a, b| a.text("url") == b.text("url"),
            before.len() == after.len(),
        );
        self.any_order(both.0.as_ref(), both.1.as_ref());
        for pair in pairs {
            let base = pair.0.and_then(|index| before.get(index));
            let revision = pair.1.and_then(|index| after.get(index));
            match (base, revision) {
                (Some(base), Some(revision)) => self.server(node, base, revision),
                (Some(_), None) => self.found(node, "server", &["server-removed"], base, None),
                _ => self.found(node, "server", &["server-added"], None, revision),
            }
        }
    }

    fn server(&mut self, node: Node, base: &Site<'a>, revision: &Site<'a>) {
        if !base.value.is_object() || !revision.value.is_object() {
            return self.unknown(node, Some(base), Some(revision));
        }
        for (key, both) in side_by_side(Some(base), Some(revision)) {
            match key {
                "url" | "variables" => self.changed(node, "server", &["server-changed"], &both),
                key if openapi::field(Kind::Server, key) == Field::Prose => {}
                _ => self.unknown(node, both.0.as_ref(), both.1.as_ref()),
            }
        }
    }
}

/// The use of an operation as a whole.
pub(super) fn whole(method: &str, path: &str) -> Use {
    Use {
        operation: format!("{} {path}", method.to_uppercase()),
        direction: None,
        status: None,
    }
}
