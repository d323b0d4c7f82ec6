//! What is found in generated code, and how each change of it is judged.

use super::*;
use crate::audit::finding::ItemChange;

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

/// Alternatives of which the first that fits is taken.
const UNTAGGED: &str = r#"
#[serde(untagged)]
pub enum Either {
    Cat(Cat),
    Dog(Dog),
}

impl ::std::convert::From<Cat> for Either {
    fn from(value: Cat) -> Self {
        Self::Cat(value)
    }
}

impl ::std::convert::From<Dog> for Either {
    fn from(value: Dog) -> Self {
        Self::Dog(value)
    }
}

pub struct Cat;
pub struct Dog;
"#;

#[test]
fn the_order_of_alternatives_means_something_if_the_first_that_fits_is_taken() {
    let turned = UNTAGGED.replace("Cat", "Cow").replace("Dog", "Cat").replace("Cow", "Dog");
    let found = |without: &str| {
        let inventories = [UNTAGGED, &turned].map(|it| inventory(&it.replace(without, "")));
        let found = compare(&inventories[0], &inventories[1]);
        assert_eq!(found.unclaimed, Default::default());
        let text = |it: &ItemChange| format!("{} {:?}", it.item, it.judgement.behaviour);
        found.changes.iter().map(text).collect::<Vec<_>>()
    };
    assert!(found("@").contains(&"types::Either Changed".to_owned()), "{:?}", found("@"));
    let tagged = found("#[serde(untagged)]");
    assert!(tagged.contains(&"types::Either None".to_owned()), "{tagged:?}");
}

#[test]
fn an_implementation_may_stand_before_its_type() {
    let code = "pub struct A(pub B);\nimpl ::std::convert::From<A> for B {\n    \
        fn from(value: A) -> Self {\n        value.0\n    }\n}\npub struct B;\n";
    let found = inventory(code);
    assert!(found.items["types::B"].traits.keys().any(|it| it.starts_with("From<")));
    let without = inventory("pub struct B;\n");
    assert_eq!(compare(&found, &without).unclaimed, Default::default());
}

fn inventory(text: &str) -> Inventory {
    read(&[("types.rs", text)]).unwrap()
}

/// What a replacement in the text changes, one line for each item.
fn changes(from: &str, to: &str) -> Vec<String> {
    assert!(BEFORE.contains(from), "{from}");
    let comparison = compare(&inventory(BEFORE), &inventory(&BEFORE.replace(from, to)));
    assert!(comparison.lines > 0);
    assert_eq!(comparison.unclaimed, Default::default());
    let line = |change: &ItemChange| {
        let judgement = &change.judgement;
        format!(
            "{}: {} => {} ({:?}, {:?})",
            change.item,
            judgement.before.as_deref().unwrap_or("-"),
            judgement.after.as_deref().unwrap_or("-"),
            judgement.bump,
            judgement.behaviour,
        )
    };
    comparison.changes.iter().map(line).collect()
}

#[test]
fn every_public_item_is_found_with_its_facts() {
    let inventory = inventory(BEFORE);
    let signatures: Vec<_> =
        inventory.items.iter().map(|(path, item)| format!("{path} = {}", item.signature)).collect();
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
    assert_eq!(sid.traits.keys().collect::<Vec<_>>(), ["From<types::Sid> for String", "FromStr"]);
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
        ("    Push,\n", "    Push,\n    Sms,\n", &["types::Kind::Sms: - => Sms (Major, Laxer)"]),
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
        ("^YK$", "^VA$", &["types::Sid: matches ^YK$ => matches ^VA$ (Patch, Changed)"]),
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

/// What would be if a fact of an item were not read: the item is as before, and
/// its lines are not.
#[test]
fn lines_that_no_change_accounts_for_are_unclaimed() {
    let before = inventory(BEFORE);
    for (from, to, item) in [
        ("Option<i64>", "Option<u64>", "types::Thing::ttl"),
        (", default)", ")", "types::Thing::ttl"),
        ("    Push,", "    Push(u8),", "types::Kind::Push"),
        ("34usize", "32usize", "types::Sid"),
    ] {
        let mut after = inventory(&BEFORE.replace(from, to));
        assert!(compare(&before, &after).unclaimed.is_empty());
        after.items.clone_from(&before.items);
        let comparison = compare(&before, &after);
        assert_eq!(comparison.changes, [], "{from}");
        assert_eq!(comparison.unclaimed, [(item.to_owned(), 2)].into());

        // Documentation that changed as well accounts for none of it.
        let docs = &mut after.items.get_mut(item).unwrap().docs;
        docs.push_str(" More.");
        let comparison = compare(&before, &after);
        assert!(comparison.changes[0].judgement.is_documentation);
        assert_eq!(comparison.unclaimed, [(item.to_owned(), 2)].into());
    }
    // What is not read at all: attributes of an `impl`.
    let after = BEFORE.replace("impl ::std::str", "#[cfg(no)]\nimpl ::std::str");
    let comparison = compare(&before, &inventory(&after));
    assert_eq!(comparison.unclaimed.keys().collect::<Vec<_>>(), ["types::Sid"]);
}

#[test]
fn what_is_not_rust_is_an_error_with_its_line() {
    let error = read(&[("types.rs", "pub struct A;\npub struct ?")]).unwrap_err();
    assert!(error.to_string().starts_with("types.rs:2: is not Rust"), "{error}");
}
