//! The overlay and the slice as they are checked in: each action has an effect,
//! so that removing an action, or applying it twice, is noticed.

use integration_tests::workspace::Workspace;

#[test]
fn every_action_matters() {
    let workspace = Workspace::new();
    let text = workspace.read("openapi/overlay.yaml");
    let head_end = text.find("\n  - target:").unwrap() + 1;
    let (head, actions) = text.split_at(head_end);
    let actions: Vec<_> = actions
        .split("\n  - target:")
        .enumerate()
        .map(|(index, action)| match index {
            0 => format!("{action}\n"),
            _ => format!("  - target:{action}\n"),
        })
        .collect();
    assert!(actions.len() > 20);
    for omitted in 0..actions.len() {
        let rest: String = actions
            .iter()
            .enumerate()
            .filter(|(index, _)| *index != omitted)
            .map(|(_, action)| action.as_str())
            .collect();
        workspace.write("openapi/overlay.yaml", &format!("{head}{rest}"));
        let run = workspace.run(&["check"]);
        assert_ne!(run.code, 0, "nobody misses {}", actions[omitted]);
    }
}
