//! The methods of the generated client return a request instead of sending it. Pure.
//!
//! The facade needs prepared requests for three reasons. It sends a request of
//! its own for every attempt, with fresh credentials and within its limits of
//! time and size. It decides on the status before it decodes a body, so that an
//! error keeps its status whatever the body is. And it decodes from the bytes
//! once, without the generator's copies of head and body: that pays for the
//! checks that a call by hand does not make.

use std::collections::{BTreeMap, BTreeSet};

use quote::ToTokens as _;
use syn::punctuated::Punctuated;
use syn::{
    Arm, Expr, Field, File, FnArg, GenericArgument, Ident, ImplItem, ImplItemFn, Item, LitStr,
    Local, Macro, Pat, PathArguments, ReturnType, Stmt, Token, Type, parse_quote,
};

use super::context::{Context, unexpected};
use super::docs;
use super::rewrite::type_with_fields;
use crate::error::{Error, Result};
use crate::openapi;

/// A method returns its request in a `PreparedRequest`, with the statuses that the
/// specification lists, instead of sending it through hooks.
pub(super) fn prepare_requests(client: &mut File, context: &Context<'_>) -> Result<()> {
    client.items.retain(|item| !serves_sending(item));
    let uses: [Item; 2] = [
        parse_quote!(
            #[allow(unused_imports)]
            use progenitor_client::{Error, RequestBuilderExt, encode_path};
        ),
        parse_quote!(
            #[allow(unused_imports)]
            use crate::transport::prepared::{PreparedRequest, join, path_segment};
        ),
    ];
    client.items.splice(0..0, uses);
    let mut prepared = 0;
    for method in methods(client).filter(|method| method.sig.asyncness.is_some()) {
        prepare(method).ok_or_else(|| {
            unexpected(format!("sends the request of `{}` in an unknown way", method.sig.ident))
        })?;
        prepared += 1;
    }
    let operations = openapi::operations(context.input).count();
    match prepared == operations {
        true => Ok(()),
        false => Err(unexpected(format!("has a method for {prepared} of {operations} operations"))),
    }
}

/// The base URL is parsed once, when the client is made, and not for each
/// request; a text goes into the path without a copy where nothing in it must
/// be encoded.
pub(super) fn parse_base_url_once(client: &mut File, context: &Context<'_>) -> Result<()> {
    let mut found = false;
    for item in &mut client.items {
        if let Item::Struct(structure) = item
            && let Some(field) = structure.fields.iter_mut().find(|it| is_base_url(it))
        {
            field.ty = parse_quote!(reqwest::Url);
            found = true;
        }
    }
    if !found {
        return Err(unexpected("has no base URL in the client"));
    }
    for method in methods(client) {
        if method.sig.ident == "new_with_client" {
            take_parsed(method)?;
        }
        let texts = text_arguments(method, context);
        for statement in &mut method.block.stmts {
            if let Stmt::Local(Local { init: Some(init), .. }) = statement
                && let Expr::Macro(call) = &*init.expr
                && call.mac.path.is_ident("format")
            {
                *init.expr = joined(&call.mac, &texts)?;
            }
        }
    }
    Ok(())
}

fn is_base_url(field: &Field) -> bool {
    field.ident.as_ref().is_some_and(|it| it == "baseurl")
}

/// The constructor takes the base URL parsed.
fn take_parsed(constructor: &mut ImplItemFn) -> Result<()> {
    constructor.sig.inputs = parse_quote!(baseurl: reqwest::Url, client: reqwest::Client);
    let body = constructor.block.to_token_stream().to_string();
    let taken = body.replace("baseurl : baseurl . to_string ()", "baseurl");
    if taken == body {
        return Err(unexpected("stores the base URL in an unknown way"));
    }
    constructor.block = syn::parse_str(&taken)
        .map_err(|error| unexpected(format!("has a constructor that cannot be read: {error}")))?;
    Ok(())
}

