//! `cargo xtask audit --format html`: what the page says, that no text of a
//! document becomes markup, and how a browser shows the page.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::thread::sleep;
use std::time::{Duration, Instant};

use integration_tests::workspace::{Workspace, form, repository, response};
use serde_json::{Value, json};

use crate::repository::Repository;

/// A text with which a document may try to inject markup.
const HOSTILE: &str = "</style></script><img src=x onerror=\"alert(1)\">&'`\u{202e}";

/// The picture of the page in the documents.
const PICTURE: &str = "xtask/docs/audit.png";

/// The page about a few changes: some breaking, some compatible, and one that
/// concerns the facade alone.
fn small(repository: &Repository) -> String {
    repository.sync(|document| {
        form(document)["required"] = json!(["Identity", "FactorType", "FactorFriendlyName"]);
        form(document)["properties"]["Ttl"]["maximum"] = json!(200);
        response(document)["properties"]["fresh"] = json!({ "type": "string" });
        document["components"]["schemas"]["access_token_enum_factor_types"]["enum"] =
            json!(["push", "totp"]);
    });
    let run = repository.audit(&["--format", "html"]);
    assert_eq!(run.code, 100, "{}", run.stderr);
    let commit = regex::Regex::new("merge base [0-9a-f]{7}").unwrap();
    commit.replace_all(&run.stdout, "merge base 0a1b2c3").into_owned()
}

/// The report about a change of the committed fragment, as two documents.
fn compared(format: &str, change: impl FnOnce(&mut Value)) -> String {
    let workspace = Workspace::new();
    let fragment = "openapi/verify-access-tokens.json";
    let mut revision = serde_json::from_str(&workspace.read(fragment)).unwrap();
    change(&mut revision);
    let revision = workspace.specification(&revision);
    let base = workspace.path(fragment);
    let files = ["--base-spec", base.to_str().unwrap(), "--spec", &revision];
    let run = workspace.run(&[&["audit", "--format", format][..], &files].concat());
    assert_eq!(run.stderr.matches("error").count(), 0, "{}", run.stderr);
    run.stdout
}

fn properties(document: &mut Value) -> &mut Value {
    &mut document["components"]["schemas"]["AccessToken"]["properties"]
}

/// The page about a few changes of the real facade.
static SMALL: LazyLock<String> = LazyLock::new(|| small(&Repository::new()));

/// Findings of every verdict, 500 of them.
static LARGE: LazyLock<String> = LazyLock::new(|| {
    compared("html", |document| {
        let properties = properties(document);
        properties.as_object_mut().unwrap().remove("entity_identity");
        for number in 0..497 {
            properties[format!("field_{number}")] = json!({ "type": "string", "description": "d" });
        }
        properties["ttl"]["minimum"] = json!(1);
        document["components"]["schemas"]["FactorType"]["enum"] = json!(["push", "totp"]);
    })
});

static HOSTILE_PAGE: LazyLock<String> = LazyLock::new(|| hostile("html"));

fn hostile(format: &str) -> String {
    compared(format, |document| {
        properties(document)["ttl"]["default"] = json!(HOSTILE);
        document["components"]["schemas"]["FactorType"]["enum"] = json!(["push", HOSTILE]);
        document["components"]["schemas"][HOSTILE] = json!({ "type": "string", "enum": [HOSTILE] });
        let path = format!("/{HOSTILE}");
        document["paths"][path] = json!({ "get": {
            "operationId": "Hostile", "summary": "s", "description": "d",
            "responses": { "200": { "description": HOSTILE } },
        } });
    })
}

#[test]
fn the_page_is_as_its_golden() {
    let page = small(&Repository::with_stub());
    let (before, rest) = page.split_once("<style>").unwrap();
    let (_, after) = rest.split_once("</style>").unwrap();
    // The facade's lines move with every edit of it.
    let lines = regex::Regex::new(r"\.rs:\d+").unwrap();
    let text = format!("{before}<style>[STYLE]</style>{after}");
    let text = lines.replace_all(&text, ".rs:[LINE]");
    expectorate::assert_contents("goldens/audit/page.html", &text);
}

