//! How the bindings show through the facade: which methods the operations need,
//! where the facade's sources use the bindings, and which public paths lead to
//! them. Pure.
//!
//! ```text
//! sources ─ facts ─► names ─► index ─ with the texts of the public API ─► reach
//! ```

mod facts;
pub mod index;
mod names;
pub mod reach;

use heck::ToSnakeCase as _;
use quote::ToTokens as _;
use serde_json::Value;
use syn::{ImplItem, Item, Visibility};

use index::Index;

use crate::error::{Error, Result};
use crate::openapi;
use crate::openapi::json::Pointer;
use crate::parallel;

/// An operation, and the method of the facade that serves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Served {
    /// The operation in the fragment.
    pub pointer: Pointer,
    /// The name of the method.
    pub method: String,
}

/// The methods that the operations of `fragment` need.
pub fn served(fragment: &Value) -> Vec<Served> {
    openapi::operations(fragment)
        .filter_map(|(path, method, operation)| {
            let id = operation.get("operationId")?.as_str()?;
            Some(Served {
                pointer: openapi::operation_pointer(path, method),
                method: id.to_snake_case(),
            })
        })
        .collect()
}

/// Whether `impl Client` in `text`, the file `name` of the facade, has the public method.
pub fn has_method(name: &str, text: &str, method: &str) -> Result<bool> {
    let file = syn::parse_file(text).map_err(|error| {
        Error::new(
            name,
            format!("is not Rust: {error}"),
            "correct the file, so that its methods can be compared with the operations",
        )
    })?;
    let mut items = file.items.iter().filter_map(|item| match item {
        Item::Impl(it) if it.self_ty.to_token_stream().to_string() == "Client" => Some(&it.items),
        _ => None,
    });
    Ok(items.any(|items| {
        items.iter().any(|item| match item {
            ImplItem::Fn(it) => matches!(it.vis, Visibility::Public(_)) && it.sig.ident == method,
            _ => false,
        })
    }))
}

/// The path and the text of a source.
type File = (String, String);

/// Reads the sources of some states of the facade, without the bindings; what
/// several have is read once. `folder` has them all; `bindings` is the module of
/// the bindings.
pub fn read<const N: usize>(
    states: [&[&File]; N],
    folder: &str,
    crate_name: &str,
    bindings: &str,
) -> [Result<Index>; N] {
    let read = |(path, text): &File| facts::read(path, &module_of(folder, path), text);
    let facts = parallel::once(states.concat(), read);
    states.map(|files| {
        let facts = files.iter().filter_map(|it| facts.get(it).cloned());
        Ok(Index::of(&facts.collect::<Result<Vec<_>>>()?, crate_name, bindings))
    })
}

/// The module that a file of the crate is.
fn module_of(folder: &str, path: &str) -> String {
    let inner = path.strip_prefix(folder).unwrap_or(path).trim_start_matches('/');
    let inner = inner.strip_suffix(".rs").unwrap_or(inner);
    let names = inner.split('/').filter(|name| !["lib", "mod"].contains(name));
    std::iter::once("crate").chain(names).collect::<Vec<_>>().join("::")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_operation_needs_a_public_method_of_the_client() {
        let fragment = json!({ "paths": { "/a": {
            "get": { "operationId": "FetchA" },
            "post": { "operationId": "CreateA" },
            "delete": { "operationId": "DeleteA" },
        } } });
        let facade = "impl Client { pub fn fetch_a(&self) {} fn create_a(&self) {} }
                      impl Other { pub fn delete_a(&self) {} }";
        let found: Vec<_> = served(&fragment)
            .into_iter()
            .map(|it| (has_method("a.rs", facade, &it.method).unwrap(), it.method))
            .filter_map(|(has_method, method)| (!has_method).then_some(method))
            .collect();
        assert_eq!(found, ["delete_a", "create_a"]);
        assert!(has_method("a.rs", "impl", "fetch_a").is_err());
    }
}
