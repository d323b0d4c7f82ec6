//! What really changed in our two operations. The expectations were written
//! from the documents before the comparison was run on them. The fixtures are
//! slices of Twilio's files.

use std::path::Path;

use xtask::audit::differences::compare;

use crate::support::{expectation, read, summary};

fn holds(base: &str, revision: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let document = |date: &str| read(&root.join(format!("fixtures/history/{date}.json")));
    let expected = read(&root.join(format!("audit/history/{base}_{revision}.json")));
    let comparison = compare(&document(base), &document(revision));
    assert_eq!(summary(&comparison), expectation(expected));
    assert_eq!(comparison.claimed, comparison.differences);
    assert!(comparison.findings.iter().all(|it| it.not_proven.is_none()));
}

#[test]
fn responses_gained_their_fields_and_fetching_was_added() {
    holds("2021-12-01", "2022-01-26");
}

#[test]
fn the_time_to_live_and_browser_headers_were_added() {
    holds("2022-01-26", "2026-04-14");
}
