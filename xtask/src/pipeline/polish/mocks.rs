//! The rewrites of the helpers for httpmock: a mock matches what the client
//! sends, and responds with what the server would. Each rewrite is one function.

use std::collections::BTreeSet;

use heck::ToUpperCamelCase as _;
use quote::ToTokens as _;
use serde_json::Value;
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Expr, ExprMethodCall, File, FnArg, ImplItem, Item, ItemImpl, Macro, Token, Type, parse_quote,
};

use super::context::{Context, unexpected};
use super::defects::{Location, argument, is_when};
use crate::error::Result;
use crate::openapi;

/// A mock takes what is small by value, or as a `&str`, and serialises a reference to what has a
/// size.
pub(super) fn borrow_bodies(httpmock: &mut File, _: &Context<'_>) -> Result<()> {
    struct Borrow;
    impl VisitMut for Borrow {
        fn visit_expr_method_call_mut(&mut self, call: &mut ExprMethodCall) {
            if call.method == "json_body_obj" {
                call.args = parse_quote!(&value);
            }
            visit_mut::visit_expr_method_call_mut(self, call);
        }
    }
    for implementation in mock_implementations(httpmock) {
        for item in &mut implementation.items {
            if let ImplItem::Fn(method) = item
                && !method.sig.inputs.iter().any(is_sized_reference)
            {
                Borrow.visit_block_mut(&mut method.block);
            }
        }
    }
    Ok(())
}

fn is_sized_reference(argument: &FnArg) -> bool {
    match argument {
        FnArg::Typed(argument) => match &*argument.ty {
            Type::Reference(ty) => ty.elem.to_token_stream().to_string() != "str",
            _ => false,
        },
        FnArg::Receiver(_) => false,
    }
}

/// A mock responds with secrets, although their types cannot be serialised.
pub(super) fn reveal_secrets_to_mocks(httpmock: &mut File, context: &Context<'_>) -> Result<()> {
    struct Reveal;
    impl VisitMut for Reveal {
        fn visit_expr_method_call_mut(&mut self, call: &mut ExprMethodCall) {
            if call.method == "json_body_obj" {
                call.args = parse_quote!(&crate::mock::body::Revealed(value));
            }
            visit_mut::visit_expr_method_call_mut(self, call);
        }
    }
    for implementation in mock_implementations(httpmock) {
        for item in &mut implementation.items {
            if let ImplItem::Fn(method) = item
                && method.sig.inputs.iter().any(|input| match input {
                    FnArg::Typed(argument) => {
                        let text = argument.ty.to_token_stream().to_string();
                        text.split_whitespace().any(|word| context.secret_types.contains(word))
                    }
                    FnArg::Receiver(_) => false,
                })
            {
                Reveal.visit_block_mut(&mut method.block);
            }
        }
    }
    Ok(())
}

/// The implementations of the `…When` and `…Then` of all operations.
fn mock_implementations(httpmock: &mut File) -> impl Iterator<Item = &mut ItemImpl> {
    let modules = httpmock.items.iter_mut().filter_map(|item| match item {
        Item::Mod(module) => module.content.as_mut().map(|(_, items)| items),
        _ => None,
    });
    modules.flatten().filter_map(|item| match item {
        Item::Impl(implementation) => Some(implementation),
        _ => None,
    })
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
                *expression = parse_quote!(crate::mock::matching::form_body(self.0, value));
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
    for implementation in mock_implementations(httpmock) {
        if forms.contains(&implementation.self_ty.to_token_stream().to_string()) {
            visitor.visit_item_impl_mut(implementation);
        }
    }
    match visitor.matched == forms.len() {
        true => Ok(()),
        false => Err(unexpected(format!(
            "compares a JSON body in {} of {} mocks of forms",
            visitor.matched,
            forms.len()
        ))),
    }
}

