//! The classes of changes, as a table: the lines before, the lines after, and
//! the class of each change.

use super::{compare, read};
use crate::audit::finding::Bump;

const STRUCT: &str = "pub struct c::S\npub c::S::a: u8";
const OPEN: &str = "#[non_exhaustive] pub struct c::S\npub c::S::a: u8";
const ENUM: &str = "pub enum c::E\npub c::E::A";
const TRAIT: &str = "pub trait c::T\ndyn c::T\npub fn c::T::m(&self)";
const SEALED: &str = "pub trait c::T: c::sealed::Sealed\npub fn c::T::m(&self)";

/// The lines before and after, and the classes of the changes.
type Row = (&'static str, String, &'static [(&'static str, Bump)]);

fn classes(old: &str, new: &str) -> Vec<(&'static str, Bump)> {
    let with_root = |text: &str| format!("# head\n\npub mod c\n{text}\n");
    let (old, new) = (with_root(old), with_root(new));
    let changes = compare(&read(&old), &read(&new));
    changes.into_iter().map(|it| (it.class.id, it.class.bump)).collect()
}

#[test]
fn each_change_has_the_class_of_cargos_rules() {
    use Bump::{Major, Minor, Patch};
    let table: &[Row] = &[
        // Items.
        ("pub mod c::a\npub fn c::a::f()", String::new(), &[("module_missing", Major)]),
        ("pub fn c::f()", String::new(), &[("function_missing", Major)]),
        ("", "pub fn c::f()".into(), &[("item_added", Minor)]),
        ("pub use c::http", String::new(), &[("reexport_missing", Major)]),
        (
            "pub const c::A: u8 = 1u8",
            "pub const c::A: u8 = 2u8".into(),
            &[("const_value_changed", Patch)],
        ),
        (
            "pub const c::A: u8 = 1u8",
            "pub const c::A: u16 = 1u16".into(),
            &[("const_type_changed", Major)],
        ),
        ("pub type c::A = u8", "pub type c::A = u16".into(), &[("type_alias_changed", Major)]),
        // Structs.
        (STRUCT, String::new(), &[("struct_missing", Major)]),
        (
            STRUCT,
            "pub struct c::S { .. }".into(),
            &[
                ("struct_pub_field_missing", Major),
                ("constructible_struct_adds_private_field", Major),
            ],
        ),
        (STRUCT, STRUCT.replace("u8", "u16"), &[("struct_pub_field_type_changed", Major)]),
        (
            STRUCT,
            format!("{STRUCT}\npub c::S::b: u8"),
            &[("constructible_struct_adds_field", Major)],
        ),
        (STRUCT, OPEN.into(), &[("struct_marked_non_exhaustive", Major)]),
        (OPEN, format!("{OPEN}\npub c::S::b: u8"), &[("struct_pub_field_added", Minor)]),
        (OPEN, STRUCT.into(), &[("struct_no_longer_non_exhaustive", Minor)]),
        (
            "pub struct c::S(_)",
            "pub struct c::S(_, _)".into(),
            &[("struct_private_form_changed", Patch)],
        ),
        (
            "pub struct c::S(_)",
            "pub struct c::S { .. }".into(),
            &[("struct_private_form_changed", Patch)],
        ),
        (
            "pub struct c::S",
            "pub struct c::S { .. }".into(),
            &[("constructible_struct_adds_private_field", Major)],
        ),
        (
            "pub struct c::S<T>",
            "pub struct c::S<T, U>".into(),
            &[("type_requires_more_generic_type_params", Major)],
        ),
        (
            "pub struct c::S<T>",
            "pub struct c::S<T, U = u8>".into(),
            &[("type_generic_with_default_added", Minor)],
        ),
        // Enums.
        (
            ENUM,
            "#[non_exhaustive] pub enum c::E\npub c::E::A".into(),
            &[("enum_marked_non_exhaustive", Major)],
        ),
        (ENUM, format!("{ENUM}\npub c::E::B"), &[("enum_variant_added", Major)]),
        (
            "#[non_exhaustive] pub enum c::E",
            "#[non_exhaustive] pub enum c::E\npub c::E::B".into(),
            &[("non_exhaustive_enum_variant_added", Minor)],
        ),
        (ENUM, "pub enum c::E".into(), &[("enum_variant_missing", Major)]),
        (ENUM, ENUM.replace("::A", "::A(u8)"), &[("enum_variant_changed", Major)]),
        // Functions.
        (
            "pub fn c::f(u8)",
            "pub fn c::f(u8, u8)".into(),
            &[("function_parameter_count_changed", Major)],
        ),
        (
            "pub fn c::f(&str)",
            "pub fn c::f(impl Into<String>)".into(),
            &[("signature_changed", Major)],
        ),
        ("pub fn c::f(impl A)", "pub fn c::f(impl A + B)".into(), &[("bound_tightened", Major)]),
        (
            "pub fn c::f(u8, impl A)",
            "pub fn c::f<T: A>(u8, T)".into(),
            &[("generic_parameter_named", Minor)],
        ),
        (
            "pub fn c::f(impl A)",
            "pub fn c::f<T: A + B>(T)".into(),
            &[("bound_tightened", Major), ("generic_parameter_named", Minor)],
        ),
        (
            "pub fn c::f(impl A, impl A)",
            "pub fn c::f<T: A>(T, T)".into(),
            &[
                ("function_requires_different_generic_type_params", Major),
                ("signature_changed", Major),
            ],
        ),
        (
            "pub fn c::f<T: A>(T)",
            "pub fn c::f(impl A)".into(),
            &[
                ("function_requires_different_generic_type_params", Major),
                ("signature_changed", Major),
            ],
        ),
        ("pub fn c::f(impl A + B)", "pub fn c::f(impl A)".into(), &[("bound_loosened", Minor)]),
        (
            "pub fn c::f() -> impl A + Send",
            "pub fn c::f() -> impl A".into(),
            &[("bound_tightened", Major)],
        ),
        ("pub const fn c::f()", "pub fn c::f()".into(), &[("function_const_removed", Major)]),
        ("pub fn c::f()", "pub const fn c::f()".into(), &[("function_now_const", Minor)]),
        ("pub fn c::f()", "#[deprecated] pub fn c::f()".into(), &[("deprecated", Minor)]),
        (
            "pub struct c::S(_)\nimpl c::S\npub fn c::S::m(&self)",
            "pub struct c::S(_)\nimpl c::S\npub fn c::S::m(&mut self)".into(),
            &[("method_receiver_ref_became_mut", Major)],
        ),
        (
            "pub struct c::S(_)\nimpl c::S\npub fn c::S::m(&self)",
            "pub struct c::S(_)".into(),
            &[("inherent_method_missing", Major)],
        ),
        (
            "pub struct c::S(_)",
            "pub struct c::S(_)\nimpl c::S\npub fn c::S::m(&self)".into(),
            &[("inherent_method_added", Minor)],
        ),
        // Traits.
        (TRAIT, format!("{TRAIT}\npub fn c::T::n(&self)"), &[("trait_method_added", Major)]),
        (
            TRAIT,
            format!("{TRAIT}\npub fn c::T::n(&self) {{ .. }}"),
            &[("trait_method_with_default_added", Minor)],
        ),
        (
            SEALED,
            format!("{SEALED}\npub fn c::T::n(&self)"),
            &[("trait_method_with_default_added", Minor)],
        ),
        (
            TRAIT,
            TRAIT.replace("trait c::T", "trait c::T: c::sealed::Sealed"),
            &[("trait_newly_sealed", Major)],
        ),
        (
            TRAIT,
            TRAIT.replace("trait c::T", "trait c::T: Send"),
            &[("trait_added_supertrait", Major)],
        ),
        (TRAIT, TRAIT.replace("dyn c::T\n", ""), &[("trait_no_longer_dyn_compatible", Major)]),
        (
            "pub trait c::T\npub fn c::T::m(&self) { .. }",
            "pub trait c::T\npub fn c::T::m(&self)".into(),
            &[("trait_method_default_impl_removed", Major)],
        ),
        // Implementations.
        (
            "pub struct c::S(_)\nimpl core::clone::Clone for c::S\npub fn c::S::clone(&self) -> c::S",
            "pub struct c::S(_)".into(),
            &[("derive_trait_impl_removed", Major)],
        ),
        (
            "pub struct c::S(_)\nimpl From<c::S> for String\npub fn String::from(c::S) -> Self",
            "pub struct c::S(_)".into(),
            &[("trait_impl_removed", Major)],
        ),
        (
            "pub struct c::S(_)",
            "pub struct c::S(_)\nimpl core::marker::Copy for c::S".into(),
            &[("copy_impl_added", Major)],
        ),
        (
            "pub struct c::S(_)\nimpl FromStr for c::S\npub type c::S::Err = A",
            "pub struct c::S(_)\nimpl FromStr for c::S\npub type c::S::Err = B".into(),
            &[("impl_associated_item_changed", Major)],
        ),
        (
            "pub struct c::S(_)\nimpl D for c::S\npub fn c::S::d<A: B>(A)",
            "pub struct c::S(_)\nimpl D for c::S\npub fn c::S::d<__A>(__A) where __A: B".into(),
            &[("impl_item_restated", Patch)],
        ),
        (
            "pub struct c::S<T>\nimpl<T> Clone for c::S<T>",
            "pub struct c::S<T>\nimpl<T: Clone> Clone for c::S<T>".into(),
            &[("bound_tightened", Major)],
        ),
        (
            "pub struct c::S(_)\nauto c::S: Send + Sync",
            "pub struct c::S(_)\nauto c::S: Sync".into(),
            &[("auto_trait_impl_removed", Major)],
        ),
        (
            "pub struct c::S(_)\nauto c::S: Sync",
            "pub struct c::S(_)\nauto c::S: Send + Sync".into(),
            &[("auto_trait_impl_added", Minor)],
        ),
        (
            "pub struct c::S<T>\nauto c::S<T>: Send",
            "pub struct c::S<T>\nauto c::S<T>: Send where T: Send".into(),
            &[("auto_trait_impl_removed", Major)],
        ),
    ];
    for (old, new, expected) in table {
        let mut found = classes(old, new);
        let mut expected = expected.to_vec();
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{old}\n→ {new}");
        assert_eq!(classes(old, old), [], "{old}");
    }
}
