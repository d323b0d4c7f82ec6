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
    category: &'static str,
    /// The name of a required field that is not there.
    missing: Option<String>,
    /// The path to the value that is not as promised; `None` when the text is not valid JSON.
    path: Option<String>,
    line: usize,
    column: usize,
}

impl DecodeFailure {
    /// Decodes `bytes` again, this time with the path to each value; `None` when that succeeds.
    pub(super) fn locate<T: DeserializeOwned>(bytes: &[u8]) -> Option<Self> {
        let mut deserializer = serde_json::Deserializer::from_slice(bytes);
        let error = match serde_path_to_error::deserialize::<_, T>(&mut deserializer) {
            Err(error) => error,
            Ok(_) => return deserializer.end().err().map(|error| Self::new(".", &error)),
        };
        Some(Self::new(&error.path().to_string(), error.inner()))
    }

    fn new(path: &str, error: &serde_json::Error) -> Self {
        // In text that is not JSON the path may be what the server wrote.
        let path = error.is_data().then(|| text::printable(&text::shortened(path, PATH_LIMIT)));
        Self {
            missing: missing_field(error),
            path,
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
        let Self { category, missing, path, line, column } = self;
        f.write_str(category)?;
        if let Some(name) = missing {
            write!(f, ": `{name}` is missing")?;
        }
        match path.as_deref() {
            Some(".") => f.write_str(" at the top level")?,
            Some(path) => write!(f, " at {path}")?,
            None => {}
        }
        write!(f, " (line {line}, column {column})")
    }
}

/// The required field that is missing. Its name comes from this crate: serde quotes no contents
/// here.
fn missing_field(error: &serde_json::Error) -> Option<String> {
    let message = error.to_string();
    let (name, _) = message.strip_prefix("missing field `")?.split_once('`')?;
    Some(name.to_owned())
}

impl std::error::Error for DecodeFailure {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generated::types::AccessToken;

    #[test]
    fn the_path_and_the_category_are_named_and_no_value_is_quoted() {
        const SID: &str = r#""sid": "YK0123456789abcdef0123456789abcdef""#;
        for (body, expected) in [
            (
                format!(r#"{{{SID}, "token": {{"canary": 1}}}}"#),
                "not what … says at token (line 1,",
            ),
            (r#"{"token": "canary", "sid": "canary"}"#.to_owned(), "not what … says at sid (line"),
            (format!(r#"{{{SID}, "token": null}}"#), "not what … says at token (line 1,"),
            (
                format!(r#"{{{SID}}}"#),
                "not what … says: `token` is missing at the top level (line 1, column 45)",
            ),
            (r#"{"token": "canary"#.to_owned(), "cut short (line 1,"),
            (format!(r#"{{{SID}, "token": "t", "canary": {{"canary": "#), "cut short (line 1,"),
            (r#"{"canary": {"canary" 1}}"#.to_owned(), "not JSON (line 1,"),
            (r#"["canary", "canary"]"#.to_owned(), "not what … says at the top level (line 1,"),
            (r#""canary""#.to_owned(), "not what … says at the top level (line 1,"),
            ("canary".to_owned(), "not JSON (line 1, column 1)"),
            (String::new(), "cut short (line 1, column 0)"),
            (format!(r#"{{{SID}, "token": "canary"}} canary"#), "not JSON (line 1,"),
        ] {
            let failure = DecodeFailure::locate::<AccessToken>(body.as_bytes()).unwrap();
            let expected = expected.replace('…', "the specification");
            assert!(failure.to_string().starts_with(&expected), "{failure} for {body}");
            assert!(!format!("{failure}{failure:?}").contains("canary"), "{failure:?}");
        }
        let good = format!(r#"{{{SID}, "token": "canary"}}"#);
        assert_eq!(DecodeFailure::locate::<AccessToken>(good.as_bytes()), None);
    }
}
