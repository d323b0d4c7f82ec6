//! Bodies: of requests, and what each media type of a body says.

use super::role::{Place, Role};
use super::site::{Both, Site, side_by_side};
use super::walk::{Node, Walk};
use crate::audit::finding::Direction;
use crate::openapi::{self, Field, Kind};

impl<'a> Walk<'a> {
    pub(super) fn request_body(
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
                "required" => {
                    let names: &[&str] = match self.switch(node, &both) {
                        Some(true) => &["became-required"],
                        Some(false) => &["became-optional"],
                        None => continue,
                    };
                    self.found(node, "required", names, both.0.as_ref(), both.1.as_ref());
                }
                "content" => self.contents(node, role, &both),
                key if openapi::field(Kind::RequestBody, key) == Field::Prose => {}
                _ => self.unknown(node, both.0.as_ref(), both.1.as_ref()),
            }
        }
    }

    /// The media types of a body, a parameter or a header.
    pub(super) fn contents(&mut self, node: Node, role: Role, both: &Both<'a>) {
        let fits = |site: &Option<Site<'a>>| site.as_ref().is_none_or(|it| it.value.is_object());
        if !fits(&both.0) || !fits(&both.1) {
            return self.unknown(node, both.0.as_ref(), both.1.as_ref());
        }
        let mut removed = Vec::new();
        let mut added = Vec::new();
        for (name, both) in side_by_side(both.0.as_ref(), both.1.as_ref()) {
            match both {
                (Some(base), Some(revision)) => {
                    self.media_type(node, role, name, &base, &revision);
                }
                (Some(base), None) => removed.push((name, base)),
                (_, Some(revision)) => added.push((name, revision)),
                _ => {}
            }
        }
        if let ([(old, base)], [(new, revision)]) = (removed.as_slice(), added.as_slice())
            && let Some(change) = name_change(old, new)
            && role.direction == Some(Direction::Response)
        {
            let names = [change];
            self.claim(Some(base), Some(revision));
            let values = (Some((*old).into()), Some((*new).into()));
            self.noted(
                node,
                "media type",
                &names,
                Some(base),
                Some(revision),
                values,
            );
            return self.media_type(node, role, new, base, revision);
        }
        for (_, base) in &removed {
            let names = ["media-type-removed", "constraint-changed"];
            self.found(node, "media type", &names, Some(base), None);
        }
        for (_, revision) in &added {
            let names = ["media-type-added", "constraint-changed"];
            self.found(node, "media type", &names, None, Some(revision));
        }
    }

    fn media_type(
        &mut self,
        whole: Node,
        role: Role,
        name: &str,
        base: &Site<'a>,
        revision: &Site<'a>,
    ) {
        let essence = name.split(';').next().unwrap_or_default().trim();
        let form = matches!(
            essence,
            "application/x-www-form-urlencoded" | "multipart/form-data"
        );
        let role = match role.place {
            Place::Body => Role { text: form, ..role },
            // A parameter or header with a media type is not plain text.
            _ => Role {
                text: false,
                ..role
            },
        };
        let (node, first) = self.part(whole, &base.pointer, &revision.pointer, role);
        if !first {
            return;
        }
        if !base.value.is_object() || !revision.value.is_object() {
            return self.unknown(node, Some(base), Some(revision));
        }
        for (key, both) in side_by_side(Some(base), Some(revision)) {
            match (key, &both) {
                ("schema", (Some(before), Some(after))) => {
                    self.schema(node, role, before, after);
                }
                ("schema", (before, after)) => {
                    let names: &[&str] = match before {
                        None => &["media-type-schema-added", "constraint-tightened"],
                        Some(_) => &["media-type-schema-removed", "constraint-loosened"],
                    };
                    self.found(node, "schema", names, before.as_ref(), after.as_ref());
                }
                ("encoding", both) => {
                    self.changed(node, "encoding", &["form-encoding-changed"], both);
                }
                (key, _) if openapi::field(Kind::MediaType, key) == Field::Prose => {}
                (_, (before, after)) => self.unknown(node, before.as_ref(), after.as_ref()),
            }
        }
    }
}

/// How the name of one media type is to that of another, if they are kin.
fn name_change(old: &str, new: &str) -> Option<&'static str> {
    fn parts(name: &str) -> (&str, &str) {
        let (essence, _) = name.split_once(';').unwrap_or((name, ""));
        let (kind, subtype) = essence.split_once('/').unwrap_or((essence, ""));
        (kind.trim(), subtype.trim())
    }
    let covers = |wide: &str, narrow: &str| {
        let ((kind, subtype), (other, _)) = (parts(wide), parts(narrow));
        subtype == "*" && (kind == "*" || kind == other)
    };
    match () {
        () if parts(old) == parts(new) => Some("media-type-name-changed"),
        () if covers(new, old) => Some("media-type-name-generalized"),
        () if covers(old, new) => Some("media-type-name-specialized"),
        () => None,
    }
}
