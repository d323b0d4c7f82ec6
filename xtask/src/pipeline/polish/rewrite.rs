//! The rewrites of the generator's output, one function each. A rewrite that
//! finds nothing to do is an error: the output has changed its form.

use std::collections::BTreeSet;

use heck::ToUpperCamelCase as _;
use quote::ToTokens as _;
use serde_json::Value;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Attribute, Block, Expr, ExprMethodCall, Field, File, ImplItem, Item, Stmt, Type, parse_quote,
};

use super::{Context, unexpected};
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
        _ => Err(unexpected(format!("`Client::new` stands {dropped} times"))),
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
                block
                    .stmts
                    .retain(|statement| !declares_header_map(statement));
                DropHeaderMap.visit_block_mut(block);
            }
            visit_mut::visit_block_mut(self, block);
        }
    }
    struct DropHeaderMap;
    impl VisitMut for DropHeaderMap {
        fn visit_expr_mut(&mut self, expression: &mut Expr) {
            visit_mut::visit_expr_mut(self, expression);
            if let Expr::MethodCall(ExprMethodCall {
                receiver,
                method,
                args,
                ..
            }) = expression
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
            "{} of {operations} operations send an `api-version` header",
            visitor.dropped
        ))),
    }
}

fn adds_header(statement: &Stmt) -> bool {
    statement
        .to_token_stream()
        .to_string()
        .contains("header_map . append")
}

fn sets_api_version(statement: &Stmt) -> bool {
    adds_header(statement)
        && statement
            .to_token_stream()
            .to_string()
            .contains("\"api-version\"")
}

fn declares_header_map(statement: &Stmt) -> bool {
    statement
        .to_token_stream()
        .to_string()
        .starts_with("let mut header_map")
}

/// A type with a secret in it can be serialised for mocks only, so that no
/// secret is ever written by accident.
pub(super) fn serialise_secrets_for_mocks_only(types: &mut File, _: &Context<'_>) -> Result<()> {
    let mut open: BTreeSet<String> = BTreeSet::new();
    loop {
        let found = types.items.iter_mut().filter_map(|item| match item {
            Item::Struct(structure) if !open.contains(&structure.ident.to_string()) => {
                holds_secret(structure.fields.iter(), &open).then_some(structure)
            }
            _ => None,
        });
        let mut added = Vec::new();
        for structure in found {
            let derive = structure
                .attrs
                .iter_mut()
                .find(|attribute| attribute.path().is_ident("derive"))
                .ok_or_else(|| unexpected(format!("`{}` derives nothing", structure.ident)))?;
            *derive = without_serialize(derive)?;
            structure
                .attrs
                .push(parse_quote!(#[cfg_attr(feature = "mock", derive(::serde::Serialize))]));
            added.push(structure.ident.to_string());
        }
        if added.is_empty() {
            return Ok(());
        }
        open.extend(added);
    }
}

fn holds_secret<'a>(fields: impl Iterator<Item = &'a Field>, open: &BTreeSet<String>) -> bool {
    fields.map(|field| &field.ty).any(|ty: &Type| {
        let text = ty.to_token_stream().to_string();
        text.contains("crate :: secret ::")
            || text
                .split(|character: char| !character.is_ascii_alphanumeric())
                .any(|word| open.contains(word))
    })
}

fn without_serialize(derive: &Attribute) -> Result<Attribute> {
    let mut kept = Vec::new();
    let mut dropped = false;
    derive
        .parse_nested_meta(|meta| {
            match meta
                .path
                .segments
                .last()
                .is_some_and(|last| last.ident == "Serialize")
            {
                true => dropped = true,
                false => kept.push(meta.path),
            }
            Ok(())
        })
        .map_err(|error| unexpected(format!("a derive cannot be read: {error}")))?;
    match dropped {
        true => Ok(parse_quote!(#[derive(#(#kept),*)])),
        false => Err(unexpected(
            "a type with a secret does not derive `Serialize`",
        )),
    }
}

/// Every mock compares the body as JSON, which a form never is.
pub(super) fn match_forms_as_forms(httpmock: &mut File, context: &Context<'_>) -> Result<()> {
    let input = context.input;
    struct Match {
        matched: usize,
    }
    impl VisitMut for Match {
        fn visit_expr_mut(&mut self, expression: &mut Expr) {
            if expression.to_token_stream().to_string() == "self . 0 . json_body_obj (value)" {
                *expression = parse_quote!(crate::mock::form_body(self.0, value));
                self.matched += 1;
            } else {
                visit_mut::visit_expr_mut(self, expression);
            }
        }
    }
    let forms: BTreeSet<String> = openapi::operations(input)
        .filter(|(_, _, operation)| openapi::form(input, operation).is_some())
        .filter_map(|(_, _, operation)| operation.get("operationId").and_then(Value::as_str))
        .map(|id| format!("{}When", id.to_upper_camel_case()))
        .collect();
    let mut visitor = Match { matched: 0 };
    let modules = httpmock.items.iter_mut().filter_map(|item| match item {
        Item::Mod(module) => module.content.as_mut().map(|(_, items)| items),
        _ => None,
    });
    for item in modules.flatten() {
        if let Item::Impl(implementation) = item
            && forms.contains(&implementation.self_ty.to_token_stream().to_string())
        {
            visitor.visit_item_impl_mut(implementation);
        }
    }
    match visitor.matched == forms.len() {
        true => Ok(()),
        false => Err(unexpected(format!(
            "{} of {} mocks of forms compare a JSON body",
            visitor.matched,
            forms.len()
        ))),
    }
}
