//! The rewrites of the generated types and of the client as a whole, one function
//! each. A rewrite that finds nothing to do is an error: the output has changed
//! its form. Those of methods are in `requests`, those of mocks in `mocks`.

use std::collections::BTreeSet;

use quote::ToTokens as _;
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Attribute, Block, Expr, ExprMethodCall, Field, Fields, File, Ident, ImplItem, Item, Meta, Stmt,
    Token, parse_quote,
};

use super::context::{Context, unexpected};
use crate::error::Result;
use crate::openapi;

/// `Client::new` builds an HTTP client and unwraps the result. The facade
/// brings its own.
pub(super) fn drop_panicking_constructor(client: &mut File, _: &Context<'_>) -> Result<()> {
    let mut dropped = 0;
    for item in &mut client.items {
        if let Item::Impl(implementation) = item {
            let before = implementation.items.len();
            implementation
                .items
                .retain(|item| !matches!(item, ImplItem::Fn(method) if method.sig.ident == "new"));
            dropped += before - implementation.items.len();
        }
    }
    match dropped {
        1 => Ok(()),
        _ => Err(unexpected(format!("has `Client::new` {dropped} times instead of once"))),
    }
}

/// Every operation sends the document's version in a header `api-version`,
/// which the server does not know.
pub(super) fn drop_api_version_header(client: &mut File, context: &Context<'_>) -> Result<()> {
    struct Drop {
        dropped: usize,
    }
    impl VisitMut for Drop {
        fn visit_block_mut(&mut self, block: &mut Block) {
            let before = block.stmts.len();
            block.stmts.retain(|statement| !sets_api_version(statement));
            let dropped = before - block.stmts.len();
            self.dropped += dropped;
            if dropped > 0 && !block.stmts.iter().any(adds_header) {
                block.stmts.retain(|statement| !declares_header_map(statement));
                DropHeaderMap.visit_block_mut(block);
            }
            visit_mut::visit_block_mut(self, block);
        }
    }
    struct DropHeaderMap;
    impl VisitMut for DropHeaderMap {
        fn visit_expr_mut(&mut self, expression: &mut Expr) {
            visit_mut::visit_expr_mut(self, expression);
            if let Expr::MethodCall(ExprMethodCall { receiver, method, args, .. }) = expression
                && method == "headers"
                && args.to_token_stream().to_string() == "header_map"
            {
                *expression = (**receiver).clone();
            }
        }
    }
    let mut visitor = Drop { dropped: 0 };
    visitor.visit_file_mut(client);
    let operations = openapi::operations(context.input).count();
    match visitor.dropped == operations {
        true => Ok(()),
        false => Err(unexpected(format!(
            "sends an `api-version` header in {} of {operations} operations",
            visitor.dropped
        ))),
    }
}

fn adds_header(statement: &Stmt) -> bool {
    statement.to_token_stream().to_string().contains("header_map . append")
}

fn sets_api_version(statement: &Stmt) -> bool {
    // Texts are made of few statements: that takes longer than to parse them.
    matches!(statement, Stmt::Expr(Expr::MethodCall(call), _) if call.method == "append")
        && adds_header(statement)
        && statement.to_token_stream().to_string().contains("\"api-version\"")
}

fn declares_header_map(statement: &Stmt) -> bool {
    statement.to_token_stream().to_string().starts_with("let mut header_map")
}

/// Where the types of secrets are, as tokens.
pub(super) const SECRET: &str = "crate :: model :: secret ::";

/// No type with a secret in it can be serialised, so that none is ever written by accident.
pub(super) fn never_serialise_secrets(types: &mut File, context: &Context<'_>) -> Result<()> {
    for item in &mut types.items {
        let (name, attributes) = match item {
            Item::Struct(it) => (&it.ident, &mut it.attrs),
            Item::Enum(it) => (&it.ident, &mut it.attrs),
            _ => continue,
        };
        if context.secret_types.contains(&name.to_string()) {
            let derive = attributes
                .iter_mut()
                .find(|attribute| attribute.path().is_ident("derive"))
                .ok_or_else(|| unexpected(format!("has no derive on `{name}`")))?;
            *derive = without_serialize(derive)?;
        }
    }
    Ok(())
}

