//! Defects of code that the generator makes without an error, although the code
//! does not compile or nobody can use it. They are looked for in the code, since
//! the generator does not always read a schema as we do. Pure.

use std::collections::BTreeSet;

use quote::ToTokens as _;
use syn::{
    File, FnArg, GenericArgument, ImplItem, ImplItemFn, Item, ItemImpl, PathArguments, Type,
    TypeParamBound, TypePath, WherePredicate,
};

use super::rewrite::{SECRET, secret_types};
use crate::project::{Generator, OVERLAY};

/// Why the bindings do not compile or cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defect {
    /// What is wrong.
    pub problem: String,
    /// What helps.
    pub help: String,
}

/// Where an argument is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Location {
    Path,
    Query,
    Header,
    Body,
}

/// The first defect of the bindings.
pub(super) fn first(types: &File, httpmock: &File, generator: &Generator) -> Option<Defect> {
    type_without_values(types)
        .or_else(|| secret_that_is_sent(types, httpmock))
        .or_else(|| argument_that_is_no_text(types, httpmock, generator))
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

/// No type with a secret can be serialised.
fn secret_that_is_sent(types: &File, httpmock: &File) -> Option<Defect> {
    let secrets = secret_types(types);
    let (name, _, ty) = arguments(httpmock).find(|(_, _, ty)| {
        let text = ty.to_token_stream().to_string();
        text.contains(SECRET) || text.split(' ').any(|word| secrets.contains(word))
    })?;
    Some(Defect {
        problem: format!(
            "gives the argument {name} the type {}, and a type with a secret is never sent",
            spelled(ty)
        ),
        help: format!("state in {OVERLAY} what is sent as a schema of its own, without a secret"),
    })
}

/// Parameters in paths and headers are sent as texts, and mocks compare all of them as texts.
fn argument_that_is_no_text(
    types: &File,
    httpmock: &File,
    generator: &Generator,
) -> Option<Defect> {
    let texts = Texts::of(types, generator);
    let (name, _, ty) = arguments(httpmock)
        .find(|(_, place, ty)| *place != Location::Body && !texts.contains(*place, ty))?;
    Some(Defect {
        problem: format!(
            "gives the argument {name} the type {}, which the generated code cannot send there as \
             a text",
            spelled(ty)
        ),
        help: format!("state it in {OVERLAY} as one text, number or boolean that is never null"),
    })
}

fn spelled(ty: &Type) -> String {
    ty.to_token_stream().to_string().replace(' ', "")
}

/// Which types are texts: those that are neither generated nor written by hand and take no
/// arguments, as a list does; the generated ones that implement `Display`, or deref to a type that
/// is a text; and, by place, those that are written by hand.
struct Texts<'a> {
    generated: BTreeSet<String>,
    texts: BTreeSet<String>,
    generator: &'a Generator,
}

impl<'a> Texts<'a> {
    fn of(types: &File, generator: &'a Generator) -> Self {
        let generated = types.items.iter().filter_map(|item| match item {
            Item::Enum(it) => Some(it.ident.to_string()),
            Item::Struct(it) => Some(it.ident.to_string()),
            _ => None,
        });
        let mut this = Self { generated: generated.collect(), texts: BTreeSet::new(), generator };
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
                if *name == "Display"
                    || target.is_some_and(|it| this.contains(Location::Header, it))
                {
                    this.texts.insert(implementation.self_ty.to_token_stream().to_string());
                }
            }
            if this.texts.len() == known {
                return this;
            }
        }
    }

    fn contains(&self, place: Location, ty: &Type) -> bool {
        let Type::Path(TypePath { qself: None, path, .. }) = ty else {
            return false;
        };
        let (Some(first), Some(last)) = (path.segments.first(), path.segments.last()) else {
            return false;
        };
        let name = last.ident.to_string();
        let is_ours = path.segments.len() == 1 || first.ident == "types";
        if is_ours && self.generated.contains(&name) {
            return self.texts.contains(&name);
        }
        if first.ident == "crate" {
            return self.is_text_by_hand(place, &spelled(ty));
        }
        last.arguments.is_empty()
    }

    /// A path takes what `as_str` gives, a query what serde writes, and a header what `Display`
    /// writes, which a type with a meaning need not have.
    fn is_text_by_hand(&self, place: Location, ty: &str) -> bool {
        match place {
            Location::Path => {
                self.generator.replaced_schemas.iter().any(|it| it.path == ty && it.is_text)
            }
            Location::Query | Location::Body => true,
            Location::Header => false,
        }
    }
}

/// The arguments of all mocks: name, place and type.
fn arguments(httpmock: &File) -> impl Iterator<Item = (String, Location, &Type)> {
    argument_methods(httpmock).map(|(method, place, ty)| (method.sig.ident.to_string(), place, ty))
}

