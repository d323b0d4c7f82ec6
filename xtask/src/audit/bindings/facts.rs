//! Facts of an item that are not in its signature: documentation, traits,
//! attributes, and the checks that a text must pass to be parsed as its type.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use syn::visit::{self, Visit};
use syn::{Attribute, BinOp, Block, Expr, ExprIf, ExprLit, Lit, LitStr, Meta, Token};
use syn::{parse::Parser as _, punctuated::Punctuated};

use super::text::text;
use crate::pipeline::polish::UNMATCHED;

/// How a trait is implemented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Implementation {
    /// By a derive.
    Derived,
    /// By hand: the declarations in it, and its bodies.
    Written {
        /// What dependents see: associated types and signatures.
        declarations: Vec<String>,
        /// What it does.
        bodies: Vec<String>,
    },
}

/// What a text must fulfil.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Check {
    /// Not fewer characters than this.
    Shortest(u64),
    /// Not more characters than this.
    Longest(u64),
    /// A regular expression that matches.
    Pattern(String),
}

impl fmt::Display for Check {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shortest(length) => write!(formatter, "at least {length} characters"),
            Self::Longest(length) => write!(formatter, "at most {length} characters"),
            Self::Pattern(pattern) => write!(formatter, "matches {pattern}"),
        }
    }
}

/// The documentation among some attributes.
pub(super) fn docs<'a>(attributes: impl IntoIterator<Item = &'a Attribute>) -> String {
    let lines: Vec<_> = attributes.into_iter().filter_map(doc_line).collect();
    lines.join("\n")
}

fn doc_line(attribute: &Attribute) -> Option<String> {
    match &attribute.meta {
        Meta::NameValue(meta) if meta.path.is_ident("doc") => match &meta.value {
            Expr::Lit(ExprLit { lit: Lit::Str(line), .. }) => Some(line.value().trim().to_owned()),
            _ => None,
        },
        _ => None,
    }
}

/// The derived traits among some attributes, and the other attributes but for
/// documentation, one entry for each argument of `serde`.
pub(super) fn traits_and_attributes(
    attributes: &[Attribute],
) -> (BTreeMap<String, Implementation>, BTreeSet<String>) {
    let mut traits = BTreeMap::new();
    let mut others = BTreeSet::new();
    for attribute in attributes {
        read(&attribute.meta, "", &mut traits, &mut others);
    }
    (traits, others)
}

fn read(
    meta: &Meta,
    condition: &str,
    traits: &mut BTreeMap<String, Implementation>,
    others: &mut BTreeSet<String>,
) {
    let arguments = match meta {
        Meta::List(list) => {
            Punctuated::<Meta, Token![,]>::parse_terminated.parse2(list.tokens.clone()).ok()
        }
        _ => None,
    };
    match arguments {
        _ if meta.path().is_ident("doc") => {}
        Some(arguments) if meta.path().is_ident("derive") => {
            for derived in &arguments {
                let name = derived.path().segments.last();
                let name = name.map(|last| last.ident.to_string()).unwrap_or_default();
                traits.insert(format!("{name}{condition}"), Implementation::Derived);
            }
        }
        Some(arguments) if meta.path().is_ident("cfg_attr") => {
            let mut arguments = arguments.iter();
            if let Some(first) = arguments.next() {
                let condition = format!("{condition} if {}", text(first));
                arguments.for_each(|meta| read(meta, &condition, traits, others));
            }
        }
        Some(arguments) if meta.path().is_ident("serde") => {
            let entries =
                arguments.iter().map(|argument| format!("serde({}){condition}", text(argument)));
            others.extend(entries);
        }
        _ => {
            others.insert(format!("{}{condition}", text(meta)));
        }
    }
}

/// What `FromStr` checks in this body.
pub(super) fn checks(body: &Block) -> BTreeSet<Check> {
    struct Checks(BTreeSet<Check>);
    impl<'ast> Visit<'ast> for Checks {
        fn visit_expr_if(&mut self, expression: &'ast ExprIf) {
            if let Expr::Binary(binary) = &*expression.cond
                && text(&binary.left).ends_with(".chars().count()")
                && let Expr::Lit(ExprLit { lit: Lit::Int(length), .. }) = &*binary.right
                && let Ok(length) = length.base10_parse()
            {
                match binary.op {
                    BinOp::Gt(_) => self.0.insert(Check::Longest(length)),
                    BinOp::Lt(_) => self.0.insert(Check::Shortest(length)),
                    _ => false,
                };
            }
            visit::visit_expr_if(self, expression);
        }

        // A pattern is a regular expression or a check of bytes; the message names it either way.
        fn visit_lit_str(&mut self, message: &'ast LitStr) {
            if let Some(pattern) = message.value().strip_prefix(UNMATCHED)
                && let Ok(pattern) = syn::parse_str::<LitStr>(pattern)
            {
                self.0.insert(Check::Pattern(pattern.value()));
            }
        }
    }
    let mut checks = Checks(BTreeSet::new());
    checks.visit_block(body);
    checks.0
}