/// The generated types that deref to a `String`.
pub(super) fn text_types(types: &File) -> BTreeSet<String> {
    let implementations = types.items.iter().filter_map(|item| match item {
        Item::Impl(it) => Some(it),
        _ => None,
    });
    implementations
        .filter(|it| {
            it.items.iter().any(|item| match item {
                ImplItem::Type(it) => {
                    it.ident == "Target"
                        && it.ty.to_token_stream().to_string() == ":: std :: string :: String"
                }
                _ => false,
            })
        })
        .map(|it| it.self_ty.to_token_stream().to_string())
        .collect()
}

/// The types of the arguments `body`, and all types in their fields.
pub(super) fn body_types(client: &mut File, types: &File) -> BTreeSet<String> {
    let parts: BTreeMap<String, Vec<String>> = types.items.iter().filter_map(parts).collect();
    let mut pending: Vec<String> = methods(client)
        .flat_map(|method| &method.sig.inputs)
        .filter_map(|argument| match argument {
            FnArg::Typed(argument) if argument.pat.to_token_stream().to_string() == "body" => {
                words(&argument.ty).pop()
            }
            _ => None,
        })
        .collect();
    let mut found = BTreeSet::new();
    while let Some(name) = pending.pop() {
        if let Some(parts) = parts.get(&name)
            && found.insert(name)
        {
            pending.extend(parts.iter().cloned());
        }
    }
    found
}

/// The name of a type, and the words that the types of its fields consist of.
fn parts(item: &Item) -> Option<(String, Vec<String>)> {
    let (name, fields) = type_with_fields(item)?;
    let words = fields.into_iter().flat_map(|field| words(&field.ty));
    Some((name.to_string(), words.collect()))
}

fn words(ty: &Type) -> Vec<String> {
    let text = ty.to_token_stream().to_string();
    text.split_whitespace().map(str::to_owned).collect()
}

fn methods(client: &mut File) -> impl Iterator<Item = &mut ImplItemFn> {
    let implementations = client.items.iter_mut().filter_map(|item| match item {
        Item::Impl(it) if it.trait_.is_none() => Some(&mut it.items),
        _ => None,
    });
    implementations.flatten().filter_map(|item| match item {
        ImplItem::Fn(method) => Some(method),
        _ => None,
    })
}

/// What only a client that sends by itself needs.
fn serves_sending(item: &Item) -> bool {
    match item {
        Item::Use(it) => it.tree.to_token_stream().to_string().starts_with("progenitor_client"),
        Item::Impl(it) => it.trait_.as_ref().is_some_and(|(path, _)| {
            let last = path.segments.last();
            last.is_some_and(|last| last.ident == "ClientInfo" || last.ident == "ClientHooks")
        }),
        _ => false,
    }
}

