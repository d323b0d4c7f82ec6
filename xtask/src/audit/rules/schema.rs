//! Rules for schemas, each for all kinds of values that are sent or received: the
//! id begins with the kind, and the title names it.

use super::reason::{self, Reason};
use super::rule::Rule;

/// A kind of value: the beginning of the ids of its rules, and its name in
/// titles.
type Subject = (&'static str, &'static str);

const PARAMETER: Subject = ("request-parameter", "a parameter");
const BODY: Subject = ("request-body", "a body");
const PROPERTY: Subject = ("request-property", "a property");
const SENT: Subject = ("request", "a value that is sent");
const RESPONSE: Subject = ("response-body", "a response");
const FIELD: Subject = ("response-property", "a property");
const HEADER: Subject = ("response-header", "a response header");
const RECEIVED: Subject = ("response", "a value that is received");

const REQUEST: &[Subject] = &[PARAMETER, BODY, PROPERTY];
const WHOLE: &[Subject] = &[SENT, RECEIVED];
const BODIES: &[Subject] = &[BODY, PROPERTY, RESPONSE, FIELD];
const ALL: &[Subject] = &[PARAMETER, BODY, PROPERTY, RESPONSE, FIELD, HEADER];
const BUT_HEADERS: &[Subject] = &[PARAMETER, BODY, PROPERTY, RESPONSE, FIELD];
const TEXTS: &[Subject] = &[PARAMETER, PROPERTY, FIELD];

/// The reasons for what is sent, for what is received, and for headers.
type Reasons = [Reason; 3];

const NARROWED: Reasons =
    [reason::REQUEST_NARROWED, reason::RESPONSE_NARROWED, reason::HEADER_SAFE];
const WIDENED: Reasons =
    [reason::REQUEST_WIDENED, reason::RESPONSE_WIDENED, reason::HEADER_CHANGED];
const BOUND_SET: Reasons = [reason::REQUEST_BOUND_SET; 3];
const TYPE: Reasons = [reason::REQUEST_TYPE, reason::RESPONSE_TYPE, reason::HEADER_CHANGED];
const PATTERN: Reasons = [reason::REQUEST_PATTERN, reason::RESPONSE_PATTERN, reason::HEADER_SAFE];
const CONSTRAINT: Reasons =
    [reason::REQUEST_CONSTRAINT, reason::RESPONSE_CONSTRAINT, reason::HEADER_CHANGED];
const PATTERN_REMOVED: Reasons =
    [reason::REQUEST_WIDENED, reason::RESPONSE_PATTERN, reason::HEADER_CHANGED];
const VALUE_ADDED: Reasons =
    [reason::REQUEST_WIDENED, reason::RESPONSE_ENUM_ADDED, reason::HEADER_CHANGED];
const DEFAULT: Reasons = [reason::REQUEST_DEFAULT, reason::RESPONSE_DEFAULT, reason::HEADER_SAFE];
const MUST: Reasons = [reason::REQUEST_MUST, reason::RESPONSE_NEVER_MISSES, reason::HEADER_SAFE];
const MAY: Reasons = [reason::REQUEST_MAY, reason::RESPONSE_MAY_MISS, reason::HEADER_GONE];
const DEPRECATED: Reasons = [reason::DEPRECATED; 3];
const REACTIVATED: Reasons = [reason::REACTIVATED; 3];

