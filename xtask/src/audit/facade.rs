//! Which operations of the fragment the facade has no method for. Pure.

use std::collections::BTreeSet;

use heck::ToSnakeCase as _;
use quote::ToTokens as _;
use serde_json::Value;
use syn::{ImplItem, Item, Visibility};

use crate::error::{Error, Result};
use crate::openapi;
use crate::openapi::json::Pointer;

/// An operation without a method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uncovered {
    /// The operation in the fragment.
    pub pointer: Pointer,
    /// The method that it should have.
    pub method: String,
}

/// The operations of `fragment` that `impl Client` in the text of the facade
/// has no public method for.
pub fn uncovered(fragment: &Value, name: &str, facade: &str) -> Result<Vec<Uncovered>> {
    let file = syn::parse_file(facade).map_err(|error| {
        Error::new(
            name,
            format!("is not Rust: {error}"),
            "correct the file: `check` compares its methods with the operations",
        )
    })?;
    let methods: BTreeSet<String> = file
        .items
        .into_iter()
        .filter_map(|item| match item {
            Item::Impl(it) if it.self_ty.to_token_stream().to_string() == "Client" => {
                Some(it.items)
            }
            _ => None,
        })
        .flatten()
        .filter_map(|item| match item {
            ImplItem::Fn(method) if matches!(method.vis, Visibility::Public(_)) => {
                Some(method.sig.ident.to_string())
            }
            _ => None,
        })
        .collect();
    Ok(openapi::operations(fragment)
        .filter_map(|(path, method, operation)| {
            let id = operation.get("operationId")?.as_str()?;
            Some(Uncovered {
                pointer: openapi::operation_pointer(path, method),
                method: id.to_snake_case(),
            })
        })
        .filter(|operation| !methods.contains(&operation.method))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_operation_without_a_public_method_of_the_client_is_found() {
        let fragment = json!({ "paths": { "/a": {
            "get": { "operationId": "FetchA" },
            "post": { "operationId": "CreateA" },
            "delete": { "operationId": "DeleteA" },
        } } });
        let facade = "impl Client { pub fn fetch_a(&self) {} fn create_a(&self) {} }
                      impl Other { pub fn delete_a(&self) {} }";
        let found = uncovered(&fragment, "client.rs", facade).unwrap();
        let methods: Vec<_> = found.iter().map(|it| it.method.as_str()).collect();
        assert_eq!(methods, ["delete_a", "create_a"]);
    }
}
