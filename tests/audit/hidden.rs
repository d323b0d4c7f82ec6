//! `cargo xtask audit` on what the overlay hides: the fragments are equal, and
//! the report still says what upstream changed, and under which action.

use integration_tests::hidden::CHANGES;

use super::repository::{Repository, finding};

#[test]
fn what_an_action_hides_is_a_finding_that_names_the_action() {
    for change in CHANGES.iter().filter(|it| it.is_needed()) {
        let repository = Repository::with_stub();
        repository.sync(change.edit);
        let (report, code) = repository.report_with(&["--fail-on", "any"]);
        assert_eq!(code, 100, "{}", change.title);
        let findings = report["findings"].as_array().unwrap();
        let finding = findings
            .iter()
            .filter(|it| it["rule"] == "upstream-change-hidden")
            .find(|it| {
                let note = it["note"].as_str().unwrap();
                note.contains(change.shown) && note.contains(change.action)
            })
            .unwrap_or_else(|| panic!("{}: {findings:#?}", change.title));
        let note = finding["note"].as_str().unwrap();
        for expected in [change.need, "its x-found states the new value"] {
            assert!(note.contains(expected), "{}: {note}", change.title);
        }
        assert_eq!(finding["level"], "warning", "{}", change.title);
        assert_eq!(finding["wire"], "none", "{}", change.title);
    }
}

#[test]
fn an_action_that_nobody_looked_at_fails_the_audit() {
    let repository = Repository::with_stub();
    repository.workspace.edit("openapi/upstream.json", "\"default\": 0,", "\"default\": 60,");
    let report = repository.report();
    let finding = finding(&report, "upstream-change-hidden");
    assert_eq!(finding["level"], "error");
    let note = finding["note"].as_str().unwrap();
    assert!(note.contains("x-found: {\"default\":60}"), "{note}");
    assert_eq!(repository.audit(&[]).code, 100);
}
