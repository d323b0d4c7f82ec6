//! Patterns of the kind that SIDs have, a prefix and a number of characters of
//! one class, as checks of bytes in place of regular expressions. Pure.

use std::collections::BTreeMap;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens as _, format_ident, quote};
use syn::{
    BinOp, Block, Expr, ExprIf, ExprLit, File, Ident, ImplItem, Item, Lit, LitByte, LitStr, Stmt,
    parse_quote,
};

use super::{Context, unexpected};
use crate::error::Result;

/// What the generator's message about a pattern says before it.
pub(crate) const UNMATCHED: &str = "doesn't match pattern ";

/// The function that checks a text.
const CHECK: &str = "matches";

/// A pattern such as `^VA[0-9a-fA-F]{32}$`.
#[derive(Debug, PartialEq, Eq)]
struct Simple {
    prefix: String,
    class: Vec<(char, char)>,
    count: usize,
}

impl Simple {
    /// `None` for a pattern of another kind, or with anything but letters and
    /// digits.
    fn parse(pattern: &str) -> Option<Self> {
        let (prefix, rest) = pattern
            .strip_prefix('^')?
            .strip_suffix("}$")?
            .split_once('[')?;
        let (class, count) = rest.split_once("]{")?;
        let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let mut characters = class.chars().peekable();
        let mut ranges = Vec::new();
        while let Some(first) = characters.next() {
            let last = match characters.next_if_eq(&'-') {
                Some(_) => characters.next()?,
                None => first,
            };
            ranges.push((first, last));
        }
        // Both ends of a range are of one kind, so all between them are, too.
        let kind = |it: char| (it.is_ascii_digit(), it.is_ascii_lowercase());
        let sound = |&(first, last): &(char, char)| {
            first <= last && kind(first) == kind(last) && plain(&format!("{first}{last}"))
        };
        let count = count.parse().ok()?;
        let is_simple = plain(prefix) && !ranges.is_empty() && ranges.iter().all(sound);
        is_simple.then(|| Self {
            prefix: prefix.to_owned(),
            class: ranges,
            count,
        })
    }

    /// The number of characters of every text that matches.
    fn length(&self) -> usize {
        self.prefix.len() + self.count
    }

