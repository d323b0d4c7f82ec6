//! What the generator makes without a complaint, though it does not compile or
//! nobody can use it. It is found in the code, since the generator's reading of
//! a schema is not always ours. Pure.

use std::collections::BTreeSet;

use quote::ToTokens as _;
use syn::visit::Visit;
use syn::{
    File, FnArg, GenericArgument, ImplItem, ImplItemFn, Item, PathArguments, Type, TypeParamBound,
    TypePath, WherePredicate,
};

use crate::project::OVERLAY;

/// Why the bindings do not compile or cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defect {
    /// What is wrong.
    pub problem: String,
    /// What helps.
    pub help: String,
}

/// The first defect of the bindings.
pub(super) fn first(types: &File, httpmock: &File) -> Option<Defect> {
    type_without_values(types).or_else(|| argument_that_is_no_text(types, httpmock))
}

fn type_without_values(types: &File) -> Option<Defect> {
    let name = types.items.iter().find_map(|item| match item {
        Item::Enum(it) if it.variants.is_empty() => Some(&it.ident),
        _ => None,
    })?;
    Some(Defect {
        problem: format!(
            "becomes the type {name}, which has no value: the generator finds none that the \
             schema accepts"
        ),
        help: format!("state in {OVERLAY} what it accepts, without a contradiction"),
    })
}

/// Parameters in paths and headers are sent as texts, and mocks compare all of them as texts.
fn argument_that_is_no_text(types: &File, httpmock: &File) -> Option<Defect> {
    let mut search = Search { texts: Texts::of(types), found: None };
    search.visit_file(httpmock);
    let (name, ty) = search.found?;
    Some(Defect {
        problem: format!(
            "gives the argument {name} the type {ty}, which the generated code cannot send as a \
             text"
        ),
        help: format!("state it in {OVERLAY} as one text, number or boolean that is never null"),
    })
}

/// Which types are texts: those that are not generated and take no arguments, as a list does, and
/// the generated ones that implement `Display`, or deref to a type that is a text.
struct Texts {
    generated: BTreeSet<String>,
    texts: BTreeSet<String>,
}

impl Texts {
    fn of(types: &File) -> Self {
        let generated = types.items.iter().filter_map(|item| match item {
            Item::Enum(it) => Some(it.ident.to_string()),
            Item::Struct(it) => Some(it.ident.to_string()),
            _ => None,
        });
        let mut this = Self { generated: generated.collect(), texts: BTreeSet::new() };
        let implementations: Vec<_> = types
            .items
            .iter()
            .filter_map(|item| match item {
                Item::Impl(it) => Some((it, &it.trait_.as_ref()?.0.segments.last()?.ident)),
                _ => None,
            })
            .collect();
        loop {
            let known = this.texts.len();
            for (implementation, name) in &implementations {
                let target = implementation.items.iter().find_map(|item| match item {
                    ImplItem::Type(it) if it.ident == "Target" => Some(&it.ty),
                    _ => None,
                });
                if *name == "Display" || target.is_some_and(|it| this.contains(it)) {
                    this.texts.insert(implementation.self_ty.to_token_stream().to_string());
                }
            }
            if this.texts.len() == known {
                return this;
            }
        }
    }

    fn contains(&self, ty: &Type) -> bool {
        let Type::Path(TypePath { qself: None, path, .. }) = ty else {
            return false;
        };
        let (Some(first), Some(last)) = (path.segments.first(), path.segments.last()) else {
            return false;
        };
        let name = last.ident.to_string();
        let is_ours = path.segments.len() == 1 || first.ident == "types";
        match is_ours && self.generated.contains(&name) {
            true => self.texts.contains(&name),
            false => last.arguments.is_empty(),
        }
    }
}

struct Search {
    texts: Texts,
    /// The first argument that is no text, and its type.
    found: Option<(String, String)>,
}

impl Visit<'_> for Search {
    fn visit_impl_item_fn(&mut self, method: &ImplItemFn) {
        let writes_text =
            method.block.to_token_stream().to_string().contains("value . to_string ()");
        if self.found.is_none()
            && writes_text
            && let Some(ty) = type_of_value(method)
            && !self.texts.contains(ty)
        {
            let name = method.sig.ident.to_string();
            let ty = ty.to_token_stream().to_string().replace(' ', "");
            self.found = Some((name, ty));
        }
    }
}

