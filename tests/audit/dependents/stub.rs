//! A repository whose facade is the stub, compiled by rustc alone: it has no
//! dependencies, so each compilation is quick.

use integration_tests::workspace::Workspace;
use serde_json::Value;
use xtask::pipeline::bindings;
use xtask::project::{GENERATOR, RUSTDOC};
use xtask::public_api::freshness::fingerprint_of_sources;
use xtask::public_api::text;
use xtask::workspace::rustdoc;

use super::cases::Case;
use super::judge::{self, Judgement};

pub(super) const FRAGMENT: &str = "openapi/verify-access-tokens.json";
const TYPES: &str = "verify-client/src/generated/types.rs";
const COMPILED: &str = "verify-client/compiled/types.rs";
pub(super) const TEXTS: [&str; 2] =
    ["verify-client/public-api.txt", "verify-client/public-api.all-features.txt"];

/// A repository whose facade is the stub.
pub(super) struct Stub {
    pub(super) workspace: Workspace,
}

impl Stub {
    pub(super) fn new() -> Self {
        let stub = Self { workspace: Workspace::with_stub() };
        stub.generate();
        stub.publish();
        stub.workspace.init();
        stub
    }

    /// Makes the bindings of the fragment, and a copy of the types that compiles
    /// without serde.
    fn generate(&self) {
        let fragment: Value = serde_json::from_str(&self.workspace.read(FRAGMENT)).unwrap();
        let (modules, _) = bindings(FRAGMENT, &fragment, &GENERATOR).unwrap();
        for (name, text) in modules {
            self.workspace.write(&format!("verify-client/src/generated/{name}"), &text);
        }
        let attributes = regex::Regex::new(r"(?s)#\[serde\(.*?\)\]\s*").unwrap();
        let types = self.workspace.read(TYPES);
        let types = attributes.replace_all(&types, "").replace("::serde_json::Value", "String");
        let types = types.replace("::serde::Deserialize, ", "").replace("::serde::Serialize, ", "");
        self.workspace.write(COMPILED, &types);
        self.workspace.write("verify-client/compiled/mod.rs", "pub mod types;\n");
    }

    /// Writes the texts of the public API.
    pub(super) fn publish(&self) {
        self.write_texts(&judge::items(self.workspace.root()));
    }

    pub(super) fn write_texts(&self, items: &[String]) {
        let fingerprint = fingerprint_of_sources(self.workspace.root()).unwrap();
        for path in TEXTS {
            self.workspace.write(path, &text::to_text("The stub.", "a test", &fingerprint, items));
        }
    }

    pub(super) fn apply(&self, case: &Case) {
        let mut fragment: Value = serde_json::from_str(&self.workspace.read(FRAGMENT)).unwrap();
        let before = fragment.clone();
        (case.spec)(&mut fragment);
        if fragment != before {
            self.workspace.write(FRAGMENT, &format!("{fragment:#}\n"));
            self.generate();
        }
        for (file, from, to) in case.facade {
            self.workspace.edit(&format!("verify-client/src/{file}"), from, to);
        }
    }

    /// Restores the state of the last commit.
    pub(super) fn restore(&self) {
        self.workspace.git(&["checkout", "--quiet", "--", "."]);
    }

    pub(super) fn report(&self) -> Value {
        let run = self.workspace.run(&["audit", "--base", "main", "--format", "json"]);
        serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {}", run.stderr))
    }

    /// What is wrong with the audit's report of a case, of which the tools say this.
    pub(super) fn judge(&self, case: &Case, judgement: &Judgement) -> Vec<String> {
        let mut wrong = Vec::new();
        self.apply(case);
        self.write_texts(&judgement.items);
        let report = self.report();
        let source = report["verdict"]["source"].as_str().unwrap();
        let errors = &judgement.errors;
        if errors.is_empty() == (source == "major") {
            wrong.push(format!("the audit says {source}, rustc says {errors:?}"));
        }
        if source != case.source {
            wrong.push(format!("{source}, not {}: {:#}", case.source, report["public"]));
        }
        if report["basis"]["evidence"] != "public-api" {
            wrong.push(format!("{}", report["basis"]));
        }
        let classes: Vec<_> = list(&report["public"]).map(|it| it["class"].to_string()).collect();
        if !case.class.is_empty() && !classes.contains(&format!("{:?}", case.class)) {
            wrong.push(format!("{classes:?}, without {}", case.class));
        }
        let places = list(&report["traces"]).flat_map(|it| list(&it["facade"]));
        let files: Vec<_> = places.map(|it| it["file"].to_string()).collect();
        if !files.iter().any(|it| it.contains(case.place)) && !case.place.is_empty() {
            let found = list(&report["public"])
                .any(|it| it["place"]["file"].to_string().contains(case.place));
            if !found {
                wrong.push(format!("{files:?}, without {}: {:#}", case.place, report["traces"]));
            }
        }
        wrong
    }
}

pub(super) fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

#[expect(clippy::print_stderr, reason = "who runs the test must see that it did not")]
pub(super) fn has_rustdoc() -> bool {
    let found = rustdoc::find(RUSTDOC);
    if let Err(problem) = &found {
        eprintln!("skipped: {problem}");
    }
    matches!(found, Ok(rustdoc::Toolchain::Active))
}