/// A new field breaks no code of dependents in what is received, and in what is sent if they can
/// name it. The facade still names every field of what it sends.
pub(super) fn allow_new_fields(types: &mut File, context: &Context<'_>) -> Result<()> {
    for item in &mut types.items {
        if let Item::Struct(structure) = item
            && matches!(structure.fields, Fields::Named(_))
        {
            let name = structure.ident.to_string();
            let is_public = context.generator.public_requests.contains(&name.as_str());
            if is_public || !context.body_types.contains(&name) {
                structure.attrs.push(parse_quote!(#[non_exhaustive]));
            }
        }
    }
    Ok(())
}

/// A token is never lost to an optional field beside it: one that does not decode is absent.
pub(super) fn read_optional_fields_leniently(
    types: &mut File,
    context: &Context<'_>,
) -> Result<()> {
    for item in &mut types.items {
        if let Item::Struct(structure) = item
            && let Fields::Named(fields) = &mut structure.fields
            && !context.body_types.contains(&structure.ident.to_string())
        {
            for field in &mut fields.named {
                let ty = field.ty.to_token_stream().to_string();
                if ty.starts_with(":: std :: option :: Option <") {
                    drop_decoder(field)?;
                    field.attrs.push(parse_quote!(
                        #[serde(default, deserialize_with = "crate::model::lenient::optional")]
                    ));
                }
            }
        }
    }
    Ok(())
}

/// Drops what the generator reads a field with that is required and may be null: serde takes one
/// function.
fn drop_decoder(field: &mut Field) -> Result<()> {
    for attribute in field.attrs.iter_mut().filter(|it| it.path().is_ident("serde")) {
        let options = attribute
            .parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
            .map_err(|error| unexpected(format!("has options that cannot be read: {error}")))?;
        let kept = options.iter().filter(|it| !it.path().is_ident("deserialize_with"));
        *attribute = parse_quote!(#[serde(#(#kept),*)]);
    }
    Ok(())
}

/// The types with a secret in them, directly or in the type of a field.
pub(super) fn secret_types(types: &File) -> BTreeSet<String> {
    let mut found: BTreeSet<String> = BTreeSet::new();
    loop {
        let known = found.len();
        for item in &types.items {
            if let Some((name, fields)) = type_with_fields(item)
                && fields.into_iter().any(|field| holds_secret(field, &found))
            {
                found.insert(name.to_string());
            }
        }
        if found.len() == known {
            return found;
        }
    }
}

/// A type that is declared, and its fields.
pub(super) fn type_with_fields(item: &Item) -> Option<(&Ident, Vec<&Field>)> {
    match item {
        Item::Struct(it) => Some((&it.ident, it.fields.iter().collect())),
        Item::Enum(it) => Some((&it.ident, it.variants.iter().flat_map(|it| &it.fields).collect())),
        _ => None,
    }
}

fn holds_secret(field: &Field, known: &BTreeSet<String>) -> bool {
    let text = field.ty.to_token_stream().to_string();
    text.contains(SECRET)
        || text
            .split(|character: char| !character.is_ascii_alphanumeric())
            .any(|word| known.contains(word))
}

fn without_serialize(derive: &Attribute) -> Result<Attribute> {
    let mut kept = Vec::new();
    let mut dropped = false;
    derive
        .parse_nested_meta(|meta| {
            match meta.path.segments.last().is_some_and(|last| last.ident == "Serialize") {
                true => dropped = true,
                false => kept.push(meta.path),
            }
            Ok(())
        })
        .map_err(|error| unexpected(format!("has a derive that cannot be read: {error}")))?;
    match dropped {
        true => Ok(parse_quote!(#[derive(#(#kept),*)])),
        false => Err(unexpected("does not derive `Serialize` for a type with a secret")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::{GENERATOR, Generator};
    use serde_json::Value;

    #[test]
    fn what_is_sent_may_gain_fields_if_dependents_can_name_it() {
        let generator = Generator { public_requests: &["Named"], ..GENERATOR };
        let bodies = ["Named", "Private"].map(str::to_owned).into();
        let context = Context { body_types: bodies, ..Context::of(&Value::Null, &generator) };
        for (name, expected) in [("Named", true), ("Private", false), ("Received", true)] {
            let name = quote::format_ident!("{name}");
            let mut types: File = parse_quote!(struct #name { a: i64 });
            allow_new_fields(&mut types, &context).unwrap();
            let code = types.to_token_stream().to_string();
            assert_eq!(code.starts_with("# [non_exhaustive]"), expected, "{code}");
        }
    }

    #[test]
    fn a_required_field_that_may_be_null_has_one_decoder() {
        let mut types: File = parse_quote!(
            struct A {
                #[serde(rename = "B", deserialize_with = "::std::option::Option::deserialize")]
                b: ::std::option::Option<i64>,
            }
        );
        read_optional_fields_leniently(&mut types, &Context::of(&Value::Null, &GENERATOR)).unwrap();
        let expected: File = parse_quote!(
            struct A {
                #[serde(rename = "B")]
                #[serde(default, deserialize_with = "crate::model::lenient::optional")]
                b: ::std::option::Option<i64>,
            }
        );
        assert_eq!(types.to_token_stream().to_string(), expected.to_token_stream().to_string());
    }
}
