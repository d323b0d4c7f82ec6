//! Rules for the document as a whole: paths, operations, components, security,
//! servers.

use super::rule::{Rule, row};
use super::verdict;

pub(super) const RULES: &[Rule] = &[
    row(
        "api-path-removed-without-deprecation",
        "a path was removed",
        verdict::REMOVED,
    ),
    row(
        "api-path-removed-with-deprecation",
        "a deprecated path was removed",
        verdict::REMOVED_ANNOUNCED,
    ),
    row(
        "api-removed-without-deprecation",
        "an operation was removed",
        verdict::REMOVED,
    ),
    row(
        "api-removed-with-deprecation",
        "a deprecated operation was removed",
        verdict::REMOVED_ANNOUNCED,
    ),
    row("endpoint-added", "an operation was added", verdict::ADDED),
    row(
        "endpoint-deprecated",
        "an operation was deprecated",
        verdict::DEPRECATED,
    ),
    row(
        "endpoint-reactivated",
        "an operation is no longer deprecated",
        verdict::REACTIVATED,
    ),
    row(
        "api-operation-id-removed",
        "an operation lost or changed its operationId",
        verdict::NAME,
    ),
    row(
        "api-operation-id-added",
        "an operation got an operationId",
        verdict::NAME,
    ),
    row("api-tag-removed", "an operation lost a tag", verdict::LABEL),
    row("api-tag-added", "an operation got a tag", verdict::LABEL),
    row(
        "request-path-parameter-renamed",
        "a parameter in a path has another name",
        verdict::PATH_NAME,
    ),
    row(
        "callback-changed",
        "requests that the server makes changed",
        verdict::CALLBACK,
    ),
    row(
        "api-version-changed",
        "the version of the API changed",
        verdict::API_VERSION,
    ),
    row(
        "openapi-version-changed",
        "the version of OpenAPI changed",
        verdict::DOCUMENT,
    ),
    row(
        "api-schema-added",
        "a schema was added to the components",
        verdict::COMPONENT,
    ),
    row(
        "api-schema-removed",
        "a schema was removed from the components",
        verdict::COMPONENT,
    ),
    row(
        "api-component-added",
        "a component that is no schema was added",
        verdict::COMPONENT,
    ),
    row(
        "api-component-removed",
        "a component that is no schema was removed",
        verdict::COMPONENT,
    ),
    row(
        "component-renamed",
        "a component has another name",
        verdict::NAME,
    ),
    row(
        "reference-changed",
        "a reference leads to another component",
        verdict::NAME,
    ),
    row("server-added", "a server was added", verdict::SERVER_ADDED),
    row(
        "server-removed",
        "a server was removed",
        verdict::SERVER_GONE,
    ),
    row(
        "server-changed",
        "a server has another address or other variables",
        verdict::SERVER_GONE,
    ),
    row(
        "api-security-component-added",
        "a security scheme was added",
        verdict::SECURITY_SCHEME_ADDED,
    ),
    row(
        "api-security-component-removed",
        "a security scheme was removed",
        verdict::SECURITY_SCHEME_REMOVED,
    ),
    row(
        "api-security-component-type-changed",
        "a security scheme is of another type",
        verdict::SECURITY_SCHEME,
    ),
    row(
        "api-security-component-changed",
        "a security scheme works otherwise",
        verdict::SECURITY_SCHEME,
    ),
    row(
        "api-security-required",
        "an operation asks for credentials, and did not before",
        verdict::SECURITY_REQUIRED,
    ),
    row(
        "api-security-removed",
        "an operation asks for no credentials any more",
        verdict::SECURITY_WIDENED,
    ),
    row(
        "api-security-added",
        "an operation takes one more kind of credentials",
        verdict::SECURITY_WIDENED,
    ),
    row(
        "api-security-alternative-removed",
        "an operation takes one kind of credentials less",
        verdict::SECURITY_NARROWED,
    ),
    row(
        "api-security-scope-added",
        "an operation asks for one more scope",
        verdict::SECURITY_NARROWED,
    ),
    row(
        "api-security-scope-removed",
        "an operation asks for one scope less",
        verdict::SECURITY_WIDENED,
    ),
    row(
        "api-global-security-required",
        "the document asks for credentials, and did not before",
        verdict::SECURITY_REQUIRED,
    ),
    row(
        "api-global-security-removed",
        "the document asks for no credentials any more",
        verdict::SECURITY_WIDENED,
    ),
    row(
        "api-global-security-added",
        "the document takes one more kind of credentials",
        verdict::SECURITY_WIDENED,
    ),
    row(
        "api-global-security-alternative-removed",
        "the document takes one kind of credentials less",
        verdict::SECURITY_NARROWED,
    ),
    row(
        "api-global-security-scope-added",
        "the document asks for one more scope",
        verdict::SECURITY_NARROWED,
    ),
    row(
        "api-global-security-scope-removed",
        "the document asks for one scope less",
        verdict::SECURITY_WIDENED,
    ),
];
