//! From the fragment to the generator's input: named rules remove facts that
//! progenitor cannot read, or that would make the generated code lose something.
//! The fragment on disk keeps these facts. `preflight` refuses what no rule covers.

use std::fmt;

use serde_json::{Map, Value};

use crate::openapi::json::Pointer;
use crate::openapi::{self, Kind};
use crate::pipeline::forms::{self, Sent};
use crate::pipeline::responses;
use crate::project::Generator;

/// A reason to leave a fact out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// The `default` of a part of a response.
    ResponseDefault,
    /// The `enum` of a part of a response.
    ResponseEnum,
    /// An `enum` that is too long for a type.
    LongEnum,
    /// A response that is not a success.
    ErrorResponse,
    /// A field of a form that may be any JSON.
    FormJson,
    /// A field of a form that is a list.
    FormList,
    /// The `format` of an object.
    ObjectFormat,
    /// The pattern of a SID.
    SidPattern,
    /// The `format` of a date and time.
    TimeFormat,
}

impl Rule {
    /// The rule's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::ResponseDefault => "response-default",
            Self::ResponseEnum => "response-enum",
            Self::LongEnum => "long-enum",
            Self::ErrorResponse => "error-response",
            Self::FormJson => "form-json",
            Self::FormList => "form-list",
            Self::ObjectFormat => "object-format",
            Self::SidPattern => "sid-pattern",
            Self::TimeFormat => "time-format",
        }
    }

    /// Why the fact is left out.
    pub fn reason(self) -> &'static str {
        match self {
            Self::ResponseDefault => {
                "a response may leave the field out, and dependents must see that; the default would \
                 invent a value"
            }
            Self::ResponseEnum => {
                "a value that is newer than the specification must not make a call fail, so the \
                 type accepts any text; for named values, write the type by hand"
            }
            Self::LongEnum => {
                "a type with so many variants compiles slowly, so the value is a text and the server \
                 checks it"
            }
            Self::ErrorResponse => {
                "if an error response is declared and its body differs, the generated code loses \
                 the status; the facade gets an undeclared response as it is"
            }
            Self::FormJson => {
                "a form has only texts, so the field is a text and dependents write JSON into it"
            }
            Self::FormList => {
                "the generated code cannot send a key of a form more than once, so the field takes \
                 one value; for more, write the operation by hand"
            }
            Self::ObjectFormat => {
                "the generator does not support formats of objects; the type is the same without it"
            }
            Self::SidPattern => {
                "the generated check needs a crate for regular expressions; to have the SID checked, \
                 name its schema and write its type by hand"
            }
            Self::TimeFormat => {
                "the generated type would come from another crate, so the value is a text; for a \
                 time, refer to the schema whose type is written by hand"
            }
        }
    }
}

/// A fact that was left out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Omission {
    /// Where it is in the fragment.
    pub pointer: Pointer,
    /// By which rule.
    pub rule: Rule,
}

impl fmt::Display for Omission {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} is not given to the generator ({}: {})",
            self.pointer,
            self.rule.name(),
            self.rule.reason()
        )
    }
}

/// The generator's input, and what of the fragment is not in it.
pub fn normalise(fragment: Value, generator: &Generator) -> (Value, Vec<Omission>) {
    let responses = responses::schemas(&fragment);
    let fields = forms::fields(&fragment);
    let mut omissions = Vec::new();
    let input = openapi::rewrite(
        fragment,
        Kind::Document,
        &Pointer::root(),
        &mut |pointer, kind, mut object| {
            if kind == Kind::Schema && fields.contains(pointer) {
                let simpler = match forms::sent(&object) {
                    Sent::Plainly => None,
                    Sent::Json => Some((Rule::FormJson, forms::text(&object))),
                    Sent::Repeated => Some((Rule::FormList, forms::one_value(&object))),
                };
                if let Some((rule, simpler)) = simpler {
                    omissions.push(Omission { pointer: pointer.clone(), rule });
                    return Value::Object(simpler);
                }
            }
            let rules = match kind {
                Kind::Responses => error_responses(&object),
                Kind::Schema if responses.contains(pointer) => [
                    plain_text(pointer, &object, generator),
                    object_format(&object),
                    response_default(&object),
                    response_enum(pointer, &object, generator),
                ]
                .concat(),
                Kind::Schema => [
                    plain_text(pointer, &object, generator),
                    object_format(&object),
                    long_enum(&object),
                ]
                .concat(),
                _ => Vec::new(),
            };
            for (key, rule) in rules {
                object.remove(&key);
                omissions.push(Omission { pointer: pointer.child(key), rule });
            }
            Value::Object(object)
        },
    );
    omissions.sort();
    (input, omissions)
}

