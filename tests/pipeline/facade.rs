//! Compiles the facade of a workspace, and runs a test of it: with rustc alone, and with the
//! dependencies that Cargo built for this test.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use serde_json::Value;

use integration_tests::kept::said;
use integration_tests::workspace::{Workspace, repository};

const TARGET: &str = env!("CARGO_TARGET_TMPDIR");

/// The text of this file is part of the question: it says how the facade is compiled.
const HOW: &str = include_str!("facade.rs");

/// The typed mocks and the blocking client, without what else is optional.
const FEATURES: [&str; 3] = ["blocking", "httpmock-0_9", "mock"];

/// The optional dependencies that these features turn on.
const OPTIONAL: [&str; 2] = ["httpmock", "regex"];

/// Compiles the facade without code.
pub(super) fn compiles(workspace: &Workspace) {
    said(TARGET, ["facade", HOW], &sources(workspace), |folder| {
        compile(workspace, &folder.join("libverify_client.rmeta"));
        Vec::new()
    });
}

/// Runs a file of tests that uses the facade, and gives what it prints.
pub(super) fn run(workspace: &Workspace, tests: &str) -> String {
    said(TARGET, ["facade", &[HOW, tests].concat()], &sources(workspace), |folder| {
        let library = folder.join("libverify_client.rlib");
        compile(workspace, &library);
        let program = folder.join(format!("tests{}", std::env::consts::EXE_SUFFIX));
        let facade = format!("verify_client={}", library.display());
        succeed(
            rustc()
                .args(["--crate-name", "tests", "--test", "--extern", &facade, "-o"])
                .args([&program, &workspace.path(tests)]),
        );
        succeed(Command::new(program).arg("--quiet"))
    })
}

/// The files that decide what is compiled.
fn sources(workspace: &Workspace) -> [PathBuf; 2] {
    [workspace.root().to_owned(), repository().join("Cargo.lock")]
}

/// Compiles the facade into a file, which has code unless it is an `rmeta`.
fn compile(workspace: &Workspace, file: &Path) {
    let metadata = file.extension().is_some_and(|it| it == "rmeta");
    let features = FEATURES.iter().map(|it| format!("--cfg=feature={it:?}"));
    succeed(
        rustc()
            .args(["--crate-name", "verify_client", "--crate-type", "lib"])
            .args(["--emit", if metadata { "metadata" } else { "link" }, "-o"])
            .args([file, &workspace.path("verify-client/src/lib.rs")])
            .args(features)
            .env("CARGO_PKG_VERSION", "0.0.0"),
    );
}

/// rustc with the dependencies of the facade, without debug information.
fn rustc() -> Command {
    let mut command = Command::new("rustc");
    command.args(["--edition", "2024", "--cap-lints", "allow"]).args(&*DEPENDENCIES);
    // Where rustc writes the names of long types.
    command.current_dir(TARGET);
    command
}

/// Where the dependencies are. Cargo finds all of them fresh if this test was built with
/// the packages and features that are asked for here.
static DEPENDENCIES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let target = Path::new(TARGET).parent().unwrap();
    let messages = succeed(
        Command::new(env!("CARGO"))
            .args(["test", "--workspace", "--all-features", "--test", "pipeline", "--no-run"])
            .args(["--offline", "--message-format", "json", "--target-dir"])
            .arg(target)
            .current_dir(repository()),
    );
    let messages: Vec<Value> = String::from_utf8(messages)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let texts = |value: &Value| -> Vec<String> { serde_json::from_value(value.clone()).unwrap() };
    let mut arguments = Vec::new();
    for message in &messages {
        for path in message.get("linked_paths").map(texts).unwrap_or_default() {
            arguments.extend(["-L".to_owned(), path]);
        }
    }
    for package in packages() {
        let artifact = messages
            .iter()
            .filter(|it| it["reason"] == "compiler-artifact")
            .filter(|it| it["target"]["kind"][0] != "custom-build")
            .find(|it| it["package_id"].as_str().unwrap().contains(&package));
        let artifact = artifact.unwrap_or_else(|| panic!("Cargo did not build {package}"));
        let files = texts(&artifact["filenames"]);
        let library = files.iter().find(|it| !it.ends_with(".rmeta")).unwrap();
        let name = artifact["target"]["name"].as_str().unwrap();
        arguments.extend(["--extern".to_owned(), format!("{name}={library}")]);
    }
    let folder = target.join("debug/deps");
    arguments.extend(["-L".to_owned(), format!("dependency={}", folder.display())]);
    arguments
});

/// The packages that the facade depends on with the features, as the ends of their
/// identifiers: `#NAME@`, with the version if several are locked.
fn packages() -> Vec<String> {
    let read = |path| std::fs::read_to_string(repository().join(path)).unwrap();
    let (manifest, lock) = (read("verify-client/Cargo.toml"), read("Cargo.lock"));
    let section = |text: &str, from: &str, to: &str| {
        text.split_once(from).unwrap().1.split_once(to).unwrap().0.to_owned()
    };
    let manifest = section(&manifest, "\n[dependencies]\n", "\n[");
    let lock = section(&lock, "\nname = \"verify-client\"\n", "\n]");
    manifest
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| (line.split(['.', ' ']).next().unwrap(), line.contains("optional = true")))
        .filter(|(name, optional)| !optional || OPTIONAL.contains(name))
        .map(|(name, _)| {
            let locked = lock.split('"').find(|it| it.split(' ').next() == Some(name)).unwrap();
            match locked.split_once(' ') {
                Some((name, version)) => format!("#{name}@{version}"),
                None => format!("#{name}@"),
            }
        })
        .collect()
}

/// Runs a program that must succeed, and gives what it prints.
fn succeed(command: &mut Command) -> Vec<u8> {
    let output = command.output().unwrap();
    let [printed, errors] = [&output.stdout, &output.stderr].map(|it| String::from_utf8_lossy(it));
    assert!(output.status.success(), "{printed}{errors}");
    output.stdout
}