/// The end of the ids, the title, the kinds of values that have such a rule, the
/// reasons.
type Row = (&'static str, &'static str, &'static [Subject], Reasons);

// One kind of change, one line.
#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("became-nullable", "{} may be null", ALL, WIDENED),
    ("became-not-nullable", "{} may no longer be null", ALL, NARROWED),
    ("became-required", "{} became required", &[PARAMETER, BODY, PROPERTY, FIELD, HEADER], MUST),
    ("became-optional", "{} became optional", &[PARAMETER, BODY, PROPERTY, FIELD, HEADER], MAY),
    ("became-enum", "{} became an enumeration", REQUEST, NARROWED),
    ("deprecated", "{} was deprecated", TEXTS, DEPRECATED),
    ("reactivated", "{} is no longer deprecated", TEXTS, REACTIVATED),
    ("type-changed", "{} has another type", ALL, TYPE),
    ("type-generalized", "{} has a wider type", ALL, WIDENED),
    ("type-specialized", "{} has a narrower type", &[RESPONSE, FIELD, HEADER], NARROWED),
    ("format-changed", "{} has another format", WHOLE, TYPE),
    ("format-generalized", "{} has a wider format", WHOLE, WIDENED),
    ("format-specialized", "{} has a narrower format", WHOLE, NARROWED),
    ("enum-value-added", "a value was added to the enumeration of {}", &[PARAMETER, PROPERTY, FIELD, SENT, RECEIVED], VALUE_ADDED),
    ("enum-value-removed", "a value was removed from the enumeration of {}", &[PARAMETER, BODY, PROPERTY, FIELD, RECEIVED], NARROWED),
    ("default-value-added", "a default was added to {}", BUT_HEADERS, DEFAULT),
    ("default-value-removed", "the default of {} was removed", BUT_HEADERS, DEFAULT),
    ("default-value-changed", "the default of {} was changed", BUT_HEADERS, DEFAULT),
    ("max-decreased", "the maximum of {} was lowered", REQUEST, NARROWED),
    ("max-increased", "the maximum of {} was raised", BUT_HEADERS, WIDENED),
    ("max-set", "a maximum was added to {}", REQUEST, BOUND_SET),
    ("min-increased", "the minimum of {} was raised", REQUEST, NARROWED),
    ("min-decreased", "the minimum of {} was lowered", BUT_HEADERS, WIDENED),
    ("min-set", "a minimum was added to {}", REQUEST, BOUND_SET),
    ("exclusive-bound-tightened", "a bound of {} is now excluded", WHOLE, NARROWED),
    ("exclusive-bound-loosened", "a bound of {} is no longer excluded", WHOLE, WIDENED),
    ("multiple-of-tightened", "the step of {} became coarser", WHOLE, NARROWED),
    ("multiple-of-loosened", "the step of {} became finer", WHOLE, WIDENED),
    ("max-length-decreased", "the maximum length of {} was lowered", REQUEST, NARROWED),
    ("max-length-increased", "the maximum length of {} was raised", BUT_HEADERS, WIDENED),
    ("max-length-set", "a maximum length was added to {}", REQUEST, BOUND_SET),
    ("max-length-unset", "the maximum length of {} was removed", &[RESPONSE, FIELD], WIDENED),
    ("min-length-increased", "the minimum length of {} was raised", REQUEST, NARROWED),
    ("min-length-decreased", "the minimum length of {} was lowered", BUT_HEADERS, WIDENED),
    ("pattern-added", "a pattern was added to {}", TEXTS, NARROWED),
    ("pattern-removed", "the pattern of {} was removed", TEXTS, PATTERN_REMOVED),
    ("pattern-changed", "the pattern of {} was changed", TEXTS, PATTERN),
    ("pattern-generalized", "the pattern of {} accepts more strings", &[PARAMETER, PROPERTY], WIDENED),
    ("max-items-decreased", "the maximum number of items of {} was lowered", &[PARAMETER], NARROWED),
    ("max-items-increased", "the maximum number of items of {} was raised", &[PARAMETER], WIDENED),
    ("min-items-increased", "the minimum number of items of {} was raised", REQUEST, NARROWED),
    ("min-items-decreased", "the minimum number of items of {} was lowered", &[PARAMETER, RESPONSE, FIELD], WIDENED),
    ("min-items-set", "a minimum number of items was added to {}", REQUEST, BOUND_SET),
    ("min-items-unset", "the minimum number of items of {} was removed", &[RESPONSE, FIELD], WIDENED),
    ("unique-items-tightened", "the items of {} must now be unique", WHOLE, NARROWED),
    ("unique-items-loosened", "the items of {} need no longer be unique", WHOLE, WIDENED),
    ("max-properties-tightened", "the maximum number of properties of {} was lowered", WHOLE, NARROWED),
    ("max-properties-loosened", "the maximum number of properties of {} was raised", WHOLE, WIDENED),
    ("min-properties-tightened", "the minimum number of properties of {} was raised", WHOLE, NARROWED),
    ("min-properties-loosened", "the minimum number of properties of {} was lowered", WHOLE, WIDENED),
    ("additional-properties-narrowed", "fewer additional properties are allowed in {}", WHOLE, NARROWED),
    ("additional-properties-widened", "more additional properties are allowed in {}", WHOLE, WIDENED),
    ("any-of-added", "an alternative of anyOf was added to {}", BODIES, WIDENED),
    ("any-of-removed", "an alternative of anyOf was removed from {}", BODIES, NARROWED),
    ("one-of-added", "an alternative of oneOf was added to {}", BODIES, WIDENED),
    ("one-of-removed", "an alternative of oneOf was removed from {}", BODIES, NARROWED),
    ("constraint-tightened", "{} is restricted more", WHOLE, NARROWED),
    ("constraint-loosened", "{} is restricted less", WHOLE, WIDENED),
    ("constraint-changed", "{} is restricted differently", WHOLE, CONSTRAINT),
];

/// How a property's access changed, in ids and in titles.
const ACCESSES: [(&str, &str); 4] = [
    ("became-read-only", "became read-only"),
    ("became-not-read-only", "is no longer read-only"),
    ("became-write-only", "became write-only"),
    ("became-not-write-only", "is no longer write-only"),
];

/// Every rule for what schemas say.
pub(super) fn rules() -> impl Iterator<Item = Rule> {
    let rows = ROWS.iter().flat_map(|(end, title, places, reasons)| {
        places.iter().map(move |(beginning, name)| {
            let reason = match *beginning {
                "response-header" => reasons[2],
                it if it.starts_with("request") => reasons[0],
                _ => reasons[1],
            };
            rule(format!("{beginning}-{end}"), title.replace("{}", name), reason)
        })
    });
    rows.chain(accesses())
}

/// Rules for properties that are left out in one direction, or no longer.
fn accesses() -> impl Iterator<Item = Rule> {
    let all = ["request", "response"].into_iter().flat_map(|direction| {
        ["optional", "required"].into_iter().flat_map(move |necessity| {
            ACCESSES.iter().map(move |change| (direction, necessity, change))
        })
    });
    all.map(|(direction, necessity, (end, words))| {
        let reason = match (direction, necessity, *end) {
            ("response", "required", "became-not-write-only") => reason::ACCESS_REVEALED,
            _ => reason::ACCESS,
        };
        let title = format!("a property that is {necessity} in {direction}s {words}");
        rule(format!("{direction}-{necessity}-property-{end}"), title, reason)
    })
}

/// The table is made once, and its texts live as long as the process.
fn rule(id: String, title: String, reason: Reason) -> Rule {
    let Reason { level, behaviour, why } = reason;
    Rule { id: id.leak(), title: title.leak(), level, behaviour, why }
}