/// The type of the argument `value` of a mock's method, without the reference:
/// `T` of `value: &T`, or of `value: V` where `V: Into<Option<&T>>`.
fn type_of_value(method: &ImplItemFn) -> Option<&Type> {
    let optional = method.sig.generics.where_clause.iter().flat_map(|it| &it.predicates);
    let optional = optional.filter_map(|predicate| match predicate {
        WherePredicate::Type(it) => it.bounds.first(),
        _ => None,
    });
    let optional = optional.filter_map(|bound| match bound {
        TypeParamBound::Trait(it) => argument_of(it.path.segments.last()?),
        _ => None,
    });
    let optional = optional.filter_map(|option| match option {
        Type::Path(it) => argument_of(it.path.segments.last()?),
        _ => None,
    });
    let values = method.sig.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(it) => Some(&*it.ty),
        FnArg::Receiver(_) => None,
    });
    optional.chain(values).next().map(|ty| match ty {
        Type::Reference(it) => &*it.elem,
        ty => ty,
    })
}

fn argument_of(segment: &syn::PathSegment) -> Option<&Type> {
    match &segment.arguments {
        PathArguments::AngleBracketed(it) => it.args.iter().find_map(|it| match it {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse_quote;

    #[test]
    fn a_type_without_values_is_a_defect() {
        let mock = parse_quote!();
        let sound: File = parse_quote!(
            pub enum Kind {
                Push,
            }
            pub struct Nothing {}
        );
        assert_eq!(first(&sound, &mock), None);
        let defect = first(
            &parse_quote!(
                pub enum Never {}
            ),
            &mock,
        )
        .unwrap();
        assert!(defect.problem.starts_with("becomes the type Never,"), "{}", defect.problem);
    }

    #[test]
    fn an_argument_that_cannot_be_written_as_a_text_is_a_defect() {
        let types: File = parse_quote! {
            pub struct Text(::std::string::String);
            impl ::std::fmt::Display for Text {}
            pub struct Number(i64);
            impl ::std::ops::Deref for Number { type Target = i64; }
            pub struct Wrapped(Number);
            impl ::std::ops::Deref for Wrapped { type Target = Number; }
            pub struct Thing { a: i64 }
            impl ::std::fmt::Debug for Thing {}
            pub struct Maybe(Option<i64>);
            impl ::std::ops::Deref for Maybe { type Target = ::std::option::Option<i64>; }
        };
        let defect = |method: ImplItemFn| {
            first(&types, &parse_quote!(pub mod operations { impl AWhen { #method } }))
        };
        let required = |ty: Type| {
            defect(parse_quote!(pub fn a(self, value: #ty) -> Self { Self(value.to_string()) }))
        };
        let optional = |ty: Type| {
            defect(parse_quote! {
                pub fn a<'a, T>(self, value: T) -> Self
                where
                    T: Into<Option<#ty>>,
                {
                    if let Some(value) = value.into() { value.to_string() }
                }
            })
        };
        let sound: [Type; 7] = [
            parse_quote!(&'a types::Text),
            parse_quote!(types::Number),
            parse_quote!(&'a types::Wrapped),
            parse_quote!(&'a str),
            parse_quote!(i64),
            parse_quote!(::std::num::NonZeroU64),
            parse_quote!(&crate::model::sid::ServiceSid),
        ];
        for ty in sound {
            assert_eq!(required(ty.clone()), None, "{}", ty.to_token_stream());
            assert_eq!(optional(ty.clone()), None, "{}", ty.to_token_stream());
        }
        let unsound: [Type; 7] = [
            parse_quote!(&'a types::Thing),
            parse_quote!(types::Thing),
            parse_quote!(types::Maybe),
            parse_quote!(Option<&str>),
            parse_quote!(&'a ::std::vec::Vec<types::Text>),
            parse_quote!(&[i64; 2]),
            parse_quote!(()),
        ];
        for ty in unsound {
            assert!(required(ty.clone()).is_some(), "{}", ty.to_token_stream());
            assert!(optional(ty.clone()).is_some(), "{}", ty.to_token_stream());
        }
        let body: ImplItemFn = parse_quote! {
            pub fn body(self, value: &types::Thing) -> Self { Self(self.0.json_body_obj(value)) }
        };
        assert_eq!(defect(body), None);
    }
}
