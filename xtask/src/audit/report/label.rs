//! Short labels for the nodes of a map: a name, and what it is part of. The
//! whole text is shown elsewhere. Pure.

use crate::openapi::json::Pointer;

/// At most so many characters of a name and of its context are shown.
const LONGEST: (usize, usize) = (32, 38);

/// A label in two lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Label {
    /// The name.
    pub(super) name: String,
    /// What it is part of.
    pub(super) context: String,
}

impl Label {
    /// The label of a JSON pointer or of the path of an item.
    pub(super) fn of(text: &str) -> Self {
        let (name, context) = match text.starts_with('/') {
            true => of_pointer(text),
            false => of_path(text),
        };
        Self { name: tail(&name, LONGEST.0), context: tail(&context, LONGEST.1) }
    }
}

/// The operation or the component, and what it is about in it.
fn of_pointer(pointer: &str) -> (String, String) {
    let segments: Vec<_> = Pointer::from(pointer).segments().collect();
    let (context, inner) = match segments.as_slice() {
        [paths, path, method, inner @ ..] if paths == "paths" => {
            let method = method.to_uppercase();
            let room = LONGEST.1.saturating_sub(method.chars().count() + 1);
            (format!("{method} {}", tail(path, room)), inner)
        }
        [components, _, component, inner @ ..] if components == "components" => {
            (component.clone(), inner)
        }
        [outer, inner @ ..] if !inner.is_empty() => (outer.clone(), inner),
        all => (String::new(), all),
    };
    let Some((last, outer)) = inner.split_last() else {
        return (context, segments.first().cloned().unwrap_or_default());
    };
    // Segments that every pointer has are left out.
    let is_specific = |it: &&String| {
        !["properties", "schema", "schemas", "content"].contains(&it.as_str()) && !it.contains('/')
    };
    let mut name: Vec<_> = outer.iter().filter(is_specific).map(String::as_str).collect();
    name.push(last);
    (name.join(" › "), context)
}

/// The item with its type, and the module.
fn of_path(path: &str) -> (String, String) {
    let segments: Vec<_> = path.split("::").collect();
    let is_type = |it: &str| it.starts_with(char::is_uppercase);
    let at = segments.iter().position(|it| is_type(it)).unwrap_or(segments.len() - 1);
    let (module, item) = segments.split_at(at);
    (item.join("::"), module.join("::"))
}

/// The end of a text, if it is too long.
fn tail(text: &str, most: usize) -> String {
    match text.chars().count().checked_sub(most) {
        None | Some(0) => text.to_owned(),
        Some(more) => format!("…{}", text.chars().skip(more + 1).collect::<String>()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_names_what_differs_and_what_it_is_part_of() {
        for (text, name, context) in [
            ("/components/schemas/Token/properties/ttl", "ttl", "Token"),
            ("/components/schemas/Token/properties/ttl/maximum", "ttl › maximum", "Token"),
            ("/components/schemas/Token", "Token", "components"),
            (
                "/paths/~1v2~1Tokens/post/requestBody/content/application~1json/schema/properties/x",
                "requestBody › x",
                "POST /v2/Tokens",
            ),
            ("/paths/~1v2~1Tokens/post", "POST /v2/Tokens", "paths"),
            ("/paths/~1v2~1Tokens", "/v2/Tokens", "paths"),
            ("/openapi", "openapi", ""),
            ("/", "", ""),
            ("types::Token::ttl", "Token::ttl", "types"),
            ("facade::mock::Fake", "Fake", "facade::mock"),
            ("facade::mock::read", "read", "facade::mock"),
            ("read", "read", ""),
        ] {
            let label = Label::of(text);
            assert_eq!((label.name.as_str(), label.context.as_str()), (name, context), "{text}");
        }
    }

    #[test]
    fn a_long_label_keeps_its_end() {
        let label = Label::of(&format!("types::{}End", "A".repeat(50)));
        assert_eq!(label.name.chars().count(), LONGEST.0);
        assert!(label.name.starts_with('…') && label.name.ends_with("End"));
        let label = Label::of(&format!("/paths/~1{}~1End/post/x", "a".repeat(50)));
        assert_eq!(label.context.chars().count(), LONGEST.1);
        assert!(label.context.starts_with("POST …") && label.context.ends_with("/End"));
    }
}
