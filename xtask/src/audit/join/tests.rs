//! Each change of our fragment, and each other cause, with the cause that must
//! be found.

use std::thread;

use serde_json::{Value, json};

use super::*;
use crate::audit::finding::{Behaviour, Level, Pointers, SpecFinding, Wire};
use crate::openapi::json::Pointer;
use crate::pipeline;
use crate::project::GENERATOR;

type Files = Vec<(String, String)>;

const SCHEMAS: &str = "/components/schemas";
const POST: &str = "/paths/~1v2~1Services~1{ServiceSid}~1AccessTokens/post";

fn fragment() -> Value {
    serde_json::from_str(include_str!("../../../../openapi/verify-access-tokens.json")).unwrap()
}

/// The fragment, edited.
fn edited(edit: impl FnOnce(&mut Value)) -> Value {
    let mut document = fragment();
    edit(&mut document);
    document
}

/// The fragment with a text that is checked, whose type is generated.
fn labelled(pattern: &str, edit: impl FnOnce(&mut Value)) -> Value {
    edited(|it| {
        let label = &mut schema(it, "")["Label"];
        *label = json!({ "type": "string", "pattern": pattern, "description": "A label." });
        edit(label);
    })
}

fn schema<'a>(document: &'a mut Value, pointer: &str) -> &'a mut Value {
    document.pointer_mut(&format!("{SCHEMAS}{pointer}")).unwrap()
}

fn files(document: &Value) -> Files {
    let (modules, _) = pipeline::bindings("f", document, &GENERATOR).unwrap();
    modules.into_iter().map(|(name, text)| (name.to_owned(), text)).collect()
}

/// A finding at a place in both documents, or in one, with the values there.
fn spec(base: &Value, revision: &Value, before: &str, after: &str) -> SpecFinding {
    let pointer = |text: &str| (!text.is_empty()).then(|| Pointer::from(text));
    SpecFinding {
        rule: "rule",
        level: Level::Info,
        before: pointer(before).and_then(|_| base.pointer(before).cloned()),
        after: pointer(after).and_then(|_| revision.pointer(after).cloned()),
        pointer: Pointers { base: pointer(before), revision: pointer(after) },
        uses: Default::default(),
        wire: Wire::None,
        witness: None,
        not_proven: None,
        behaviour: Behaviour::None,
    }
}

/// All that was joined, as lines, with committed code that is fresh.
fn lines(base: &Value, revision: &Value, findings: &[(&str, SpecFinding)]) -> Vec<String> {
    let (before, after) = (files(base), files(revision));
    attributed(base, &before, revision, &after, findings)
}

fn attributed(
    base: &Value,
    before: &Files,
    revision: &Value,
    after: &Files,
    findings: &[(&str, SpecFinding)],
) -> Vec<String> {
    let known: Vec<_> =
        findings.iter().map(|(fingerprint, finding)| Known { fingerprint, finding }).collect();
    let snapshot = |document, committed: &'_ Files| Snapshot {
        name: "f",
        document,
        committed: Some(committed.clone().leak()),
    };
    let snapshots = Pair { base: snapshot(base, before), revision: snapshot(revision, after) };
    let found = Code::of(snapshots, &GENERATOR).unwrap().join(&known);
    assert!(found.lines > 0);
    assert_eq!(found.unclaimed, BTreeMap::new());
    assert_eq!(found.unexplained, Vec::<String>::new());
    found
        .changes
        .iter()
        .map(|it| {
            let judgement = &it.change.judgement;
            format!(
                "{:?} {}: {} => {} ({:?}, {:?}) by {}",
                it.cause,
                it.change.item,
                judgement.before.as_deref().unwrap_or("-"),
                judgement.after.as_deref().unwrap_or("-"),
                judgement.bump,
                judgement.behaviour,
                it.finding.as_deref().unwrap_or("none"),
            )
        })
        .collect()
}

#[test]
fn nothing_differs_from_itself() {
    let document = fragment();
    let code = files(&document);
    let snapshot = Snapshot { name: "f", document: &document, committed: Some(&code) };
    let snapshots = Pair { base: snapshot, revision: snapshot };
    let found = Code::of(snapshots, &GENERATOR).unwrap().join(&[]);
    assert_eq!((found.changes, found.lines), (Vec::new(), 0));
}

