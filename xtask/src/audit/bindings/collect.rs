//! From parsed files to the inventory: each public item, and everything that
//! is private or structural with the public item that it belongs to.

use quote::ToTokens;
use syn::spanned::Spanned;
use syn::visit_mut::VisitMut as _;
use syn::{
    Attribute, Field, Fields, File, ImplItem, Item as Syntax, ItemEnum, ItemImpl, ItemMod,
    ItemStruct, ItemTrait, Path, Signature, TraitItem, Type, UseTree, Visibility,
};

use super::declarations::Declarations;
use super::facts::{self, Implementation};
use super::inventory::{FileLines, Inventory, Item, ItemKind};
use super::lines;
use super::text::text;
use crate::error::{Error, Result};

/// The root module's path; its file is `mod.rs`.
const ROOT: &str = "generated";

/// Reads the files of the bindings: pairs of name and text.
pub fn read<Name: AsRef<str>, Text: AsRef<str>>(files: &[(Name, Text)]) -> Result<Inventory> {
    let parsed = files
        .iter()
        .map(|(name, text)| {
            let (name, text) = (name.as_ref(), text.as_ref());
            let file = syn::parse_file(text).map_err(|error| {
                Error::new(
                    format!("{name}:{}", error.span().start().line),
                    format!("is not Rust: {error}"),
                    "run `cargo xtask generate`",
                )
            })?;
            Ok((name, text, file))
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(collect(&parsed))
}

/// Makes the inventory of files: name, text, and the same parsed.
fn collect(files: &[(&str, &str, File)]) -> Inventory {
    let mut names = Declarations::default();
    for (name, _, file) in files {
        names.declare(module_of(name), &file.items);
    }
    let mut inventory = Inventory::default();
    for (name, text, file) in files {
        let owners = FileLines {
            lines: text.lines().map(|line| (module_of(name).to_owned(), line.to_owned())).collect(),
        };
        let mut collector =
            Collector { names: &names, file: name, inventory: &mut inventory, lines: owners };
        let module = collector.add(module_of(name), ItemKind::Module, "", &file.attrs, file);
        module.signature = format!("pub mod {}", module_of(name));
        (module.line, module.last_line) = (1, text.lines().count().max(1));
        collector.items(module_of(name), &file.items);
        let lines = collector.lines;
        inventory.files.insert((*name).to_owned(), lines);
    }
    inventory
}

fn module_of(file: &str) -> &str {
    match file.strip_suffix(".rs").unwrap_or(file) {
        "mod" => ROOT,
        name => name,
    }
}

struct Collector<'a> {
    names: &'a Declarations,
    file: &'a str,
    inventory: &'a mut Inventory,
    lines: FileLines,
}

impl Collector<'_> {
    /// Adds an item, or finds what another file says of the same module.
    fn add(
        &mut self,
        path: &str,
        kind: ItemKind,
        signature: &str,
        attributes: &[Attribute],
        place: &impl Spanned,
    ) -> &mut Item {
        let span = place.span();
        let (line, last_line) = (span.start().line, span.end().line);
        if kind != ItemKind::Module {
            lines::own(&mut self.lines, line, last_line, path);
        }
        let (traits, others) = facts::traits_and_attributes(attributes);
        let docs = facts::docs(attributes);
        let item = self.inventory.items.entry(path.to_owned()).or_insert_with(|| Item {
            kind,
            signature: signature.to_owned(),
            type_text: None,
            docs: String::new(),
            traits: Default::default(),
            attributes: Default::default(),
            checks: Default::default(),
            code: Vec::new(),
            exhaustive: false,
            file: self.file.to_owned(),
            line,
            last_line,
        });
        item.docs.push_str(&docs);
        item.traits.extend(traits);
        item.attributes.extend(others);
        item
    }

    fn items(&mut self, module: &str, items: &[Syntax]) {
        // An implementation may stand before its type.
        let (implementations, others): (Vec<_>, Vec<_>) =
            items.iter().partition(|it| matches!(it, Syntax::Impl(_)));
        for item in others.into_iter().chain(implementations) {
            match item {
                Syntax::Mod(inner) if is_public(&inner.vis) => self.module(module, inner),
                Syntax::Struct(item) if is_public(&item.vis) => self.structure(module, item),
                Syntax::Enum(item) if is_public(&item.vis) => self.enumeration(module, item),
                Syntax::Trait(item) if is_public(&item.vis) => self.interface(module, item),
                Syntax::Use(item) if is_public(&item.vis) => {
                    for (name, target) in leaves(&item.tree, "") {
                        let signature = format!("pub use {target}");
                        let path = format!("{module}::{name}");
                        self.add(&path, ItemKind::Reexport, &signature, &[], item);
                    }
                }
                Syntax::Fn(item) if is_public(&item.vis) => {
                    let path = format!("{module}::{}", item.sig.ident);
                    let signature = self.function(module, &item.vis, &item.sig);
                    let code = text(&item.block);
                    self.add(&path, ItemKind::Function, &signature, &item.attrs, item)
                        .code
                        .push(code);
                }
                Syntax::Type(item) if is_public(&item.vis) => {
                    let path = format!("{module}::{}", item.ident);
                    let mut plain = item.clone();
                    plain.attrs.clear();
                    self.names.qualify(module).visit_type_mut(&mut plain.ty);
                    self.add(&path, ItemKind::Definition, &text(&plain), &item.attrs, item);
                }
                Syntax::Const(item) if is_public(&item.vis) => {
                    let path = format!("{module}::{}", item.ident);
                    let mut plain = item.clone();
                    plain.attrs.clear();
                    self.add(&path, ItemKind::Definition, &text(&plain), &item.attrs, item);
                }
                Syntax::Impl(item) => self.implementation(module, item),
                other => self.private(module, other),
            }
        }
    }

    /// What nobody outside can name belongs to its module.
    fn private(&mut self, owner: &str, part: &impl ToTokens) {
        let code = text(part);
        if let Some(item) = self.inventory.items.get_mut(owner) {
            item.code.push(code);
        }
    }

    fn module(&mut self, parent: &str, module: &ItemMod) {
        let Some((_, items)) = &module.content else {
            // The module's own file says the rest.
            let path = module.ident.to_string();
            let line = module.span();
            lines::own(&mut self.lines, line.start().line, line.end().line, &path);
            self.add(&path, ItemKind::Module, &format!("pub mod {path}"), &module.attrs, module);
            return;
        };
        let path = format!("{parent}::{}", module.ident);
        let span = module.span();
        lines::own(&mut self.lines, span.start().line, span.end().line, &path);
        let signature = format!("pub mod {}", module.ident);
        self.add(&path, ItemKind::Module, &signature, &module.attrs, module);
        self.items(&path, items);
    }

    fn structure(&mut self, module: &str, item: &ItemStruct) {
        let path = format!("{module}::{}", item.ident);
        let private: Vec<_> = item.fields.iter().filter(|it| !is_public(&it.vis)).collect();
        let mut plain = item.clone();
        plain.attrs.clear();
        self.names.qualify(module).visit_item_struct_mut(&mut plain);
        let is_tuple = matches!(plain.fields, Fields::Unnamed(_));
        if is_tuple {
            // A newtype's content is what it dereferences to and is made from.
            plain.fields.iter_mut().for_each(|it| it.attrs.clear());
        } else {
            plain.fields = Fields::Unit;
            plain.semi_token = None;
        }
        let signature = text(&plain).trim_end_matches(';').to_owned();
        let added = self.add(&path, ItemKind::Struct, &signature, &item.attrs, item);
        added.exhaustive = private.is_empty() && !added.attributes.contains("non_exhaustive");
        if !is_tuple {
            added.code.extend(private.iter().map(text));
        }
        for (index, field) in item.fields.iter().enumerate() {
            if is_public(&field.vis) {
                self.field(module, &path, index, field);
            }
        }
    }

    fn field(&mut self, module: &str, owner: &str, index: usize, field: &Field) {
        let name = match &field.ident {
            Some(name) => name.to_string(),
            None => index.to_string(),
        };
        let mut ty = field.ty.clone();
        self.names.qualify(module).visit_type_mut(&mut ty);
        let type_text = text(&ty);
        let path = format!("{owner}::{name}");
        let signature = format!("pub {name}: {type_text}");
        self.add(&path, ItemKind::Field, &signature, &field.attrs, field).type_text =
            Some(type_text);
    }

    fn enumeration(&mut self, module: &str, item: &ItemEnum) {
        let path = format!("{module}::{}", item.ident);
        let signature = format!("pub enum {}{}", item.ident, text(&item.generics));
        let added = self.add(&path, ItemKind::Enum, &signature, &item.attrs, item);
        added.exhaustive = !added.attributes.contains("non_exhaustive");
        for variant in &item.variants {
            let mut plain = variant.clone();
            plain.attrs.clear();
            plain.fields.iter_mut().for_each(|it| it.attrs.clear());
            self.names.qualify(module).visit_variant_mut(&mut plain);
            let parts = variant.fields.iter().flat_map(|field| &field.attrs);
            let attributes: Vec<_> = variant.attrs.iter().chain(parts).cloned().collect();
            let path = format!("{path}::{}", variant.ident);
            self.add(&path, ItemKind::Variant, &text(&plain), &attributes, variant);
        }
    }

    fn interface(&mut self, module: &str, item: &ItemTrait) {
        let path = format!("{module}::{}", item.ident);
        let mut plain = item.clone();
        plain.attrs.clear();
        plain.items.clear();
        let signature = text(&plain).trim_end_matches(" {}").to_owned();
        self.add(&path, ItemKind::Trait, &signature, &item.attrs, item);
        for part in &item.items {
            match part {
                TraitItem::Fn(function) => {
                    let path = format!("{path}::{}", function.sig.ident);
                    let signature = self.function(module, &Visibility::Inherited, &function.sig);
                    let code = function.default.as_ref().map(text);
                    self.add(&path, ItemKind::TraitFunction, &signature, &function.attrs, part)
                        .code
                        .extend(code);
                }
                other => self.private(&path, other),
            }
        }
    }

    fn function(&self, module: &str, visibility: &Visibility, signature: &Signature) -> String {
        let mut signature = signature.clone();
        self.names.qualify(module).visit_signature_mut(&mut signature);
        let signature = text(&signature);
        match visibility {
            Visibility::Public(_) => format!("pub {signature}"),
            _ => signature,
        }
    }

    fn implementation(&mut self, module: &str, item: &ItemImpl) {
        let mut head = ItemImpl {
            attrs: Vec::new(),
            modifiers: item.modifiers.clone(),
            unsafety: item.unsafety,
            impl_token: item.impl_token,
            generics: item.generics.clone(),
            trait_: item.trait_.clone(),
            self_ty: item.self_ty.clone(),
            brace_token: item.brace_token,
            items: Vec::new(),
        };
        self.names.qualify(module).visit_item_impl_mut(&mut head);
        let owner = self.owner(&head).unwrap_or_else(|| module.to_owned());
        if self.inventory.items.contains_key(&owner) {
            let span = item.span();
            lines::own(&mut self.lines, span.start().line, span.end().line, &owner);
        }
        match &head.trait_ {
            None => self.inherent(module, &owner, item),
            Some((path, _)) => match self.names.declares(&text(path)) && owner == text(path) {
                true => self.own_trait(&owner, item),
                false => self.foreign_trait(module, &owner, path, &head.self_ty, item),
            },
        }
    }

    /// The item that an implementation is documented with: its type, or the
    /// trait if the type is another crate's, or what the trait is about.
    fn owner(&self, head: &ItemImpl) -> Option<String> {
        let of_type = |ty: &Type| match ty {
            Type::Path(ty) => Some(plain_path(&ty.path)),
            Type::Reference(ty) => Some(text(&ty.elem)),
            _ => None,
        };
        let path = head.trait_.as_ref().map(|(path, _)| path);
        let arguments = path.and_then(|path| match &path.segments.last()?.arguments {
            syn::PathArguments::AngleBracketed(arguments) => Some(&arguments.args),
            _ => None,
        });
        let arguments = arguments.into_iter().flatten().filter_map(|it| match it {
            syn::GenericArgument::Type(ty) => of_type(ty),
            _ => None,
        });
        of_type(&head.self_ty)
            .into_iter()
            .chain(path.map(plain_path))
            .chain(arguments)
            .find(|path| self.names.declares(path))
    }

    fn inherent(&mut self, module: &str, owner: &str, item: &ItemImpl) {
        for part in &item.items {
            match part {
                ImplItem::Fn(method) if is_public(&method.vis) => {
                    let path = format!("{owner}::{}", method.sig.ident);
                    let signature = self.function(module, &method.vis, &method.sig);
                    let code = text(&method.block);
                    self.add(&path, ItemKind::Function, &signature, &method.attrs, part)
                        .code
                        .push(code);
                }
                other => self.private(owner, other),
            }
        }
    }

    /// A trait of these modules, implemented for a type of another crate.
    fn own_trait(&mut self, owner: &str, item: &ItemImpl) {
        for part in &item.items {
            let function = match part {
                ImplItem::Fn(function) => format!("{owner}::{}", function.sig.ident),
                _ => owner.to_owned(),
            };
            let span = part.span();
            lines::own(&mut self.lines, span.start().line, span.end().line, &function);
            self.private(&function, part);
        }
    }

    fn foreign_trait(
        &mut self,
        module: &str,
        owner: &str,
        path: &Path,
        self_type: &Type,
        item: &ItemImpl,
    ) {
        let name = path.segments.last().map(text).unwrap_or_default();
        let mut key = name.replace("<'de>", "");
        let self_type = text(self_type);
        if self_type != owner {
            key = format!("{key} for {self_type}");
        }
        let (mut declarations, mut bodies) = (Vec::new(), Vec::new());
        let mut checks = std::collections::BTreeSet::new();
        for part in &item.items {
            match part {
                ImplItem::Fn(function) => {
                    declarations.push(self.function(module, &function.vis, &function.sig));
                    bodies.push(text(&function.block));
                    if name == "FromStr" {
                        checks.extend(facts::checks(&function.block));
                    }
                }
                ImplItem::Type(part) => {
                    let mut part = part.clone();
                    self.names.qualify(module).visit_impl_item_type_mut(&mut part);
                    declarations.push(text(&part));
                }
                other => bodies.push(text(other)),
            }
        }
        if let Some(owner) = self.inventory.items.get_mut(owner) {
            owner.checks.extend(checks);
            let written = Implementation::Written { declarations, bodies };
            owner.traits.insert(key, written);
        }
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// A path without generic arguments.
fn plain_path(path: &Path) -> String {
    let names: Vec<_> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    names.join("::")
}

/// The names that a `use` brings, each with the path behind it.
fn leaves(tree: &UseTree, prefix: &str) -> Vec<(String, String)> {
    match tree {
        UseTree::Path(path) => leaves(&path.tree, &format!("{prefix}{}::", path.ident)),
        UseTree::Name(name) => vec![(name.ident.to_string(), format!("{prefix}{}", name.ident))],
        UseTree::Rename(rename) => vec![(
            rename.rename.to_string(),
            format!("{prefix}{} as {}", rename.ident, rename.rename),
        )],
        UseTree::Glob(_) => vec![("*".to_owned(), format!("{prefix}*"))],
        UseTree::Group(group) => group.items.iter().flat_map(|tree| leaves(tree, prefix)).collect(),
    }
}
