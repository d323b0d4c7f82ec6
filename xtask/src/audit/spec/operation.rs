//! Path items and operations: everything of them but what is sent and
//! received.

use std::collections::BTreeSet;

use super::document::whole;
use super::paths::{Path, operations};
use super::role::{Place, Role};
use super::site::{Both, Site, align, side_by_side};
use super::walk::{Node, Walk};
use crate::audit::finding::{Direction, Use};
use crate::openapi::{self, Field, Kind, METHODS};

impl<'a> Walk<'a> {
    pub(super) fn path_item(
        &mut self,
        everyone: Node,
        path: &Path<'a>,
        base: &Site<'a>,
        revision: &Site<'a>,
    ) {
        let (base, revision) = self.resolve(everyone, base, revision);
        if !base.value.is_object() || !revision.value.is_object() {
            return self.unknown(everyone, Some(&base), Some(&revision));
        }
        let all: BTreeSet<Use> = &operations(path.name, &base) | &operations(path.name, &revision);
        for (key, both) in side_by_side(Some(&base), Some(&revision)) {
            match (key, &both) {
                ("parameters", _) => {}
                ("servers", both) => {
                    let node = self.users(all.clone());
                    self.servers(node, both);
                }
                (method, both) if METHODS.contains(&method) => match both {
                    (Some(before), Some(after)) => {
                        self.operation(path, method, (before, after));
                    }
                    (Some(before), None) => self.removed_operation(path.name, method, before),
                    (_, Some(after)) => self.added_operation(path.name, method, after),
                    _ => {}
                },
                (key, _) if openapi::field(Kind::PathItem, key) == Field::Prose => {}
                (_, (before, after)) => self.unknown(everyone, before.as_ref(), after.as_ref()),
            }
        }
        let sent: BTreeSet<Use> = all.into_iter().map(sent).collect();
        let parameters = (base.get("parameters"), revision.get("parameters"));
        self.parameters(sent, path, &parameters, true);
    }

    fn operation(
        &mut self,
        path: &Path<'a>,
        method: &str,
        (base, revision): (&Site<'a>, &Site<'a>),
    ) {
        let this = whole(method, path.name);
        let node = self.users(BTreeSet::from([this.clone()]));
        if !base.value.is_object() || !revision.value.is_object() {
            return self.unknown(node, Some(base), Some(revision));
        }
        for (key, both) in side_by_side(Some(base), Some(revision)) {
            match key {
                "operationId" => self.operation_id(node, &both),
                "tags" => self.tags(node, &both),
                "deprecated" => self.operation_deprecated(node, &both),
                "parameters" => {
                    self.parameters(BTreeSet::from([sent(this.clone())]), path, &both, false);
                }
                "requestBody" => self.request(sent(this.clone()), &both),
                "responses" => self.responses(&this, &both),
                "callbacks" => self.changed(node, "callbacks", &["callback-changed"], &both),
                "security" => self.operation_security(node, &both),
                "servers" => self.servers(node, &both),
                key if openapi::field(Kind::Operation, key) == Field::Prose => {}
                _ => self.unknown(node, both.0.as_ref(), both.1.as_ref()),
            }
        }
    }

    fn operation_id(&mut self, node: Node, both: &Both<'a>) {
        let name = match both.0 {
            None => "api-operation-id-added",
            Some(_) => "api-operation-id-removed",
        };
        self.changed(node, "operationId", &[name], both);
    }

    fn operation_deprecated(&mut self, node: Node, both: &Both<'a>) {
        let name = match self.switch(node, both) {
            Some(true) => "endpoint-deprecated",
            Some(false) => "endpoint-reactivated",
            None => return,
        };
        self.found(
            node,
            "deprecated",
            &[name],
            both.0.as_ref(),
            both.1.as_ref(),
        );
    }

    fn tags(&mut self, node: Node, both: &Both<'a>) {
        let fits = |site: &Option<Site<'a>>| site.as_ref().is_none_or(|it| it.value.is_array());
        if !fits(&both.0) || !fits(&both.1) {
            return self.unknown(node, both.0.as_ref(), both.1.as_ref());
        }
        let list = |site: &Option<Site<'a>>| site.as_ref().map(Site::items).unwrap_or_default();
        let (before, after) = (list(&both.0), list(&both.1));
        self.any_order(both.0.as_ref(), both.1.as_ref());
        for pair in align(&before, &after, |a, b| a.value == b.value, false) {
            match pair {
                (Some(index), None) => {
                    self.found(node, "tag", &["api-tag-removed"], before.get(index), None);
                }
                (None, Some(index)) => {
                    self.found(node, "tag", &["api-tag-added"], None, after.get(index));
                }
                _ => {}
            }
        }
    }

    fn request(&mut self, this: Use, both: &Both<'a>) {
        let node = self.users(BTreeSet::from([this]));
        let role = Role::of(Direction::Request, Place::Body);
        let required = |site: &Site<'a>, document| site.resolve(document).0.flag("required");
        let name = match both {
            (Some(base), Some(revision)) => {
                return self.request_body(node, role, base, revision);
            }
            (Some(_), None) => "request-body-removed",
            (_, Some(body)) if required(body, self.revision) => "request-body-added-required",
            _ => "request-body-added-optional",
        };
        self.found(node, "body", &[name], both.0.as_ref(), both.1.as_ref());
    }
}

/// The use of what an operation sends.
fn sent(operation: Use) -> Use {
    Use {
        direction: Some(Direction::Request),
        ..operation
    }
}
