//! What is found in generated code, and how each change of it is judged.

use super::*;

const BEFORE: &str = r#"
/// A thing.
#[derive(::serde::Deserialize, Clone, Default)]
pub struct Thing {
    /// Its time.
    #[serde(rename = "Ttl", default)]
    pub ttl: ::std::option::Option<i64>,
    pub name: ::std::string::String,
    pub kind: Kind,
}

#[derive(Clone)]
pub enum Kind {
    #[serde(rename = "push")]
    Push,
}

pub struct Sid(::std::string::String);

impl ::std::str::FromStr for Sid {
    type Err = self::error::ConversionError;
    fn from_str(value: &str) -> ::std::result::Result<Self, self::error::ConversionError> {
        if value.chars().count() > 34usize {
            return Err("longer than 34 characters".into());
        }
        static PATTERN: ::std::sync::LazyLock<::regress::Regex> =
            ::std::sync::LazyLock::new(|| ::regress::Regex::new("^YK$").unwrap());
        if PATTERN.find(value).is_none() {
            return Err("doesn't match pattern \"^YK$\"".into());
        }
        Ok(Self(value.to_string()))
    }
}

impl ::std::convert::From<Sid> for ::std::string::String {
    fn from(value: Sid) -> Self {
        value.0
    }
}

pub mod error {
    pub struct ConversionError(u8);
}
"#;

fn inventory(text: &str) -> Inventory {
    Inventory::parse(&[("types.rs", text)]).unwrap()
}

/// What a replacement in the text changes, one line for each item.
fn changes(from: &str, to: &str) -> Vec<String> {
    assert!(BEFORE.contains(from), "{from}");
    let comparison = compare(&inventory(BEFORE), &inventory(&BEFORE.replace(from, to)));
    assert!(comparison.lines > 0);
    assert_eq!(comparison.lines, comparison.claimed);
    let line = |change: &Change| {
        format!(
            "{}: {} => {} ({:?}, {:?})",
            change.item,
            change.before.as_deref().unwrap_or("-"),
            change.after.as_deref().unwrap_or("-"),
            change.source,
            change.behaviour,
        )
    };
    comparison.changes.iter().map(line).collect()
}

#[test]
fn every_public_item_is_found_with_its_facts() {
    let inventory = inventory(BEFORE);
    let signatures: Vec<_> = inventory
        .items
        .iter()
        .map(|(path, item)| format!("{path} = {}", item.signature))
        .collect();
    assert_eq!(
        signatures,
        [
            "types = pub mod types",
            "types::Kind = pub enum Kind",
            "types::Kind::Push = Push",
            "types::Sid = pub struct Sid(String)",
            "types::Thing = pub struct Thing",
            "types::Thing::kind = pub kind: types::Kind",
            "types::Thing::name = pub name: String",
            "types::Thing::ttl = pub ttl: Option<i64>",
            "types::error = pub mod error",
            "types::error::ConversionError = pub struct ConversionError(u8)",
        ]
    );
    let sid = &inventory.items["types::Sid"];
    assert_eq!(
        sid.traits.keys().collect::<Vec<_>>(),
        ["From<types::Sid> for String", "FromStr"]
    );
    assert_eq!(
        sid.checks.iter().collect::<Vec<_>>(),
        [&Check::Longest(34), &Check::Pattern("^YK$".to_owned())]
    );
    let ttl = &inventory.items["types::Thing::ttl"];
    assert_eq!((ttl.line, ttl.last_line), (5, 7));
    assert_eq!(ttl.docs, "Its time.");
}

#[test]
fn an_inventory_is_equal_to_itself() {
    let comparison = compare(&inventory(BEFORE), &inventory(BEFORE));
    assert_eq!(comparison, Comparison::default());
}

#[test]
fn each_change_is_judged() {
    for (from, to, expected) in [
        (
            "Option<i64>",
            "Option<::std::string::String>",
            &[
                "types::Thing::ttl: pub ttl: Option<i64> => pub ttl: Option<String> (Major, Changed)",
            ][..],
        ),
        (
            "::std::option::Option<i64>",
            "i64",
            &["types::Thing::ttl: pub ttl: Option<i64> => pub ttl: i64 (Major, Stricter)"],
        ),
        (
            "name: ::std::string::String",
            "name: Sid",
            &["types::Thing::name: pub name: String => pub name: types::Sid (Major, Stricter)"],
        ),
        (
            "    pub kind: Kind,\n",
            "    pub kind: Kind,\n    pub url: ::std::option::Option<u8>,\n",
            &["types::Thing::url: - => pub url: Option<u8> (Major, None)"],
        ),
        (
            "    pub name: ::std::string::String,\n",
            "",
            &["types::Thing::name: pub name: String => - (Major, Laxer)"],
        ),
        (
            "    Push,\n",
            "    Push,\n    Sms,\n",
            &["types::Kind::Sms: - => Sms (Major, Laxer)"],
        ),
        (
            "Clone, Default",
            "Clone",
            &["types::Thing: implements Default => pub struct Thing (Major, None)"],
        ),
        (
            "rename = \"Ttl\", default",
            "rename = \"ttl\", default",
            &[
                "types::Thing::ttl: serde(rename = \"Ttl\") => serde(rename = \"ttl\") (Patch, Changed)",
            ],
        ),
        (
            ", default)",
            ")",
            &["types::Thing::ttl: serde(default) => pub ttl: Option<i64> (Patch, Stricter)"],
        ),
        (
            "34usize",
            "32usize",
            &["types::Sid: at most 34 characters => at most 32 characters (Patch, Stricter)"],
        ),
        (
            "34usize",
            "64usize",
            &["types::Sid: at most 34 characters => at most 64 characters (Patch, Laxer)"],
        ),
        (
            "^YK$",
            "^VA$",
            &["types::Sid: matches ^YK$ => matches ^VA$ (Patch, Changed)"],
        ),
        (
            "value.to_string()",
            "value.to_owned()",
            &["types::Sid: pub struct Sid(String) => pub struct Sid(String) (Patch, Changed)"],
        ),
        (
            "/// Its time.",
            "/// The time.",
            &["types::Thing::ttl: /// Its time. => /// The time. (Patch, None)"],
        ),
        (
            "\npub enum",
            "\n// By hand.\npub enum",
            &["types::Kind: pub enum Kind => pub enum Kind (None, None)"],
        ),
        (
            "pub mod error",
            "mod error",
            &[
                "types: pub mod types => pub mod types (Patch, Changed)",
                "types::error: pub mod error => - (Major, None)",
            ],
        ),
    ] {
        assert_eq!(changes(from, to), expected, "{from} => {to}");
    }
}

#[test]
fn what_is_not_rust_is_an_error_with_its_line() {
    let error = Inventory::parse(&[("types.rs", "pub struct A;\npub struct ?")]).unwrap_err();
    assert!(
        error.to_string().starts_with("types.rs:2: is not Rust"),
        "{error}"
    );
}