#[test]
fn nothing_of_a_document_becomes_markup() {
    let page = &*HOSTILE_PAGE;
    assert!(page.contains("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;"), "{page}");
    assert!(page.contains("\\u{202e}") && !page.contains('\u{202e}'));
    for markup in ["<img", "<script", "onerror=\"", "`<"] {
        assert!(!page.contains(markup), "{markup}");
    }
    assert_eq!(page.matches("</style>").count(), 1);
    let comment = hostile("markdown");
    let (_, map) = comment.split_once("```mermaid\n").unwrap();
    let (map, _) = map.split_once("```\n").unwrap();
    assert!(!map.contains("<img") && !map.contains(['\'', '`']), "{map}");
}

#[test]
fn every_link_leads_to_an_element_of_the_page_and_nothing_leads_out_of_it() {
    for page in [&*SMALL, &LARGE, &HOSTILE_PAGE] {
        let values = |attribute: &str| -> Vec<String> {
            let attribute = format!(" {attribute}=\"");
            let parts = page.split(&attribute).skip(1);
            parts.map(|it| it.split('"').next().unwrap().to_owned()).collect()
        };
        let ids = values("id");
        let unique: BTreeSet<_> = ids.iter().collect();
        assert_eq!(unique.len(), ids.len(), "ids are unique");
        let links = values("href");
        assert!(links.len() > 5);
        for link in links {
            let target = link.strip_prefix('#').unwrap_or_else(|| panic!("{link} leads out"));
            assert!(ids.iter().any(|it| it == target), "{link} leads nowhere");
        }
        assert_eq!(values("src"), [""; 0]);
        assert!(!page.contains("url(") && !page.contains("@import"));
    }
}

#[test]
fn the_map_in_a_comment_is_cut_with_a_note() {
    let comment = compared("markdown", |document| {
        for number in 0..40 {
            properties(document)[format!("field_{number}")] =
                json!({ "type": "string", "description": "d" });
        }
    });
    let (_, map) = comment.split_once("```mermaid\n").unwrap();
    let (map, rest) = map.split_once("```\n").unwrap();
    assert_eq!(map.matches(":::").count(), 30, "{map}");
    assert!(rest.contains("30 traces did not fit into the map"), "{rest}");
}

#[test]
fn a_browser_shows_the_page_filters_it_and_has_nothing_to_complain_of() {
    let Some(browser) = browser() else { return };
    let folder = tempfile::tempdir().unwrap();
    let pages = [("small", &*SMALL, 5), ("hostile", &HOSTILE_PAGE, 4), ("large", &LARGE, 500)];
    // Chromium's number of each scheme, and how many pages are shown in it: the many
    // findings of the large one have no colours of their own.
    for (scheme, number, count) in [("dark", 0, 3), ("light", 1, 2)] {
        let pages = &pages[..count];
        let mut frames = String::new();
        for (name, page, _) in pages {
            write(folder.path(), &format!("{name}.html"), page);
            for width in [400, 1400] {
                frames.push_str(&format!(
                    "<iframe title='{name}' src='{name}.html' width='{width}' height='900'></iframe>"
                ));
            }
        }
        let probe = include_str!("probe.html").replace("[FRAMES]", &frames);
        write(folder.path(), "probe.html", &probe);
        let number = format!("--blink-settings=preferredColorScheme={number}");
        let (dom, log) = browse(
            &browser,
            folder.path(),
            "probe.html",
            &["--dump-dom", "--virtual-time-budget=30000", &number],
        );
        let messages: Vec<_> = log.lines().filter(|it| it.contains("CONSOLE")).collect();
        assert_eq!(messages.len(), 1, "only the probe's own message is on the console: {log}");
        assert!(messages.concat().contains("probed"), "{messages:?}");
        let result = dom.split_once("<pre>").unwrap().1.split_once("</pre>").unwrap().0;
        let result = result.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        let result: Vec<Value> = serde_json::from_str(&result).unwrap();
        assert_eq!(result.len(), 2 * count);
        for (frame, (name, _, findings)) in
            result.iter().zip(pages.iter().flat_map(|page| [page, page]))
        {
            let about = format!("{name}, {scheme}: {frame:#}");
            assert_eq!(frame["error"], json!(null), "{about}");
            assert_eq!(frame["scheme"], json!(scheme), "{about}");
            assert_eq!(frame["overflow"], json!(0), "{about}");
            assert_eq!(frame["pale"], json!([]), "{about}");
            let filters = frame["filters"].as_array().unwrap();
            assert!(filters.len() > 2, "{about}");
            for filter in filters {
                assert_eq!(filter["shown"], filter["counted"], "{about}");
            }
            assert_eq!(filters[0]["shown"], json!(findings), "{about}");
            assert_eq!(frame["opened"], json!(true), "a link opens what it leads to: {about}");
            assert_eq!(frame["hidden"], json!(true), "the filter hid it before: {about}");
        }
    }
}