/// Ends the method where its request is complete; `None` if it is none that
/// sends.
fn prepare(method: &mut ImplItemFn) -> Option<()> {
    let Some(Stmt::Expr(Expr::Match(response), None)) = method.block.stmts.last() else {
        return None;
    };
    let (unexpected, known) = response.arms.split_last()?;
    let is_catch_all = matches!(unexpected.pat, Pat::Wild(_));
    if !is_catch_all || known.is_empty() || !known.iter().all(takes_response) {
        return None;
    }
    let statuses = known.iter().map(|arm| &arm.pat);
    let end: Expr = {
        let request = request_in(&method.block.stmts)?;
        parse_quote!(Ok(PreparedRequest::new(#request, |status| matches!(status, #(#statuses)|*))))
    };
    let complete = method.block.stmts.iter().position(is_info)?;
    method.block.stmts.truncate(complete);
    if let Some(Stmt::Local(request)) = method.block.stmts.last_mut() {
        request.attrs.clear();
        if let Pat::Ident(name) = &mut request.pat {
            name.mutability = None;
        }
    }
    method.block.stmts.push(Stmt::Expr(end, None));
    method.sig.asyncness = None;
    return_prepared(&mut method.sig.output)?;
    docs::reword(&mut method.attrs, "\nSends a `", "\nPrepares a `");
    Some(())
}

/// Whether the arm decodes the response, or needs no body.
fn takes_response(arm: &Arm) -> bool {
    let body = arm.body.to_token_stream().to_string();
    let body = body.trim_matches(['{', '}', ' ']);
    body.starts_with("ResponseValue :: from_response (") && body.ends_with(") . await")
        || body.starts_with("Ok (ResponseValue :: empty (")
}

fn is_info(statement: &Stmt) -> bool {
    matches!(statement, Stmt::Local(Local { init: Some(init), .. })
        if matches!(&*init.expr, Expr::Struct(it) if it.path.is_ident("OperationInfo")))
}

/// The variable that holds the request.
fn request_in(statements: &[Stmt]) -> Option<Ident> {
    let position = statements.iter().position(is_info)?;
    match statements.get(position.checked_sub(1)?)? {
        Stmt::Local(Local { pat: Pat::Ident(name), init: Some(init), .. })
            if init.expr.to_token_stream().to_string().ends_with(". build () ?") =>
        {
            Some(name.ident.clone())
        }
        _ => None,
    }
}

/// `Result<ResponseValue<T>, E>` becomes `Result<PreparedRequest<T>, E>`.
fn return_prepared(output: &mut ReturnType) -> Option<()> {
    let ReturnType::Type(_, output) = output else {
        return None;
    };
    let result = last_arguments(output)?;
    let GenericArgument::Type(Type::Path(value)) = result.first_mut()? else {
        return None;
    };
    let name = value.path.segments.last_mut()?;
    (name.ident == "ResponseValue")
        .then(|| name.ident = Ident::new("PreparedRequest", name.ident.span()))
}

fn last_arguments(ty: &mut Type) -> Option<&mut Punctuated<GenericArgument, Token![,]>> {
    let Type::Path(ty) = ty else {
        return None;
    };
    match &mut ty.path.segments.last_mut()?.arguments {
        PathArguments::AngleBracketed(arguments) => Some(&mut arguments.args),
        _ => None,
    }
}

/// An argument that goes into a path without a copy, and the expression for its text.
type TextArgument = (String, Expr);

/// The arguments that are a reference to a text, or to a type that gives one by `as_str`: those
/// that deref to a `String`, and those that are written by hand.
fn text_arguments(method: &ImplItemFn, context: &Context<'_>) -> Vec<TextArgument> {
    let arguments = method.sig.inputs.iter().filter_map(|argument| match argument {
        FnArg::Typed(argument) => Some(argument),
        FnArg::Receiver(_) => None,
    });
    arguments
        .filter_map(|argument| {
            let name = &argument.pat;
            let Type::Reference(ty) = &*argument.ty else {
                return None;
            };
            let Type::Path(ty) = &*ty.elem else {
                return None;
            };
            let (first, last) = (ty.path.segments.first()?, ty.path.segments.last()?);
            let text: Expr = if last.ident == "str" {
                parse_quote!(#name)
            } else if first.ident == "crate" || context.text_types.contains(&last.ident.to_string())
            {
                parse_quote!(#name.as_str())
            } else {
                return None;
            };
            Some((name.to_token_stream().to_string(), text))
        })
        .collect()
}

/// `format!` of a base URL and a path as a call of the facade's own function.
fn joined(format: &Macro, texts: &[TextArgument]) -> Result<Expr> {
    let arguments = format
        .parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated)
        .map_err(|error| unexpected(format!("has a path that cannot be read: {error}")))?;
    let mut arguments = arguments.into_iter();
    let template = arguments.next().map(|it| it.to_token_stream().to_string());
    let template = template
        .and_then(|template| syn::parse_str::<LitStr>(&template).ok())
        .ok_or_else(|| unexpected("has a path without a template"))?
        .value();
    let (base_url, path) = match (arguments.next(), template.strip_prefix("{}")) {
        (Some(base_url), Some(path)) => (base_url, path),
        _ => return Err(mismatch(&template)),
    };
    let mut parts: Vec<Expr> = Vec::new();
    for (index, constant) in path.split("{}").enumerate() {
        if index > 0 {
            let argument = arguments.next().ok_or_else(|| mismatch(&template))?;
            parts.push(part(argument, texts));
        }
        if !constant.is_empty() {
            parts.push(parse_quote!(#constant));
        }
    }
    match arguments.next() {
        None => Ok(parse_quote!(join(&#base_url, &[#(#parts),*]))),
        Some(_) => Err(mismatch(&template)),
    }
}

fn mismatch(template: &str) -> Error {
    unexpected(format!("has unknown parameters in the path {template}"))
}

/// An argument of `format!` as a `&str`.
fn part(argument: Expr, texts: &[TextArgument]) -> Expr {
    let written = argument.to_token_stream().to_string();
    let text = written
        .strip_prefix("encode_path (& ")
        .and_then(|written| written.strip_suffix(" . to_string ())"))
        .and_then(|name| texts.iter().find(|(text, _)| text == name))
        .map(|(_, text)| text);
    match text {
        Some(text) => parse_quote!(&path_segment(#text)),
        None => parse_quote!(&#argument),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(item: impl quote::ToTokens) -> String {
        item.to_token_stream().to_string()
    }

    #[test]
    fn a_method_that_sends_becomes_one_that_prepares() {
        let mut method: ImplItemFn = parse_quote! {
            #[doc = "Fetches it\n\nSends a `GET` request to `/v2/{Sid}`"]
            pub async fn fetch<'a>(&'a self, sid: &'a types::Sid) -> Result<ResponseValue<types::A>, Error<()>> {
                let url = format!("{}/v2/{}", self.baseurl, encode_path(&sid.to_string()),);
                #[allow(unused_mut)]
                let mut request = self.client.get(url).build()?;
                let info = OperationInfo { operation_id: "fetch" };
                self.pre(&mut request, &info).await?;
                let result = self.exec(request, &info).await;
                self.post(&result, &info).await?;
                let response = result?;
                match response.status().as_u16() {
                    200u16 => ResponseValue::from_response(response).await,
                    201u16 => ResponseValue::from_response(response).await,
                    _ => Err(Error::UnexpectedResponse(response)),
                }
            }
        };
        assert_eq!(prepare(&mut method), Some(()));
        let expected: ImplItemFn = parse_quote! {
            #[doc = "Fetches it\n\nPrepares a `GET` request to `/v2/{Sid}`"]
            pub fn fetch<'a>(&'a self, sid: &'a types::Sid) -> Result<PreparedRequest<types::A>, Error<()>> {
                let url = format!("{}/v2/{}", self.baseurl, encode_path(&sid.to_string()),);
                let request = self.client.get(url).build()?;
                Ok(PreparedRequest::new(request, |status| matches!(status, 200u16 | 201u16)))
            }
        };
        assert_eq!(text(method), text(expected));
    }

    #[test]
    fn a_method_that_does_something_else_with_a_response_is_refused() {
        let method = |arm: Arm| -> ImplItemFn {
            parse_quote! {
                pub async fn fetch(&self) -> Result<ResponseValue<()>, Error<()>> {
                    let request = self.client.get(url).build()?;
                    let info = OperationInfo { operation_id: "fetch" };
                    match response.status().as_u16() {
                        #arm
                        _ => Err(Error::UnexpectedResponse(response)),
                    }
                }
            }
        };
        let none = parse_quote!(204u16 => Ok(ResponseValue::empty(response)),);
        assert_eq!(prepare(&mut method(none)), Some(()));
        let stream = parse_quote!(200u16 => Ok(ResponseValue::stream(response)),);
        assert_eq!(prepare(&mut method(stream)), None);
    }

    #[test]
    fn a_path_is_joined_of_texts_and_of_what_is_none() {
        let format: Macro = parse_quote!(format!(
            "{}/a/{}/{}",
            self.baseurl,
            encode_path(&sid.to_string()),
            encode_path(&other.to_string())
        ));
        let expected: Expr = parse_quote!(join(
            &self.baseurl,
            &["/a/", &path_segment(sid.as_str()), "/", &encode_path(&other.to_string())]
        ));
        let texts = [("sid".to_owned(), parse_quote!(sid.as_str()))];
        assert_eq!(text(joined(&format, &texts).unwrap()), text(expected));
    }
}
