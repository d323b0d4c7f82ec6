//! The signature of a function, however it is written: a bound in `where`, in
//! `<T: …>` and in `impl …` means the same.

use std::collections::BTreeSet;

use super::line::{find, split};

/// A signature, with its bounds taken out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Signature {
    /// The type parameters, lifetimes and constants, without bounds.
    pub generics: Vec<String>,
    /// What `self` is taken as, if it is.
    pub receiver: Option<String>,
    /// The types of the other arguments, without bounds.
    pub arguments: Vec<String>,
    /// What is returned, without bounds.
    pub output: String,
    /// The bounds of parameters and arguments, each with what it is about.
    pub input_bounds: BTreeSet<(String, String)>,
    /// The bounds of an opaque type that is returned.
    pub output_bounds: BTreeSet<(String, String)>,
}

impl Signature {
    /// The same with `impl` for each parameter that one argument has the type of
    /// and nothing else names.
    pub(super) fn without_names(&self) -> Self {
        let mut nameless = self.clone();
        let names = |text: &str, name: &str| {
            text.split(|it: char| !it.is_alphanumeric() && it != '_').any(|it| it == name)
        };
        for generic in &self.generics {
            let users: Vec<_> = self.arguments.iter().filter(|it| names(it, generic)).collect();
            let elsewhere = names(&self.output, generic)
                || self.input_bounds.iter().any(|(of, bound)| {
                    of != generic && names(of, generic) || names(bound, generic)
                })
                || self.output_bounds.iter().any(|(_, bound)| names(bound, generic));
            let place = self.arguments.iter().position(|it| it == generic);
            let (Some(place), [_], false) = (place, users.as_slice(), elsewhere) else { continue };
            nameless.generics.retain(|it| it != generic);
            if let Some(argument) = nameless.arguments.get_mut(place) {
                *argument = "impl".to_owned();
            }
            let renamed = |(of, bound): (String, String)| match of == *generic {
                true => {
                    (format!("argument {} 0", place + usize::from(self.receiver.is_some())), bound)
                }
                false => (of, bound),
            };
            nameless.input_bounds = nameless.input_bounds.into_iter().map(renamed).collect();
        }
        nameless
    }
}

/// Reads the parameters of an item, and what follows its path.
pub(super) fn read(generics: &str, rest: &str) -> Signature {
    let mut signature = Signature::default();
    let rest = rest.strip_suffix(" { .. }").unwrap_or(rest);
    let (head, conditions) = match find(rest, " where ") {
        Some(at) => (rest.get(..at), rest.get(at + " where ".len()..)),
        None => (Some(rest), None),
    };
    let (head, conditions) = (head.unwrap_or_default(), conditions.unwrap_or_default());
    for parameter in split(generics, ",") {
        signature.generics.push(signature_parameter(parameter, &mut signature.input_bounds));
    }
    for condition in split(conditions, ",") {
        bounded(condition, &mut signature.input_bounds);
    }
    let (arguments, output) = match find(head, " -> ") {
        Some(at) => (head.get(..at), head.get(at + " -> ".len()..)),
        None => (Some(head), None),
    };
    let arguments = arguments.unwrap_or_default().trim();
    let arguments = arguments.strip_prefix('(').and_then(|it| it.strip_suffix(')'));
    for (index, argument) in split(arguments.unwrap_or_default(), ",").into_iter().enumerate() {
        let is_receiver = index == 0
            && (matches!(argument, "self" | "&self" | "&mut self")
                || argument.starts_with("self: ")
                || argument.starts_with("&'") && argument.ends_with(" self"));
        match is_receiver {
            true => signature.receiver = Some(without_lifetime(argument)),
            false => {
                let subject = format!("argument {index}");
                let argument = opaque(argument, &subject, &mut signature.input_bounds);
                signature.arguments.push(argument);
            }
        }
    }
    signature.output =
        opaque(output.unwrap_or_default(), "what is returned", &mut signature.output_bounds);
    signature
}

/// A parameter without its bounds.
fn signature_parameter(parameter: &str, asked: &mut BTreeSet<(String, String)>) -> String {
    let is_constant = parameter.starts_with("const ");
    match is_constant {
        true => parameter.to_owned(),
        false => {
            let (name, default) = match find(parameter, " = ") {
                Some(at) => (parameter.get(..at), parameter.get(at..)),
                None => (Some(parameter), None),
            };
            let name = bounded(name.unwrap_or_default(), asked);
            format!("{name}{}", default.unwrap_or_default())
        }
    }
}

