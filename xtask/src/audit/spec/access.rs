//! Keywords of a schema that say who writes it, and whether it is still used:
//! `readOnly`, `writeOnly`, `deprecated`.

use super::role::{Access, Place};
use super::site::Both;
use super::view::View;
use super::walk::{Node, Walk};

/// Which direction a schema is left out of.
pub(super) fn access(view: &View<'_>) -> Access {
    match (view.flag("readOnly"), view.flag("writeOnly")) {
        (true, false) => Access::ReadOnly,
        (false, true) => Access::WriteOnly,
        _ => Access::Both,
    }
}

impl<'a> Walk<'a> {
    /// A keyword that is true or, stated or not, false. Returns whether it is
    /// true now, if that changed.
    pub(super) fn switch(&mut self, node: Node, (base, revision): &Both<'a>) -> Option<bool> {
        let stated = [base, revision].map(|site| {
            let value = site.as_ref().map(|site| site.value);
            value.map_or(Some(false), serde_json::Value::as_bool)
        });
        match stated {
            [Some(before), Some(after)] if before == after => {
                self.same(
                    super::claims::class::DEFAULT,
                    base.as_ref(),
                    revision.as_ref(),
                );
                None
            }
            [Some(_), Some(after)] => Some(after),
            _ => {
                self.unknown(node, base.as_ref(), revision.as_ref());
                None
            }
        }
    }

    /// `deprecated` of a schema, a parameter or a header.
    pub(super) fn deprecated(&mut self, node: Node, both: &Both<'a>) {
        let names: &[&str] = match self.switch(node, both) {
            Some(true) => &["deprecated", "deprecation-added"],
            Some(false) => &["reactivated", "deprecation-removed"],
            None => return,
        };
        self.found(node, "deprecated", names, both.0.as_ref(), both.1.as_ref());
    }

    /// `readOnly` and `writeOnly` of a schema.
    pub(super) fn left_out(&mut self, node: Node, keyword: &'static str, both: &Both<'a>) {
        let Some(now) = self.switch(node, both) else {
            return;
        };
        let role = self.role(node);
        let name = match (role.required, keyword, now) {
            (true, "readOnly", true) => "required-property-became-read-only",
            (true, "readOnly", false) => "required-property-became-not-read-only",
            (true, _, true) => "required-property-became-write-only",
            (true, _, false) => "required-property-became-not-write-only",
            (false, "readOnly", true) => "optional-property-became-read-only",
            (false, "readOnly", false) => "optional-property-became-not-read-only",
            (false, _, true) => "optional-property-became-write-only",
            (false, _, false) => "optional-property-became-not-write-only",
        };
        let names: &[&str] = match role.place {
            Place::Property => &[name],
            _ => &["access-mode-changed"],
        };
        self.found(node, keyword, names, both.0.as_ref(), both.1.as_ref());
    }
}
