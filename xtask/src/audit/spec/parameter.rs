//! Parameters and headers: which there are, and how they are written.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::claims::class;
use super::paths::Path;
use super::role::{Place, Role};
use super::site::{Both, Site, align, side_by_side};
use super::walk::{Node, Walk};
use crate::audit::finding::{Direction, Use};
use crate::openapi::{self, Field, Kind};

/// Keywords that say how a value is written.
const WRITING: [&str; 4] = ["style", "explode", "allowReserved", "allowEmptyValue"];

impl<'a> Walk<'a> {
    /// Lists of parameters, of an operation or of a whole path.
    pub(super) fn parameters(
        &mut self,
        uses: BTreeSet<Use>,
        path: &Path<'a>,
        both: &Both<'a>,
        of_path: bool,
    ) {
        let node = self.users(uses);
        let fits = |site: &Option<Site<'a>>| site.as_ref().is_none_or(|it| it.value.is_array());
        if !fits(&both.0) || !fits(&both.1) {
            return self.unknown(node, both.0.as_ref(), both.1.as_ref());
        }
        let list = |site: &Option<Site<'a>>| site.as_ref().map(Site::items).unwrap_or_default();
        let (before, after) = (list(&both.0), list(&both.1));
        let (base, revision) = (self.base, self.revision);
        let pairs = align(
            &before,
            &after,
            |a, b| match (identity(base, a), identity(revision, b)) {
                (Some((place, name)), Some(other)) => {
                    let renamed = path.renamed.get(name).filter(|_| place == "path");
                    (place, renamed.map_or(name, String::as_str)) == other
                }
                _ => false,
            },
            false,
        );
        self.any_order(both.0.as_ref(), both.1.as_ref());
        let moved = super::site::reordered(&pairs);
        let role = Role::of(Direction::Request, Place::Parameter);
        for pair in pairs {
            let base = pair.0.and_then(|index| before.get(index));
            let revision = pair.1.and_then(|index| after.get(index));
            match (base, revision) {
                (Some(base), Some(revision)) => {
                    // References are told apart by position in the text.
                    if moved || base.pointer != revision.pointer {
                        let by_reference =
                            |site: &&Site<'a>| openapi::reference(site.value).is_some();
                        let left = Some(base).filter(by_reference);
                        let right = Some(revision).filter(by_reference);
                        self.same(class::KEY_ORDER, left, right);
                    }
                    self.parameter(node, role, base, revision);
                }
                (Some(base), None) => self.parameter_removed(node, base),
                (_, Some(revision)) => self.parameter_added(node, revision, of_path),
                _ => {}
            }
        }
    }

    fn parameter_removed(&mut self, node: Node, parameter: &Site<'a>) {
        let (meant, _) = parameter.resolve(self.base);
        let name = match meant.flag("deprecated") {
            true => "request-parameter-removed-with-deprecation",
            false => "request-parameter-removed",
        };
        self.found(node, "parameter", &[name], Some(parameter), None);
    }

    fn parameter_added(&mut self, node: Node, parameter: &Site<'a>, of_path: bool) {
        let (meant, _) = parameter.resolve(self.revision);
        let name = match (meant.text("in"), meant.flag("required"), of_path) {
            (Some("path"), _, _) => "new-request-path-parameter",
            (_, true, false) => "new-required-request-parameter",
            (_, false, false) => "new-optional-request-parameter",
            (_, true, true) => "new-required-request-default-parameter-to-existing-path",
            (_, false, true) => "new-optional-request-default-parameter-to-existing-path",
        };
        self.found(node, "parameter", &[name], None, Some(parameter));
    }

    /// Two parameters that are the same.
    pub(super) fn parameter(
        &mut self,
        whole: Node,
        role: Role,
        base: &Site<'a>,
        revision: &Site<'a>,
    ) {
        self.described(whole, role, Kind::Parameter, base, revision);
    }

    /// Two headers that are the same.
    pub(super) fn header(&mut self, whole: Node, role: Role, base: &Site<'a>, revision: &Site<'a>) {
        self.described(whole, role, Kind::Header, base, revision);
    }

    fn described(
        &mut self,
        whole: Node,
        role: Role,
        kind: Kind,
        base: &Site<'a>,
        revision: &Site<'a>,
    ) {
        let Some((node, base, revision)) = self.enter(whole, role, base, revision) else {
            return;
        };
        for (key, both) in side_by_side(Some(&base), Some(&revision)) {
            match key {
                // What tells parameters apart; the path has another name.
                "name" | "in" if kind == Kind::Parameter => {
                    self.claim(both.0.as_ref(), both.1.as_ref())
                }
                "required" => {
                    let names: &[&str] = match self.switch(node, &both) {
                        Some(true) => &["became-required"],
                        Some(false) => &["became-optional"],
                        None => continue,
                    };
                    self.found(node, "required", names, both.0.as_ref(), both.1.as_ref());
                }
                "deprecated" => self.deprecated(node, &both),
                "schema" | "content" => self.described_by(node, role, key, &both),
                key if WRITING.contains(&key) => {}
                key if openapi::field(kind, key) == Field::Prose => {}
                _ => self.unknown(node, both.0.as_ref(), both.1.as_ref()),
            }
        }
        self.writing(node, &base, &revision);
    }

    fn described_by(&mut self, node: Node, role: Role, key: &str, both: &Both<'a>) {
        let names: &[&str] = match both {
            (Some(base), Some(revision)) if key == "schema" => {
                self.schema(node, role, base, revision);
                return;
            }
            (Some(_), Some(_)) => return self.contents(node, role, both),
            (None, _) => &["constraint-tightened"],
            (_, None) => &["constraint-loosened"],
        };
        self.found(node, "schema", names, both.0.as_ref(), both.1.as_ref());
    }

    /// How a value is written, with what is not said filled in.
    fn writing(&mut self, node: Node, base: &Site<'a>, revision: &Site<'a>) {
        let (before, after) = (
            effective_writing(base.value),
            effective_writing(revision.value),
        );
        for key in WRITING {
            let (left, right) = (base.get(key), revision.get(key));
            match before == after {
                true => self.same(class::DEFAULT, left.as_ref(), right.as_ref()),
                false => self.claim(left.as_ref(), right.as_ref()),
            }
        }
        if before != after {
            let names = ["serialization-changed"];
            let values = (Some(before), Some(after));
            self.noted(node, "writing", &names, Some(base), Some(revision), values);
        }
    }
}

/// Where a parameter is, and its name.
fn identity<'a>(document: &'a Value, site: &Site<'a>) -> Option<(&'a str, &'a str)> {
    let (meant, _) = site.resolve(document);
    Some((meant.text("in")?, meant.text("name")?))
}

fn effective_writing(parameter: &Value) -> Value {
    let or = |key: &str, default: Value| parameter.get(key).cloned().unwrap_or(default);
    let default_style = match parameter.get("in").and_then(Value::as_str) {
        Some("query" | "cookie") => "form",
        _ => "simple",
    };
    let style = or("style", json!(default_style));
    let explode = or("explode", json!(style == "form"));
    json!({
        "style": style,
        "explode": explode,
        "allowReserved": or("allowReserved", json!(false)),
        "allowEmptyValue": or("allowEmptyValue", json!(false)),
    })
}