#[test]
fn a_response_field_that_was_added() {
    let base = fragment();
    let revision = edited(|it| {
        schema(it, "/AccessToken/properties")["status"] =
            json!({ "type": "string", "description": "Its status." });
    });
    let at = format!("{SCHEMAS}/AccessToken/properties/status");
    assert_eq!(
        lines(&base, &revision, &[("f", spec(&base, &revision, "", &at))]),
        ["Spec types::AccessToken::status: - => pub status: Option<String> (Minor, None) by f"]
    );
}

#[test]
fn an_optional_field_that_became_required() {
    let base = fragment();
    let revision = edited(|it| {
        let token = schema(it, "/AccessToken");
        token["required"] = json!(["sid", "token", "ttl"]);
        token["properties"]["ttl"]["nullable"] = json!(false);
    });
    let ttl = format!("{SCHEMAS}/AccessToken/properties/ttl");
    let nullable = format!("{ttl}/nullable");
    let mut required = spec(&base, &revision, &ttl, &ttl);
    required.before = Some(json!(false));
    required.after = Some(json!(true));
    let change = "Spec types::AccessToken::ttl: pub ttl: Option<i64>; serde(default), serde(deserialize_with = \"crate::model::lenient::optional\") => pub ttl: i64 (Major, Stricter)";
    // Neither does it without the other, so both are named.
    assert_eq!(
        lines(
            &base,
            &revision,
            &[("required", required), ("nullable", spec(&base, &revision, &nullable, &nullable))]
        ),
        [format!("{change} by required"), format!("{change} by nullable"),]
    );
}

#[test]
fn of_two_changes_of_a_field_the_one_that_did_it_is_named() {
    let base = fragment();
    let revision = edited(|it| {
        let ttl = schema(it, "/AccessToken/properties/ttl");
        ttl["type"] = json!("string");
        ttl["deprecated"] = json!(true);
    });
    let ttl = format!("{SCHEMAS}/AccessToken/properties/ttl");
    let (kind, deprecated) = (format!("{ttl}/type"), format!("{ttl}/deprecated"));
    assert_eq!(
        lines(
            &base,
            &revision,
            &[
                ("deprecated", spec(&base, &revision, "", &deprecated)),
                ("type", spec(&base, &revision, &kind, &kind)),
            ]
        ),
        [
            "Spec types::AccessToken::ttl: pub ttl: Option<i64> => pub ttl: Option<String> (Major, Changed) by type"
        ]
    );
}

#[test]
fn a_pattern_that_was_tightened() {
    let base = labelled("^[a-f]{34}$", |_| {});
    let revision = labelled("^[a-e]{34}$", |it| it["maxLength"] = json!(33));
    let pattern = format!("{SCHEMAS}/Label/pattern");
    let longest = format!("{SCHEMAS}/Label/maxLength");
    let found = lines(
        &base,
        &revision,
        &[
            ("pattern", spec(&base, &revision, &pattern, &pattern)),
            ("longest", spec(&base, &revision, "", &longest)),
        ],
    );
    let change = "Spec types::Label: matches ^[a-f]{34}$ => at most 33 characters, matches ^[a-e]{34}$ (Patch, Stricter)";
    assert_eq!(found, [format!("{change} by pattern"), format!("{change} by longest")]);
}

#[test]
fn an_enum_value_that_was_added() {
    // In what is sent: in a response any value is taken.
    const FORM: &str = "/paths/~1v2~1Services~1{ServiceSid}~1AccessTokens/post/requestBody/content/application~1x-www-form-urlencoded/schema/properties";
    let state = |values: Value| {
        edited(|it| {
            it.pointer_mut(FORM).unwrap()["State"] =
                json!({ "type": "string", "description": "State.", "enum": values });
        })
    };
    let (base, revision) = (state(json!(["on"])), state(json!(["on", "off"])));
    let at = format!("{FORM}/State/enum/1");
    assert_eq!(
        lines(&base, &revision, &[("f", spec(&base, &revision, "", &at))]),
        [
            "Spec types::CreateAccessTokenRequestState: pub enum CreateAccessTokenRequestState => pub enum CreateAccessTokenRequestState (Patch, None) by f",
            "Spec types::CreateAccessTokenRequestState::Off: - => Off (Major, Laxer) by f",
        ]
    );
}