/// The methods of all mocks that match an argument, with its place and type.
pub(super) fn argument_methods(
    httpmock: &File,
) -> impl Iterator<Item = (&ImplItemFn, Location, &Type)> {
    let modules = httpmock.items.iter().filter_map(|item| match item {
        Item::Mod(module) => module.content.as_ref().map(|(_, items)| items),
        _ => None,
    });
    let implementations = modules.flatten().filter_map(|item| match item {
        Item::Impl(implementation) if is_when(implementation) => Some(&implementation.items),
        _ => None,
    });
    implementations.flatten().filter_map(|item| match item {
        ImplItem::Fn(method) => {
            let (place, ty) = argument(method)?;
            Some((method, place, ty))
        }
        _ => None,
    })
}

/// Whether these are the methods that say what a request must be like.
pub(super) fn is_when(implementation: &ItemImpl) -> bool {
    implementation.self_ty.to_token_stream().to_string().ends_with("When")
}

/// The place and the type of the argument that a mock's method matches; `None` for a method that
/// matches none.
pub(super) fn argument(method: &ImplItemFn) -> Option<(Location, &Type)> {
    let block = method.block.to_token_stream().to_string();
    let places = [
        ("path_matches", Location::Path),
        ("query_param", Location::Query),
        ("header", Location::Header),
    ];
    let place = places.iter().find(|(call, _)| block.contains(call));
    let place = place.map_or(Location::Body, |(_, place)| *place);
    type_of_value(method).map(|ty| (place, ty))
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
        FnArg::Typed(it) if it.pat.to_token_stream().to_string() == "value" => Some(&*it.ty),
        _ => None,
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
    use crate::project::GENERATOR;
    use syn::{Expr, parse_quote};

    #[test]
    fn a_type_without_values_is_a_defect() {
        let mock = parse_quote!();
        let sound: File = parse_quote!(
            pub enum Kind {
                Push,
            }
            pub struct Nothing {}
        );
        assert_eq!(first(&sound, &mock, &GENERATOR), None);
        let defect = first(
            &parse_quote!(
                pub enum Never {}
            ),
            &mock,
            &GENERATOR,
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
            let httpmock = parse_quote!(pub mod operations { impl AWhen { #method } });
            first(&types, &httpmock, &GENERATOR)
        };
        let required = |ty: Type| {
            defect(parse_quote! {
                pub fn a(self, value: #ty) -> Self {
                    Self(self.0.header("A", value.to_string()))
                }
            })
        };
        let optional = |ty: Type| {
            defect(parse_quote! {
                pub fn a<'a, T>(self, value: T) -> Self
                where
                    T: Into<Option<#ty>>,
                {
                    if let Some(value) = value.into() {
                        Self(self.0.query_param("A", crate::mock::matching::in_query(value)))
                    } else {
                        Self(self.0.query_param_missing("A"))
                    }
                }
            })
        };
        let sound: [Type; 6] = [
            parse_quote!(&'a types::Text),
            parse_quote!(types::Number),
            parse_quote!(&'a types::Wrapped),
            parse_quote!(&'a str),
            parse_quote!(i64),
            parse_quote!(::std::num::NonZeroU64),
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

    #[test]
    fn a_type_that_is_written_by_hand_is_a_text_where_it_can_be_written() {
        let types: File = parse_quote! {
            pub struct Thing { a: crate::model::secret::Token }
        };
        let is_sound = |argument: Expr, ty: &Type| {
            let httpmock = parse_quote! {
                pub mod operations {
                    impl AWhen { pub fn a(self, value: &#ty) -> Self { Self(#argument) } }
                    impl AThen {
                        pub fn ok(self, value: &types::Thing) -> Self {
                            Self(self.0.header("content-type", "a").json_body_obj(value))
                        }
                    }
                }
            };
            first(&types, &httpmock, &GENERATOR).is_none()
        };
        let identity = parse_quote!(crate::model::personal::Identity);
        let timestamp = parse_quote!(crate::model::timestamp::Timestamp);
        let token = parse_quote!(crate::model::secret::Token);
        let thing = parse_quote!(types::Thing);
        let path: Expr = parse_quote!(self.0.path_matches(value.to_string()));
        let query: Expr = parse_quote!(self.0.query_param("A", value.to_string()));
        let header: Expr = parse_quote!(self.0.header("A", value.to_string()));
        let body: Expr = parse_quote!(self.0.json_body_obj(value));
        for (ty, expected) in [
            (identity, [true, true, false, true]),
            (timestamp, [false, true, false, true]),
            (token, [false; 4]),
            (thing, [false; 4]),
        ] {
            let found = [&path, &query, &header, &body].map(|it| is_sound(it.clone(), &ty));
            assert_eq!(found, expected, "{}", spelled(&ty));
        }
    }
}
