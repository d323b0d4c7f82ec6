//! Inclusion of texts: lengths, patterns and formats together.

use super::included::{Included, no};
use super::pattern::{Machines, Search};
use crate::audit::contract::format::{self, Format};
use crate::audit::contract::shape::{Count, Strings};

/// A text that is made has at most so many characters.
const LONGEST: u64 = 100_000;

/// The texts of a list as a pattern.
pub(super) fn one_of<'t>(texts: impl Iterator<Item = &'t str>) -> Strings {
    let escaped = |text: &str| -> String {
        text.chars().map(|it| format!("\\x{{{:x}}}", u32::from(it))).collect()
    };
    let pattern = format!("^(?:{})$", texts.map(escaped).collect::<Vec<_>>().join("|"));
    Strings { patterns: [pattern].into(), ..Strings::default() }
}

fn formats(strings: &Strings) -> impl Iterator<Item = &'static Format> {
    strings.formats.iter().filter_map(|it| format::of(it))
}

/// Whether a text is accepted; unknown where only a full parser of the format
/// or of the pattern could decide.
pub(in crate::audit) fn accepts(
    machines: &Machines,
    strings: &Strings,
    text: &str,
) -> Option<bool> {
    if !strings.length.accepts(text.chars().count() as u64) {
        return Some(false);
    }
    let patterns = strings.patterns.iter().map(|it| (it.as_str(), true));
    let formats =
        formats(strings).map(|it| (it.pattern, it.is_exact || it.samples.contains(&text)));
    let mut sure = Some(true);
    for (pattern, is_exact) in patterns.chain(formats) {
        match machines.get(pattern) {
            Some(machine) if !machine.lets_through(text) => return Some(false),
            Some(_) if is_exact => {}
            _ => sure = None,
        }
    }
    sure
}

/// A text of a length.
fn of_length(length: u64) -> Option<String> {
    let length = usize::try_from(length).ok().filter(|_| length < LONGEST)?;
    Some("a".repeat(length))
}

/// Texts that are accepted, the shortest first; none if none is known.
pub(super) fn samples(machines: &Machines, strings: &Strings) -> Vec<String> {
    let mut found: Vec<String> =
        formats(strings).flat_map(|it| it.samples.iter().map(|it| (*it).to_owned())).collect();
    let patterns = strings.patterns.iter().map(String::as_str);
    let least = strings.length.least;
    if found.is_empty() && strings.patterns.is_empty() {
        let lengths = [least, least.max(1), least.saturating_add(1), least.saturating_add(2)];
        found.extend(lengths.into_iter().filter_map(of_length));
        found.extend(of_length(least.max(1)).map(|it| it.replace('a', "b")));
        found.dedup();
    } else if found.is_empty()
        && let Search::Found(text) = machines.search(patterns, strings.length, None)
    {
        found.push(text);
    }
    found.retain(|it| accepts(machines, strings, it) == Some(true));
    found
}

/// Whether `wide` accepts every text that `narrow` accepts.
pub(super) fn includes(machines: &Machines, wide: &Strings, narrow: &Strings) -> Included {
    let any = Count::default();
    let length = Some(("the length".to_owned(), None, wide.length));
    let patterns = wide.patterns.difference(&narrow.patterns);
    let patterns = patterns.map(|it| (format!("the pattern {it}"), Some(it.as_str()), any));
    let missing: Vec<&str> = wide.formats.difference(&narrow.formats).copied().collect();
    let missing: Vec<&Format> = missing.into_iter().filter_map(format::of).collect();
    let looks = missing.iter().map(|it| (format!("the format {}", it.name), Some(it.pattern), any));
    let demands = length.into_iter().filter(|it| !it.2.includes(narrow.length));
    let parts = demands.chain(patterns).chain(looks).map(|(what, pattern, count)| {
        demand(machines, narrow, pattern, count)
            .unwrap_or_else(|maybe| refused(machines, wide, narrow, &what, maybe))
    });
    let loose = missing.iter().find(|it| !it.is_exact);
    Included::all(parts).and(|| match loose {
        Some(it) => Included::Unknown(format!("whether text is of the format {}", it.name)),
        None => Included::Yes,
    })
}

/// Whether text meets one more pattern and length. If that cannot be decided, a
/// text that may show that it does not.
fn demand(
    machines: &Machines,
    narrow: &Strings,
    pattern: Option<&str>,
    count: Count,
) -> Result<Included, Option<String>> {
    let own = narrow.patterns.iter().map(String::as_str);
    let around: Vec<&str> = own.chain(formats(narrow).map(|it| it.pattern)).collect();
    let found = match (pattern, around.is_empty()) {
        (None, true) => {
            let text = narrow.length.outside(count).and_then(of_length);
            text.map_or(Search::GaveUp, Search::Found)
        }
        (pattern, _) => {
            machines.search(around, narrow.length, Some((pattern.unwrap_or(""), count)))
        }
    };
    match found {
        Search::Nothing => Ok(Included::Yes),
        Search::Found(text) if accepts(machines, narrow, &text) == Some(true) => Ok(no(text)),
        Search::Found(text) => Err(Some(text)),
        Search::GaveUp => Err(None),
    }
}

/// A text that only resembles a format proves less than a real one.
fn refused(
    machines: &Machines,
    wide: &Strings,
    narrow: &Strings,
    what: &str,
    maybe: Option<String>,
) -> Included {
    let mut texts = samples(machines, narrow).into_iter().chain(maybe);
    let text = texts.find(|it| accepts(machines, wide, it) == Some(false));
    let unknown = format!("whether {what} accepts all that was accepted");
    Included::no_or(text.map(Into::into), unknown)
}