    /// An expression for whether the text `value` matches.
    fn check(&self) -> Expr {
        let byte = |character: char| Lit::Byte(LitByte::new(character as u8, Span::call_site()));
        let prefix = self.prefix.chars().map(byte);
        let count = self.count;
        let class = self.class.iter().map(|&(first, last)| -> TokenStream {
            let (start, end) = (byte(first), byte(last));
            match first == last {
                true => quote!(#start),
                false => quote!(#start..=#end),
            }
        });
        parse_quote! {
            match value.as_bytes() {
                [#(#prefix,)* rest @ ..] => {
                    rest.len() == #count
                        && crate::ascii::all(rest, |byte| match byte {
                            #(#class)|* => true,
                            _ => false,
                        })
                }
                _ => false,
            }
        }
    }
}

/// Checks simple patterns byte by byte; a `String` that becomes such a type is
/// kept. A pattern of another kind stays a regular expression.
pub(super) fn check_bytes(types: &mut File, _: &Context<'_>) -> Result<()> {
    let mut patterns = BTreeMap::new();
    for item in &mut types.items {
        if let Some(("FromStr", name, body)) = implementation(item)
            && let Some(pattern) = take_pattern(body)
        {
            patterns.insert(name, pattern);
        }
    }
    let mut rewritten = 0;
    for mut item in std::mem::take(&mut types.items) {
        if let Some((of, name, body)) = implementation(&mut item)
            && let Some(pattern) = patterns.get(&name)
            && let Some(kept) = body_that_keeps_its_string(of, pattern)
        {
            *body = kept;
            rewritten += 1;
        }
        let check = match &item {
            Item::Struct(it) => patterns
                .get(&it.ident.to_string())
                .and_then(|pattern| check_of(&it.ident, pattern)),
            _ => None,
        };
        types.items.push(item);
        types.items.extend(check);
    }
    match rewritten == 2 * patterns.len() {
        true => Ok(()),
        false => Err(unexpected(format!(
            "{} types with a simple pattern are made of a string in {rewritten} ways",
            patterns.len()
        ))),
    }
}

/// The item as the implementation of a trait with one function: the trait's
/// name, that of the type, and the function's body.
fn implementation(item: &mut Item) -> Option<(&'static str, String, &mut Block)> {
    let Item::Impl(it) = item else {
        return None;
    };
    let (path, _) = it.trait_.as_ref()?;
    let last = path.segments.last()?;
    let of = match last.ident.to_string().as_str() {
        "FromStr" => "FromStr",
        "Deserialize" => "Deserialize",
        "TryFrom"
            if last
                .arguments
                .to_token_stream()
                .to_string()
                .contains("String") =>
        {
            "TryFrom"
        }
        _ => return None,
    };
    let name = it.self_ty.to_token_stream().to_string();
    match it.items.last_mut()? {
        ImplItem::Fn(function) => Some((of, name, &mut function.block)),
        _ => None,
    }
}

/// The body of the function of `TryFrom<String>` or `Deserialize`.
fn body_that_keeps_its_string(of: &str, pattern: &str) -> Option<Block> {
    match of {
        "TryFrom" => {
            let refusal = refusal(pattern, &parse_quote!(&value));
            Some(parse_quote!({
                #refusal
                Ok(Self(value))
            }))
        }
        "Deserialize" => Some(parse_quote!({
            ::std::string::String::deserialize(deserializer)?
                .try_into()
                .map_err(|e: self::error::ConversionError| {
                    <D::Error as ::serde::de::Error>::custom(e.to_string())
                })
        })),
        _ => None,
    }
}

/// Replaces what the body of `from_str` checks by a call of the function that
/// [`check_of`] makes, if its pattern is simple, and gives the pattern. Limits
/// of the length that follow from it go.
fn take_pattern(body: &mut Block) -> Option<String> {
    let pattern = body.stmts.iter().find_map(pattern_in)?;
    let length = Simple::parse(&pattern)?.length();
    body.stmts.retain(|statement| {
        !matches!(statement, Stmt::Item(Item::Static(_)))
            && pattern_in(statement).is_none()
            && !allows_length(statement, length)
    });
    body.stmts
        .insert(0, refusal(&pattern, &parse_quote!(value)));
    Some(pattern)
}

fn refusal(pattern: &str, value: &Expr) -> Stmt {
    let message = format!("{UNMATCHED}{pattern:?}");
    let check = format_ident!("{CHECK}");
    parse_quote! {
        if !Self::#check(#value) {
            return Err(#message.into());
        }
    }
}

/// The pattern that a text does not match if the statement refuses it.
fn pattern_in(statement: &Stmt) -> Option<String> {
    let Stmt::Expr(Expr::If(ExprIf { then_branch, .. }), _) = statement else {
        return None;
    };
    let text = then_branch.to_token_stream().to_string();
    let (_, literal) = text.split_once("return Err (")?;
    let (literal, _) = literal.rsplit_once(". into ()")?;
    let message = syn::parse_str::<LitStr>(literal.trim()).ok()?.value();
    let pattern = message.strip_prefix(UNMATCHED)?;
    Some(syn::parse_str::<LitStr>(pattern).ok()?.value())
}

/// Whether the statement refuses some lengths, but not this one.
fn allows_length(statement: &Stmt, length: usize) -> bool {
    let Stmt::Expr(Expr::If(ExprIf { cond, .. }), _) = statement else {
        return false;
    };
    let Expr::Binary(comparison) = &**cond else {
        return false;
    };
    let Expr::Lit(ExprLit {
        lit: Lit::Int(limit),
        ..
    }) = &*comparison.right
    else {
        return false;
    };
    comparison.left.to_token_stream().to_string() == "value . chars () . count ()"
        && limit
            .base10_parse::<usize>()
            .is_ok_and(|limit| match comparison.op {
                BinOp::Gt(_) => length <= limit,
                BinOp::Lt(_) => length >= limit,
                _ => false,
            })
}

/// The function of a type that checks a text.
fn check_of(ident: &Ident, pattern: &str) -> Option<Item> {
    let body = Simple::parse(pattern)?.check();
    let check = format_ident!("{CHECK}");
    Some(parse_quote! {
        impl #ident {
            fn #check(value: &str) -> bool {
                #body
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_and_a_number_of_plain_characters_are_simple() {
        let sid = Simple::parse("^VA[0-9a-fA-F]{32}$").unwrap();
        let class = vec![('0', '9'), ('a', 'f'), ('A', 'F')];
        assert_eq!(
            (sid.prefix.as_str(), &sid.class, sid.length()),
            ("VA", &class, 34)
        );
        assert_eq!(
            Simple::parse("^[7x]{2}$").unwrap().class,
            [('7', '7'), ('x', 'x')]
        );
        for other in [
            "VA[0-9]{32}",
            "^VA[0-9]{32}",
            "^V.[0-9]{2}$",
            "^VA[0-9]{2,3}$",
            "^VA[0-9]+$",
            "^VA[^0-9]{2}$",
            "^VA[0-z]{2}$",
            "^VA[9-0]{2}$",
            "^VA[/]{2}$",
            "^VA[_]{2}$",
            "^VA[\\d]{2}$",
            "^VA[]{2}$",
            "^VA[0-9]{2}[a-z]{2}$",
            "^(VA|VB)[0-9]{2}$",
            "^É[0-9]{2}$",
        ] {
            assert_eq!(Simple::parse(other), None, "{other}");
        }
    }

    #[test]
    fn a_limit_that_follows_from_the_pattern_goes_and_another_stays() {
        let mut body: Block = parse_quote!({
            if value.chars().count() > 34usize {
                return Err("longer than 34 characters".into());
            }
            if value.chars().count() < 35usize {
                return Err("shorter than 35 characters".into());
            }
            static PATTERN: LazyLock<Regex> =
                LazyLock::new(|| Regex::new("^VA[0-9]{32}$").unwrap());
            if PATTERN.find(value).is_none() {
                return Err("doesn't match pattern \"^VA[0-9]{32}$\"".into());
            }
            Ok(Self(value.to_string()))
        });
        assert_eq!(take_pattern(&mut body).as_deref(), Some("^VA[0-9]{32}$"));
        let expected: Block = parse_quote!({
            if !Self::matches(value) {
                return Err("doesn't match pattern \"^VA[0-9]{32}$\"".into());
            }
            if value.chars().count() < 35usize {
                return Err("shorter than 35 characters".into());
            }
            Ok(Self(value.to_string()))
        });
        assert_eq!(
            body.to_token_stream().to_string(),
            expected.to_token_stream().to_string()
        );
    }
}
