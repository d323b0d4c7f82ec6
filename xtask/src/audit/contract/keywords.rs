//! The meaning of those keywords of a schema that lead to no other schema.

use std::rc::Rc;

use serde_json::{Map, Value};

use super::number::{Bound, Num};
use super::shape::{Shape, Types, Values, key};
use crate::openapi::{self, Field, Kind};

/// Folds a keyword; `None` if it is not understood.
pub(super) fn fold(
    shape: &mut Shape,
    object: &Map<String, Value>,
    keyword: &str,
    value: &Value,
) -> Option<()> {
    let numbers = &mut shape.numbers;
    let bound = |exclusive: &str| {
        let open = object.get(exclusive) == Some(&Value::Bool(true));
        Some(Bound { at: Num::of(value.as_number()?), open })
    };
    match keyword {
        "type" => types(shape, value.as_str()?)?,
        "enum" => {
            let listed = value.as_array()?.iter().filter(|it| !it.is_null());
            let mut values: Values = listed.map(|it| (key(it), it.clone())).collect();
            if let Some(old) = &shape.values {
                values.retain(|key, _| old.contains_key(key));
            }
            shape.values = Some(Rc::new(values));
        }
        "minimum" => numbers.at_least(bound("exclusiveMinimum")?),
        "maximum" => numbers.at_most(bound("exclusiveMaximum")?),
        "multipleOf" => {
            let step = Num::of(value.as_number()?);
            numbers.step((step > Num::Integer(0)).then_some(step)?);
        }
        "minLength" => shape.strings.length.at_least(count(value)?),
        "maxLength" => shape.strings.length.at_most(count(value)?),
        "minItems" => shape.arrays.length.at_least(count(value)?),
        "maxItems" => shape.arrays.length.at_most(count(value)?),
        "minProperties" => shape.objects.count.at_least(count(value)?),
        "maxProperties" => shape.objects.count.at_most(count(value)?),
        "uniqueItems" => shape.arrays.unique |= value.as_bool()?,
        "pattern" => {
            let pattern = value.as_str()?;
            if !lets_all_through(pattern) {
                shape.strings.patterns.insert(pattern.to_owned());
            }
        }
        "format" => format(shape, value.as_str()?),
        "required" => {
            let names = value.as_array()?.iter().filter_map(Value::as_str);
            shape.objects.required.extend(names.map(str::to_owned));
        }
        "exclusiveMinimum" | "exclusiveMaximum" | "nullable" | "readOnly" | "writeOnly"
        | "deprecated" => drop(value.as_bool()?),
        "properties" => drop(value.as_object()?),
        "allOf" | "anyOf" | "oneOf" => drop(value.as_array()?),
        "additionalProperties" if !value.is_object() => drop(value.as_bool()?),
        "additionalProperties" | "items" | "default" => {}
        prose if openapi::field(Kind::Schema, prose) == Field::Prose => {}
        _ => return None,
    }
    Some(())
}

fn types(shape: &mut Shape, name: &str) -> Option<()> {
    shape.numbers.integer |= name == "integer";
    shape.types = shape.types.and(Types::named(name)?);
    Some(())
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole, not negative")]
fn count(value: &Value) -> Option<u64> {
    let real = || value.as_f64().filter(|it| it.fract() == 0.0 && *it >= 0.0);
    value.as_u64().or_else(|| real().map(|it| it as u64))
}

/// Folds a format that restricts values; every other one is an annotation.
fn format(shape: &mut Shape, name: &str) {
    let mut within = |least, most| {
        shape.numbers.at_least(Bound { at: least, open: false });
        shape.numbers.at_most(Bound { at: most, open: false });
    };
    let most = f64::from(f32::MAX);
    match name {
        "int32" => within(Num::Integer(i32::MIN.into()), Num::Integer(i32::MAX.into())),
        "int64" => within(Num::Integer(i64::MIN.into()), Num::Integer(i64::MAX.into())),
        "float" => within(Num::Real(-most), Num::Real(most)),
        _ => shape.strings.formats.extend(super::format::of(name).map(|it| it.name)),
    }
}

/// Whether a pattern is one of the ways to say any text.
fn lets_all_through(pattern: &str) -> bool {
    let inner = pattern.strip_prefix('^').unwrap_or(pattern);
    let inner = inner.strip_suffix('$').unwrap_or(inner);
    let any = [".*", ".{0,}", "(.*)", "[\\s\\S]*", "[\\S\\s]*"].contains(&inner);
    any || matches!(pattern, "" | "^" | "$")
}