#[test]
fn a_schema_that_was_renamed() {
    let base = fragment();
    let text = base.to_string().replace("schemas/AccountSid", "schemas/OwnerSid");
    let text = text.replace("\"AccountSid\":", "\"OwnerSid\":");
    let revision: Value = serde_json::from_str(&text).unwrap();
    let (old, new) = (format!("{SCHEMAS}/AccountSid"), format!("{SCHEMAS}/OwnerSid"));
    assert_eq!(
        lines(&base, &revision, &[("f", spec(&base, &revision, &old, &new))]),
        [
            "Spec types::AccessToken::account_sid: pub account_sid: Option<crate::model::sid::AccountSid> => pub account_sid: Option<types::OwnerSid> (Major, Changed) by f",
            "Spec types::OwnerSid: - => pub struct OwnerSid(String) (Minor, None) by f",
        ]
    );
}

#[test]
fn a_title_that_was_added() {
    let base = fragment();
    let body = format!("{POST}/requestBody/content/application~1x-www-form-urlencoded/schema");
    let revision = edited(|it| {
        it.pointer_mut(&body).unwrap()["title"] = json!("NewToken");
    });
    let title = format!("{body}/title");
    let found = lines(&base, &revision, &[("f", spec(&base, &revision, &title, &title))]);
    let items: Vec<_> = found.iter().map(|line| line.split(": ").next().unwrap()).collect();
    assert_eq!(
        items,
        [
            "Spec client::Client::create_access_token",
            "Spec httpmock::operations::CreateAccessTokenWhen::body",
            "Spec types::CreateAccessTokenRequest",
            "Spec types::NewToken",
        ]
    );
    assert!(found.iter().all(|line| line.ends_with(" by f")), "{found:#?}");
}

#[test]
fn two_changes_are_distinguished_by_what_they_decide() {
    let base = labelled("^VAb", |_| {});
    let mut revision = labelled("^VA", |_| {});
    schema(&mut revision, "/AccessToken/properties/url")["type"] = json!("integer");
    let pattern = format!("{SCHEMAS}/Label/pattern");
    let kind = format!("{SCHEMAS}/AccessToken/properties/url/type");
    let found = lines(
        &base,
        &revision,
        &[
            ("pattern", spec(&base, &revision, &pattern, &pattern)),
            ("type", spec(&base, &revision, &kind, &kind)),
        ],
    );
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(found[0].contains("AccessToken::url") && found[0].ends_with("by type"));
    assert!(found[1].contains("Label") && found[1].ends_with("by pattern"));
}

#[test]
fn prose_is_caused_by_the_specification_and_by_no_finding() {
    let base = labelled("^VA", |_| {});
    let revision = labelled("^VA", |it| {
        it["description"] = json!("The label.");
        it["x-y"] = json!(1);
    });
    let pattern = format!("{SCHEMAS}/Label/x-y");
    assert_eq!(
        lines(&base, &revision, &[("f", spec(&base, &revision, "", &pattern))]),
        ["Spec types::Label: /// A label. => /// The label. (Patch, None) by none"]
    );
}

#[test]
fn a_hand_edit_and_another_generator_are_distinguished_from_the_specification() {
    let base = fragment();
    let revision = edited(|it| {
        schema(it, "/AccessToken/properties")["status"] =
            json!({ "type": "string", "description": "Its status." });
    });
    let mut before = files(&base);
    for (_, text) in &mut before {
        *text = text
            .replace("pub ttl: ::std::option::Option<i64>", "pub ttl: ::std::option::Option<u32>");
    }
    let mut after = files(&revision);
    for (_, text) in &mut after {
        *text = text
            .replace("(status, 200u16", "(status, 202u16")
            .replace("// Do not edit", "// Do edit");
    }
    let at = format!("{SCHEMAS}/AccessToken/properties/status");
    let found =
        attributed(&base, &before, &revision, &after, &[("f", spec(&base, &revision, "", &at))]);
    let starts = [
        "Generator types::AccessToken::ttl: pub ttl: Option<u32> => pub ttl: Option<i64>",
        "Generator types::CreateAccessTokenRequest::ttl",
        "Spec types::AccessToken::status",
        "HandEdit client:",
        "HandEdit client::Client::create_access_token: ",
        "HandEdit client::Client::fetch_access_token: ",
        "HandEdit generated:",
        "HandEdit httpmock:",
        "HandEdit types:",
    ];
    assert_eq!(found.len(), starts.len(), "{found:#?}");
    for (line, start) in found.iter().zip(starts) {
        assert!(line.starts_with(start), "{line}\nis not\n{start}");
    }
}