/// Reads `T: A + B`, and gives `T`.
fn bounded(text: &str, bounds: &mut BTreeSet<(String, String)>) -> String {
    let Some(at) = find(text, ": ") else { return text.to_owned() };
    let subject = text.get(..at).unwrap_or_default();
    for bound in split(text.get(at + 2..).unwrap_or_default(), " + ") {
        bounds.insert((subject.to_owned(), bound.to_owned()));
    }
    subject.to_owned()
}

/// A type with every `impl A + B` in it replaced by `impl`.
fn opaque(text: &str, subject: &str, bounds: &mut BTreeSet<(String, String)>) -> String {
    let mut plain = String::new();
    let mut rest = text;
    let mut count = 0;
    while let Some(at) = starts_opaque(rest) {
        plain.push_str(rest.get(..at).unwrap_or_default());
        plain.push_str("impl");
        let after = rest.get(at + "impl ".len()..).unwrap_or_default();
        let end = ends(after);
        for bound in split(after.get(..end).unwrap_or_default(), " + ") {
            bounds.insert((format!("{subject} {count}"), bound.to_owned()));
        }
        count += 1;
        rest = after.get(end..).unwrap_or_default();
    }
    plain + rest
}

fn starts_opaque(text: &str) -> Option<usize> {
    text.match_indices("impl ").map(|(at, _)| at).find(|at| {
        let before = text.get(..*at).and_then(|it| it.chars().next_back());
        !before.is_some_and(|it| it.is_alphanumeric() || it == '_')
    })
}

/// Where the bounds of an opaque type end: at a comma, or a bracket that is not
/// theirs.
fn ends(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut before = ' ';
    for (at, character) in text.char_indices() {
        match character {
            '<' | '(' | '[' => depth += 1,
            '>' if before == '-' => {}
            '>' | ')' | ']' if depth == 0 => return at,
            '>' | ')' | ']' => depth -= 1,
            ',' if depth == 0 => return at,
            _ => {}
        }
        before = character;
    }
    text.len()
}

fn without_lifetime(receiver: &str) -> String {
    match receiver.strip_prefix("&'").and_then(|it| it.split_once(' ')) {
        Some((_, rest)) => format!("&{rest}"),
        None => receiver.to_owned(),
    }
}

/// How bounds changed, for whoever has to fulfil them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// Nothing differs.
    None,
    /// Less is required.
    Loosened,
    /// More is required, or something else.
    Tightened,
}

/// Compares bounds. `?Sized` removes the bound that each type has without it.
pub(super) fn bounds_changed(
    old: &BTreeSet<(String, String)>,
    new: &BTreeSet<(String, String)>,
) -> Change {
    let (relaxed, strict): (Vec<_>, Vec<_>) = new.difference(old).partition(|it| is_relaxed(it));
    let (unrelaxed, dropped): (Vec<_>, Vec<_>) = old.difference(new).partition(|it| is_relaxed(it));
    match (strict.is_empty() && unrelaxed.is_empty(), relaxed.is_empty() && dropped.is_empty()) {
        (true, true) => Change::None,
        (true, false) => Change::Loosened,
        (false, _) => Change::Tightened,
    }
}

fn is_relaxed((_, bound): &(String, String)) -> bool {
    bound.starts_with('?')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_count_wherever_they_are_written() {
        let inline = read("T: Clone + Send", "(&self, T) -> u8");
        let apart = read("T", "(&self, T) -> u8 where T: Clone + Send");
        assert_eq!(inline, apart);
        assert_eq!(inline.receiver.as_deref(), Some("&self"));
        assert_eq!(inline.arguments, ["T"]);
    }

    #[test]
    fn bounds_of_arguments_may_be_loosened_and_bounds_of_the_output_tightened() {
        for (old, new, expected) in [
            ("(impl A + B)", "(impl A)", Change::Loosened),
            ("(impl A)", "(impl A + B)", Change::Tightened),
            ("(Box<impl A>, u8)", "(Box<impl A>, u8)", Change::None),
            ("(T) where T: A", "(T) where T: A + ?Sized", Change::Loosened),
            ("(impl Fn(u8) -> u8 + Send)", "(impl Fn(u8) -> u8)", Change::Loosened),
        ] {
            let (old, new) = (read("", old), read("", new));
            assert_eq!(old.arguments, new.arguments);
            assert_eq!(
                bounds_changed(&old.input_bounds, &new.input_bounds),
                expected,
                "{old:?} {new:?}"
            );
        }
        let old = read("", "() -> impl Future<Output = Result<A, B>> + Send");
        let new = read("", "() -> impl Future<Output = Result<A, B>>");
        assert_eq!(old.output, new.output);
        assert_eq!(bounds_changed(&new.output_bounds, &old.output_bounds), Change::Tightened);
    }
}
