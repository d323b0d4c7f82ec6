//! Rules for the bodies of requests as such, and for what holds of everything
//! that is sent.

use super::verdict;
use super::{Rule, row};

pub(super) const RULES: &[Rule] = &[
    row(
        "request-body-added-required",
        "a body is asked for",
        verdict::REQUEST_MUST,
    ),
    row(
        "request-body-added-optional",
        "a body can be sent",
        verdict::BODY_ADDED,
    ),
    row(
        "request-body-removed",
        "a body is no longer taken",
        verdict::BODY_GONE,
    ),
    row(
        "request-body-became-required",
        "the body became required",
        verdict::REQUEST_MUST,
    ),
    row(
        "request-body-became-optional",
        "the body became optional",
        verdict::REQUEST_MAY,
    ),
    row(
        "request-body-media-type-added",
        "a body can be sent in one more media type",
        verdict::BODY_ADDED,
    ),
    row(
        "request-body-media-type-removed",
        "a body is no longer taken in a media type",
        verdict::BODY_GONE,
    ),
    row(
        "request-body-media-type-schema-added",
        "the body of a media type got a schema",
        verdict::REQUEST_NARROWED,
    ),
    row(
        "request-body-media-type-schema-removed",
        "the body of a media type lost its schema",
        verdict::REQUEST_WIDENED,
    ),
    row(
        "request-body-became-nullable",
        "the body may be null",
        verdict::REQUEST_WIDENED,
    ),
    row(
        "request-body-became-not-nullable",
        "the body may no longer be null",
        verdict::REQUEST_NARROWED,
    ),
    row(
        "request-body-type-changed",
        "the body is of another type",
        verdict::REQUEST_TYPE,
    ),
    row(
        "request-body-type-generalized",
        "the body is of a wider type",
        verdict::REQUEST_WIDENED,
    ),
    row(
        "request-body-became-enum",
        "the body became an enumeration",
        verdict::REQUEST_NARROWED,
    ),
    row(
        "request-body-enum-value-removed",
        "a value of the body is no longer taken",
        verdict::REQUEST_NARROWED,
    ),
    row(
        "request-body-max-decreased",
        "the maximum of a body was lowered",
        verdict::REQUEST_NARROWED,
    ),
    row(
        "request-body-max-increased",
        "the maximum of a body was raised",
        verdict::REQUEST_WIDENED,
    ),
    row(
        "request-body-max-set",
        "the maximum of a body was set",
        verdict::REQUEST_BOUND_SET,
    ),
    row(
        "request-body-max-length-decreased",
        "the greatest length of a body was lowered",
        verdict::REQUEST_NARROWED,
    ),
    row(
        "request-body-max-length-increased",
        "the greatest length of a body was raised",
        verdict::REQUEST_WIDENED,
    ),
    row(
        "request-body-max-length-set",
        "the greatest length of a body was set",
        verdict::REQUEST_BOUND_SET,
    ),
    row(
        "request-body-min-increased",
        "the minimum of a body was raised",
        verdict::REQUEST_NARROWED,
    ),
    row(
        "request-body-min-decreased",
        "the minimum of a body was lowered",
        verdict::REQUEST_WIDENED,
    ),
    row(
        "request-body-min-set",
        "the minimum of a body was set",
        verdict::REQUEST_BOUND_SET,
    ),
    row(
        "request-body-min-items-increased",
        "the least number of elements of a body was raised",
        verdict::REQUEST_NARROWED,
    ),
    row(
        "request-body-min-items-set",
        "the least number of elements of a body was set",
        verdict::REQUEST_BOUND_SET,
    ),
    row(
        "request-body-min-length-increased",
        "the least length of a body was raised",
        verdict::REQUEST_NARROWED,
    ),
    row(
        "request-body-min-length-decreased",
        "the least length of a body was lowered",
        verdict::REQUEST_WIDENED,
    ),
    row(
        "request-body-default-value-added",
        "the body got a default",
        verdict::REQUEST_DEFAULT,
    ),
    row(
        "request-body-default-value-removed",
        "the body lost its default",
        verdict::REQUEST_DEFAULT,
    ),
    row(
        "request-body-default-value-changed",
        "the body has another default",
        verdict::REQUEST_DEFAULT,
    ),
    row(
        "request-body-any-of-added",
        "the body may satisfy one more schema of a choice of one or more of",
        verdict::REQUEST_WIDENED,
    ),
    row(
        "request-body-any-of-removed",
        "the body may satisfy one schema less of a choice of one or more of",
        verdict::REQUEST_NARROWED,
    ),
    row(
        "request-body-one-of-added",
        "the body may satisfy one more schema of a choice of exactly one of",
        verdict::REQUEST_WIDENED,
    ),
    row(
        "request-body-one-of-removed",
        "the body may satisfy one schema less of a choice of exactly one of",
        verdict::REQUEST_NARROWED,
    ),
    row(
        "request-constraint-tightened",
        "something that is sent is constrained further",
        verdict::REQUEST_NARROWED,
    ),
    row(
        "request-constraint-loosened",
        "something that is sent is constrained less",
        verdict::REQUEST_WIDENED,
    ),
    row(
        "request-constraint-changed",
        "something that is sent is constrained otherwise",
        verdict::REQUEST_PATTERN,
    ),
    row(
        "request-multiple-of-tightened",
        "the step of a number constrains what is sent further",
        verdict::REQUEST_NARROWED,
    ),
    row(
        "request-multiple-of-loosened",
        "the step of a number constrains what is sent less",
        verdict::REQUEST_WIDENED,
    ),
    row(
        "request-unique-items-tightened",
        "the uniqueness of elements constrains what is sent further",
        verdict::REQUEST_NARROWED,
    ),
    row(
        "request-unique-items-loosened",
        "the uniqueness of elements constrains what is sent less",
        verdict::REQUEST_WIDENED,
    ),
    row(
        "request-max-properties-tightened",
        "the greatest number of properties constrains what is sent further",
        verdict::REQUEST_NARROWED,
    ),
    row(
        "request-max-properties-loosened",
        "the greatest number of properties constrains what is sent less",
        verdict::REQUEST_WIDENED,
    ),
    row(
        "request-min-properties-tightened",
        "the least number of properties constrains what is sent further",
        verdict::REQUEST_NARROWED,
    ),
    row(
        "request-min-properties-loosened",
        "the least number of properties constrains what is sent less",
        verdict::REQUEST_WIDENED,
    ),
    row(
        "request-exclusive-bound-tightened",
        "whether a bound itself is allowed constrains what is sent further",
        verdict::REQUEST_NARROWED,
    ),
    row(
        "request-exclusive-bound-loosened",
        "whether a bound itself is allowed constrains what is sent less",
        verdict::REQUEST_WIDENED,
    ),
    row(
        "request-additional-properties-narrowed",
        "fewer properties are allowed beside those named in what is sent",
        verdict::REQUEST_NARROWED,
    ),
    row(
        "request-additional-properties-widened",
        "more properties are allowed beside those named in what is sent",
        verdict::REQUEST_WIDENED,
    ),
    row(
        "request-format-generalized",
        "the format of what is sent is wider",
        verdict::REQUEST_WIDENED,
    ),
    row(
        "request-format-specialized",
        "the format of what is sent is narrower",
        verdict::REQUEST_NARROWED,
    ),
    row(
        "request-format-changed",
        "the format of what is sent is another",
        verdict::REQUEST_TYPE,
    ),
    row(
        "request-enum-value-added",
        "one more value of a body is taken",
        verdict::REQUEST_WIDENED,
    ),
];