/// Keys of an object to leave out, each with the rule that says so.
type LeftOut = Vec<(String, Rule)>;

fn error_responses(responses: &Map<String, Value>) -> LeftOut {
    responses
        .keys()
        .filter(|status| !openapi::is_success(status))
        .map(|status| (status.clone(), Rule::ErrorResponse))
        .collect()
}

fn object_format(schema: &Map<String, Value>) -> LeftOut {
    let is_object = schema.get("type").and_then(Value::as_str) == Some("object");
    key_if(schema, "format", Rule::ObjectFormat, |_| is_object)
}

/// A text with a type of its own, whose schema is not the one that is written by hand.
fn plain_text(pointer: &Pointer, schema: &Map<String, Value>, generator: &Generator) -> LeftOut {
    if is_written_by_hand(pointer, generator) {
        return Vec::new();
    }
    let is = |test: fn(&str) -> bool| move |value: &Value| value.as_str().is_some_and(test);
    let pattern = key_if(schema, "pattern", Rule::SidPattern, is(is_sid_pattern));
    let format = key_if(schema, "format", Rule::TimeFormat, is(|it| it == "date-time"));
    [pattern, format].concat()
}

/// Whether the pattern is one of a SID, such as `^VA[0-9a-fA-F]{32}$`.
fn is_sid_pattern(pattern: &str) -> bool {
    pattern
        .strip_prefix('^')
        .and_then(|pattern| pattern.strip_suffix("[0-9a-fA-F]{32}$"))
        .is_some_and(|prefix| prefix.len() == 2 && prefix.bytes().all(|it| it.is_ascii_uppercase()))
}

/// `default: null` says what the type says without it.
fn response_default(schema: &Map<String, Value>) -> LeftOut {
    key_if(schema, "default", Rule::ResponseDefault, |value| !value.is_null())
}

fn response_enum(pointer: &Pointer, schema: &Map<String, Value>, generator: &Generator) -> LeftOut {
    key_if(schema, "enum", Rule::ResponseEnum, |_| !is_written_by_hand(pointer, generator))
}

/// Whether the type of the schema at `pointer` is written by hand.
fn is_written_by_hand(pointer: &Pointer, generator: &Generator) -> bool {
    let mut replaced = generator.replaced_schemas.iter();
    let name = openapi::component_schema(pointer);
    name.is_some_and(|name| replaced.any(|it| it.schema == name))
}

/// The longest `enum` that becomes a type.
const LONGEST_ENUM: usize = 500;

fn long_enum(schema: &Map<String, Value>) -> LeftOut {
    key_if(schema, "enum", Rule::LongEnum, |values| {
        let length = values.as_array().map_or(0, Vec::len);
        length > LONGEST_ENUM
    })
}

