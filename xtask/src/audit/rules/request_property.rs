//! Rules for the properties of requests.

use super::verdict;
use super::{Rule, row};

pub(super) const RULES: &[Rule] = &[
    row(
        "new-required-request-property",
        "a property is asked for",
        verdict::REQUEST_MUST,
    ),
    row(
        "new-required-request-property-with-default",
        "a property with a default is asked for",
        verdict::REQUEST_MUST_DEFAULT,
    ),
    row(
        "new-optional-request-property",
        "a property can be sent",
        verdict::REQUEST_ADDED,
    ),
    row(
        "request-property-removed",
        "a property is no longer taken",
        verdict::REQUEST_REMOVED,
    ),
    row(
        "request-property-became-required",
        "a property became required",
        verdict::REQUEST_MUST,
    ),
    row(
        "request-property-became-required-with-default",
        "a property with a default became required",
        verdict::REQUEST_MUST_DEFAULT,
    ),
    row(
        "request-property-became-optional",
        "a property became optional",
        verdict::REQUEST_MAY,
    ),
    row(
        "request-form-property-nullability-changed",
        "a property of a form may or may not be null",
        verdict::REQUEST_FORM_NULL,
    ),
    row(
        "request-property-became-nullable",
        "a property may be null",
        verdict::REQUEST_WIDENED,
    ),
    row(
        "request-property-became-not-nullable",
        "a property may no longer be null",
        verdict::REQUEST_NARROWED,
    ),
    row(
        "request-property-type-changed",
        "a property is of another type",
        verdict::REQUEST_TYPE,
    ),
    row(
        "request-property-type-generalized",
        "a property is of a wider type",
        verdict::REQUEST_WIDENED,
    ),
    row(
        "request-property-type-compatible",
        "a property of a form is text where it was another scalar",
        verdict::REQUEST_TYPE_TEXT,
    ),
    row(
        "request-property-became-enum",
        "a property became an enumeration",
        verdict::REQUEST_NARROWED,
    ),
    row(
        "request-property-enum-value-added",
        "one more value of a property is taken",
        verdict::REQUEST_WIDENED,
    ),
    row(
        "request-property-enum-value-removed",
        "a value of a property is no longer taken",
        verdict::REQUEST_NARROWED,
    ),
    row(
        "request-property-max-decreased",
        "the maximum of a property was lowered",
        verdict::REQUEST_NARROWED,
    ),
    row(
        "request-property-max-increased",
        "the maximum of a property was raised",
        verdict::REQUEST_WIDENED,
    ),
    row(
        "request-property-max-set",
        "the maximum of a property was set",
        verdict::REQUEST_BOUND_SET,
    ),
    row(
        "request-property-max-length-decreased",
        "the greatest length of a property was lowered",
        verdict::REQUEST_NARROWED,
    ),
    row(
        "request-property-max-length-increased",
        "the greatest length of a property was raised",
        verdict::REQUEST_WIDENED,
    ),
    row(
        "request-property-max-length-set",
        "the greatest length of a property was set",
        verdict::REQUEST_BOUND_SET,
    ),
    row(
        "request-property-min-increased",
        "the minimum of a property was raised",
        verdict::REQUEST_NARROWED,
    ),
    row(
        "request-property-min-decreased",
        "the minimum of a property was lowered",
        verdict::REQUEST_WIDENED,
    ),
    row(
        "request-property-min-set",
        "the minimum of a property was set",
        verdict::REQUEST_BOUND_SET,
    ),
    row(
        "request-property-min-items-increased",
        "the least number of elements of a property was raised",
        verdict::REQUEST_NARROWED,
    ),
    row(
        "request-property-min-items-set",
        "the least number of elements of a property was set",
        verdict::REQUEST_BOUND_SET,
    ),
    row(
        "request-property-min-length-increased",
        "the least length of a property was raised",
        verdict::REQUEST_NARROWED,
    ),
    row(
        "request-property-min-length-decreased",
        "the least length of a property was lowered",
        verdict::REQUEST_WIDENED,
    ),
    row(
        "request-property-pattern-added",
        "a property got a pattern",
        verdict::REQUEST_NARROWED,
    ),
    row(
        "request-property-pattern-changed",
        "a property has another pattern",
        verdict::REQUEST_PATTERN,
    ),
    row(
        "request-property-pattern-removed",
        "a property lost its pattern",
        verdict::REQUEST_WIDENED,
    ),
    row(
        "request-property-pattern-generalized",
        "the pattern of a property lets everything through",
        verdict::REQUEST_WIDENED,
    ),
    row(
        "request-property-deprecated",
        "a property was deprecated",
        verdict::DEPRECATED,
    ),
    row(
        "request-property-reactivated",
        "a property is no longer deprecated",
        verdict::REACTIVATED,
    ),
    row(
        "request-property-default-value-added",
        "a property got a default",
        verdict::REQUEST_DEFAULT,
    ),
    row(
        "request-property-default-value-removed",
        "a property lost its default",
        verdict::REQUEST_DEFAULT,
    ),
    row(
        "request-property-default-value-changed",
        "a property has another default",
        verdict::REQUEST_DEFAULT,
    ),
    row(
        "request-optional-property-became-read-only",
        "a property that is optional in requests became read-only",
        verdict::ACCESS,
    ),
    row(
        "request-optional-property-became-not-read-only",
        "a property that is optional in requests is no longer read-only",
        verdict::ACCESS,
    ),
    row(
        "request-optional-property-became-write-only",
        "a property that is optional in requests became write-only",
        verdict::ACCESS,
    ),
    row(
        "request-optional-property-became-not-write-only",
        "a property that is optional in requests is no longer write-only",
        verdict::ACCESS,
    ),
    row(
        "request-required-property-became-read-only",
        "a property that is required in requests became read-only",
        verdict::ACCESS,
    ),
    row(
        "request-required-property-became-not-read-only",
        "a property that is required in requests is no longer read-only",
        verdict::ACCESS,
    ),
    row(
        "request-required-property-became-write-only",
        "a property that is required in requests became write-only",
        verdict::ACCESS,
    ),
    row(
        "request-required-property-became-not-write-only",
        "a property that is required in requests is no longer write-only",
        verdict::ACCESS,
    ),
    row(
        "request-property-any-of-added",
        "a property may satisfy one more schema of a choice of one or more of",
        verdict::REQUEST_WIDENED,
    ),
    row(
        "request-property-any-of-removed",
        "a property may satisfy one schema less of a choice of one or more of",
        verdict::REQUEST_NARROWED,
    ),
    row(
        "request-property-one-of-added",
        "a property may satisfy one more schema of a choice of exactly one of",
        verdict::REQUEST_WIDENED,
    ),
    row(
        "request-property-one-of-removed",
        "a property may satisfy one schema less of a choice of exactly one of",
        verdict::REQUEST_NARROWED,
    ),
];
