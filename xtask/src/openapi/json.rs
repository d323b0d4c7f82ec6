//! JSON as text: one canonical form, its digest, and pointers into it.

use std::fmt;

use serde_json::Value;
use sha2::{Digest, Sha256};

/// The text that is written to disk: sorted keys, two spaces, a final newline.
pub fn to_text(value: &Value) -> String {
    format!("{value:#}\n")
}

/// Hexadecimal SHA-256 of some bytes.
pub fn sha256(bytes: &[u8]) -> String {
    use fmt::Write as _;
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A JSON pointer (RFC 6901).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(transparent)]
pub struct Pointer(String);

impl Pointer {
    /// The pointer to a document's root.
    pub fn root() -> Self {
        Self::default()
    }

    /// The pointer to a member of this value.
    pub fn child(&self, segment: impl fmt::Display) -> Self {
        use fmt::Write as _;
        let mut text = String::with_capacity(self.0.len() + 16);
        text.push_str(&self.0);
        text.push('/');
        let end = text.len();
        let _ = write!(text, "{segment}");
        if text[end..].contains('~') || text[end..].contains('/') {
            let segment = text.split_off(end).replace('~', "~0").replace('/', "~1");
            text.push_str(&segment);
        }
        Self(text)
    }

    /// The pointer to the value that this one is a member of; none for the
    /// root.
    pub fn parent(&self) -> Option<Self> {
        self.0.rsplit_once('/').map(|(parent, _)| Self(parent.to_owned()))
    }

    /// The text of RFC 6901, empty for the root.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// This pointer and those to everything around it, from the inside out.
    pub fn at_and_above(&self) -> Vec<Self> {
        let ends = self.0.match_indices('/').map(|(end, _)| end);
        std::iter::once(self.clone())
            .chain(ends.rev().map(|end| Self(self.0[..end].to_owned())))
            .collect()
    }

    /// The unescaped segments, from the root down.
    pub fn segments(&self) -> impl Iterator<Item = String> + '_ {
        self.0.split('/').skip(1).map(|segment| segment.replace("~1", "/").replace("~0", "~"))
    }
}

impl From<&str> for Pointer {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.0.is_empty() { "/" } else { &self.0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_sorted_whatever_features_other_crates_ask_of_serde_json() {
        let value: Value = serde_json::from_str(r#"{"b":1,"a":{"d":2,"c":3}}"#).unwrap();
        assert_eq!(
            to_text(&value),
            "{\n  \"a\": {\n    \"c\": 3,\n    \"d\": 2\n  },\n  \"b\": 1\n}\n"
        );
    }

    #[test]
    fn segments_are_escaped_and_unescaped() {
        let pointer = Pointer::root().child("paths").child("/a~b/{C}").child(0);
        assert_eq!(pointer.as_str(), "/paths/~1a~0b~1{C}/0");
        assert_eq!(pointer.segments().collect::<Vec<_>>(), ["paths", "/a~b/{C}", "0"]);
    }

    #[test]
    fn what_is_around_a_pointer_ends_with_the_root() {
        assert_eq!(
            Pointer::from("/a/b~1c").at_and_above(),
            ["/a/b~1c", "/a", ""].map(Pointer::from)
        );
    }

    #[test]
    fn digests_are_lower_case_hexadecimal() {
        assert_eq!(
            sha256(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