#[test]
fn operations_that_swap_their_names_explain_their_code() {
    let get = POST.replace("post", "get").replace("AccessTokens", "AccessTokens~1{Sid}");
    let at = [POST, &get].map(|it| format!("{it}/operationId"));
    let base = fragment();
    let revision = edited(|it| {
        let ids = at.each_ref().map(|at| it.pointer(at).unwrap().clone());
        for (at, id) in at.iter().zip(ids.into_iter().rev()) {
            *it.pointer_mut(at).unwrap() = id;
        }
    });
    let findings = at.each_ref().map(|at| ("f", spec(&base, &revision, at, at)));
    let found = lines(&base, &revision, &findings);
    assert!(found.iter().any(|it| it.contains("CreateAccessTokenWhen")), "{found:#?}");
    assert!(found.iter().all(|it| it.ends_with("by f")), "{found:#?}");
}

#[test]
fn a_document_that_the_generator_cannot_take_is_an_error_that_says_why() {
    let documents = Pair { base: fragment(), revision: json!({ "openapi": "3.0.1" }) };
    let snapshots =
        documents.as_ref().map(|document| Snapshot { name: "f", document, committed: None });
    let error = Code::of(snapshots, &GENERATOR).unwrap_err();
    assert!(error.to_string().contains("is not OpenAPI 3.0"), "{error}");
}

#[test]
fn operations_that_come_together_leave_nothing_unexplained() {
    let operation = |id| json!({ "get": { "operationId": id, "responses": { "204": { "description": "d" } } } });
    let document = |paths| {
        let mut document = json!({ "openapi": "3.0.3", "info": { "title": "T", "version": "1" } });
        document["paths"] = paths;
        document["paths"]["/a"] = operation("a");
        document
    };
    let base = document(json!({}));
    let revision = document(json!({ "/b": operation("b"), "/c": operation("c") }));
    // A finding shows the operation without its words.
    let shown = |id| Some(json!({ "get": { "operationId": id, "responses": { "204": {} } } }));
    let findings = [("/paths/~1b", "b"), ("/paths/~1c", "c")]
        .map(|(at, id)| SpecFinding { after: shown(id), ..spec(&base, &revision, "", at) });
    let known: Vec<_> =
        findings.iter().map(|finding| Known { fingerprint: "new", finding }).collect();
    let documents = Pair { base: &base, revision: &revision };
    let snapshots = documents.map(|document| Snapshot { name: "f", document, committed: None });
    let joined = Code::of(snapshots, &GENERATOR).unwrap().join(&known);
    assert!(!joined.changes.is_empty());
    assert_eq!(joined.unexplained, Vec::<String>::new());
}

#[test]
fn a_name_that_a_choice_requires_is_the_cause_of_what_its_schemas_become() {
    let document = |pieces: Value, number: &str| {
        let of = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        let mut body = json!({ "anyOf": [of("First"), of("Second")] });
        body.as_object_mut().unwrap().extend(pieces.as_object().unwrap().clone());
        let content = |schema: Value| json!({ "application/json": { "schema": schema } });
        let post = |id: &str, schema: Value| {
            json!({ "post": {
                "operationId": id,
                "requestBody": { "required": true, "content": content(schema) },
                "responses": { "204": { "description": "d" } },
            } })
        };
        let object =
            |name: &str| json!({ "type": "object", "properties": { name: { "type": "boolean" } } });
        json!({
            "openapi": "3.0.3",
            "info": { "title": "T", "version": "1" },
            "paths": { "/a": post("a", body), "/b": post("b", json!({ "type": number })) },
            "components": { "schemas": { "First": object("n"), "Second": object("z") } },
        })
    };
    let base = document(json!({}), "integer");
    let revision = document(json!({ "required": ["q"] }), "number");
    let schema = "/post/requestBody/content/application~1json/schema";
    let (a, b) = (format!("/paths/~1a{schema}"), format!("/paths/~1b{schema}/type"));
    let required = spec(&base, &revision, &a, &format!("{a}/required/0"));
    let findings = [required, spec(&base, &revision, &b, &b)];
    let known: Vec<_> =
        findings.iter().map(|finding| Known { fingerprint: "one", finding }).collect();
    let documents = Pair { base: &base, revision: &revision };
    let snapshots = documents.map(|document| Snapshot { name: "f", document, committed: None });
    let joined = Code::of(snapshots, &GENERATOR).unwrap().join(&known);
    assert!(joined.changes.iter().any(|it| it.change.item == "types::First"));
    assert_eq!(joined.unexplained, Vec::<String>::new());
}

