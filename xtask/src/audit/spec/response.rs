//! Responses: which statuses there are, and the headers and links of each.

use std::collections::BTreeSet;

use super::role::{Place, Role};
use super::site::{Both, Site, side_by_side};
use super::walk::{Node, Walk};
use crate::audit::finding::{Direction, Use};
use crate::openapi::{self, Field, Kind};

impl<'a> Walk<'a> {
    pub(super) fn responses(&mut self, operation: &Use, both: &Both<'a>) {
        let fits = |site: &Option<Site<'a>>| site.as_ref().is_none_or(|it| it.value.is_object());
        if !fits(&both.0) || !fits(&both.1) {
            let node = self.users(BTreeSet::from([operation.clone()]));
            return self.unknown(node, both.0.as_ref(), both.1.as_ref());
        }
        for (status, both) in side_by_side(both.0.as_ref(), both.1.as_ref()) {
            if openapi::field(Kind::Responses, status) == Field::Prose {
                continue;
            }
            let node = self.users(BTreeSet::from([Use {
                direction: Some(Direction::Response),
                status: Some(status.to_owned()),
                ..operation.clone()
            }]));
            let name = match (&both, status.starts_with('2')) {
                ((Some(base), Some(revision)), _) => {
                    let role = Role::of(Direction::Response, Place::Body);
                    self.response(node, role, base, revision);
                    continue;
                }
                ((None, _), true) => "response-success-status-added",
                ((None, _), false) => "response-non-success-status-added",
                (_, true) => "response-success-status-removed",
                (_, false) => "response-non-success-status-removed",
            };
            self.found(node, "status", &[name], both.0.as_ref(), both.1.as_ref());
        }
    }

    pub(super) fn response(
        &mut self,
        whole: Node,
        role: Role,
        base: &Site<'a>,
        revision: &Site<'a>,
    ) {
        let Some((node, base, revision)) = self.enter(whole, role, base, revision) else {
            return;
        };
        for (key, both) in side_by_side(Some(&base), Some(&revision)) {
            match key {
                "content" => self.contents(node, role, &both),
                "headers" => self.headers(node, role, &both),
                "links" => self.changed(node, "links", &["response-link-changed"], &both),
                key if openapi::field(Kind::Response, key) == Field::Prose => {}
                _ => self.unknown(node, both.0.as_ref(), both.1.as_ref()),
            }
        }
    }

    fn headers(&mut self, node: Node, role: Role, both: &Both<'a>) {
        let fits = |site: &Option<Site<'a>>| site.as_ref().is_none_or(|it| it.value.is_object());
        if !fits(&both.0) || !fits(&both.1) {
            return self.unknown(node, both.0.as_ref(), both.1.as_ref());
        }
        let role = match role.direction {
            Some(direction) => Role::of(direction, Place::Header),
            None => role,
        };
        for (_, both) in side_by_side(both.0.as_ref(), both.1.as_ref()) {
            let names = match &both {
                (Some(base), Some(revision)) => {
                    self.header(node, role, base, revision);
                    continue;
                }
                (None, _) => ["response-header-added"],
                (Some(header), _) if header.resolve(self.base).0.flag("required") => {
                    ["required-response-header-removed"]
                }
                _ => ["optional-response-header-removed"],
            };
            self.found(node, "header", &names, both.0.as_ref(), both.1.as_ref());
        }
    }
}
