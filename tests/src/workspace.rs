//! A temporary workspace to run commands in, and specifications to feed them.

#![allow(
    clippy::unwrap_used,
    missing_debug_implementations,
    reason = "a test that cannot be set up fails"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use chrono::NaiveDate;
use serde_json::{Value, json};
use tempfile::TempDir;
use xtask::cli::{Stream, run};
use xtask::pipeline::slice::take;
use xtask::project::{FRAGMENT, PIN};
use xtask::workspace::pin::Pin;

/// The files that a workspace needs for the xtask, beside the facade.
const FILES: [&str; 7] = [
    "CHANGELOG.md",
    "Cargo.toml",
    "openapi/acknowledged.toml",
    "openapi/overlay.yaml",
    "openapi/upstream.json",
    "openapi/upstream.toml",
    "openapi/verify-access-tokens.json",
];

/// The facade's files and folders that the xtask reads.
const FACADE: [&str; 4] = ["Cargo.toml", "public-api.all-features.txt", "public-api.txt", "src"];

/// The day of every run.
const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 27).unwrap();

/// Files by their paths below a root.
pub type Files = BTreeMap<PathBuf, Vec<u8>>;

/// This repository.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A copy of what the xtask reads and writes of this repository.
pub struct Workspace {
    folder: TempDir,
}

/// What a command did.
pub struct Run {
    pub code: u8,
    pub stdout: String,
    pub stderr: String,
}

impl Default for Workspace {
    fn default() -> Self {
        let workspace = Self::without_facade();
        for name in FACADE {
            let path = format!("verify-client/{name}");
            workspace.copy(&path, &path);
        }
        workspace
    }
}

impl Workspace {
    pub fn new() -> Self {
        Self::default()
    }

    /// A workspace with these files and no others.
    pub fn with_files(files: &Files) -> Self {
        let workspace = Self { folder: tempfile::tempdir().unwrap() };
        for (path, bytes) in files {
            workspace.put(path, bytes);
        }
        workspace
    }

    fn without_facade() -> Self {
        let workspace = Self::with_files(&Files::new());
        for file in FILES {
            workspace.copy(file, file);
        }
        workspace
    }

    /// A workspace with a small facade of the same shape, which stays the same
    /// while the real one changes: with the operations of access tokens only,
    /// without texts of its public API, and without bindings until they are
    /// generated.
    pub fn with_stub() -> Self {
        let workspace = Self::without_facade();
        workspace.copy("tests/fixtures/stub", "verify-client");
        let operations = ["CreateAccessToken", "FetchAccessToken"].map(str::to_owned);
        let fragment = serde_json::from_str(&workspace.read(FRAGMENT)).unwrap();
        let fragment = take(FRAGMENT, &fragment, &operations).unwrap();
        workspace.write(FRAGMENT, &format!("{fragment:#}\n"));
        workspace
    }

    /// What the pin says.
    pub fn pin(&self) -> Pin {
        Pin::parse(PIN, &self.read(PIN)).unwrap()
    }

    /// Makes the pin name these operations.
    pub fn take_operations(&self, operations: &[String]) {
        let named = format!("{:?}", self.pin().operations);
        self.edit(PIN, &named, &format!("{operations:?}"));
    }

    /// Copies a file or a folder of this repository.
    fn copy(&self, from: &str, to: &str) {
        let path = repository().join(from);
        if path.is_file() {
            return self.put(Path::new(to), &fs::read(path).unwrap());
        }
        for entry in fs::read_dir(path).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            self.copy(&format!("{from}/{name}"), &format!("{to}/{name}"));
        }
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    pub fn write(&self, path: &str, text: &str) {
        self.put(Path::new(path), text.as_bytes());
    }

    fn put(&self, path: &Path, bytes: &[u8]) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        #[allow(clippy::disallowed_methods, reason = "a fixture")]
        fs::write(path, bytes).unwrap();
    }

    pub fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} has no {from:?}");
        self.write(path, &text.replacen(from, to, 1));
    }

    /// Writes a specification and returns its path.
    pub fn specification(&self, document: &Value) -> String {
        self.write("spec.json", &document.to_string());
        self.path("spec.json").to_str().unwrap().to_owned()
    }

    /// Every file below the root.
    pub fn files(&self) -> Files {
        fn collect(root: &Path, folder: &Path, files: &mut Files) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                match path.is_dir() {
                    true => collect(root, &path, files),
                    false => {
                        let name = path.strip_prefix(root).unwrap().to_owned();
                        files.insert(name, fs::read(path).unwrap());
                    }
                }
            }
        }
        let mut files = Files::new();
        collect(self.root(), self.root(), &mut files);
        files
    }

    /// Runs git, and returns what it prints.
    pub fn git(&self, arguments: &[&str]) -> String {
        let output = Command::new("git")
            .args(["-c", "user.name=t", "-c", "user.email=t@example.com"])
            .args(arguments)
            .current_dir(self.root())
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Puts everything under version control, with a first commit on `main`.
    pub fn init(&self) {
        self.git(&["init", "--quiet", "--template=", "--initial-branch", "main"]);
        self.commit();
    }

    /// Commits everything.
    pub fn commit(&self) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message", "m"]);
    }

    /// Runs `cargo xtask ARGUMENTS` without colours.
    pub fn run(&self, arguments: &[&str]) -> Run {
        self.run_in(self.root(), arguments)
    }

    /// Runs `cargo xtask ARGUMENTS` in a folder.
    pub fn run_in(&self, folder: &Path, arguments: &[&str]) -> Run {
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        let code = run(
            ["xtask"].iter().chain(arguments),
            folder,
            TODAY,
            Stream { writer: &mut stdout, terminal: false },
            Stream { writer: &mut stderr, terminal: false },
        );
        let text = |bytes| {
            let root = self.root().to_str().unwrap();
            String::from_utf8(bytes).unwrap().replace(root, "[WORKSPACE]")
        };
        Run { code, stdout: text(stdout), stderr: text(stderr) }
    }

    /// Runs a command that must fail with exit code 1 and one message that
    /// begins with `place`, says `problem` and helps; no file may change.
    pub fn fails(&self, arguments: &[&str], place: &str, problem: &str) {
        let before = self.files();
        let run = self.run(arguments);
        assert_eq!(run.code, 1, "{}{}", run.stdout, run.stderr);
        let errors = run.stderr.lines().filter(|line| line.starts_with("error: "));
        assert_eq!(errors.count(), 1, "{}", run.stderr);
        let (_, message) = run.stderr.split_once("error: ").unwrap();
        assert!(message.starts_with(place), "{message}");
        assert!(message.contains(problem), "{message}");
        assert!(message.contains("\n  help: "), "{message}");
        assert_eq!(self.files(), before, "a file has changed");
    }
}

