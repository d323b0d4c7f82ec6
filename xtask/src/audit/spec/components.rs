//! Components: those that came and went, and those that no operation uses.
//! Those that are used are compared where they are.

use super::claims::Side;
use super::role::Role;
use super::site::{Both, Site, side_by_side};
use super::walk::{Node, Walk};
use crate::openapi::{self, Field, Kind};

impl<'a> Walk<'a> {
    pub(super) fn components(&mut self, both: &Both<'a>) {
        let node = self.users(Default::default());
        let fits = |site: &Option<Site<'a>>| site.as_ref().is_none_or(|it| it.value.is_object());
        if !fits(&both.0) || !fits(&both.1) {
            return self.unknown(node, both.0.as_ref(), both.1.as_ref());
        }
        for (section, both) in side_by_side(both.0.as_ref(), both.1.as_ref()) {
            match openapi::field(Kind::Components, section) {
                Field::Prose if section != "examples" || fits(&both.0) && fits(&both.1) => {}
                Field::Map(kind) if fits(&both.0) && fits(&both.1) => {
                    self.section(node, section, kind, &both);
                }
                _ => self.unknown(node, both.0.as_ref(), both.1.as_ref()),
            }
        }
    }

    fn section(&mut self, node: Node, section: &str, kind: Kind, both: &Both<'a>) {
        for (name, both) in side_by_side(both.0.as_ref(), both.1.as_ref()) {
            match &both {
                (Some(base), Some(revision)) => {
                    self.component(node, kind, name, base, revision);
                }
                (Some(base), None) => {
                    let place = (Side::Base, base.pointer.clone());
                    if !self.renamed.contains(&place) {
                        self.one_sided(node, section, name, "removed", &both);
                    }
                }
                (_, Some(revision)) => {
                    let place = (Side::Revision, revision.pointer.clone());
                    if !self.renamed.contains(&place) {
                        self.one_sided(node, section, name, "added", &both);
                    }
                }
                _ => {}
            }
        }
    }

    fn one_sided(&mut self, node: Node, section: &str, name: &str, verb: &str, both: &Both<'a>) {
        let kind = match section {
            "schemas" => "api-schema",
            "securitySchemes" => "api-security-component",
            _ => "api-component",
        };
        let node = match section {
            "securitySchemes" => self.secured_by(name),
            _ => node,
        };
        let rule = format!("{kind}-{verb}");
        self.found(
            node,
            "component",
            &[&rule],
            both.0.as_ref(),
            both.1.as_ref(),
        );
    }

    fn component(
        &mut self,
        node: Node,
        kind: Kind,
        name: &str,
        base: &Site<'a>,
        revision: &Site<'a>,
    ) {
        match kind {
            Kind::Schema => {
                self.schema(node, Role::WHOLE, base, revision);
            }
            Kind::Parameter => self.parameter(node, Role::WHOLE, base, revision),
            Kind::Header => self.header(node, Role::WHOLE, base, revision),
            Kind::RequestBody => self.request_body(node, Role::WHOLE, base, revision),
            Kind::Response => self.response(node, Role::WHOLE, base, revision),
            Kind::SecurityScheme => self.security_scheme(name, base, revision),
            _ => {
                let both = (Some(base.clone()), Some(revision.clone()));
                self.changed(node, "component", &["unused-component-changed"], &both);
            }
        }
    }
}
