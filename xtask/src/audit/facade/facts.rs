//! The facts of one file of the facade: its imports, its declarations, and what
//! it uses. `names` resolves what the names mean. Tests in the file do not count.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{
    Attribute, Expr, ExprField, ExprMethodCall, ExprStruct, Field, FnArg, ImplItemConst,
    ImplItemFn, ImplItemType, Item, ItemImpl, ItemMacro, ItemMod, ItemUse, Local, Macro, Member,
    Meta, Pat, PatStruct, PatType, Path, Type, UseTree, Visibility,
};

use crate::error::{Error, Result};

/// A name that `use` brings into a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) module: String,
    /// The name; `*` for everything in the target.
    pub(super) name: String,
    /// What it stands for, as it is written.
    pub(super) target: String,
    pub(super) is_public: bool,
    pub(super) line: usize,
}

/// Something that is declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Declaration {
    pub(super) module: String,
    /// The type that it belongs to, as it is written.
    pub(super) owner: Option<String>,
    pub(super) name: String,
    pub(super) is_public: bool,
    pub(super) is_module: bool,
    pub(super) line: usize,
}

/// The item around a use: a type as it is written, and a function of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Within {
    pub(super) owner: Option<String>,
    pub(super) name: Option<String>,
}

/// A use of something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Use {
    pub(super) module: String,
    pub(super) what: Used,
    pub(super) line: usize,
    pub(super) within: Within,
}

/// What is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Used {
    /// A path, as it is written.
    Path(String),
    /// A literal or a pattern of a struct names its type, and this field.
    Field(String, String),
    /// A literal of a struct.
    Literal(String),
    /// A field or method of what has this name.
    Member(String, String),
}

/// A field, argument or variable, and the types that its type names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Typed {
    pub(super) module: String,
    pub(super) name: String,
    pub(super) types: Vec<String>,
}

/// What one file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Facts {
    pub(super) file: String,
    pub(super) names: Vec<Name>,
    pub(super) declarations: Vec<Declaration>,
    pub(super) uses: Vec<Use>,
    pub(super) typed: Vec<Typed>,
}

/// Reads a file that is `module` of the crate.
pub(super) fn read(file: &str, module: &str, text: &str) -> Result<Facts> {
    let parsed = syn::parse_file(text).map_err(|error| {
        Error::new(
            format!("{file}:{}", error.span().start().line),
            format!("is not Rust: {error}"),
            "correct the file, so that the audit can tell what it uses",
        )
    })?;
    let mut reader = Reader {
        facts: Facts { file: file.to_owned(), ..Facts::default() },
        module: module.to_owned(),
        within: Within::default(),
        known: BTreeSet::new(),
    };
    reader.items(&parsed.items);
    Ok(reader.facts)
}

struct Reader {
    facts: Facts,
    module: String,
    within: Within,
    /// The names of this file that may stand for something of the crate.
    known: BTreeSet<String>,
}

fn line(span: Span) -> usize {
    span.start().line
}

/// A path without its parameters.
fn plain(path: &Path) -> String {
    let names: Vec<_> = path.segments.iter().map(|it| it.ident.to_string()).collect();
    names.join("::")
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|it| match &it.meta {
        Meta::List(list) => list.path.is_ident("cfg") && list.tokens.to_string() == "test",
        meta => meta.path().is_ident("test"),
    })
}

impl Reader {
    /// Reads the items of a module: first what they bring in, then the rest.
    fn items(&mut self, items: &[Item]) {
        for item in items {
            if let Item::Use(item) = item {
                self.imports(item);
            }
        }
        for item in items {
            self.visit_item(item);
        }
    }

    fn imports(&mut self, item: &ItemUse) {
        let mut leaves = Vec::new();
        flatten(&item.tree, "", &mut leaves);
        for (name, target, span) in leaves {
            if target.split("::").next().is_some_and(|it| ["crate", "self", "super"].contains(&it))
            {
                self.known.insert(name.clone());
            }
            self.facts.names.push(Name {
                module: self.module.clone(),
                name,
                target,
                is_public: is_public(&item.vis),
                line: line(span),
            });
        }
    }

    fn declare(&mut self, name: &Ident, visibility: &Visibility, is_module: bool) {
        self.facts.declarations.push(Declaration {
            module: self.module.clone(),
            owner: self.within.owner.clone(),
            name: name.to_string(),
            is_public: is_public(visibility),
            is_module,
            line: line(name.span()),
        });
    }