impl Run {
    /// Both streams, as a golden file holds them: without digests, which
    /// change with every word of the overlay.
    pub fn transcript(&self) -> String {
        let digest = regex::Regex::new("[0-9a-f]{64}").unwrap();
        let text = format!(
            "exit code {}\n--- standard error\n{}--- standard output\n{}",
            self.code, self.stderr, self.stdout
        );
        digest.replace_all(&text, "[SHA256]").into_owned()
    }
}

/// Compares a command's output, plain and coloured, with
/// `goldens/pipeline/SCENARIO.{txt,ansi}`; `EXPECTORATE=overwrite` rewrites them.
/// `prepare` sets the workspace up; it runs once for each of the two.
pub fn assert_golden(scenario: &str, prepare: impl Fn(&Workspace) -> Vec<String>) {
    for (color, extension) in [("never", "txt"), ("always", "ansi")] {
        let workspace = Workspace::new();
        let arguments = prepare(&workspace);
        let mut arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        arguments.extend(["--color", color]);
        expectorate::assert_contents(
            format!("goldens/pipeline/{scenario}.{extension}"),
            &workspace.run(&arguments).transcript(),
        );
    }
}

/// A whole specification like Twilio's: the operations and schemas that we take,
/// under upstream's names, among others that we do not take, with prose, examples
/// and vendor extensions everywhere.
pub fn specification() -> Value {
    let read = |file| fs::read_to_string(repository().join(file)).unwrap();
    let names = Pin::parse(PIN, &read(PIN)).unwrap().schemas;
    let reference = |name: &str| format!("\"#/components/schemas/{name}\"");
    let slice = names.iter().fold(read("openapi/upstream.json"), |slice, (theirs, ours)| {
        slice.replace(&reference(ours), &reference(theirs))
    });
    let mut document: Value = serde_json::from_str(&slice).unwrap();
    let schemas = document["components"]["schemas"].as_object_mut().unwrap();
    for (theirs, ours) in names {
        let schema = schemas.remove(&ours).unwrap();
        schemas.insert(theirs, schema);
    }
    schemas.insert("not.taken".to_owned(), json!({ "type": "object", "format": "uri-map" }));
    let token = &mut schemas["verify.v2.service.access_token"];
    token["description"] = json!("Upstream's words.");
    token["title"] = json!("UpstreamTitle");
    token["example"] = json!({ "sid": "YK" });
    token["properties"]["sid"]["description"] = json!("Upstream's words.");
    token["properties"]["sid"]["x-twilio"] = json!({ "pii": { "handling": "standard" } });
    document["info"] = json!({ "title": "Upstream", "version": "7.8.9", "description": "Words." });
    document["tags"] = json!([{ "name": "Tokens" }]);
    document["x-upstream"] = json!(true);
    let other = json!({
        "operationId": "ListThings",
        "responses": { "200": { "description": "d", "content": { "application/json": {
            "schema": { "$ref": "#/components/schemas/not.taken" }
        } } } },
    });
    let tokens = &mut document["paths"]["/v2/Services/{ServiceSid}/AccessTokens"];
    tokens["get"] = other.clone();
    tokens["description"] = json!("Upstream's words.");
    tokens["post"]["tags"] = json!(["Tokens"]);
    tokens["post"]["summary"] = json!("Upstream's words.");
    document["paths"]["/v2/Things"] = json!({ "get": other });
    document["paths"]["/v2/Things"]["get"]["operationId"] = json!("ListOtherThings");
    document
}

/// The specification with a change.
pub fn changed(change: impl FnOnce(&mut Value)) -> Value {
    let mut document = specification();
    change(&mut document);
    document
}

/// The response's schema in [`specification`].
pub fn response(document: &mut Value) -> &mut Value {
    &mut document["components"]["schemas"]["verify.v2.service.access_token"]
}

/// The form's schema in [`specification`].
pub fn form(document: &mut Value) -> &mut Value {
    &mut document["paths"]["/v2/Services/{ServiceSid}/AccessTokens"]["post"]["requestBody"]["content"]
        ["application/x-www-form-urlencoded"]["schema"]
}
