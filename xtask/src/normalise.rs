//! From the fragment to what the generator is given: facts that progenitor
//! cannot take, or whose code would lose something, are left out by named
//! rules. The fragment on disk keeps them. What has no rule is preflight's.

use std::fmt;

use serde_json::{Map, Value};

use crate::json::Pointer;
use crate::openapi::{self, Kind};

/// A reason to leave a fact out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// A response that is not a success.
    ErrorResponse,
    /// The `format` of an object.
    ObjectFormat,
}

impl Rule {
    /// The rule's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::ErrorResponse => "error-response",
            Self::ObjectFormat => "object-format",
        }
    }

    /// Why the fact is left out.
    pub fn reason(self) -> &'static str {
        match self {
            Self::ErrorResponse => {
                "an undeclared answer reaches the facade whole; of a declared one with \
                 another body, the generated code would lose the status"
            }
            Self::ObjectFormat => "the generator knows no formats of objects; the type stays",
        }
    }
}

/// A fact that was left out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Omission {
    /// Where it stands in the fragment.
    pub pointer: Pointer,
    /// By which rule.
    pub rule: Rule,
}

impl fmt::Display for Omission {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} is kept from the generator ({}: {})",
            self.pointer,
            self.rule.name(),
            self.rule.reason()
        )
    }
}

/// The generator's input, and what of the fragment is not in it.
pub fn normalise(fragment: Value) -> (Value, Vec<Omission>) {
    let mut omissions = Vec::new();
    let input = openapi::rewrite(
        fragment,
        Kind::Document,
        &Pointer::root(),
        &mut |pointer, kind, mut object| {
            match kind {
                Kind::Responses => object.retain(|status, _| {
                    let keep = status.starts_with('2');
                    if !keep {
                        omissions.push(Omission {
                            pointer: pointer.child(status),
                            rule: Rule::ErrorResponse,
                        });
                    }
                    keep
                }),
                Kind::Schema if is_object_with_format(&object) => {
                    object.remove("format");
                    omissions.push(Omission {
                        pointer: pointer.child("format"),
                        rule: Rule::ObjectFormat,
                    });
                }
                _ => {}
            }
            Value::Object(object)
        },
    );
    omissions.sort();
    (input, omissions)
}

fn is_object_with_format(schema: &Map<String, Value>) -> bool {
    schema.contains_key("format") && schema.get("type").and_then(Value::as_str) == Some("object")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_the_generator_cannot_take_is_left_out_and_named() {
        let (input, omissions) = normalise(json!({
            "paths": { "/a": { "get": { "responses": {
                "200": { "content": { "application/json": { "schema": {
                    "type": "object", "format": "uri-map"
                } } } },
                "429": {}, "default": {},
            } } } },
            "components": { "schemas": { "A": { "type": "string", "format": "uri" } } },
        }));
        let left: Vec<_> = omissions
            .iter()
            .map(|it| (it.rule.name(), it.pointer.as_str()))
            .collect();
        assert_eq!(
            left,
            [
                (
                    "object-format",
                    "/paths/~1a/get/responses/200/content/application~1json/schema/format"
                ),
                ("error-response", "/paths/~1a/get/responses/429"),
                ("error-response", "/paths/~1a/get/responses/default"),
            ]
        );
        assert_eq!(
            input["paths"]["/a"]["get"]["responses"],
            json!({ "200": { "content": { "application/json": { "schema": { "type": "object" } } } } })
        );
        assert_eq!(input["components"]["schemas"]["A"]["format"], "uri");
    }
}
