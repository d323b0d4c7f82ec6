//! Rules for the properties of responses.

use super::verdict;
use super::{Rule, row};

pub(super) const RULES: &[Rule] = &[
    row(
        "response-required-property-added",
        "a property is always there",
        verdict::RESPONSE_ADDED,
    ),
    row(
        "response-optional-property-added",
        "a property may be there",
        verdict::RESPONSE_ADDED,
    ),
    row(
        "response-required-write-only-property-added",
        "a write-only property that must be sent was added",
        verdict::RESPONSE_NEVER_THERE,
    ),
    row(
        "response-optional-write-only-property-added",
        "a write-only property was added",
        verdict::RESPONSE_NEVER_THERE,
    ),
    row(
        "response-required-property-removed",
        "a property that was always there was removed",
        verdict::RESPONSE_MAY_MISS,
    ),
    row(
        "response-optional-property-removed",
        "a property that may be missing was removed",
        verdict::RESPONSE_GONE,
    ),
    row(
        "response-required-write-only-property-removed",
        "a write-only property that must be sent was removed",
        verdict::RESPONSE_NEVER_THERE,
    ),
    row(
        "response-optional-write-only-property-removed",
        "a write-only property was removed",
        verdict::RESPONSE_NEVER_THERE,
    ),
    row(
        "response-property-became-optional",
        "a property may be missing",
        verdict::RESPONSE_MAY_MISS,
    ),
    row(
        "response-property-became-required",
        "a property is always there",
        verdict::RESPONSE_NEVER_MISSES,
    ),
    row(
        "response-write-only-property-became-optional",
        "a write-only property became optional",
        verdict::RESPONSE_NEVER_THERE,
    ),
    row(
        "response-write-only-property-became-required",
        "a write-only property became required",
        verdict::RESPONSE_NEVER_THERE,
    ),
    row(
        "response-property-became-nullable",
        "a property may be null",
        verdict::RESPONSE_WIDENED,
    ),
    row(
        "response-property-became-not-nullable",
        "a property is never null",
        verdict::RESPONSE_NARROWED,
    ),
    row(
        "response-property-type-changed",
        "a property is of another type",
        verdict::RESPONSE_TYPE,
    ),
    row(
        "response-property-type-generalized",
        "a property is of a wider type",
        verdict::RESPONSE_WIDENED,
    ),
    row(
        "response-property-type-specialized",
        "a property is of a narrower type",
        verdict::RESPONSE_NARROWED,
    ),
    row(
        "response-property-enum-value-added",
        "a property may have one more value",
        verdict::RESPONSE_ENUM_ADDED,
    ),
    row(
        "response-property-enum-value-removed",
        "a property may have one value less",
        verdict::RESPONSE_NARROWED,
    ),
    row(
        "response-property-max-increased",
        "the maximum of a property was raised",
        verdict::RESPONSE_WIDENED,
    ),
    row(
        "response-property-max-length-increased",
        "the greatest length of a property was raised",
        verdict::RESPONSE_WIDENED,
    ),
    row(
        "response-property-max-length-unset",
        "the greatest length of a property was lifted",
        verdict::RESPONSE_WIDENED,
    ),
    row(
        "response-property-min-decreased",
        "the minimum of a property was lowered",
        verdict::RESPONSE_WIDENED,
    ),
    row(
        "response-property-min-items-decreased",
        "the least number of elements of a property was lowered",
        verdict::RESPONSE_WIDENED,
    ),
    row(
        "response-property-min-items-unset",
        "the least number of elements of a property was lifted",
        verdict::RESPONSE_WIDENED,
    ),
    row(
        "response-property-min-length-decreased",
        "the least length of a property was lowered",
        verdict::RESPONSE_WIDENED,
    ),
    row(
        "response-property-pattern-added",
        "a property got a pattern",
        verdict::RESPONSE_NARROWED,
    ),
    row(
        "response-property-pattern-changed",
        "a property has another pattern",
        verdict::RESPONSE_PATTERN,
    ),
    row(
        "response-property-pattern-removed",
        "a property lost its pattern",
        verdict::RESPONSE_PATTERN,
    ),
    row(
        "response-property-deprecated",
        "a property was deprecated",
        verdict::DEPRECATED,
    ),
    row(
        "response-property-reactivated",
        "a property is no longer deprecated",
        verdict::REACTIVATED,
    ),
    row(
        "response-property-default-value-added",
        "a property got a default",
        verdict::RESPONSE_DEFAULT,
    ),
    row(
        "response-property-default-value-removed",
        "a property lost its default",
        verdict::RESPONSE_DEFAULT,
    ),
    row(
        "response-property-default-value-changed",
        "a property has another default",
        verdict::RESPONSE_DEFAULT,
    ),
    row(
        "response-optional-property-became-read-only",
        "a property that is optional in answers became read-only",
        verdict::ACCESS,
    ),
    row(
        "response-optional-property-became-not-read-only",
        "a property that is optional in answers is no longer read-only",
        verdict::ACCESS,
    ),
    row(
        "response-optional-property-became-write-only",
        "a property that is optional in answers became write-only",
        verdict::ACCESS,
    ),
    row(
        "response-optional-property-became-not-write-only",
        "a property that is optional in answers is no longer write-only",
        verdict::ACCESS,
    ),
    row(
        "response-required-property-became-read-only",
        "a property that is required in answers became read-only",
        verdict::ACCESS,
    ),
    row(
        "response-required-property-became-not-read-only",
        "a property that is required in answers is no longer read-only",
        verdict::ACCESS,
    ),
    row(
        "response-required-property-became-write-only",
        "a property that is required in answers became write-only",
        verdict::ACCESS,
    ),
    row(
        "response-required-property-became-not-write-only",
        "a property that is required in answers is no longer write-only",
        verdict::ACCESS_REVEALED,
    ),
    row(
        "response-property-any-of-added",
        "a property may satisfy one more schema of a choice of one or more of",
        verdict::RESPONSE_WIDENED,
    ),
    row(
        "response-property-any-of-removed",
        "a property may satisfy one schema less of a choice of one or more of",
        verdict::RESPONSE_NARROWED,
    ),
    row(
        "response-property-one-of-added",
        "a property may satisfy one more schema of a choice of exactly one of",
        verdict::RESPONSE_WIDENED,
    ),
    row(
        "response-property-one-of-removed",
        "a property may satisfy one schema less of a choice of exactly one of",
        verdict::RESPONSE_NARROWED,
    ),
];
