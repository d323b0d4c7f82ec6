//! The documentation of the types and methods that a generator made, by the paths that
//! the inventory knows them by. Everything else about them is in `collect`.

use std::collections::BTreeMap;

use syn::{Attribute, Fields, File, ImplItem, Item, Type};

use super::facts;

/// The documentation of each type, field, variant and method; empty where there is none.
pub fn documentation(client: &File, types: &File) -> BTreeMap<String, String> {
    let mut found = Documentation(BTreeMap::new());
    found.items("client", &client.items);
    found.items("types", &types.items);
    found.0
}

struct Documentation(BTreeMap<String, String>);

impl Documentation {
    fn add<'a>(&mut self, path: &str, attributes: impl IntoIterator<Item = &'a Attribute>) {
        let docs = facts::docs(attributes);
        self.0.entry(path.to_owned()).or_default().push_str(&docs);
    }

    fn items(&mut self, module: &str, items: &[Item]) {
        for item in items {
            match item {
                Item::Mod(it) => {
                    let items = it.content.as_ref().map(|(_, items)| items.as_slice());
                    self.items(&format!("{module}::{}", it.ident), items.unwrap_or_default());
                }
                Item::Struct(it) => {
                    let path = format!("{module}::{}", it.ident);
                    self.add(&path, &it.attrs);
                    self.fields(&path, &it.fields);
                }
                Item::Enum(it) => {
                    let path = format!("{module}::{}", it.ident);
                    self.add(&path, &it.attrs);
                    for variant in &it.variants {
                        let parts = variant.fields.iter().flat_map(|field| &field.attrs);
                        let path = format!("{path}::{}", variant.ident);
                        self.add(&path, variant.attrs.iter().chain(parts));
                    }
                }
                Item::Type(it) => self.add(&format!("{module}::{}", it.ident), &it.attrs),
                Item::Impl(it) if it.trait_.is_none() => {
                    if let Type::Path(ty) = &*it.self_ty
                        && let Some(last) = ty.path.segments.last()
                    {
                        self.methods(&format!("{module}::{}", last.ident), &it.items);
                    }
                }
                _ => {}
            }
        }
    }

    fn fields(&mut self, owner: &str, fields: &Fields) {
        for (index, field) in fields.iter().enumerate() {
            let name = field.ident.as_ref().map_or(index.to_string(), ToString::to_string);
            self.add(&format!("{owner}::{name}"), &field.attrs);
        }
    }

    fn methods(&mut self, owner: &str, items: &[ImplItem]) {
        for item in items {
            if let ImplItem::Fn(method) = item {
                self.add(&format!("{owner}::{}", method.sig.ident), &method.attrs);
            }
        }
    }
}
