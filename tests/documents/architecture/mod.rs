//! The sources against ARCHITECTURE.md: who may use whom, no circles between
//! files, and project names in one file only. Every test prints all that it
//! finds.

mod arrows;
mod circles;
mod modules;
mod rooms;

use std::fs;
use std::path::Path;

use arrows::{Arrow, arrows};
use modules::Sources;
use rooms::Rooms;

/// The crates whose sources are read: name and folder.
const CRATES: [(&str, &str); 2] = [("xtask", "xtask/src"), ("verify-client", "verify-client/src")];

/// Cargo runs a test in its package's folder.
fn read(path: &str) -> String {
    let path = Path::new("..").join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn sources(folder: &str) -> Sources {
    Sources::read(&Path::new("..").join(folder))
}

fn assert_none(what: &str, found: Vec<String>) {
    assert!(found.is_empty(), "{what}: {}\n{}", found.len(), found.join("\n"));
}

#[test]
fn every_file_uses_only_the_rooms_that_its_own_may_use() {
    let document = read("ARCHITECTURE.md");
    let found = CRATES.iter().flat_map(|(name, folder)| {
        let rooms = Rooms::parse(&document, name);
        let sources = sources(folder);
        let files: Vec<_> = sources.files().collect();
        let unclear = rooms.unclear(&files);
        let forbidden: Vec<_> = arrows(&sources)
            .into_iter()
            .filter(|arrow| !rooms.allow(&arrow.from, &arrow.named))
            .map(|arrow| format!("{folder}/{arrow}"))
            .collect();
        unclear.into_iter().chain(forbidden)
    });
    assert_none("arrows against the table of rooms", found.collect());
}

#[test]
fn no_file_is_in_a_circle() {
    let found = CRATES.iter().flat_map(|(_, folder)| {
        let arrows = arrows(&sources(folder));
        circles::circles(&arrows)
            .into_iter()
            .map(|circle| {
                let lines = arrows
                    .iter()
                    .filter(|arrow| {
                        circle.contains(&arrow.from.as_str()) && circle.contains(&arrow.to.as_str())
                    })
                    .map(|arrow| format!("\n    {arrow}"));
                let lines: String = lines.collect();
                format!("{folder}: {}{lines}", circle.join(", "))
            })
            .collect::<Vec<_>>()
    });
    assert_none("circles between files", found.collect());
}

#[test]
fn only_one_file_of_the_xtask_knows_the_names_of_this_project() {
    const NAMES: [&str; 4] = ["verify-client", "verify_client", "verifyclient", "twilio"];
    let sources = sources("xtask/src");
    let found =
        sources.texts().filter(|(path, _)| *path != "project.rs").flat_map(|(path, text)| {
            text.lines().enumerate().filter_map(move |(index, line)| {
                let lower = line.to_lowercase();
                NAMES
                    .iter()
                    .any(|name| lower.contains(name))
                    .then(|| format!("xtask/src/{path}:{}: {}", index + 1, line.trim()))
            })
        });
    assert_none("names of this project", found.collect());
}

/// The tests above would pass if nothing were read, so these arrows must be found.
#[test]
fn each_way_to_name_another_file_is_an_arrow() {
    let sources = Sources::of(&[
        ("lib.rs", "pub mod a; mod b; mod c; #[cfg(test)] mod t; pub use c::deep::Deep;"),
        ("a.rs", "use crate::b::{B, inner as other}; fn f() { other::g(); crate::c::h() }"),
        (
            "b.rs",
            "pub mod inner; pub use inner::I; pub struct B; #[cfg(test)] mod tests { use crate::a; }",
        ),
        ("b/inner.rs", "pub struct I; fn g() { println!(\"{}\", super::super::a::f()) }"),
        ("c/mod.rs", "pub mod deep; pub(crate) fn h(_: crate::Deep, _: crate::b::I) {}"),
        (
            "c/deep.rs",
            "use super::h; pub struct Deep; mod inline { use super::super::super::a::f; }",
        ),
        ("t.rs", "use crate::a;"),
    ]);
    let arrows = arrows(&sources);
    let found: Vec<_> =
        arrows.iter().map(|Arrow { from, to, .. }| format!("{from} → {to}")).collect();
    let expected = [
        "a.rs → b.rs",
        "a.rs → b/inner.rs",
        "a.rs → c/mod.rs",
        "b.rs → b/inner.rs",
        "b/inner.rs → a.rs",
        "c/deep.rs → a.rs",
        "c/deep.rs → c/mod.rs",
        "c/mod.rs → b/inner.rs",
        "c/mod.rs → c/deep.rs",
        "lib.rs → c/deep.rs",
    ];
    assert_eq!(found, expected);
    let circles = circles::circles(&arrows);
    assert_eq!(circles, [vec!["a.rs", "b.rs", "b/inner.rs", "c/deep.rs", "c/mod.rs"]]);
}

#[test]
fn the_table_of_rooms_forbids_what_it_does_not_allow() {
    let document = "## The rooms of it\n\n| room | holds | may use |\n|---|---|---|\n\
        | `cli` | x | `commands` |\n| `commands/*` | x | `low`, `low/deep` |\n| `low` | x | – |\n\
        | `low/deep` | x | – |\n| `gone` | x | `nowhere` |\n\n## Next\n";
    let rooms = Rooms::parse(document, "it");
    let files = ["cli.rs", "commands/a.rs", "low.rs", "low/deep/x.rs", "odd.rs"];
    for (from, to, allowed) in [
        ("cli.rs", "commands/a.rs", true),
        ("cli.rs", "low.rs", false),
        ("commands/a.rs", "commands/a/part.rs", true),
        ("commands/a.rs", "commands/b.rs", false),
        ("commands/a.rs", "low/deep/x.rs", true),
        ("low.rs", "low/deep/x.rs", false),
        ("low/deep/x.rs", "low.rs", false),
        ("low.rs", "cli.rs", false),
    ] {
        assert_eq!(rooms.allow(from, to), allowed, "{from} → {to}");
    }
    assert_eq!(
        rooms.unclear(&files),
        [
            "odd.rs is in no room of it",
            "the room `gone` of it holds no file",
            "the room `nowhere`, which `gone` of it may use, holds no file",
        ]
    );
}
