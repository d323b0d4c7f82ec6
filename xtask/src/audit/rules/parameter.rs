//! Rules for parameters.

use super::rule::{Rule, row};
use super::verdict;

pub(super) const RULES: &[Rule] = &[
    row(
        "new-required-request-parameter",
        "a parameter is asked for",
        verdict::REQUEST_MUST,
    ),
    row(
        "new-optional-request-parameter",
        "a parameter can be sent",
        verdict::REQUEST_ADDED,
    ),
    row(
        "new-required-request-default-parameter-to-existing-path",
        "a parameter is asked for by all operations of a path",
        verdict::REQUEST_MUST,
    ),
    row(
        "new-optional-request-default-parameter-to-existing-path",
        "a parameter can be sent to all operations of a path",
        verdict::REQUEST_ADDED,
    ),
    row(
        "new-request-path-parameter",
        "a parameter in the path is described",
        verdict::REQUEST_MUST,
    ),
    row(
        "request-parameter-removed",
        "a parameter is no longer taken",
        verdict::REQUEST_REMOVED,
    ),
    row(
        "request-parameter-removed-with-deprecation",
        "a deprecated parameter is no longer taken",
        verdict::REQUEST_REMOVED_ANNOUNCED,
    ),
    row(
        "request-parameter-became-required",
        "a parameter became required",
        verdict::REQUEST_MUST,
    ),
    row(
        "request-parameter-became-optional",
        "a parameter became optional",
        verdict::REQUEST_MAY,
    ),
    row(
        "request-parameter-deprecated",
        "a parameter was deprecated",
        verdict::DEPRECATED,
    ),
    row(
        "request-parameter-reactivated",
        "a parameter is no longer deprecated",
        verdict::REACTIVATED,
    ),
    row(
        "request-parameter-serialization-changed",
        "a parameter is written otherwise",
        verdict::REQUEST_WRITING,
    ),
    row(
        "request-parameter-became-nullable",
        "a parameter may be null",
        verdict::REQUEST_WIDENED,
    ),
    row(
        "request-parameter-became-not-nullable",
        "a parameter may no longer be null",
        verdict::REQUEST_NARROWED,
    ),
    row(
        "request-parameter-type-changed",
        "a parameter is of another type",
        verdict::REQUEST_TYPE,
    ),
    row(
        "request-parameter-type-generalized",
        "a parameter is of a wider type",
        verdict::REQUEST_WIDENED,
    ),
    row(
        "request-parameter-became-enum",
        "a parameter became an enumeration",
        verdict::REQUEST_NARROWED,
    ),
    row(
        "request-parameter-enum-value-added",
        "one more value of a parameter is taken",
        verdict::REQUEST_WIDENED,
    ),
    row(
        "request-parameter-enum-value-removed",
        "a value of a parameter is no longer taken",
        verdict::REQUEST_NARROWED,
    ),
    row(
        "request-parameter-max-decreased",
        "the maximum of a parameter was lowered",
        verdict::REQUEST_NARROWED,
    ),
    row(
        "request-parameter-max-increased",
        "the maximum of a parameter was raised",
        verdict::REQUEST_WIDENED,
    ),
    row(
        "request-parameter-max-set",
        "the maximum of a parameter was set",
        verdict::REQUEST_BOUND_SET,
    ),
    row(
        "request-parameter-min-increased",
        "the minimum of a parameter was raised",
        verdict::REQUEST_NARROWED,
    ),
    row(
        "request-parameter-min-decreased",
        "the minimum of a parameter was lowered",
        verdict::REQUEST_WIDENED,
    ),
    row(
        "request-parameter-min-set",
        "the minimum of a parameter was set",
        verdict::REQUEST_BOUND_SET,
    ),
    row(
        "request-parameter-max-length-decreased",
        "the greatest length of a parameter was lowered",
        verdict::REQUEST_NARROWED,
    ),
    row(
        "request-parameter-max-length-increased",
        "the greatest length of a parameter was raised",
        verdict::REQUEST_WIDENED,
    ),
    row(
        "request-parameter-max-length-set",
        "the greatest length of a parameter was set",
        verdict::REQUEST_BOUND_SET,
    ),
    row(
        "request-parameter-min-length-increased",
        "the least length of a parameter was raised",
        verdict::REQUEST_NARROWED,
    ),
    row(
        "request-parameter-min-length-decreased",
        "the least length of a parameter was lowered",
        verdict::REQUEST_WIDENED,
    ),
    row(
        "request-parameter-max-items-decreased",
        "the greatest number of elements of a parameter was lowered",
        verdict::REQUEST_NARROWED,
    ),
    row(
        "request-parameter-max-items-increased",
        "the greatest number of elements of a parameter was raised",
        verdict::REQUEST_WIDENED,
    ),
    row(
        "request-parameter-min-items-increased",
        "the least number of elements of a parameter was raised",
        verdict::REQUEST_NARROWED,
    ),
    row(
        "request-parameter-min-items-decreased",
        "the least number of elements of a parameter was lowered",
        verdict::REQUEST_WIDENED,
    ),
    row(
        "request-parameter-min-items-set",
        "the least number of elements of a parameter was set",
        verdict::REQUEST_BOUND_SET,
    ),
    row(
        "request-parameter-pattern-added",
        "a parameter got a pattern",
        verdict::REQUEST_NARROWED,
    ),
    row(
        "request-parameter-pattern-changed",
        "a parameter has another pattern",
        verdict::REQUEST_PATTERN,
    ),
    row(
        "request-parameter-pattern-removed",
        "a parameter lost its pattern",
        verdict::REQUEST_WIDENED,
    ),
    row(
        "request-parameter-pattern-generalized",
        "the pattern of a parameter lets everything through",
        verdict::REQUEST_WIDENED,
    ),
    row(
        "request-parameter-default-value-added",
        "a parameter got a default",
        verdict::REQUEST_DEFAULT,
    ),
    row(
        "request-parameter-default-value-removed",
        "a parameter lost its default",
        verdict::REQUEST_DEFAULT,
    ),
    row(
        "request-parameter-default-value-changed",
        "a parameter has another default",
        verdict::REQUEST_DEFAULT,
    ),
];
