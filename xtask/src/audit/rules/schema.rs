//! Rules for schemas that are the same whether they are sent or received.

use super::rule::{Rule, row};
use super::verdict;

// One rule, one line.
#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    row("title-changed", "a schema has another title", verdict::NAME),
    row("discriminator-changed", "a discriminator changed", verdict::DISCRIMINATOR),
    row("enum-order-changed", "the values of an enumeration have another order", verdict::ENUM_ORDER),
    row("access-mode-changed", "readOnly or writeOnly changed outside of a property", verdict::ACCESS),
    row("deprecation-added", "a body or a header was deprecated", verdict::DEPRECATED),
    row("deprecation-removed", "a body or a header is no longer deprecated", verdict::REACTIVATED),
    row("header-default-value-changed", "the default of a response header changed", verdict::HEADER_SAFE),
    row("form-encoding-changed", "the parts of a body are encoded differently", verdict::REQUEST_WRITING),
];