type Edit<'a> = &'a (dyn Fn(&mut Value) + Sync);

/// Some operations of Verify, described.
fn large() -> Value {
    let fixture = include_str!("../../../../tests/fixtures/verify_v2.2026-04-14.json");
    let mut document: Value = serde_json::from_str(fixture).unwrap();
    document["info"] = json!({ "title": "Verify", "version": "2" });
    let parts = Parts::of(&document);
    let is_taken = |at: &&Pointer| {
        ["RateLimits", "Webhooks", "Entities"].iter().any(|it| at.as_str().contains(it))
    };
    let taken = parts.iter().map(|(at, _)| at).filter(is_taken).cloned();
    pipeline::describe::describe(parts.take(&taken.collect())).0
}

#[test]
fn code_of_what_changed_alone_differs_as_all_of_it_does() {
    let base = large();
    let rates = "/paths/~1v2~1Services~1{ServiceSid}~1RateLimits";
    let form = "requestBody/content/application~1x-www-form-urlencoded/schema/properties";
    let edits: [(&str, Edit<'_>); 6] = [
        ("a property is added", &|it| {
            schema(it, "/verify.v2.service.entity/properties")["fresh"] =
                json!({ "type": "string" });
        }),
        ("an operation goes", &|it| {
            let paths = it["paths"].as_object_mut().unwrap();
            paths.remove("/v2/Services/{ServiceSid}/RateLimits").unwrap();
        }),
        ("a default of all is used for the first time among what changed", &|it| {
            let fields = it.pointer_mut(&format!("{rates}/post/{form}")).unwrap();
            fields["Strict"] = json!({ "type": "boolean", "default": true, "description": "d" });
        }),
        ("a schema that was only received is sent", &|it| {
            let fields = it.pointer_mut(&format!("{rates}/post/{form}")).unwrap();
            fields["Entity"] = json!({ "$ref": "#/components/schemas/verify.v2.service.entity" });
        }),
        ("a schema refers to itself", &|it| {
            schema(it, "/verify.v2.service.entity/properties")["parent"] =
                json!({ "$ref": "#/components/schemas/verify.v2.service.entity" });
        }),
        ("a schema is renamed where it is used", &|it| {
            let moved = schema(it, "").as_object_mut().unwrap().remove("webhook_enum_methods");
            schema(it, "")["webhook_methods"] = moved.unwrap();
            let text = it.to_string().replace("/webhook_enum_methods\"", "/webhook_methods\"");
            *it = serde_json::from_str(&text).unwrap();
        }),
    ];
    let before = files(&base);
    let judged = |(name, edit): (&str, Edit<'_>)| {
        let mut revision = base.clone();
        edit(&mut revision);
        let found = |committed: Pair<Option<&Files>>| {
            let of = |document, committed: Option<&Files>| Snapshot {
                name: "f",
                document,
                committed: committed.map(|it| &*it.clone().leak()),
            };
            let snapshots = Pair {
                base: of(&base, committed.base),
                revision: of(&revision, committed.revision),
            };
            let found = Code::of(snapshots, &GENERATOR).unwrap().join(&[]);
            let changes = found.changes.into_iter().map(|it| (it.change.item, it.change.judgement));
            (changes.collect::<Vec<_>>(), found.lines, found.unexplained)
        };
        let after = files(&revision);
        let whole = found(Pair { base: Some(&before), revision: Some(&after) });
        assert_eq!(found(Pair::default()), whole, "{name}");
        assert!(!whole.0.is_empty(), "{name}");
    };
    let judged = &judged;
    thread::scope(|scope| {
        for edit in edits {
            scope.spawn(move || judged(edit));
        }
    });
}
