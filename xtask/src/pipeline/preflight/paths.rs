//! Paths whose requests would go to another URL than the specification says,
//! because the generator or the rules of URLs remove parts of them. A mock matches
//! the path with a regular expression, so a path must not have its special
//! characters either.

use std::collections::BTreeSet;

use super::problems::{Problems, in_overlay};
use crate::openapi::json::Pointer;
use crate::project::OVERLAY;

/// What a path has besides letters, digits and parameters.
const MARKS: &str = "/-._~:@,;=%";

impl Problems<'_> {
    pub(super) fn check_path(&mut self, pointer: &Pointer) {
        let path = pointer.segments().nth(1).unwrap_or_default();
        if let Some((problem, help)) = problem(&path) {
            self.report(pointer.clone(), problem, help);
        }
    }
}

/// What is wrong with a path, and what helps.
fn problem(path: &str) -> Option<(String, String)> {
    let other_path = |help: &str| {
        format!("{help}: in {OVERLAY}, copy the operation to the right path and remove this one")
    };
    if !path.starts_with('/') {
        return Some(("does not begin with a slash".to_owned(), other_path("add it")));
    }
    if path.contains(['?', '#']) {
        let problem = "has a query or a fragment, which would be sent as a part of the path";
        let help = other_path("state a query as parameters, and drop a fragment");
        return Some((problem.to_owned(), help));
    }
    let Some(parts) = parts(path) else {
        let problem = "has braces that are not those of a parameter, such as {Sid}";
        return Some((problem.to_owned(), other_path("correct them")));
    };
    let mut names = BTreeSet::new();
    if let Some(name) = parts.iter().filter_map(|it| it.parameter).find(|it| !names.insert(*it)) {
        return Some((
            format!("has the parameter {name} twice"),
            in_overlay("give one of them another name, in the path and as a parameter,"),
        ));
    }
    let literals = || parts.iter().map(|it| it.literal);
    let is_known = |it: char| it.is_ascii_alphanumeric() || MARKS.contains(it);
    if let Some(character) = literals().flat_map(str::chars).find(|it| !is_known(*it)) {
        return Some((
            format!("has the character {character:?}, which is not sent or matched as it is"),
            other_path("write it percent-encoded, if the server accepts that"),
        ));
    }
    let has_escapes =
        |it: &str| it.split('%').skip(1).all(|it| it.get(..2).is_some_and(is_hexadecimal));
    if !literals().all(has_escapes) {
        let problem = "has a % that is not followed by two hexadecimal digits";
        return Some((problem.to_owned(), other_path("write it as %25")));
    }
    // The first is what is before the first slash, and the last may be empty.
    let segments: Vec<_> = path.split('/').skip(1).collect();
    let inner = segments.split_last().map_or(&[][..], |(_, inner)| inner);
    if inner.iter().any(|it| it.is_empty()) {
        let problem = "has an empty segment, which would not be sent";
        return Some((problem.to_owned(), other_path("remove one of the slashes")));
    }
    let is_dots =
        |it: &&str| matches!(it.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..");
    segments.iter().any(is_dots).then(|| {
        let problem = "has a segment . or .., which URLs remove";
        (problem.to_owned(), other_path("write the intended path"))
    })
}

fn is_hexadecimal(text: &str) -> bool {
    text.bytes().all(|it| it.is_ascii_hexdigit())
}

/// A piece of a path as it is, and the parameter after it.
struct Part<'a> {
    literal: &'a str,
    parameter: Option<&'a str>,
}

/// The parts of a path; `None` where braces do not match, or there is no name
/// between them.
fn parts(path: &str) -> Option<Vec<Part<'_>>> {
    let mut parts = Vec::new();
    let mut rest = path;
    while let Some((literal, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        if name.is_empty() || name.contains(['{', '/']) {
            return None;
        }
        parts.push(Part { literal, parameter: Some(name) });
        rest = after;
    }
    parts.push(Part { literal: rest, parameter: None });
    parts.iter().all(|it| !it.literal.contains('}')).then_some(parts)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::preflight;
    use super::problem;

    #[test]
    fn a_path_that_would_be_sent_as_another_is_refused() {
        for (path, expected) in [
            ("/", None),
            ("/v2/Services/", None),
            ("/v2/{A}/{B}-{C}.json", None),
            ("/v2/{A}{B}:cancel", None),
            ("/v2/a%2Fb;c=d,e@f~g_h", None),
            ("", Some("slash")),
            ("v2/X", Some("slash")),
            ("/v2/X?Type=y", Some("query")),
            ("/v2/X#y", Some("fragment")),
            ("/v2/{X?}", Some("query")),
            ("/v2/{A", Some("braces")),
            ("/v2/A}", Some("braces")),
            ("/v2/{}", Some("braces")),
            ("/v2/{A{B}}", Some("braces")),
            ("/v2/{A/B}", Some("braces")),
            ("/v2/{A}/{A}", Some("twice")),
            ("/v2/a b", Some("' '")),
            ("/v2/a\tb", Some("'\\t'")),
            ("/v2/a\\b", Some("'\\\\'")),
            ("/v2/é", Some("'é'")),
            ("/v2/a(b)", Some("'('")),
            ("/v2/a+b", Some("'+'")),
            ("/v2/a%b", Some("hexadecimal")),
            ("/v2/a%2", Some("hexadecimal")),
            ("/v2/%é1", Some("'é'")),
            ("//v2", Some("empty")),
            ("/v2//X", Some("empty")),
            ("/v2/{A}//", Some("empty")),
            ("/v2/../X", Some("..")),
            ("/v2/./X", Some("..")),
            ("/v2/X/..", Some("..")),
            ("/v2/%2E%2e/X", Some("..")),
        ] {
            let found = problem(path).map(|(problem, _)| problem);
            let fits = match (&found, expected) {
                (None, None) => true,
                (Some(found), Some(expected)) => found.contains(expected),
                _ => false,
            };
            assert!(fits, "{path:?}: {found:?}");
        }
    }

    #[test]
    fn the_path_is_named_by_its_pointer() {
        let document = json!({
            "openapi": "3.0.1",
            "info": { "title": "t", "version": "1" },
            "paths": { "/a?b=c": { "get": {
                "operationId": "FetchA",
                "responses": { "204": { "description": "d" } },
                "callbacks": { "c": { "{$request.body#/url}?a=b": { "post": {
                    "responses": { "204": { "description": "d" } },
                } } } },
            } } },
        });
        let message = preflight("f", &document).unwrap_err().to_string();
        assert!(message.starts_with("f#/paths/~1a?b=c: has a query"), "{message}");
        assert!(message.contains("\n  help: state a query as parameters"), "{message}");
        let sound = document.to_string().replace("/a?b=c", "/a");
        preflight("f", &serde_json::from_str(&sound).unwrap()).unwrap();
    }
}
