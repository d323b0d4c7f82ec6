//! The URL in a witness: a value replaces the name of each path parameter for
//! which one is found and the validator agrees. What is wrong with a request is
//! decided elsewhere.

use serde_json::Value;

use super::finder::Finder;
use super::graph::{Node, Part};
use crate::audit::contract::key;
use crate::audit::contract::parameter::Parameter;
use crate::audit::finding::Direction;
use crate::audit::inclusion::validator::{Judge, encoded};
use crate::audit::inclusion::{At, Side};
use crate::openapi::METHODS;

impl Finder<'_, '_> {
    /// The text for a request or a response, with values in its path. `shown` is
    /// the value that the text is about, if there is one.
    pub(super) fn with_values(
        &self,
        node: Node,
        text: &str,
        shown: Option<&Value>,
        judge: &mut Judge<'_>,
    ) -> String {
        match self.path(node, shown, judge) {
            Some((path, filled)) => text.replacen(path, &filled, 1),
            None => text.to_owned(),
        }
    }

    /// The path of the operation that a pair is part of, and the same with values.
    fn path(
        &self,
        node: Node,
        shown: Option<&Value>,
        judge: &mut Judge<'_>,
    ) -> Option<(&str, String)> {
        let (operation, parameter) = self.operation_of(node)?;
        let (method, path) = operation.split_once(' ')?;
        let method = METHODS.into_iter().find(|it| it.eq_ignore_ascii_case(method))?;
        let served = self.base.operations.get(&key(path, method))?;
        let (mut filled, mut rest) = (String::new(), path);
        let mut position = 0;
        while let Some((before, (name, after))) =
            rest.split_once('{').and_then(|it| Some((it.0, it.1.split_once('}')?)))
        {
            filled.push_str(before);
            let own = shown.filter(|_| parameter == Some(name)).map(plain);
            let key = ("path".to_owned(), position.to_string());
            let value = match own {
                Some(own) => own,
                None => served.parameters.get(&key).and_then(|it| self.path_value(it, judge)),
            };
            match value {
                Some(value) => filled.push_str(&encoded(&value).replace('/', "%2F")),
                None => filled.push_str(&format!("{{{name}}}")),
            }
            (rest, position) = (after, position + 1);
        }
        filled.push_str(rest);
        Some((path, filled))
    }

    /// The operation that a pair is part of, and the parameter.
    fn operation_of(&self, mut node: Node) -> Option<(&str, Option<&str>)> {
        loop {
            let entry = self.graph.entry(node);
            if let Some(root) = &entry.root {
                let parameter = match &root.part {
                    Part::Parameter(name) => Some(name.as_str()),
                    _ => None,
                };
                return Some((&root.operation, parameter));
            }
            if let Some(of) = entry.uses.first() {
                return Some((&of.operation, None));
            }
            node = entry.way.as_ref()?.0;
        }
    }

    /// A value that a path may have for a parameter.
    fn path_value(&self, parameter: &Parameter<'_>, judge: &mut Judge<'_>) -> Option<String> {
        let (site, id) = parameter.schema.as_ref()?;
        if parameter.writing.get("style")? != "simple" {
            return None;
        }
        let place = (Side::Base, Direction::Request);
        let samples = self.inclusion.samples(At { side: Side::Base, id: *id });
        let is_valid = |it: &Value| judge.accepts(place, Some(&site.pointer), it) == Some(true);
        samples.into_iter().filter(is_valid).find_map(|it| plain(&it))
    }
}

/// A value as a segment of a path, if it can be one.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::audit::differences::compare;

    /// The witness of an operation that is gone.
    fn witness(path: &str, parameters: Value) -> String {
        let responses = json!({ "204": { "description": "" } });
        let operation = json!({ "delete": { "parameters": parameters, "responses": responses } });
        let document = |paths: Value| json!({ "openapi": "3.0.3", "paths": paths });
        let found = compare(&document(json!({ path: operation })), &document(json!({})));
        found.findings[0].witness.as_ref().unwrap().text.clone()
    }

    #[test]
    fn a_path_has_values_where_they_are_valid() {
        let parameter = |name: &str, schema: Value| json!({ "in": "path", "name": name, "required": true, "schema": schema });
        let text = |pattern: &str| json!({ "type": "string", "pattern": pattern });
        for (path, parameters, expected) in [
            ("/a/{b}", json!([parameter("b", text("^V[0-9]{2}$"))]), "`DELETE /a/V00`"),
            (
                "/{b}/c/{d}.json",
                json!([
                    parameter("d", json!({ "type": "integer", "minimum": 7 })),
                    parameter("b", json!({ "type": "string", "enum": ["x/y é"] })),
                ]),
                "`DELETE /x%2Fy%20%C3%A9/c/7.json`",
            ),
            ("/a/{b}", json!([parameter("b", text("(?<=x)y"))]), "`DELETE /a/{b}`"),
            (
                "/a/{b}",
                json!([parameter("b", json!({ "type": "array", "items": {} }))]),
                "`DELETE /a/{b}`",
            ),
            ("/a/{b}", json!([]), "`DELETE /a/{b}`"),
        ] {
            assert_eq!(witness(path, parameters), expected);
        }
    }

    #[test]
    fn a_path_has_the_value_that_is_refused() {
        let document = |least: u64| {
            let schema = json!({ "type": "integer", "minimum": least });
            let parameter =
                json!({ "in": "path", "name": "id", "required": true, "schema": schema });
            let operation = json!({ "parameters": [parameter], "responses": {} });
            json!({ "openapi": "3.0.3", "paths": { "/a/{id}": { "get": operation } } })
        };
        let found = compare(&document(3), &document(5));
        let witness = found.findings[0].witness.as_ref().unwrap();
        assert_eq!(witness.text, "`GET /a/4` with `id=4`");
    }
}
