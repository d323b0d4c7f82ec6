//! Requests put together in place, where the generator chains calls of
//! reqwest's builder, each of which moves all there is so far. Pure.

use quote::ToTokens as _;
use syn::{Expr, ExprMethodCall, File, Ident, Local, Pat, Stmt, Token, parse_quote};

use super::requests::methods;
use super::{Context, unexpected};
use crate::error::Result;

/// Calls that only the builder can answer.
const OF_BUILDER: [&str; 4] = ["body", "headers", "json", "query"];

/// A chain of nothing but constant headers and a form becomes statements; one
/// that needs the builder stays.
pub(super) fn fill_requests_in_place(client: &mut File, _: &Context<'_>) -> Result<()> {
    for method in methods(client) {
        for statement in std::mem::take(&mut method.block.stmts) {
            match in_place(&statement)? {
                Some(statements) => method.block.stmts.extend(statements),
                None => method.block.stmts.push(statement),
            }
        }
    }
    Ok(())
}

/// `let request = self.client.get(url)….build()?;` in statements of its own.
fn in_place(statement: &Stmt) -> Result<Option<Vec<Stmt>>> {
    let Some((request, mut call)) = built(statement) else {
        return Ok(None);
    };
    let mut filling: Vec<Stmt> = Vec::new();
    let (method, url) = loop {
        let receiver = match &*call.receiver {
            Expr::Try(it) => &it.expr,
            other => other,
        };
        let Expr::MethodCall(next) = receiver else {
            return Err(unexpected("a request is built of something else"));
        };
        call = next;
        let arguments = &call.args;
        if call.receiver.to_token_stream().to_string() == "self . client" {
            break (constant(&call.method), arguments);
        }
        filling.push(match call.method.to_string().as_str() {
            "header" if arguments.iter().all(is_constant) => {
                parse_quote!(#request.headers_mut().insert(#arguments);)
            }
            "form_urlencoded" => parse_quote!(set_form(&mut #request, #arguments)?;),
            name if OF_BUILDER.contains(&name) => return Ok(None),
            name => return Err(unexpected(format!("a request is given its `{name}`"))),
        });
    };
    let mutability = (!filling.is_empty()).then(<Token![mut]>::default);
    let begin = parse_quote! {
        let #mutability #request = reqwest::Request::new(reqwest::Method::#method, #url);
    };
    let statements = std::iter::once(begin).chain(filling.into_iter().rev());
    Ok(Some(statements.collect()))
}

/// The variable for a request, and the call that builds it.
fn built(statement: &Stmt) -> Option<(&Ident, &ExprMethodCall)> {
    let Stmt::Local(Local {
        pat: Pat::Ident(request),
        init: Some(init),
        ..
    }) = statement
    else {
        return None;
    };
    match &*init.expr {
        Expr::Try(it) => match &*it.expr {
            Expr::MethodCall(call) if call.method == "build" => Some((&request.ident, call)),
            _ => None,
        },
        _ => None,
    }
}

/// The HTTP method for which reqwest's client has a method of that name.
fn constant(method: &Ident) -> Ident {
    Ident::new(&method.to_string().to_ascii_uppercase(), method.span())
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

    fn in_statements(statement: &Stmt) -> Vec<String> {
        texts(&in_place(statement).unwrap().unwrap())
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
        assert_eq!(in_statements(&statement), texts(&expected));
    }

    #[test]
    fn a_request_without_headers_is_not_changed_any_more() {
        let statement = parse_quote!(let request = self.client.delete(url).build()?;);
        let expected: Stmt =
            parse_quote!(let request = reqwest::Request::new(reqwest::Method::DELETE, url););
        assert_eq!(in_statements(&statement), texts(&[expected]));
    }

    #[test]
    fn a_chain_that_needs_the_builder_stays() {
        let others: [Stmt; 4] = [
            parse_quote!(let request = self.client.get(url).query(&page).build()?;),
            parse_quote!(let request = self.client.post(url).json(&body).build()?;),
            parse_quote!(let url = join(&self.baseurl, &[]);),
            parse_quote!(let request = Request::new(method, url)?;),
        ];
        for statement in others {
            let text = statement.to_token_stream();
            assert!(in_place(&statement).unwrap().is_none(), "{text}");
        }
    }

    #[test]
    fn a_chain_of_another_form_is_refused() {
        let others: [Stmt; 3] = [
            parse_quote!(let request = self.client.get(url).header("x", value).build()?;),
            parse_quote!(let request = self.client.get(url).fresh().build()?;),
            parse_quote!(let request = builder.build()?;),
        ];
        for statement in others {
            let text = statement.to_token_stream();
            assert!(in_place(&statement).is_err(), "{text}");
        }
    }
}
