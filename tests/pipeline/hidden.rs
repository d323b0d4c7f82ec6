//! Changes of upstream's at places where an action of the overlay writes: `sync`
//! refuses them until a person has looked at the action, and says what to paste.

use integration_tests::hidden::{CHANGES, keep_actions};
use integration_tests::workspace::{Workspace, changed, specification};

#[test]
fn sync_refuses_a_change_that_an_action_hides_until_the_action_is_looked_at() {
    for change in CHANGES {
        let workspace = Workspace::with_stub();
        let path = workspace.specification(&changed(change.edit));
        let before = workspace.files();
        let run = workspace.run(&["sync", "--from", &path]);
        assert_eq!(run.code, 1, "{}: {}", change.title, run.stdout);
        assert_eq!(workspace.files(), before, "{}", change.title);
        for expected in [change.action, change.shown, change.need] {
            assert!(
                run.stderr.contains(expected),
                "{}: no {expected:?} in {}",
                change.title,
                run.stderr
            );
        }

        if !change.is_needed() {
            assert!(!run.stderr.contains("and paste"), "{}", run.stderr);
            continue;
        }
        keep_actions(&workspace, &run.stderr);
        let run = workspace.run(&["sync", "--from", &path]);
        assert_eq!(run.code, 0, "{}: {}", change.title, run.stderr);
    }
}

#[test]
fn an_action_that_does_not_state_what_it_found_is_refused() {
    let workspace = Workspace::new();
    workspace.edit("openapi/overlay.yaml", "    x-found: {}\n", "");
    let path = workspace.specification(&specification());
    workspace.fails(
        &["sync", "--from", &path],
        "openapi/overlay.yaml",
        "the action has no x-found, although it changes more than descriptions",
    );
}