    fn use_of(&mut self, what: Used, span: Span) {
        self.facts.uses.push(Use {
            module: self.module.clone(),
            what,
            line: line(span),
            within: self.within.clone(),
        });
    }

    fn typed(&mut self, name: String, of: &Type) {
        struct Paths(Vec<String>);
        impl<'ast> Visit<'ast> for Paths {
            fn visit_path(&mut self, path: &'ast Path) {
                self.0.push(plain(path));
                visit::visit_path(self, path);
            }
        }
        let mut paths = Paths(Vec::new());
        paths.visit_type(of);
        self.facts.typed.push(Typed { module: self.module.clone(), name, types: paths.0 });
    }

    /// Names in the tokens of a macro, which nobody parses.
    fn tokens(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Ident(name) if self.known.contains(&name.to_string()) => {
                    self.use_of(Used::Path(name.to_string()), name.span());
                }
                TokenTree::Group(group) => self.tokens(group.stream()),
                _ => {}
            }
        }
    }
}

fn flatten(tree: &UseTree, prefix: &str, leaves: &mut Vec<(String, String, Span)>) {
    let join = |name: &str| match prefix {
        "" => name.to_owned(),
        prefix => format!("{prefix}::{name}"),
    };
    match tree {
        UseTree::Path(path) => flatten(&path.tree, &join(&path.ident.to_string()), leaves),
        UseTree::Name(name) if name.ident == "self" => {
            let last = prefix.rsplit("::").next().unwrap_or_default();
            leaves.push((last.to_owned(), prefix.to_owned(), name.span()));
        }
        UseTree::Name(name) => {
            let name_text = name.ident.to_string();
            leaves.push((name_text.clone(), join(&name_text), name.span()));
        }
        UseTree::Rename(it) => {
            leaves.push((it.rename.to_string(), join(&it.ident.to_string()), it.span()));
        }
        UseTree::Glob(it) => leaves.push(("*".to_owned(), prefix.to_owned(), it.span())),
        UseTree::Group(group) => {
            for tree in &group.items {
                flatten(tree, prefix, leaves);
            }
        }
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item(&mut self, item: &'ast Item) {
        let (attributes, named) = match item {
            Item::Const(it) => (&it.attrs, Some((&it.ident, &it.vis))),
            Item::Enum(it) => (&it.attrs, Some((&it.ident, &it.vis))),
            Item::Fn(it) => (&it.attrs, Some((&it.sig.ident, &it.vis))),
            Item::Static(it) => (&it.attrs, Some((&it.ident, &it.vis))),
            Item::Struct(it) => (&it.attrs, Some((&it.ident, &it.vis))),
            Item::Trait(it) => (&it.attrs, Some((&it.ident, &it.vis))),
            Item::Type(it) => (&it.attrs, Some((&it.ident, &it.vis))),
            Item::Union(it) => (&it.attrs, Some((&it.ident, &it.vis))),
            Item::Impl(it) => (&it.attrs, None),
            Item::Mod(it) => (&it.attrs, None),
            _ => return visit::visit_item(self, item),
        };
        if is_test(attributes) {
            return;
        }
        let outside = self.within.clone();
        if let Some((name, visibility)) = named {
            self.declare(name, visibility, false);
            match item {
                Item::Fn(_) | Item::Const(_) | Item::Static(_) => {
                    self.within.name = Some(name.to_string());
                }
                _ => self.within.owner = Some(name.to_string()),
            }
        }
        visit::visit_item(self, item);
        self.within = outside;
    }

    fn visit_item_mod(&mut self, module: &'ast ItemMod) {
        self.declare(&module.ident, &module.vis, true);
        if let Some((_, items)) = &module.content {
            let inner = format!("{}::{}", self.module, module.ident);
            let outer = std::mem::replace(&mut self.module, inner);
            self.items(items);
            self.module = outer;
        }
    }

    fn visit_item_use(&mut self, _: &'ast ItemUse) {}

    fn visit_item_impl(&mut self, block: &'ast ItemImpl) {
        if let Type::Path(of) = &*block.self_ty {
            self.within.owner = Some(plain(&of.path));
        }
        visit::visit_item_impl(self, block);
    }

    fn visit_impl_item_fn(&mut self, method: &'ast ImplItemFn) {
        if is_test(&method.attrs) {
            return;
        }
        self.declare(&method.sig.ident, &method.vis, false);
        self.within.name = Some(method.sig.ident.to_string());
        visit::visit_impl_item_fn(self, method);
        self.within.name = None;
    }

    fn visit_impl_item_const(&mut self, constant: &'ast ImplItemConst) {
        self.declare(&constant.ident, &constant.vis, false);
        visit::visit_impl_item_const(self, constant);
    }

    fn visit_impl_item_type(&mut self, it: &'ast ImplItemType) {
        self.declare(&it.ident, &it.vis, false);
        visit::visit_impl_item_type(self, it);
    }

    fn visit_variant(&mut self, variant: &'ast syn::Variant) {
        self.declare(&variant.ident, &Visibility::Public(Default::default()), false);
        visit::visit_variant(self, variant);
    }

    fn visit_trait_item_fn(&mut self, method: &'ast syn::TraitItemFn) {
        let public = Visibility::Public(Default::default());
        self.declare(&method.sig.ident, &public, false);
        visit::visit_trait_item_fn(self, method);
    }

    fn visit_field(&mut self, field: &'ast Field) {
        if let Some(name) = &field.ident {
            self.declare(name, &field.vis, false);
            self.typed(name.to_string(), &field.ty);
        }
        visit::visit_field(self, field);
    }

    fn visit_fn_arg(&mut self, argument: &'ast FnArg) {
        if let FnArg::Typed(PatType { pat, ty, .. }) = argument
            && let Pat::Ident(name) = &**pat
        {
            self.typed(name.ident.to_string(), ty);
        }
        visit::visit_fn_arg(self, argument);
    }

    fn visit_local(&mut self, local: &'ast Local) {
        if let Pat::Type(PatType { pat, ty, .. }) = &local.pat
            && let Pat::Ident(name) = &**pat
        {
            self.typed(name.ident.to_string(), ty);
        }
        visit::visit_local(self, local);
    }

    fn visit_path(&mut self, path: &'ast Path) {
        let text = plain(path);
        let first = text.split("::").next().unwrap_or_default();
        if self.known.contains(first) || ["crate", "super"].contains(&first) {
            self.use_of(Used::Path(text), path.span());
        }
        visit::visit_path(self, path);
    }

    fn visit_expr_struct(&mut self, literal: &'ast ExprStruct) {
        let path = plain(&literal.path);
        self.use_of(Used::Literal(path.clone()), literal.path.span());
        for field in &literal.fields {
            if let Member::Named(name) = &field.member {
                self.use_of(Used::Field(path.clone(), name.to_string()), name.span());
            }
        }
        visit::visit_expr_struct(self, literal);
    }

    fn visit_pat_struct(&mut self, pattern: &'ast PatStruct) {
        let path = plain(&pattern.path);
        for field in &pattern.fields {
            if let Member::Named(name) = &field.member {
                self.use_of(Used::Field(path.clone(), name.to_string()), name.span());
            }
        }
        visit::visit_pat_struct(self, pattern);
    }

    fn visit_expr_field(&mut self, field: &'ast ExprField) {
        if let (Some(receiver), Member::Named(name)) = (name_of(&field.base), &field.member) {
            self.use_of(Used::Member(receiver, name.to_string()), name.span());
        }
        visit::visit_expr_field(self, field);
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        if let Some(receiver) = name_of(&call.receiver) {
            self.use_of(Used::Member(receiver, call.method.to_string()), call.method.span());
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        self.tokens(call.tokens.clone());
    }

    fn visit_item_macro(&mut self, item: &'ast ItemMacro) {
        if item.ident.is_some() {
            return;
        }
        // What a macro declares is not known; the names in its call are.
        for token in item.mac.tokens.clone() {
            if let TokenTree::Ident(name) = token {
                self.declare(&name, &Visibility::Public(Default::default()), false);
            }
        }
        self.tokens(item.mac.tokens.clone());
    }
}

/// The last name of what a field or method is taken of.
fn name_of(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Path(path) => path.path.get_ident().map(ToString::to_string),
        Expr::Field(field) => match &field.member {
            Member::Named(name) => Some(name.to_string()),
            Member::Unnamed(_) => None,
        },
        Expr::Reference(it) => name_of(&it.expr),
        Expr::Paren(it) => name_of(&it.expr),
        _ => None,
    }
}