/// The documents show a picture of the page; `EXPECTORATE=overwrite` takes a new
/// one. Fonts differ between machines, so pictures are not compared.
#[test]
fn a_picture_can_be_taken() {
    let Some(browser) = browser() else { return };
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "page.html", &SMALL);
    let picture = folder.path().join("page.png");
    let shot = format!("--screenshot={}", picture.display());
    let light = "--blink-settings=preferredColorScheme=1";
    let options = ["--hide-scrollbars", "--force-device-scale-factor=0.85", light, &shot];
    browse(&browser, folder.path(), "page.html", &options);
    let bytes = fs::read(&picture).unwrap();
    assert!(bytes.starts_with(b"\x89PNG"));
    let is_wanted = std::env::vars().any(|it| it == ("EXPECTORATE".into(), "overwrite".into()));
    if is_wanted {
        fs::copy(&picture, repository().join(PICTURE)).unwrap();
    }
    let size = fs::metadata(repository().join(PICTURE)).unwrap().len();
    assert!((10_000..150_000).contains(&size), "{size}");
}

fn write(folder: &Path, name: &str, text: &str) {
    #[allow(clippy::disallowed_methods, reason = "a fixture")]
    fs::write(folder.join(name), text).unwrap();
}

/// The first Chromium on the `PATH`; without one, says that the test is skipped.
#[expect(clippy::print_stderr, reason = "who runs the test must see that it did not")]
fn browser() -> Option<PathBuf> {
    let path = std::env::vars().find(|(name, _)| name == "PATH")?.1;
    let folders: Vec<_> = std::env::split_paths(&path).collect();
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let mut all = names.iter().flat_map(|name| folders.iter().map(move |it| it.join(name)));
    let found = all.find(|it| it.is_file());
    if found.is_none() {
        eprintln!("skipped: there is no Chromium on the PATH");
    }
    found
}

/// Opens a file of a folder, and returns what the browser printed and logged.
fn browse(browser: &Path, folder: &Path, file: &str, options: &[&str]) -> (String, String) {
    let profile = tempfile::tempdir().unwrap();
    let [stdout, stderr] = ["stdout", "stderr"].map(|it| profile.path().join(it));
    let mut child = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .args(["--enable-logging=stderr", "--v=0", "--window-size=1060,1170"])
        // One file may read another.
        .arg("--allow-file-access-from-files")
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .args(options)
        .arg(format!("file://{}", folder.join(file).display()))
        .stdin(Stdio::null())
        .stdout(fs::File::create(&stdout).unwrap())
        .stderr(fs::File::create(&stderr).unwrap())
        .spawn()
        .unwrap();
    let is_done = wait(&mut child, Duration::from_secs(120));
    let text = |path| String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned();
    let log = text(&stderr);
    assert!(is_done, "the browser did not end: {log}");
    (text(&stdout), log)
}

fn wait(child: &mut Child, limit: Duration) -> bool {
    let start = Instant::now();
    while start.elapsed() < limit {
        if child.try_wait().unwrap().is_some() {
            return true;
        }
        sleep(Duration::from_millis(50));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    false
}
