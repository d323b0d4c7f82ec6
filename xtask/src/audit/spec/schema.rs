//! Comparing schemas, keyword by keyword. Every keyword that either side has
//! is handed to what understands it, or is unknown.

use serde_json::Value;

use super::claims::class;
use super::role::Role;
use super::site::{Both, Site};
use super::view::View;
use super::walk::{Node, Walk};
use crate::audit::finding::Direction;
use crate::openapi::{self, Field, Kind};

impl<'a> Walk<'a> {
    /// Compares two schemas that are part of `whole`. Returns their pair.
    pub(super) fn schema(
        &mut self,
        whole: Node,
        role: Role,
        base: &Site<'a>,
        revision: &Site<'a>,
    ) -> Node {
        let mut before = View::of(self.base, base);
        let mut after = View::of(self.revision, revision);
        // A list that became a list of one lost an element, not its wrapper.
        if before.is_composed() && after.wrappers > 0 {
            after = View::wrapped(self.revision, revision);
        } else if after.is_composed() && before.wrappers > 0 {
            before = View::wrapped(self.base, base);
        }
        let (left, right) = (&before.site.pointer, &after.site.pointer);
        let (node, first) = self.part(whole, left, right, role);
        self.wrapped(node, (base, &before), (revision, &after));
        if !first {
            return node;
        }
        if !before.site.value.is_object() || !after.site.value.is_object() {
            self.unknown(node, Some(&before.site), Some(&after.site));
            return node;
        }
        let mut keywords: Vec<&str> = before.keywords.keys().copied().collect();
        keywords.extend(
            after
                .keywords
                .keys()
                .filter(|it| !before.keywords.contains_key(*it)),
        );
        for keyword in keywords {
            let both = (before.get(keyword).cloned(), after.get(keyword).cloned());
            self.keyword(node, keyword, &both);
        }
        self.object(node, &before, &after);
        node
    }

    /// What differs in how two schemas are written around their keywords.
    fn wrapped(
        &mut self,
        node: Node,
        (base, before): (&Site<'a>, &View<'a>),
        (revision, after): (&Site<'a>, &View<'a>),
    ) {
        let left = before.reference.as_ref().unwrap_or(base);
        let right = after.reference.as_ref().unwrap_or(revision);
        let left = (left, before.component.as_ref());
        let right = (right, after.component.as_ref());
        self.referred(node, left, right);
        if before.wrappers != after.wrappers {
            self.same(class::ALL_OF_ONE, Some(base), Some(revision));
        }
    }

    fn keyword(&mut self, node: Node, keyword: &'a str, both: &Both<'a>) {
        let (base, revision) = (both.0.as_ref(), both.1.as_ref());
        match keyword {
            "type" => self.data_type(node, both),
            "format" => self.format(node, both),
            "title" => self.changed(node, "title", &["title-changed"], both),
            "default" => self.default_value(node, both),
            "discriminator" => {
                self.changed(node, "discriminator", &["discriminator-changed"], both);
            }
            "nullable" => self.nullable(node, both),
            "deprecated" => self.deprecated(node, both),
            "readOnly" => self.left_out(node, "readOnly", both),
            "writeOnly" => self.left_out(node, "writeOnly", both),
            "enum" => self.enumeration(node, both),
            "pattern" => self.pattern(node, both),
            "maximum" | "maxLength" | "maxItems" | "maxProperties" | "minimum" | "minLength"
            | "minItems" | "minProperties" => self.bound(node, keyword, both),
            "exclusiveMaximum" | "exclusiveMinimum" => {
                self.constraint_switch(node, keyword, "exclusive-bound", both);
            }
            "uniqueItems" => self.constraint_switch(node, keyword, "unique-items", both),
            "multipleOf" => self.multiple_of(node, both),
            "items" => self.items(node, both),
            "additionalProperties" => self.additional_properties(node, both),
            "not" => self.negation(node, both),
            "allOf" => self.composition(node, "allOf", "all-of", both),
            "anyOf" => self.composition(node, "anyOf", "any-of", both),
            "oneOf" => self.composition(node, "oneOf", "one-of", both),
            // Compared together, by property.
            "properties" | "required" => {}
            "xml" => self.unknown(node, base, revision),
            prose if openapi::field(Kind::Schema, prose) == Field::Prose => {}
            _ => self.unknown(node, base, revision),
        }
    }

