//! Changes of upstream's that the overlay hides, for the tests of `sync` and of
//! `audit`: what changes, which action hides it, and what must be shown.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

use serde_json::{Value, json};

use crate::workspace::{Workspace, form, response};

/// A change, and what must be shown of it.
#[derive(Clone, Copy, Debug)]
pub struct Change {
    pub title: &'static str,
    pub edit: fn(&mut Value),
    /// Part of the name of the action.
    pub action: &'static str,
    /// Place, old and new value.
    pub shown: &'static str,
    pub need: &'static str,
}

impl Change {
    /// Whether the overlay still needs the action.
    pub fn is_needed(&self) -> bool {
        self.need == NEEDED
    }
}

/// Does what a maintainer does to keep the actions: pastes what a message
/// proposes for each.
pub fn keep_actions(workspace: &Workspace, message: &str) {
    let (_, proposed) = message.split_once("and paste:\n").unwrap();
    let lines: Vec<_> = proposed.lines().map(str::trim).collect();
    let overlay = workspace.read("openapi/overlay.yaml");
    let (head, actions) = overlay.split_once("\n  - target:").unwrap();
    let mut actions: Vec<_> = actions.split("\n  - target:").map(str::to_owned).collect();
    for pair in lines.chunks(2) {
        let [action, found] = pair else { continue };
        let index = action.split_once("actions[").unwrap().1;
        let index: usize = index.split_once(']').unwrap().0.parse().unwrap();
        let (before, rest) = actions[index].split_once("    x-found:").unwrap();
        let (_, after) = rest.split_once('\n').unwrap();
        actions[index] = format!("{before}    {found}\n{after}");
    }
    let text = format!("{head}\n  - target:{}", actions.join("\n  - target:"));
    workspace.write("openapi/overlay.yaml", &text);
}

const NEEDED: &str = "the action is still needed";
const CORRECTED: &str = "the action is no longer needed: upstream says the same now; remove it";

const TTL: &str = "schema.properties.Ttl)";
const FRIENDLY_NAME: &str = "(target $.components.schemas.FactorFriendlyName)";

fn parameter<'a>(document: &'a mut Value, path: &str, method: &str, name: &str) -> &'a mut Value {
    let parameters = &mut document["paths"][path][method]["parameters"];
    let mut parameters = parameters.as_array_mut().unwrap().iter_mut();
    parameters.find(|it| it["name"] == name).unwrap()
}

pub const CHANGES: &[Change] = &[
    Change {
        title: "the range of Ttl",
        edit: |document| {
            form(document)["properties"]["Ttl"]["minimum"] = json!(10);
            form(document)["properties"]["Ttl"]["maximum"] = json!(30);
        },
        action: TTL,
        shown: "Ttl/maximum: upstream had nothing, now has 30",
        need: NEEDED,
    },
    Change {
        title: "half the range of Ttl",
        edit: |document| form(document)["properties"]["Ttl"]["minimum"] = json!(10),
        action: TTL,
        shown: "Ttl/minimum: upstream had nothing, now has 10",
        need: NEEDED,
    },
    Change {
        title: "the range of Ttl, corrected",
        edit: |document| {
            form(document)["properties"]["Ttl"]["minimum"] = json!(60);
            form(document)["properties"]["Ttl"]["maximum"] = json!(300);
        },
        action: TTL,
        shown: "Ttl/maximum: upstream had nothing, now has 300",
        need: CORRECTED,
    },
    Change {
        title: "the length of the friendly name",
        edit: |document| {
            form(document)["properties"]["FactorFriendlyName"]["maxLength"] = json!(16)
        },
        action: FRIENDLY_NAME,
        shown: "FactorFriendlyName/maxLength: upstream had nothing, now has 16",
        need: NEEDED,
    },
    Change {
        title: "the length of the friendly name in the response",
        edit: |document| {
            response(document)["properties"]["factor_friendly_name"]["maxLength"] = json!(16);
        },
        action: "'factor_friendly_name'",
        shown: "factor_friendly_name/maxLength: upstream had nothing, now has 16",
        need: NEEDED,
    },
    Change {
        title: "the default of the response's ttl",
        edit: |document| response(document)["properties"]["ttl"]["default"] = json!(60),
        action: "AccessToken.properties.ttl)",
        shown: "ttl/default: upstream had 0, now has 60",
        need: NEEDED,
    },
    Change {
        title: "whether the response's ttl may be null",
        edit: |document| response(document)["properties"]["ttl"]["nullable"] = json!(true),
        action: "AccessToken.properties.ttl)",
        shown: "ttl/nullable: upstream had nothing, now has true",
        need: NEEDED,
    },
    Change {
        title: "what the response requires",
        edit: |document| response(document)["required"] = json!(["sid"]),
        action: "(target $.components.schemas.AccessToken)",
        shown: "AccessToken/required: upstream had nothing, now has [\"sid\"]",
        need: NEEDED,
    },
    Change {
        title: "whether the token may be null",
        edit: |document| response(document)["properties"]["token"]["nullable"] = json!(false),
        action: "'token'",
        shown: "token/nullable: upstream had true, now has false",
        need: NEEDED,
    },
    Change {
        title: "the type of the identity in the response",
        edit: |document| {
            response(document)["properties"]["entity_identity"]["type"] = json!("integer")
        },
        action: "'entity_identity'",
        shown: "entity_identity/type: upstream had \"string\", now has \"integer\"",
        need: NEEDED,
    },
    Change {
        title: "the format of the token",
        edit: |document| response(document)["properties"]["token"]["format"] = json!("jwt"),
        action: "(target $.components.schemas.Token)",
        shown: "Token/format: upstream had nothing, now has \"jwt\"",
        need: NEEDED,
    },
    Change {
        title: "the length of a SID in the path",
        edit: |document| {
            let path = "/v2/Services/{ServiceSid}/AccessTokens/{Sid}";
            parameter(document, path, "get", "Sid")["schema"]["maxLength"] = json!(40);
        },
        action: "@.name == 'Sid'",
        shown: "schema/maxLength: upstream had 34, now has 40",
        need: NEEDED,
    },
    Change {
        title: "whether the form is required",
        edit: |document| {
            let path = &mut document["paths"]["/v2/Services/{ServiceSid}/AccessTokens"];
            path["post"]["requestBody"]["required"] = json!(false);
        },
        action: "post.requestBody)",
        shown: "requestBody/required: upstream had nothing, now has false",
        need: NEEDED,
    },
];
