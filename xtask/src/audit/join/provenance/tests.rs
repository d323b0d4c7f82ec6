//! The origin of every item, for our fragment and for documents of other shapes.

use super::*;
use crate::project::GENERATOR;

fn fragment() -> Value {
    serde_json::from_str(include_str!("../../../../../openapi/verify-access-tokens.json")).unwrap()
}

/// The origin of every item, as text.
fn origins(document: &Value) -> BTreeMap<String, String> {
    let made = Made::of("f", document, &GENERATOR).unwrap();
    let (clean, origins) = (made.inventory, made.provenance);
    assert_eq!(origins.keys().collect::<Vec<_>>(), clean.items.keys().collect::<Vec<_>>());
    let text = |origin| match origin {
        Origin::Document(pointer) => {
            assert!(document.pointer(pointer.as_str()).is_some(), "{pointer}");
            pointer.as_str().to_owned()
        }
        Origin::Generator => "generator".to_owned(),
    };
    origins.into_iter().map(|(path, it)| (path, text(it))).collect()
}

#[test]
fn every_item_of_our_bindings_has_its_origin() {
    let origins = origins(&fragment());
    let post = "/paths/~1v2~1Services~1{ServiceSid}~1AccessTokens/post";
    for (path, origin) in [
        ("client", "generator"),
        ("client::Client", "/info"),
        ("client::Client::create_access_token", post),
        ("client::Client::new_with_client", "generator"),
        ("httpmock::MockServerExt", "generator"),
        ("httpmock::MockServerExt::create_access_token", post),
        ("httpmock::operations::CreateAccessTokenWhen", post),
        ("httpmock::operations::CreateAccessTokenWhen::new", post),
        (
            "httpmock::operations::CreateAccessTokenWhen::service_sid",
            &format!("{post}/parameters/0"),
        ),
        ("httpmock::operations::CreateAccessTokenWhen::body", &format!("{post}/requestBody")),
        ("httpmock::operations::CreateAccessTokenThen::created", &format!("{post}/responses/201")),
        ("types::AccessToken", "/components/schemas/AccessToken"),
        ("types::AccessToken::ttl", "/components/schemas/AccessToken/properties/ttl"),
        ("types::ApiError::code", "/components/schemas/ApiError/properties/code"),
        (
            "types::CreateAccessTokenRequest::factor_type",
            &format!(
                "{post}/requestBody/content/application~1x-www-form-urlencoded/schema/properties/FactorType"
            ),
        ),
        ("types::error::ConversionError", "generator"),
    ] {
        assert_eq!(origins[path], origin, "{path}");
    }
}

#[test]
fn so_has_every_item_of_documents_that_are_shaped_otherwise() {
    let response = |schema: Value| json!({ "description": "d", "content": { "application/json": { "schema": schema } } });
    let inline = json!({ "type": "object", "properties": {
        "nested": { "type": "object", "properties": { "Deep-Name": { "type": "integer" } } },
        "list": { "type": "array", "items": { "type": "object", "required": ["x"], "properties": {
            "x": { "type": "string", "enum": ["a", "b c"] },
        } } },
        "bare": { "$ref": "#/components/schemas/Base" },
    } });
    let origins = origins(&json!({
        "openapi": "3.0.1",
        "info": { "title": "t", "version": "1" },
        "paths": {
            "/a/{id}": {
                "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }],
                "get": {
                    "operationId": "getA",
                    "parameters": [{ "name": "q", "in": "query", "schema": { "type": "string", "enum": ["up", "down"] } }],
                    "responses": { "200": response(inline.clone()), "201": response(inline) },
                },
            },
            "/b": {
                "get": { "operationId": "getB", "responses": { "204": { "description": "d" } } },
                "put": {
                    "operationId": "putB",
                    "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Both" } } } },
                    "responses": { "200": response(json!({ "$ref": "#/components/schemas/Either" })) },
                },
            },
        },
        "components": { "schemas": {
            "State": { "type": "string", "enum": ["on", "off", "half-way"] },
            "Base": { "type": "object", "properties": { "base": { "type": "string" } } },
            "Both": { "allOf": [
                { "$ref": "#/components/schemas/Base" },
                { "type": "object", "properties": {
                    "more": { "type": "integer", "default": 7 },
                    "state": { "$ref": "#/components/schemas/State" },
                } },
            ] },
            "Either": { "oneOf": [
                { "$ref": "#/components/schemas/Base" },
                { "type": "object", "required": ["y"], "properties": { "y": { "type": "boolean" } } },
            ] },
            "Map": { "type": "object", "additionalProperties": { "type": "object", "properties": { "z": { "type": "integer" } } } },
        } },
    }));
    let body = "/paths/~1a~1{id}/get/responses/200/content/application~1json/schema/properties";
    for (path, origin) in [
        ("types::defaults", ""),
        ("types::State::HalfWay", "/components/schemas/State/enum/2"),
        ("types::GetAq::Down", "/paths/~1a~1{id}/get/parameters/0/schema/enum/1"),
        ("types::GetAResponse::bare", &format!("{body}/bare")),
        ("types::GetAResponseNested::deep_name", &format!("{body}/nested/properties/Deep-Name")),
        ("types::GetAResponseListItem::x", &format!("{body}/list/items/properties/x")),
        ("types::Both::base", "/components/schemas/Base/properties/base"),
        ("types::Both::more", "/components/schemas/Both/allOf/1/properties/more"),
        ("types::MapValue::z", "/components/schemas/Map/additionalProperties/properties/z"),
        ("httpmock::operations::GetAWhen::id", "/paths/~1a~1{id}/parameters/0"),
        ("httpmock::operations::GetBThen::no_content", "/paths/~1b/get/responses/204"),
    ] {
        assert_eq!(origins.get(path).map(String::as_str), Some(origin), "{path} in {origins:#?}");
    }
}
