//! Comparing what stands behind references: a component renamed, taken in
//! place or out of place, or another component.

use serde_json::Value;

use super::claims::{Side, class};
use super::site::Site;
use super::walk::{Node, Walk};
use crate::openapi::json::Pointer;

impl<'a> Walk<'a> {
    /// What two sites mean, references followed. How they came to it is
    /// recorded at `node`.
    pub(super) fn resolve(
        &mut self,
        node: Node,
        base: &Site<'a>,
        revision: &Site<'a>,
    ) -> (Site<'a>, Site<'a>) {
        let (before, left) = base.resolve(self.base);
        let (after, right) = revision.resolve(self.revision);
        self.referred(node, (base, left.as_ref()), (revision, right.as_ref()));
        (before, after)
    }

    /// Records how two sites refer to what they mean: by which component, if
    /// any.
    pub(super) fn referred(
        &mut self,
        node: Node,
        (base, left): (&Site<'a>, Option<&Pointer>),
        (revision, right): (&Site<'a>, Option<&Pointer>),
    ) {
        match (left, right) {
            (Some(left), Some(right)) if left != right => {
                let (from, to) = (base.get("$ref"), revision.get("$ref"));
                if self.is_rename(left, right) {
                    self.claim(from.as_ref(), to.as_ref());
                    self.renamed(node, left, right);
                } else {
                    let sites = (
                        from.as_ref().unwrap_or(base),
                        to.as_ref().unwrap_or(revision),
                    );
                    let names = (Value::from(left.as_str()), Value::from(right.as_str()));
                    self.claim(from.as_ref(), to.as_ref());
                    self.noted(
                        node,
                        "reference",
                        &["reference-changed"],
                        Some(sites.0),
                        Some(sites.1),
                        (Some(names.0), Some(names.1)),
                    );
                }
            }
            (Some(_), None) | (None, Some(_)) => {
                self.same(class::REFERENCE, Some(base), Some(revision));
            }
            _ => {}
        }
    }

    fn is_rename(&self, left: &Pointer, right: &Pointer) -> bool {
        self.revision.pointer(left.as_str()).is_none()
            && self.base.pointer(right.as_str()).is_none()
    }

    fn renamed(&mut self, node: Node, left: &Pointer, right: &Pointer) {
        let site = |document: &'a Value, pointer: &Pointer| {
            let value = document.pointer(pointer.as_str())?;
            let pointer = pointer.clone();
            Some(Site { pointer, value })
        };
        let (base, revision) = (site(self.base, left), site(self.revision, right));
        self.claim(base.as_ref(), revision.as_ref());
        let name = |pointer: &Pointer| pointer.segments().last().map(Value::from);
        self.noted(
            node,
            "name",
            &["component-renamed"],
            base.as_ref(),
            revision.as_ref(),
            (name(left), name(right)),
        );
        let sides = [(Side::Base, left), (Side::Revision, right)];
        self.renamed
            .extend(sides.map(|(side, at)| (side, at.clone())));
    }
}
