//! Parameters and methods of an operation that the generator accepts without an
//! error, although its code uses their names itself or cannot send them. Pure.

use quote::ToTokens as _;
use syn::{File, FnArg, ImplItem, ImplItemFn, Item};

use super::defects::{Defect, Location, argument_methods};
use crate::project::OVERLAY;

/// What the methods of the client call, and what they name a variable.
const USED_BY_THE_CLIENT: [&str; 4] = ["encode_path", "header_map", "join", "path_segment"];
/// The methods that a mock has beside those for arguments.
const USED_BY_MOCKS: [&str; 2] = ["into_inner", "new"];
/// The methods of HTTP that reqwest has no function for.
const NOT_SENT: [&str; 2] = ["options", "trace"];

/// The first clash in the bindings.
pub(super) fn first(client: &File, httpmock: &File) -> Option<Defect> {
    method_that_is_not_sent(client)
        .or_else(|| header_that_is_none(client))
        .or_else(|| name_that_is_used(client, httpmock))
        .or_else(|| parameter_that_is_repeated(httpmock))
}

fn method_that_is_not_sent(client: &File) -> Option<Defect> {
    let method = methods(client).find_map(|method| {
        let block = method.block.to_token_stream().to_string();
        NOT_SENT.into_iter().find(|it| block.contains(&format!(". {it} (url)")))
    })?;
    Some(Defect {
        problem: format!(
            "is sent with the method {}, which the generated code cannot send",
            method.to_uppercase()
        ),
        help: "write the operation by hand, without the generator".to_owned(),
    })
}

/// HTTP's library panics on a name that is not one of a header.
fn header_that_is_none(client: &File) -> Option<Defect> {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let name = methods(client).find_map(|method| {
        let block = method.block.to_token_stream().to_string();
        block.split("header_map . append (\"").skip(1).find_map(|rest| {
            let (name, _) = rest.split_once("\" ,")?;
            (name.is_empty() || !name.bytes().all(is_token)).then(|| name.to_owned())
        })
    })?;
    Some(Defect {
        problem: format!("sends the header {name}, which is not a valid name"),
        help: format!("correct the name of the parameter in {OVERLAY}, or remove it"),
    })
}

fn name_that_is_used(client: &File, httpmock: &File) -> Option<Defect> {
    let in_client = methods(client).flat_map(|method| &method.sig.inputs);
    let in_client = in_client.filter_map(|input| match input {
        FnArg::Typed(argument) => Some(argument.pat.to_token_stream().to_string()),
        FnArg::Receiver(_) => None,
    });
    let in_mocks = argument_methods(httpmock).map(|(method, _, _)| method.sig.ident.to_string());
    let name = in_client
        .filter(|name| USED_BY_THE_CLIENT.contains(&name.as_str()))
        .chain(in_mocks.filter(|name| USED_BY_MOCKS.contains(&name.as_str())))
        .next()?;
    Some(Defect {
        problem: format!("gives the argument {name}, a name that the generated code uses itself"),
        help: format!("remove the parameter in {OVERLAY}, or write the operation by hand"),
    })
}

fn parameter_that_is_repeated(httpmock: &File) -> Option<Defect> {
    let (method, ..) = argument_methods(httpmock).find(|(method, place, _)| {
        let block = method.block.to_token_stream().to_string();
        *place == Location::Path && block.matches("{}").count() > 1
    })?;
    Some(Defect {
        problem: format!(
            "has the argument {} in the path more than once, which the generated code cannot match",
            method.sig.ident
        ),
        help: format!("name each place in the path differently in {OVERLAY}"),
    })
}

fn methods(client: &File) -> impl Iterator<Item = &ImplItemFn> {
    let implementations = client.items.iter().filter_map(|item| match item {
        Item::Impl(implementation) => Some(&implementation.items),
        _ => None,
    });
    implementations.flatten().filter_map(|item| match item {
        ImplItem::Fn(method) => Some(method),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse_quote;

    fn problem(method: ImplItemFn, mock: ImplItemFn) -> Option<String> {
        let client = parse_quote!(impl Client { #method });
        let httpmock = parse_quote!(pub mod operations { impl AWhen { #mock } });
        first(&client, &httpmock).map(|it| it.problem)
    }

    #[test]
    fn what_the_generated_code_uses_itself_or_cannot_send_is_found() {
        let method = || -> ImplItemFn {
            parse_quote!(
                fn a(&self, sid: &str) {
                    let request = self.client.get(url).build()?;
                }
            )
        };
        let mock = || -> ImplItemFn {
            parse_quote!(
                fn sid(self, value: &str) {
                    self.0.path_matches(format!("^/{}$", matching::in_path(value)))
                }
            )
        };
        assert_eq!(problem(method(), mock()), None);
        let options = parse_quote!(
            fn a(&self) {
                let request = self.client.options(url).build()?;
            }
        );
        let join = parse_quote!(
            fn a(&self, join: Option<&str>) {}
        );
        let header = parse_quote!(
            fn a(&self, x: &str) {
                header_map.append("X", x.to_string().try_into()?);
                header_map.append("X A", x.to_string().try_into()?);
            }
        );
        let new = parse_quote!(
            fn new(self, value: &str) {
                self.0.query_param("new", matching::sent(value))
            }
        );
        let twice = parse_quote!(
            fn sid(self, value: &str) {
                self.0.path_matches(format!("^/{}/{}$", matching::in_path(value)))
            }
        );
        for (found, expected) in [
            (problem(options, mock()), "method OPTIONS"),
            (problem(header, mock()), "sends the header X A,"),
            (problem(join, mock()), "the argument join, a name"),
            (problem(method(), new), "the argument new, a name"),
            (problem(method(), twice), "the argument sid in the path more than once"),
        ] {
            assert!(found.as_ref().is_some_and(|it| it.contains(expected)), "{found:?}");
        }
    }
}
