//! Requests put together in place, where the generator chains calls of
//! reqwest's builder, each of which moves all there is so far. Pure.

use proc_macro2::Span;
use quote::ToTokens as _;
use syn::{Expr, ExprMethodCall, File, Ident, Local, Pat, Stmt, parse_quote};

use super::Context;
use super::requests::methods;
use crate::error::Result;

/// A chain of nothing but constant headers and a form becomes statements;
/// another one stays.
pub(super) fn fill_requests_in_place(client: &mut File, _: &Context<'_>) -> Result<()> {
    for method in methods(client) {
        for statement in std::mem::take(&mut method.block.stmts) {
            match in_place(&statement) {
                Some(statements) => method.block.stmts.extend(statements),
                None => method.block.stmts.push(statement),
            }
        }
    }
    Ok(())
}

/// `let request = self.client.get(url)….build()?;` in statements of its own.
fn in_place(statement: &Stmt) -> Option<Vec<Stmt>> {
    let Stmt::Local(Local {
        pat: Pat::Ident(request),
        init: Some(init),
        ..
    }) = statement
    else {
        return None;
    };
    let request = &request.ident;
    let Expr::Try(built) = &*init.expr else {
        return None;
    };
    let mut call = call(&built.expr).filter(|call| call.method == "build")?;
    let mut filling: Vec<Stmt> = Vec::new();
    let (method, url) = loop {
        let receiver = match &*call.receiver {
            Expr::Try(it) => &it.expr,
            other => other,
        };
        call = self::call(receiver)?;
        let arguments = &call.args;
        if call.receiver.to_token_stream().to_string() == "self . client" {
            break (method(&call.method)?, arguments);
        }
        filling.push(match call.method.to_string().as_str() {
            "header" if arguments.iter().all(is_constant) => {
                parse_quote!(#request.headers_mut().insert(#arguments);)
            }
            "form_urlencoded" => parse_quote!(set_form(&mut #request, #arguments)?;),
            _ => return None,
        });
    };
    let begin: Stmt = match filling.is_empty() {
        true => parse_quote!(let #request = reqwest::Request::new(reqwest::Method::#method, #url);),
        false => {
            parse_quote!(let mut #request = reqwest::Request::new(reqwest::Method::#method, #url);)
        }
    };
    Some(
        std::iter::once(begin)
            .chain(filling.into_iter().rev())
            .collect(),
    )
}

fn call(expression: &Expr) -> Option<&ExprMethodCall> {
    match expression {
        Expr::MethodCall(call) => Some(call),
        _ => None,
    }
}

/// The constant of the HTTP method for which reqwest's client has a method.
fn method(name: &Ident) -> Option<Ident> {
    let name = name.to_string();
    ["get", "post", "put", "patch", "delete", "head"]
        .contains(&name.as_str())
        .then(|| Ident::new(&name.to_ascii_uppercase(), Span::call_site()))
}

/// Whether it is a header's name or value that reqwest need not check.
fn is_constant(argument: &Expr) -> bool {
    let text = argument.to_token_stream().to_string();
    match argument {
        Expr::Path(_) => text.starts_with(":: reqwest :: header ::"),
        _ => text.starts_with(":: reqwest :: header :: HeaderValue :: from_static ("),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(statements: &[Stmt]) -> Vec<String> {
        let texts = statements.iter().map(|it| it.to_token_stream().to_string());
        texts.collect()
    }

    #[test]
    fn headers_and_a_form_become_statements_in_their_order() {
        let statement = parse_quote! {
            let request = self
                .client
                .post(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .form_urlencoded(&body)?
                .build()?;
        };
        let expected: [Stmt; 3] = [
            parse_quote!(let mut request = reqwest::Request::new(reqwest::Method::POST, url);),
            parse_quote! {
                request.headers_mut().insert(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                );
            },
            parse_quote!(set_form(&mut request, &body)?;),
        ];
        assert_eq!(texts(&in_place(&statement).unwrap()), texts(&expected));
    }

    #[test]
    fn a_request_without_headers_is_not_changed_any_more() {
        let statement = parse_quote!(let request = self.client.delete(url).build()?;);
        let expected: Stmt =
            parse_quote!(let request = reqwest::Request::new(reqwest::Method::DELETE, url););
        assert_eq!(texts(&in_place(&statement).unwrap()), texts(&[expected]));
    }

    #[test]
    fn a_chain_with_anything_else_stays() {
        let others: [Stmt; 6] = [
            parse_quote!(let request = self.client.get(url).query(&page).build()?;),
            parse_quote!(let request = self.client.get(url).header("x", value).build()?;),
            parse_quote!(let request = self.client.request(method, url).build()?;),
            parse_quote!(let request = self.other.get(url).build()?;),
            parse_quote!(let request = self.client.get(url).build();),
            parse_quote!(let url = join(&self.baseurl, &[]);),
        ];
        for statement in others {
            let text = statement.to_token_stream();
            assert!(in_place(&statement).is_none(), "{text}");
        }
    }
}
