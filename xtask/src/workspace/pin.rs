//! The pin: which state of the upstream specification the project is made from.
//! Reading it, and rewriting what `sync` decides, while comments and order stay
//! as they are.

use std::collections::BTreeMap;

use toml_edit::DocumentMut;

use crate::error::{Error, Result};

/// What the file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// The commit of the upstream repository, where it is known.
    pub commit: Option<String>,
    /// Address of the upstream file, with `{commit}` and `{path}` to fill in.
    pub url: String,
    /// The upstream file's path in its repository.
    pub path: String,
    /// Digest of the whole upstream file, byte for byte.
    pub sha256: String,
    /// Digest of the whole document as canonical JSON.
    pub document_sha256: String,
    /// Digest of the slice's file.
    pub slice_sha256: String,
    /// The operations to take, by operationId or `METHOD /path`.
    pub operations: Vec<String>,
    /// Upstream's schema names, and ours for them.
    pub schemas: BTreeMap<String, String>,
}

impl Pin {
    /// Reads the text of the file `name`.
    pub fn parse(name: &str, text: &str) -> Result<Self> {
        let document = edit(name, text)?;
        let reader = Reader { name, document: &document };
        reader.refuse_unknown_keys()?;
        Ok(Self {
            commit: Some(reader.string("commit")?).filter(|commit| !commit.is_empty()),
            url: reader.string("url")?,
            path: reader.string("path")?,
            sha256: reader.string("sha256")?,
            document_sha256: reader.string("document_sha256")?,
            slice_sha256: reader.string("slice_sha256")?,
            operations: reader.strings("operations")?,
            schemas: reader.string_map("schemas")?,
        })
    }

    /// The address of the upstream file at `commit`.
    pub fn url_at(&self, commit: &str) -> String {
        self.url.replace("{commit}", commit).replace("{path}", &self.path)
    }

    /// The file's text with this pin's commit and digests in it, and without the
    /// schemas that it does not name.
    pub fn write_into(&self, name: &str, text: &str) -> Result<String> {
        let mut document = edit(name, text)?;
        let values = [
            ("commit", self.commit.as_deref().unwrap_or_default()),
            ("sha256", &self.sha256),
            ("document_sha256", &self.document_sha256),
            ("slice_sha256", &self.slice_sha256),
        ];
        for (key, new) in values {
            let Some(item) = document.get_mut(key).and_then(|item| item.as_value_mut()) else {
                continue;
            };
            let decor = item.decor().clone();
            *item = toml_edit::Value::from(new);
            *item.decor_mut() = decor;
        }
        if let Some(schemas) = document.get_mut("schemas").and_then(|it| it.as_table_like_mut()) {
            let names: Vec<_> = schemas.iter().map(|(name, _)| name.to_owned()).collect();
            for name in names.iter().filter(|name| !self.schemas.contains_key(*name)) {
                schemas.remove(name);
            }
        }
        Ok(document.to_string())
    }
}

fn edit(name: &str, text: &str) -> Result<DocumentMut> {
    text.parse::<DocumentMut>().map_err(|error| {
        let message = error.to_string();
        Error::new(name, format!("is not valid TOML: {}", message.trim_end()), "correct the file")
    })
}

const KEYS: [&str; 9] = [
    "repository",
    "path",
    "commit",
    "url",
    "sha256",
    "document_sha256",
    "slice_sha256",
    "operations",
    "schemas",
];

struct Reader<'a> {
    name: &'a str,
    document: &'a DocumentMut,
}

impl Reader<'_> {
    fn wrong(&self, key: &str, expected: &str) -> Error {
        Error::new(
            format!("{}: {key}", self.name),
            format!("is missing or is not {expected}"),
            format!("set `{key}` to {expected}"),
        )
    }

    fn refuse_unknown_keys(&self) -> Result<()> {
        match self.document.iter().find(|(key, _)| !KEYS.contains(key)) {
            None => Ok(()),
            Some((key, _)) => Err(Error::new(
                format!("{}: {key}", self.name),
                "is not a key of this file",
                format!("remove it, or use one of {}", KEYS.join(", ")),
            )),
        }
    }

    fn string(&self, key: &str) -> Result<String> {
        self.document
            .get(key)
            .and_then(|item| item.as_str())
            .map(str::to_owned)
            .ok_or_else(|| self.wrong(key, "a string"))
    }

    fn strings(&self, key: &str) -> Result<Vec<String>> {
        let expected = "a list of strings";
        self.document
            .get(key)
            .and_then(|item| item.as_array())
            .ok_or_else(|| self.wrong(key, expected))?
            .iter()
            .map(|value| value.as_str().map(str::to_owned))
            .collect::<Option<_>>()
            .ok_or_else(|| self.wrong(key, expected))
    }

    fn string_map(&self, key: &str) -> Result<BTreeMap<String, String>> {
        let expected = "a table of strings";
        let Some(item) = self.document.get(key) else {
            return Ok(BTreeMap::new());
        };
        item.as_table_like()
            .ok_or_else(|| self.wrong(key, expected))?
            .iter()
            .map(|(name, value)| Some((name.to_owned(), value.as_str()?.to_owned())))
            .collect::<Option<_>>()
            .ok_or_else(|| self.wrong(key, expected))
    }
}
