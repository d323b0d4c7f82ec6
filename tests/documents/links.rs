//! In the file, the links of the crate's README lead to docs.rs. In the crate's documentation, the
//! same labels are defined first and lead to its own pages, which rustdoc checks.

use std::collections::BTreeMap;
use std::fs;

use integration_tests::workspace::repository;

const DOCUMENTATION: &str = "https://docs.rs/verify-client/latest/verify_client";

/// The link definitions of a text, by label.
fn definitions(path: &str, marker: &str) -> BTreeMap<String, String> {
    let text = fs::read_to_string(repository().join(path)).unwrap();
    let lines = text.lines().filter_map(|line| line.strip_prefix(marker)?.strip_prefix("[`"));
    let pairs = lines.filter_map(|line| line.split_once("`]: "));
    pairs.map(|(label, link)| (label.to_owned(), link.to_owned())).collect()
}

/// The page of a public item, as rustdoc names it.
fn page(item: &str, api: &str) -> Option<String> {
    let declared = |declaration: String| api.contains(&format!("{declaration}\n"));
    if declared(format!("pub mod verify_client::{item}")) {
        return Some(format!("{DOCUMENTATION}/{}/index.html", item.replace("::", "/")));
    }
    let (parent, method) =
        item.split_once("::").map_or((item, None), |(it, method)| (it, Some(method)));
    let kind = ["struct", "trait"].into_iter().find(|kind| {
        let declaration = format!("pub {kind} verify_client::{parent}");
        api.lines().any(|line| {
            let rest = line.split_once(&declaration).map(|(_, rest)| rest);
            rest.is_some_and(|it| {
                !it.starts_with(|it: char| it.is_alphanumeric()) && !it.starts_with("::")
            })
        })
    })?;
    let Some(method) = method else { return Some(format!("{DOCUMENTATION}/{kind}.{parent}.html")) };
    let is_public = api.lines().any(|line| {
        line.contains(&format!("fn verify_client::{parent}::{method}("))
            || line.contains(&format!("fn verify_client::{parent}<T>::{method}("))
    });
    is_public.then(|| format!("{DOCUMENTATION}/{kind}.{parent}.html#method.{method}"))
}

#[test]
fn each_link_of_the_readme_leads_to_a_public_item() {
    let read = |path| fs::read_to_string(repository().join(path)).unwrap();
    let api = read("verify-client/public-api.all-features.txt");
    let found = definitions("verify-client/README.md", "");
    let expected: BTreeMap<_, _> = definitions("verify-client/src/lib.rs", "//! ")
        .into_iter()
        .map(|(label, item)| (label, page(&item, &api).unwrap_or(item)))
        .collect();
    assert_eq!(found, expected);
    assert!(found.len() > 10);
    let text = read("verify-client/README.md");
    for label in found.keys() {
        assert!(text.matches(&format!("[`{label}`]")).count() > 1, "nothing links to {label}");
    }
    let inline = text.split("](").skip(1).filter(|rest| !rest.starts_with("https://"));
    assert_eq!(inline.map(|rest| &rest[..20]).collect::<Vec<_>>(), [""; 0]);
}