    /// A value that is what it is: a finding if it is another.
    pub(super) fn changed(
        &mut self,
        node: Node,
        topic: &'static str,
        names: &[&str],
        both: &Both<'a>,
    ) {
        let value = |site: &Option<Site<'a>>| site.as_ref().map(|site| site.value);
        if value(&both.0) != value(&both.1) {
            self.found(node, topic, names, both.0.as_ref(), both.1.as_ref());
        }
    }

    fn data_type(&mut self, node: Node, both: &Both<'a>) {
        let role = self.role(node);
        let value = |site: &Option<Site<'a>>| site.as_ref().map(|site| site.value);
        let (before, after) = (value(&both.0), value(&both.1));
        if before == after {
            return;
        }
        let text = |value: Option<&'a Value>| value.and_then(Value::as_str);
        let change = type_change(text(before), text(after));
        let names: &[&str] = match (change, role.direction) {
            _ if before.is_some_and(|it| !it.is_string())
                || after.is_some_and(|it| !it.is_string()) =>
            {
                &["type-changed"]
            }
            (TypeChange::ToText, Some(Direction::Request)) if role.text => {
                &["type-compatible", "type-generalized"]
            }
            (TypeChange::ToText, _) if role.text => &["type-generalized"],
            (TypeChange::FromText, Some(Direction::Response)) if role.text => &["type-specialized"],
            (TypeChange::Wider, _) => &["type-generalized"],
            (TypeChange::Narrower, _) => &["type-specialized", "type-changed"],
            _ => &["type-changed"],
        };
        self.found(node, "type", names, both.0.as_ref(), both.1.as_ref());
    }

    fn format(&mut self, node: Node, both: &Both<'a>) {
        // What a number is when nothing is said of its size.
        let plain = |format: &&str| !matches!(*format, "int64" | "double");
        let text = |site: &Option<Site<'a>>| site.as_ref().map(|it| it.value.as_str());
        let name = match (text(&both.0), text(&both.1)) {
            (Some(None), _) | (_, Some(None)) => "format-changed",
            (before, after) => {
                let formats = [before, after].map(|it| it.flatten().filter(plain));
                match formats {
                    [before, after] if before == after => {
                        let (base, revision) = (both.0.as_ref(), both.1.as_ref());
                        return self.same(class::DEFAULT, base, revision);
                    }
                    [Some(_), None] => "format-generalized",
                    [None, Some(_)] => "format-specialized",
                    _ => "format-changed",
                }
            }
        };
        self.changed(node, "format", &[name], both);
    }

    fn default_value(&mut self, node: Node, both: &Both<'a>) {
        let names: &[&str] = match both {
            (None, _) => &["default-value-added", "header-default-value-changed"],
            (_, None) => &["default-value-removed", "header-default-value-changed"],
            _ => &["default-value-changed", "header-default-value-changed"],
        };
        self.changed(node, "default", names, both);
    }

    fn nullable(&mut self, node: Node, both: &Both<'a>) {
        let role = self.role(node);
        let in_form = role.text && role.direction == Some(Direction::Request);
        let names: &[&str] = match self.switch(node, both) {
            // Nothing that is written as text can say null.
            Some(_) if in_form && role.place == super::role::Place::Property => {
                &["form-property-nullability-changed"]
            }
            Some(true) => &["became-nullable"],
            Some(false) => &["became-not-nullable"],
            None => return,
        };
        self.found(node, "nullable", names, both.0.as_ref(), both.1.as_ref());
    }

    fn negation(&mut self, node: Node, both: &Both<'a>) {
        let names: &[&str] = match both {
            (None, _) => &["constraint-tightened"],
            (_, None) => &["constraint-loosened"],
            _ => &["constraint-changed"],
        };
        self.changed(node, "not", names, both);
    }
}

/// How the values of one type are to those of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TypeChange {
    Wider,
    Narrower,
    /// From a scalar to text: the same, where every scalar is text.
    ToText,
    FromText,
    Other,
}

fn type_change(before: Option<&str>, after: Option<&str>) -> TypeChange {
    let scalar = |name: &str| matches!(name, "integer" | "number" | "boolean");
    match (before, after) {
        (Some(_), None) | (Some("integer"), Some("number")) => TypeChange::Wider,
        (None, Some(_)) | (Some("number"), Some("integer")) => TypeChange::Narrower,
        (Some(before), Some("string")) if scalar(before) => TypeChange::ToText,
        (Some("string"), Some(after)) if scalar(after) => TypeChange::FromText,
        _ => TypeChange::Other,
    }
}