fn key_if(
    schema: &Map<String, Value>,
    key: &str,
    rule: Rule,
    test: impl Fn(&Value) -> bool,
) -> LeftOut {
    let found = schema.get(key).filter(|value| test(value));
    found.map(|_| (key.to_owned(), rule)).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::GENERATOR;
    use serde_json::json;

    fn normalised(fragment: Value) -> (Value, Vec<Omission>) {
        normalise(fragment, &GENERATOR)
    }

    #[test]
    fn what_the_generator_cannot_take_is_left_out_and_named() {
        let (input, omissions) = normalised(json!({
            "paths": { "/a": { "get": { "responses": {
                "200": { "content": { "application/json": { "schema": {
                    "type": "object", "format": "uri-map"
                } } } },
                "429": {}, "default": {},
            } } } },
            "components": { "schemas": { "A": { "type": "string", "format": "uri" } } },
        }));
        let left: Vec<_> =
            omissions.iter().map(|it| (it.rule.name(), it.pointer.as_str())).collect();
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

    #[test]
    fn a_sid_and_a_time_are_texts_unless_their_types_are_written_by_hand() {
        let sid = |pattern: &str| json!({ "type": "string", "pattern": pattern });
        let time = json!({ "type": "string", "format": "date-time" });
        let schemas = json!({
            "ServiceSid": sid("^VA[0-9a-fA-F]{32}$"),
            "Timestamp": time,
            "OtherSid": sid("^MM[0-9a-fA-F]{32}$"),
            "Time": time,
            "Lower": sid("^mm[0-9a-fA-F]{32}$"),
            "Long": sid("^MMM[0-9a-fA-F]{32}$"),
            "Digits": sid("^MM[0-9]{32}$"),
        });
        let (input, omissions) = normalised(json!({ "components": { "schemas": schemas } }));
        let left: Vec<_> =
            omissions.iter().map(|it| (it.rule.name(), it.pointer.as_str())).collect();
        assert_eq!(
            left,
            [
                ("sid-pattern", "/components/schemas/OtherSid/pattern"),
                ("time-format", "/components/schemas/Time/format"),
            ]
        );
        assert_eq!(input["components"]["schemas"]["OtherSid"], json!({ "type": "string" }));
    }

    #[test]
    fn a_field_of_a_form_is_what_a_form_can_send() {
        let form = |sid: Value, list: Value, any: Value| {
            json!({ "paths": { "/a": { "post": { "requestBody": { "content": {
                openapi::FORM: { "schema": { "type": "object", "properties": {
                    "Sid": sid, "List": list, "Any": any,
                } } }
            } } } } } })
        };
        let text = json!({ "type": "string" });
        let list = json!({ "type": "array", "items": { "type": "string" } });
        let (input, omissions) = normalised(form(text.clone(), list, json!({})));
        assert_eq!(input, form(text.clone(), text.clone(), text));
        let rules: Vec<_> =
            omissions.iter().map(|it| (it.pointer.segments().last(), it.rule)).collect();
        assert_eq!(
            rules,
            [(Some("Any".to_owned()), Rule::FormJson), (Some("List".to_owned()), Rule::FormList),]
        );
    }

    #[test]
    fn a_response_is_open_to_new_values_and_invents_none_and_what_is_sent_is_as_strict_as_before() {
        let body = |content: &str, schema: &str| {
            json!({ "content": { content: { "schema": {
                "$ref": format!("#/components/schemas/{schema}")
            } } } })
        };
        let properties = json!({
            "mood": { "type": "string", "enum": ["good"], "default": "good" },
            "kind": { "$ref": "#/components/schemas/FactorType" },
            "ttl": { "type": "integer", "default": null, "nullable": true },
        });
        let fragment = json!({
            "paths": { "/a": { "post": {
                "requestBody": body("application/x-www-form-urlencoded", "Form"),
                "responses": { "200": body("application/json", "Response") },
            } } },
            "components": { "schemas": {
                "Response": { "type": "object", "properties": properties },
                "Form": { "type": "object", "properties": properties },
                "FactorType": { "type": "string", "enum": ["push"] },
            } },
        });
        let (input, omissions) = normalised(fragment.clone());
        let mood = "/components/schemas/Response/properties/mood";
        let expected = [("default", Rule::ResponseDefault), ("enum", Rule::ResponseEnum)];
        assert_eq!(
            omissions,
            expected.map(|(key, rule)| Omission { pointer: Pointer::from(mood).child(key), rule })
        );
        let mut expected = fragment;
        *expected.pointer_mut(mood).unwrap() = json!({ "type": "string" });
        assert_eq!(input, expected);
    }
}
