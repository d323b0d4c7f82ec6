//! Doc comments of the bindings: spacing, one attribute per line, and texts for
//! the mock helpers, for which the generator writes none.

use quote::ToTokens as _;
use syn::visit_mut::VisitMut;
use syn::{
    Attribute, Expr, ExprLit, File, FnArg, ImplItem, Item, Lit, Meta, TraitItem, parse_quote,
};

/// Rewrites every doc comment as `/// text` lines.
pub(super) fn tidy(file: &mut File) {
    Tidy.visit_file_mut(file);
}

struct Tidy;

impl VisitMut for Tidy {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        *attributes = std::mem::take(attributes).into_iter().flat_map(lines).collect();
    }
}

/// One attribute per line of a doc comment; other attributes as they are.
fn lines(attribute: Attribute) -> Vec<Attribute> {
    let Some(text) = doc_text(&attribute) else {
        return vec![attribute];
    };
    let inner = matches!(attribute.style, syn::AttrStyle::Inner(_));
    let text = text.trim();
    // An empty text is the empty line between two paragraphs.
    std::iter::once("")
        .filter(|_| text.is_empty())
        .chain(text.lines())
        .map(|line| {
            let line = match line.trim() {
                "" => String::new(),
                trimmed if line.starts_with(' ') => format!(" {trimmed}"),
                _ => format!(" {}", line.trim_end()),
            };
            match inner {
                true => parse_quote!(#![doc = #line]),
                false => parse_quote!(#[doc = #line]),
            }
        })
        .collect()
}

fn doc_text(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(meta) = &attribute.meta else {
        return None;
    };
    match (&meta.value, meta.path.is_ident("doc")) {
        (Expr::Lit(ExprLit { lit: Lit::Str(text), .. }), true) => Some(text.value()),
        _ => None,
    }
}

/// Says `new` where the documentation says `old`.
pub(super) fn reword(attributes: &mut [Attribute], old: &str, new: &str) {
    for attribute in attributes {
        if let Some(text) = doc_text(attribute).filter(|text| text.contains(old)) {
            let text = text.replace(old, new);
            *attribute = parse_quote!(#[doc = #text]);
        }
    }
}

/// Documents the helpers for httpmock.
pub(super) fn describe_mocks(file: &mut File) {
    for item in &mut file.items {
        match item {
            Item::Mod(operations) => {
                let items = operations.content.as_mut().map(|(_, items)| items);
                items.into_iter().flatten().for_each(describe_wrapper);
            }
            Item::Trait(extension) => {
                for item in &mut extension.items {
                    if let TraitItem::Fn(function) = item {
                        let text = format!("Mocks the operation `{}`.", function.sig.ident);
                        function.attrs.push(parse_quote!(#[doc = #text]));
                    }
                }
            }
            _ => {}
        }
    }
}

/// Documents a `…When` or `…Then`, and its methods.
fn describe_wrapper(item: &mut Item) {
    match item {
        Item::Struct(wrapper) => {
            let name = wrapper.ident.to_string();
            let text = match (name.strip_suffix("When"), name.strip_suffix("Then")) {
                (Some(operation), _) => format!("What a request of `{operation}` must be like."),
                (_, Some(operation)) => format!("The response to a request of `{operation}`."),
                _ => return,
            };
            wrapper.attrs.push(parse_quote!(#[doc = #text]));
            wrapper.attrs.push(parse_quote!(#[allow(missing_debug_implementations)]));
        }
        Item::Impl(implementation) => {
            let is_when = implementation.self_ty.to_token_stream().to_string().ends_with("When");
            for item in &mut implementation.items {
                if let ImplItem::Fn(method) = item {
                    let name = method.sig.ident.to_string();
                    let takes_value =
                        method.sig.inputs.iter().any(|input| matches!(input, FnArg::Typed(_)));
                    let text = match (name.as_str(), is_when) {
                        ("new", _) => "Wraps httpmock's own form.".to_owned(),
                        ("into_inner", _) => {
                            "Returns httpmock's own form, for what these methods cannot express."
                                .to_owned()
                        }
                        (_, true) => format!("Requires this `{name}`."),
                        (_, false) if takes_value => {
                            format!("Responds with the status `{name}` and this body.")
                        }
                        (_, false) => format!("Responds with the status `{name}`."),
                    };
                    method.attrs.push(parse_quote!(#[doc = #text]));
                }
            }
        }
        _ => {}
    }
}