/// Every mock compares an argument as `Display` writes it. The client writes a path with escapes,
/// and a query as serde does; and personal data has no `Display`.
pub(super) fn match_arguments_as_sent(httpmock: &mut File, _: &Context<'_>) -> Result<()> {
    struct Write {
        written: Expr,
        found: bool,
    }
    impl VisitMut for Write {
        fn visit_expr_mut(&mut self, expression: &mut Expr) {
            visit_mut::visit_expr_mut(self, expression);
            if expression.to_token_stream().to_string() == "value . to_string ()" {
                *expression = self.written.clone();
                self.found = true;
            }
        }

        fn visit_macro_mut(&mut self, call: &mut Macro) {
            let parser = Punctuated::<Expr, Token![,]>::parse_terminated;
            if let Ok(mut arguments) = call.parse_body_with(parser) {
                arguments.iter_mut().for_each(|it| self.visit_expr_mut(it));
                call.tokens = arguments.to_token_stream();
            }
        }
    }
    let modules = httpmock.items.iter_mut().filter_map(|item| match item {
        Item::Mod(module) => module.content.as_mut(),
        _ => None,
    });
    modules.for_each(|(_, items)| {
        items.insert(
            0,
            parse_quote!(
                use crate::mock::matching;
            ),
        )
    });
    for implementation in mock_implementations(httpmock).filter(|it| is_when(it)) {
        for item in &mut implementation.items {
            let ImplItem::Fn(method) = item else { continue };
            let written: Expr = match argument(method) {
                Some((Location::Path, _)) => parse_quote!(matching::in_path(value)),
                Some((Location::Query, _)) => parse_quote!(matching::sent(value)),
                Some((Location::Header | Location::Body, _)) | None => continue,
            };
            let mut visitor = Write { written, found: false };
            visitor.visit_block_mut(&mut method.block);
            if !visitor.found {
                let name = &method.sig.ident;
                return Err(unexpected(format!("matches the argument `{name}` in an unknown way")));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::GENERATOR;
    use serde_json::json;
    use syn::ImplItemFn;

    #[test]
    fn an_argument_is_matched_as_the_client_sends_it() {
        let path = |ty: Type, written: Expr| -> ImplItemFn {
            parse_quote! {
                pub fn a(self, value: #ty) -> Self {
                    let re = regex::Regex::new(&format!("^/a/{}$", #written)).unwrap();
                    Self(self.0.path_matches(re))
                }
            }
        };
        let query = |written: Expr| -> ImplItemFn {
            parse_quote! {
                pub fn a<'a, T>(self, value: T) -> Self
                where
                    T: Into<Option<&'a crate::model::personal::Identity>>,
                {
                    if let Some(value) = value.into() {
                        Self(self.0.query_param("A", #written))
                    } else {
                        Self(self.0.query_param_missing("A"))
                    }
                }
            }
        };
        let header: ImplItemFn = parse_quote! {
            pub fn a(self, value: &str) -> Self { Self(self.0.header("A", value.to_string())) }
        };
        let new: ImplItemFn = parse_quote! {
            pub fn new(inner: ::httpmock::When) -> Self { Self(inner.path_matches(re)) }
        };
        let raw: Expr = parse_quote!(value.to_string());
        let typed: Type = parse_quote!(&crate::model::personal::Identity);
        let cases = [
            (path(typed.clone(), raw.clone()), path(typed, parse_quote!(matching::in_path(value)))),
            (query(raw), query(parse_quote!(matching::sent(value)))),
            (header.clone(), header),
            (new.clone(), new),
        ];
        for (given, expected) in cases {
            let mut rewritten: File = parse_quote!(pub mod operations { impl AWhen { #given } });
            let expected: File = parse_quote! {
                pub mod operations { use crate::mock::matching; impl AWhen { #expected } }
            };
            let nothing = json!({});
            match_arguments_as_sent(&mut rewritten, &Context::of(&nothing, &GENERATOR)).unwrap();
            let text = |file: File| file.to_token_stream().to_string();
            assert_eq!(text(rewritten), text(expected));
        }
    }

    #[test]
    fn an_argument_that_is_matched_in_an_unknown_way_is_refused() {
        let mut httpmock: File = parse_quote! {
            pub mod operations {
                impl AWhen {
                    pub fn a(self, value: &str) -> Self { Self(self.0.path_matches(value)) }
                }
            }
        };
        let nothing = json!({});
        let error =
            match_arguments_as_sent(&mut httpmock, &Context::of(&nothing, &GENERATOR)).unwrap_err();
        assert!(error.to_string().contains("`a` in an unknown way"), "{error}");
    }
}
