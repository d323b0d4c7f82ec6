//! Inclusion of what is text: lengths, patterns and formats together.

use super::answer::{Answer, no};
use super::pattern::{Machines, Search};
use crate::audit::contract::shape::{Count, Strings};

/// A text of each format, and a pattern that every text of it matches. The
/// last value tells whether every text that matches is of the format.
const FORMATS: [(&str, &str, &str, bool); 12] = [
    (
        "date-time",
        "2026-01-31T12:00:00Z",
        "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9:.]+([Zz]|[+-][0-9:]+)$",
        false,
    ),
    ("date", "2026-01-31", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", false),
    ("time", "12:00:00Z", "^[0-9]{2}:[0-9]{2}:[0-9]{2}[0-9.]*([Zz]|[+-][0-9:]+)$", false),
    ("email", "a@example.com", "@", false),
    ("hostname", "example.com", "^[^ /]+$", false),
    ("ipv4", "192.0.2.1", "^[0-9]{1,3}(\\.[0-9]{1,3}){3}$", false),
    ("ipv6", "2001:db8::1", "^[0-9a-fA-F:.]*:[0-9a-fA-F:.]*$", false),
    ("uri", "https://example.com/", "^[A-Za-z][A-Za-z0-9+.-]*:", false),
    ("uri-reference", "/a", "^[^ <>]*$", false),
    ("uuid", "123e4567-e89b-12d3-a456-426614174000", UUID, true),
    ("byte", "AAAA", BYTE, true),
    ("json-pointer", "/a", "^(/.*)?$", false),
];

const UUID: &str = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$";
pub(super) const BYTE: &str = "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$";

fn format(name: &str) -> Option<&'static (&'static str, &'static str, &'static str, bool)> {
    FORMATS.iter().find(|it| it.0 == name)
}

/// Whether a text is let through; unknown where only a whole parser of the
/// format, or of the pattern, could tell.
pub(super) fn accepts(machines: &Machines, strings: &Strings, text: &str) -> Option<bool> {
    if !strings.length.accepts(text.chars().count() as u64) {
        return Some(false);
    }
    let mut sure = Some(true);
    for pattern in &strings.patterns {
        match machines.get(pattern) {
            Some(machine) if !machine.lets_through(text) => return Some(false),
            Some(_) => {}
            None => sure = None,
        }
    }
    for (name, sample, pattern, exact) in strings.formats.iter().filter_map(|it| format(it)) {
        let _ = name;
        match machines.get(pattern) {
            Some(machine) if !machine.lets_through(text) => return Some(false),
            Some(_) if *exact || text == *sample => {}
            _ => sure = None,
        }
    }
    sure
}

/// Texts that are let through, the shortest first; none if none is known.
pub(super) fn samples(machines: &Machines, strings: &Strings) -> Vec<String> {
    let formats = strings.formats.iter().filter_map(|it| format(it)).map(|it| it.1.to_owned());
    let mut found: Vec<String> = formats.collect();
    let patterns = || strings.patterns.iter().map(String::as_str);
    if found.is_empty() && strings.patterns.is_empty() && strings.length.least < 100_000 {
        #[expect(clippy::cast_possible_truncation, reason = "checked")]
        let least = strings.length.least as usize;
        let lengths = [least, least.max(1), least.saturating_add(1), least.saturating_add(2)];
        found.extend(lengths.map(|it| "a".repeat(it)));
        found.push("b".repeat(least.max(1)));
        found.dedup();
    } else if found.is_empty()
        && let Search::Found(text) = machines.search(patterns(), strings.length, None)
    {
        found.push(text);
    }
    found.retain(|it| accepts(machines, strings, it) == Some(true));
    found
}

/// Whether every text that `narrow` lets through, `wide` does too.
pub(super) fn includes(machines: &Machines, wide: &Strings, narrow: &Strings) -> Answer {
    let mut unknown = None;
    let around = || {
        let formats = narrow.formats.iter().filter_map(|it| format(it)).map(|it| it.2);
        narrow.patterns.iter().map(String::as_str).chain(formats)
    };
    let mut demands: Vec<(String, Option<&str>, Count)> = Vec::new();
    if !wide.length.includes(narrow.length) {
        demands.push(("the length".to_owned(), None, wide.length));
    }
    for pattern in wide.patterns.difference(&narrow.patterns) {
        demands.push((format!("the pattern {pattern}"), Some(pattern), Count::default()));
    }
    for (name, _, pattern, exact) in
        wide.formats.difference(&narrow.formats).filter_map(|it| format(it))
    {
        demands.push((format!("the format {name}"), Some(pattern), Count::default()));
        if !exact {
            unknown = Some(format!("whether text is of the format {name}"));
        }
    }
    for (what, pattern, count) in &demands {
        let found = match (pattern, around().next()) {
            (None, None) => narrow.length.outside(*count).filter(|it| *it < 100_000).map_or(
                Search::GaveUp,
                |it| {
                    #[expect(clippy::cast_possible_truncation, reason = "checked")]
                    Search::Found("a".repeat(it as usize))
                },
            ),
            (pattern, _) => {
                machines.search(around(), narrow.length, Some((pattern.unwrap_or(""), *count)))
            }
        };
        match found {
            Search::Nothing => {}
            Search::Found(text) if accepts(machines, narrow, &text) == Some(true) => {
                return no(text);
            }
            // The text only looks as if it were of the format: try real ones.
            _ => {
                let mut real = samples(machines, narrow);
                real.retain(|it| accepts(machines, wide, it) == Some(false));
                match real.into_iter().next() {
                    Some(text) => return no(text),
                    None => {
                        unknown =
                            Some(format!("whether {what} lets through all that was let through"))
                    }
                }
            }
        }
    }
    unknown.map_or(Answer::Yes, Answer::Unknown)
}
