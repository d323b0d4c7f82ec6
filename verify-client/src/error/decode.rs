//! Where and why the body of a success is not what the specification promises, without quoting any
//! of it.

use std::fmt;

use serde::de::DeserializeOwned;

use super::text;

/// The most characters of a path that are shown.
const PATH_LIMIT: usize = 64;

/// The place and the category of a decoding failure.
///
/// It omits serde's own message, which may quote the value, and the value may be the token.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct DecodeFailure {
    pub(super) path: String,
    category: &'static str,
    line: usize,
    column: usize,
}

impl DecodeFailure {
    /// Decodes `bytes` once more, now keeping track of the path; `None` when they decode.
    pub(super) fn locate<T: DeserializeOwned>(bytes: &[u8]) -> Option<Self> {
        let mut deserializer = serde_json::Deserializer::from_slice(bytes);
        let error = match serde_path_to_error::deserialize::<_, T>(&mut deserializer) {
            Err(error) => error,
            Ok(_) => return deserializer.end().err().map(|error| Self::new(".", &error)),
        };
        Some(Self::new(&error.path().to_string(), error.inner()))
    }

    fn new(path: &str, error: &serde_json::Error) -> Self {
        // Outside of the fields that are known, the path is what the server wrote.
        let path = if error.is_data() { path } else { "." };
        Self {
            path: text::printable(&text::shortened(path, PATH_LIMIT)),
            category: match error.classify() {
                serde_json::error::Category::Io => "unreadable",
                serde_json::error::Category::Syntax => "not JSON",
                serde_json::error::Category::Data => "not what the specification says",
                serde_json::error::Category::Eof => "cut short",
            },
            line: error.line(),
            column: error.column(),
        }
    }
}

impl fmt::Display for DecodeFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, category, line, column } = self;
        write!(f, "{category} at {path} (line {line}, column {column})")
    }
}

impl std::error::Error for DecodeFailure {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generated::types::AccessToken;

    #[test]
    fn the_path_and_the_category_are_named_and_no_value_is_quoted() {
        const SID: &str = r#""sid": "YK0123456789abcdef0123456789abcdef""#;
        for (body, path, category) in [
            (format!(r#"{{{SID}, "token": {{"canary": 1}}}}"#), "token", "not what"),
            (r#"{"token": "canary", "sid": "canary"}"#.to_owned(), "sid", "not what"),
            (format!(r#"{{{SID}, "token": null}}"#), "token", "not what"),
            (format!(r#"{{{SID}}}"#), ".", "not what"),
            (r#"{"token": "canary"#.to_owned(), ".", "cut short"),
            (format!(r#"{{{SID}, "token": "t", "canary": {{"canary": "#), ".", "cut short"),
            (r#"{"canary": {"canary" 1}}"#.to_owned(), ".", "not JSON"),
            (r#"["canary", "canary"]"#.to_owned(), ".", "not what"),
            ("canary".to_owned(), ".", "not JSON"),
            (String::new(), ".", "cut short"),
            (format!(r#"{{{SID}, "token": "canary"}} canary"#), ".", "not JSON"),
        ] {
            let failure = DecodeFailure::locate::<AccessToken>(body.as_bytes()).unwrap();
            assert_eq!(failure.path, path, "{body}");
            assert!(failure.to_string().starts_with(category), "{failure}");
            assert!(!format!("{failure}{failure:?}").contains("canary"), "{failure:?}");
        }
        let good = format!(r#"{{{SID}, "token": "canary"}}"#);
        assert_eq!(DecodeFailure::locate::<AccessToken>(good.as_bytes()), None);
    }
}
