//! Rules for responses as such, their headers, and what holds of everything
//! that is received.

use super::verdict;
use super::{Rule, row};

pub(super) const RULES: &[Rule] = &[
    row(
        "response-success-status-added",
        "one more success is described",
        verdict::STATUS_ADDED,
    ),
    row(
        "response-success-status-removed",
        "a success is no longer described",
        verdict::STATUS_GONE,
    ),
    row(
        "response-non-success-status-added",
        "one more failure is described",
        verdict::STATUS_ERROR,
    ),
    row(
        "response-non-success-status-removed",
        "a failure is no longer described",
        verdict::STATUS_ERROR,
    ),
    row(
        "response-media-type-added",
        "an answer comes in one more media type",
        verdict::BODY_ADDED,
    ),
    row(
        "response-media-type-removed",
        "an answer no longer comes in a media type",
        verdict::BODY_GONE,
    ),
    row(
        "response-media-type-name-changed",
        "the parameters of a media type changed",
        verdict::BODY_ADDED,
    ),
    row(
        "response-media-type-name-generalized",
        "an answer comes in a wider range of media types",
        verdict::RESPONSE_WIDENED,
    ),
    row(
        "response-media-type-name-specialized",
        "an answer comes in a narrower range of media types",
        verdict::RESPONSE_NARROWED,
    ),
    row(
        "response-body-media-type-schema-added",
        "the answer of a media type got a schema",
        verdict::RESPONSE_NARROWED,
    ),
    row(
        "response-body-media-type-schema-removed",
        "the answer of a media type lost its schema",
        verdict::BODY_UNDESCRIBED,
    ),
    row(
        "response-link-changed",
        "a link to another operation changed",
        verdict::LINK,
    ),
    row(
        "response-header-added",
        "a response header was added",
        verdict::HEADER_SAFE,
    ),
    row(
        "required-response-header-removed",
        "a response header that was always there was removed",
        verdict::HEADER_GONE,
    ),
    row(
        "optional-response-header-removed",
        "a response header that may be missing was removed",
        verdict::HEADER_MAY_MISS,
    ),
    row(
        "response-header-became-optional",
        "a response header may be missing",
        verdict::HEADER_GONE,
    ),
    row(
        "response-header-became-required",
        "a response header is always there",
        verdict::HEADER_SAFE,
    ),
    row(
        "response-header-serialization-changed",
        "a response header is written otherwise",
        verdict::HEADER_CHANGED,
    ),
    row(
        "response-header-type-changed",
        "a response header is of another type",
        verdict::HEADER_CHANGED,
    ),
    row(
        "response-header-type-generalized",
        "a response header is of a wider type",
        verdict::HEADER_CHANGED,
    ),
    row(
        "response-header-type-specialized",
        "a response header is of a narrower type",
        verdict::HEADER_SAFE,
    ),
    row(
        "response-header-became-nullable",
        "a response header may be null",
        verdict::HEADER_CHANGED,
    ),
    row(
        "response-header-became-not-nullable",
        "a response header is never null",
        verdict::HEADER_SAFE,
    ),
    row(
        "response-body-became-nullable",
        "an answer may be null",
        verdict::RESPONSE_WIDENED,
    ),
    row(
        "response-body-became-not-nullable",
        "an answer is never null",
        verdict::RESPONSE_NARROWED,
    ),
    row(
        "response-body-type-changed",
        "an answer is of another type",
        verdict::RESPONSE_TYPE,
    ),
    row(
        "response-body-type-generalized",
        "an answer is of a wider type",
        verdict::RESPONSE_WIDENED,
    ),
    row(
        "response-body-type-specialized",
        "an answer is of a narrower type",
        verdict::RESPONSE_NARROWED,
    ),
    row(
        "response-body-max-increased",
        "the maximum of an answer was raised",
        verdict::RESPONSE_WIDENED,
    ),
    row(
        "response-body-max-length-increased",
        "the greatest length of an answer was raised",
        verdict::RESPONSE_WIDENED,
    ),
    row(
        "response-body-max-length-unset",
        "the greatest length of an answer was lifted",
        verdict::RESPONSE_WIDENED,
    ),
    row(
        "response-body-min-decreased",
        "the minimum of an answer was lowered",
        verdict::RESPONSE_WIDENED,
    ),
    row(
        "response-body-min-items-decreased",
        "the least number of elements of an answer was lowered",
        verdict::RESPONSE_WIDENED,
    ),
    row(
        "response-body-min-items-unset",
        "the least number of elements of an answer was lifted",
        verdict::RESPONSE_WIDENED,
    ),
    row(
        "response-body-min-length-decreased",
        "the least length of an answer was lowered",
        verdict::RESPONSE_WIDENED,
    ),
    row(
        "response-body-default-value-added",
        "an answer got a default",
        verdict::RESPONSE_DEFAULT,
    ),
    row(
        "response-body-default-value-removed",
        "an answer lost its default",
        verdict::RESPONSE_DEFAULT,
    ),
    row(
        "response-body-default-value-changed",
        "an answer has another default",
        verdict::RESPONSE_DEFAULT,
    ),
    row(
        "response-body-any-of-added",
        "an answer may satisfy one more schema of a choice of one or more of",
        verdict::RESPONSE_WIDENED,
    ),
    row(
        "response-body-any-of-removed",
        "an answer may satisfy one schema less of a choice of one or more of",
        verdict::RESPONSE_NARROWED,
    ),
    row(
        "response-body-one-of-added",
        "an answer may satisfy one more schema of a choice of exactly one of",
        verdict::RESPONSE_WIDENED,
    ),
    row(
        "response-body-one-of-removed",
        "an answer may satisfy one schema less of a choice of exactly one of",
        verdict::RESPONSE_NARROWED,
    ),
    row(
        "response-constraint-tightened",
        "something that is received is constrained further",
        verdict::RESPONSE_NARROWED,
    ),
    row(
        "response-constraint-loosened",
        "something that is received is constrained less",
        verdict::RESPONSE_WIDENED,
    ),
    row(
        "response-constraint-changed",
        "something that is received is constrained otherwise",
        verdict::RESPONSE_PATTERN,
    ),
    row(
        "response-multiple-of-tightened",
        "the step of a number constrains what is received further",
        verdict::RESPONSE_NARROWED,
    ),
    row(
        "response-multiple-of-loosened",
        "the step of a number constrains what is received less",
        verdict::RESPONSE_WIDENED,
    ),
    row(
        "response-unique-items-tightened",
        "the uniqueness of elements constrains what is received further",
        verdict::RESPONSE_NARROWED,
    ),
    row(
        "response-unique-items-loosened",
        "the uniqueness of elements constrains what is received less",
        verdict::RESPONSE_WIDENED,
    ),
    row(
        "response-max-properties-tightened",
        "the greatest number of properties constrains what is received further",
        verdict::RESPONSE_NARROWED,
    ),
    row(
        "response-max-properties-loosened",
        "the greatest number of properties constrains what is received less",
        verdict::RESPONSE_WIDENED,
    ),
    row(
        "response-min-properties-tightened",
        "the least number of properties constrains what is received further",
        verdict::RESPONSE_NARROWED,
    ),
    row(
        "response-min-properties-loosened",
        "the least number of properties constrains what is received less",
        verdict::RESPONSE_WIDENED,
    ),
    row(
        "response-exclusive-bound-tightened",
        "whether a bound itself is allowed constrains what is received further",
        verdict::RESPONSE_NARROWED,
    ),
    row(
        "response-exclusive-bound-loosened",
        "whether a bound itself is allowed constrains what is received less",
        verdict::RESPONSE_WIDENED,
    ),
    row(
        "response-additional-properties-narrowed",
        "fewer properties are allowed beside those named in what is received",
        verdict::RESPONSE_NARROWED,
    ),
    row(
        "response-additional-properties-widened",
        "more properties are allowed beside those named in what is received",
        verdict::RESPONSE_WIDENED,
    ),
    row(
        "response-format-generalized",
        "the format of what is received is wider",
        verdict::RESPONSE_WIDENED,
    ),
    row(
        "response-format-specialized",
        "the format of what is received is narrower",
        verdict::RESPONSE_NARROWED,
    ),
    row(
        "response-format-changed",
        "the format of what is received is another",
        verdict::RESPONSE_TYPE,
    ),
    row(
        "response-enum-value-added",
        "an answer or a header may have one more value",
        verdict::RESPONSE_ENUM_ADDED,
    ),
    row(
        "response-enum-value-removed",
        "an answer or a header may have one value less",
        verdict::RESPONSE_NARROWED,
    ),
];
