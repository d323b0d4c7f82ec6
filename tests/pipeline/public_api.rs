//! `cargo xtask public-api`: the text lists what dependents can notice, and a
//! stale text is found, with rustdoc and without.

use xtask::workspace::rustdoc;

use integration_tests::workspace::{Workspace, repository};

const TEXT: &str = "verify-client/public-api.txt";
const SOURCE: &str = "verify-client/src/lib.rs";

const LIBRARY: &str = "
/// A struct with a private field.
pub struct Hidden { pub a: u8, b: *const u8 }
#[derive(Clone)]
pub struct Open<T> { pub a: T }
#[deprecated]
pub const LIMIT: u64 = 60 * 5;
pub trait Hook { fn needed(&self); fn given(&self) {} }
pub trait Make { fn make() -> Self; }
#[cfg(feature = \"more\")]
pub fn more() {}
mod private { pub fn nothing() {} }
";

const ITEMS: [&str; 13] = [
    "pub mod verify_client",
    "pub struct verify_client::Hidden { .. }",
    "pub verify_client::Hidden::a: u8",
    "auto verify_client::Hidden: Unpin + RefUnwindSafe + UnwindSafe",
    "pub struct verify_client::Open<T>",
    "auto verify_client::Open<T>: Send where T: core::marker::Send",
    "#[deprecated] pub const verify_client::LIMIT: u64 = 300u64",
    "pub trait verify_client::Hook",
    "dyn verify_client::Hook",
    "pub fn verify_client::Hook::needed(&self)",
    "pub fn verify_client::Hook::given(&self) { .. }",
    "pub trait verify_client::Make",
    "pub fn verify_client::Make::make() -> Self",
];

/// A workspace whose facade is a small crate without dependencies.
fn workspace() -> Workspace {
    let workspace = Workspace::new();
    std::fs::remove_dir_all(workspace.path("verify-client")).unwrap();
    workspace.write("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"verify-client\"]\n");
    workspace.write(
        "Cargo.lock",
        "version = 4\n\n[[package]]\nname = \"verify-client\"\nversion = \"0.1.0\"\n",
    );
    workspace.write(
        "verify-client/Cargo.toml",
        "[package]\nname = \"verify-client\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
         [features]\nmore = []\n",
    );
    workspace.write(SOURCE, LIBRARY);
    workspace
}

#[test]
fn a_type_that_dependents_cannot_name_is_refused() {
    if !has_rustdoc() {
        return;
    }
    let workspace = workspace();
    workspace.write(
        SOURCE,
        "mod hidden { pub struct Kind; }\npub struct Thing { pub kind: hidden::Kind }\n",
    );
    let run = workspace.run(&["public-api"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let error = "error: verify-client/public-api.txt: shows verify_client::hidden::Kind, which \
                 dependents cannot name\n  help: re-export it in verify-client/src/lib.rs\n";
    assert!(run.stderr.contains(error), "{}", run.stderr);
}

#[expect(clippy::print_stderr, reason = "who runs the test must see that it did not")]
fn has_rustdoc() -> bool {
    match rustdoc::find(xtask::project::RUSTDOC) {
        Ok(_) => true,
        Err(problem) => {
            eprintln!("skipped: {problem}");
            false
        }
    }
}

#[test]
fn the_text_says_what_dependents_can_notice() {
    if !has_rustdoc() {
        return;
    }
    let workspace = workspace();
    let run = workspace.run(&["public-api"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let text = workspace.read(TEXT);
    for item in ITEMS {
        assert!(text.lines().any(|line| line == item), "{item}\n{text}");
    }
    for absent in ["nothing", "dyn verify_client::Make", "verify_client::more", "::b:", "Freeze"] {
        assert!(!text.contains(absent), "{absent}\n{text}");
    }
    let all = workspace.read("verify-client/public-api.all-features.txt");
    assert!(all.contains("pub fn verify_client::more()\n"), "{all}");

    let run = workspace.run(&["public-api", "--check"]);
    assert_eq!(run.code, 0, "{}", run.stdout);
    workspace.edit(SOURCE, "pub a: T", "pub a: Option<T>");
    let files = workspace.read(TEXT);
    let run = workspace.run(&["public-api", "--check"]);
    assert_eq!(run.code, 4, "{}", run.stdout);
    let gained = "\n+pub verify_client::Open::a: core::option::Option<T>\n";
    assert!(run.stdout.contains(gained), "{}", run.stdout);
    assert_eq!(workspace.read(TEXT), files, "--check writes nothing");

    workspace.edit(SOURCE, "pub trait Make {", "pub trait Make {{");
    workspace.fails(&["public-api"], SOURCE, "is not Rust");
}

#[test]
fn check_finds_a_stale_text_without_a_build() {
    let fresh = Workspace::new();
    assert_eq!(fresh.run(&["check"]).code, 0);
    for (from, to, code) in [
        ("pub fn builder()", "pub fn builder(_: u8)", 4),
        ("pub fn builder()", "/// More.\n    pub fn builder()", 0),
    ] {
        let workspace = Workspace::new();
        workspace.edit("verify-client/src/builder.rs", from, to);
        let run = workspace.run(&["check"]);
        assert_eq!(run.code, code, "{}", run.stdout);
        assert_eq!(run.stdout.contains(&format!("Stale {TEXT}")), code == 4, "{}", run.stdout);
    }
    fresh.edit(TEXT, "# sources", "# source");
    assert_eq!(fresh.run(&["check"]).code, 4);
}

#[test]
fn the_maker_is_the_one_that_cargo_locked() {
    let lock = std::fs::read_to_string(repository().join("Cargo.lock")).unwrap();
    let (_, version) = lock.split_once("name = \"public-api\"\nversion = \"").unwrap();
    let (version, _) = version.split_once('"').unwrap();
    let release = xtask::project::RUSTDOC;
    assert_eq!(
        xtask::project::PUBLIC_API_MAKER,
        format!("public-api {version} from rustdoc {release}")
    );
}
