//! The classes of changes of a public API: which version each calls for by
//! Cargo's rules (<https://doc.rust-lang.org/cargo/reference/semver.html>), and
//! which lint of cargo-semver-checks finds the same. Which class a change has
//! is decided in `compare`.

use crate::audit::finding::Bump;

/// A class of changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Class {
    /// Its name: that of the lint, where there is one.
    pub id: &'static str,
    /// The class in words.
    pub title: &'static str,
    /// The version that it calls for.
    pub bump: Bump,
    /// Whether cargo-semver-checks 0.51 has a lint of this name. Where it has
    /// none, Cargo's reference alone decides.
    pub is_lint: bool,
}

impl Class {
    /// The lint of cargo-semver-checks that finds the same.
    pub fn lint(&self) -> Option<&'static str> {
        self.is_lint.then_some(self.id)
    }
}

macro_rules! classes {
    ($($name:ident: $bump:ident, $is_lint:literal, $id:literal, $title:literal;)*) => {
        $(
            #[doc = $title]
            pub const $name: Class =
                Class { id: $id, title: $title, bump: Bump::$bump, is_lint: $is_lint };
        )*
        /// Every class.
        pub const CLASSES: &[Class] = &[$($name),*];
    };
}

classes! {
    // Items that were removed.
    MODULE_MISSING: Major, true, "module_missing", "a module was removed";
    STRUCT_MISSING: Major, true, "struct_missing", "a struct was removed";
    ENUM_MISSING: Major, true, "enum_missing", "an enum was removed";
    UNION_MISSING: Major, true, "union_missing", "a union was removed";
    TRAIT_MISSING: Major, true, "trait_missing", "a trait was removed";
    FUNCTION_MISSING: Major, true, "function_missing", "a function was removed";
    METHOD_MISSING: Major, true, "inherent_method_missing", "a method was removed";
    CONST_MISSING: Major, true, "pub_module_level_const_missing", "a constant was removed";
    ASSOCIATED_CONST_MISSING: Major, true, "inherent_associated_pub_const_missing", "an associated constant was removed";
    STATIC_MISSING: Major, true, "pub_static_missing", "a static was removed";
    MACRO_MISSING: Major, true, "declarative_macro_missing", "a macro was removed";
    ALIAS_MISSING: Major, false, "type_alias_missing", "a type alias was removed";
    REEXPORT_MISSING: Major, false, "reexport_missing", "a re-export was removed";

    // Items that were added.
    ITEM_ADDED: Minor, false, "item_added", "an item was added";
    METHOD_ADDED: Minor, true, "inherent_method_added", "a method was added";

    // Structs.
    FIELD_MISSING: Major, true, "struct_pub_field_missing", "a public field was removed, or is private now";
    FIELD_TYPE_CHANGED: Major, false, "struct_pub_field_type_changed", "a public field has another type";
    FIELD_ADDED: Minor, false, "struct_pub_field_added", "a field was added to a struct that dependents cannot construct";
    CONSTRUCTIBLE_FIELD_ADDED: Major, true, "constructible_struct_adds_field", "a field was added, so literals do not compile";
    CONSTRUCTIBLE_PRIVATE_FIELD: Major, true, "constructible_struct_adds_private_field", "a private field was added, so literals do not compile";
    NO_PRIVATE_FIELDS: Minor, true, "struct_no_longer_has_non_pub_fields", "the struct no longer has a private field";
    STRUCT_NON_EXHAUSTIVE: Major, true, "struct_marked_non_exhaustive", "the struct became non-exhaustive";
    STRUCT_EXHAUSTIVE: Minor, true, "struct_no_longer_non_exhaustive", "the struct is no longer non-exhaustive";
    STRUCT_KIND_CHANGED: Major, true, "struct_with_pub_fields_changed_type", "the struct has another form";
    CONSTRUCTIBLE_KIND_CHANGED: Major, true, "constructible_struct_changed_type", "the struct has another form, so literals do not compile";
    PRIVATE_KIND_CHANGED: Patch, false, "struct_private_form_changed", "the private fields have another form";

    // Enums.
    ENUM_NON_EXHAUSTIVE: Major, true, "enum_marked_non_exhaustive", "the enum became non-exhaustive";
    ENUM_EXHAUSTIVE: Minor, true, "enum_no_longer_non_exhaustive", "the enum is no longer non-exhaustive";
    VARIANT_MISSING: Major, true, "enum_variant_missing", "a variant was removed";
    VARIANT_ADDED: Major, true, "enum_variant_added", "a variant was added, so exhaustive matches do not compile";
    NON_EXHAUSTIVE_VARIANT_ADDED: Minor, false, "non_exhaustive_enum_variant_added", "a variant was added to a non-exhaustive enum";
    VARIANT_NON_EXHAUSTIVE: Major, true, "enum_variant_marked_non_exhaustive", "a variant became non-exhaustive";
    VARIANT_EXHAUSTIVE: Minor, true, "enum_variant_no_longer_non_exhaustive", "a variant is no longer non-exhaustive";
    VARIANT_CHANGED: Major, false, "enum_variant_changed", "a variant has other contents";
    VARIANT_FIELD_ADDED: Major, true, "enum_struct_variant_field_added", "a field was added to a variant";
    VARIANT_FIELD_MISSING: Major, true, "enum_struct_variant_field_missing", "a field was removed from a variant";

    // Functions and methods.
    FUNCTION_PARAMETER_COUNT: Major, true, "function_parameter_count_changed", "the function takes another number of arguments";
    METHOD_PARAMETER_COUNT: Major, true, "method_parameter_count_changed", "the method takes another number of arguments";
    RECEIVER_REF_BECAME_MUT: Major, true, "method_receiver_ref_became_mut", "the method takes `&mut self`";
    RECEIVER_REF_BECAME_OWNED: Major, true, "method_receiver_ref_became_owned", "the method takes `self`";
    RECEIVER_MUT_BECAME_OWNED: Major, true, "method_receiver_mut_ref_became_owned", "the method takes `self`";
    RECEIVER_MUT_BECAME_REF: Minor, false, "method_receiver_mut_ref_became_ref", "the method takes `&self` instead of `&mut self`";
    RECEIVER_CHANGED: Major, true, "method_receiver_type_changed", "the method takes `self` in another way";
    RECEIVER_LOST: Major, true, "method_no_longer_has_receiver", "the method no longer takes `self`";
    FUNCTION_CONST_REMOVED: Major, true, "function_const_removed", "the function is no longer const";
    METHOD_CONST_REMOVED: Major, true, "inherent_method_const_removed", "the method is no longer const";
    FUNCTION_NOW_CONST: Minor, true, "function_now_const", "the function became const";
    METHOD_NOW_CONST: Minor, true, "inherent_method_now_const", "the method became const";
    FUNCTION_UNSAFE_ADDED: Major, true, "function_unsafe_added", "the function became unsafe";
    METHOD_UNSAFE_ADDED: Major, true, "inherent_method_unsafe_added", "the method became unsafe";
    FUNCTION_NO_LONGER_UNSAFE: Minor, true, "function_no_longer_unsafe", "the function is no longer unsafe";
    METHOD_NO_LONGER_UNSAFE: Minor, true, "inherent_method_no_longer_unsafe", "the method is no longer unsafe";
    FUNCTION_GENERICS: Major, true, "function_requires_different_generic_type_params", "the function has other type parameters";
    METHOD_GENERICS: Major, true, "method_requires_different_generic_type_params", "the method has other type parameters";
    PARAMETER_NAMED: Minor, false, "generic_parameter_named", "a named type parameter replaces `impl`";
    BOUND_TIGHTENED: Major, false, "bound_tightened", "a bound of a parameter was tightened, or a bound of the returned type was loosened";
    BOUND_LOOSENED: Minor, false, "bound_loosened", "a bound of a parameter was loosened, or a bound of the returned type was tightened";
    SIGNATURE_CHANGED: Major, false, "signature_changed", "the types of a signature changed";

    // Traits.
    SUPERTRAIT_ADDED: Major, true, "trait_added_supertrait", "a supertrait was added";
    SUPERTRAIT_REMOVED: Major, true, "trait_removed_supertrait", "a supertrait was removed";
    SEALED_SUPERTRAIT_ADDED: Minor, false, "sealed_trait_added_supertrait", "a supertrait was added to a trait that nobody else implements";
    TRAIT_SEALED: Major, true, "trait_newly_sealed", "the trait became sealed";
    TRAIT_UNSEALED: Minor, false, "trait_no_longer_sealed", "the trait is no longer sealed";
    TRAIT_UNSAFE_ADDED: Major, true, "trait_unsafe_added", "the trait became unsafe to implement";
    TRAIT_UNSAFE_REMOVED: Major, true, "trait_unsafe_removed", "the trait is no longer unsafe to implement";
    DYN_LOST: Major, true, "trait_no_longer_dyn_compatible", "the trait can no longer be a trait object";
    DYN_GAINED: Minor, false, "trait_now_dyn_compatible", "the trait can be a trait object now";
    TRAIT_METHOD_ADDED: Major, true, "trait_method_added", "a method without a default was added to a trait that dependents implement";
    TRAIT_TYPE_ADDED: Major, true, "trait_associated_type_added", "an associated type was added to a trait that dependents implement";
    TRAIT_CONST_ADDED: Major, true, "trait_associated_const_added", "an associated constant was added to a trait that dependents implement";
    TRAIT_DEFAULT_METHOD_ADDED: Minor, false, "trait_method_with_default_added", "a method was added to a trait, with a default or because nobody else implements the trait";
    TRAIT_METHOD_MISSING: Major, true, "trait_method_missing", "a method of a trait was removed";
    TRAIT_TYPE_MISSING: Major, true, "trait_removed_associated_type", "an associated type of a trait was removed";
    TRAIT_CONST_MISSING: Major, true, "trait_removed_associated_constant", "an associated constant of a trait was removed";
    TRAIT_DEFAULT_REMOVED: Major, true, "trait_method_default_impl_removed", "a method of a trait lost its default";
    TRAIT_DEFAULT_GAINED: Minor, false, "trait_method_default_impl_added", "a method of a trait gained a default, or lost it in a sealed trait";
    TRAIT_ITEM_CHANGED: Major, false, "trait_item_changed", "an item of a trait has another signature";
    TRAIT_PARAMETER_COUNT: Major, true, "trait_method_parameter_count_changed", "a method of a trait takes another number of arguments";

    // Implementations.
    DERIVE_REMOVED: Major, true, "derive_trait_impl_removed", "a trait is no longer implemented";
    IMPL_REMOVED: Major, false, "trait_impl_removed", "a trait is no longer implemented";
    IMPL_ADDED: Minor, false, "trait_impl_added", "a trait is implemented now";
    COPY_ADDED: Major, true, "copy_impl_added", "the type became Copy, which changes what closures capture";
    ASSOCIATED_CHANGED: Major, false, "impl_associated_item_changed", "an associated type or constant of an implementation changed";
    IMPL_ITEM_RESTATED: Patch, false, "impl_item_restated", "an item of an implementation is written in another way; the trait says what callers see";
    AUTO_LOST: Major, true, "auto_trait_impl_removed", "the type lost an auto trait";
    AUTO_GAINED: Minor, true, "auto_trait_impl_added", "the type gained an auto trait";

    // The manifest. Cargo's reference calls another oldest Rust possibly breaking, and advises a
    // minor version for it.
    FEATURE_MISSING: Major, true, "feature_missing", "a feature was removed";
    FEATURE_ADDED: Minor, false, "feature_added", "a feature was added";
    FEATURE_NOT_DEFAULT: Major, true, "feature_not_enabled_by_default", "a feature is no longer on by default";
    FEATURE_ENABLES_LESS: Major, true, "feature_no_longer_enables_feature", "a feature no longer turns another one on";
    FEATURE_ENABLES_MORE: Minor, true, "feature_newly_enables_feature", "a feature turns another one on";
    FEATURE_RESTATED: Patch, false, "feature_dependencies_changed", "a feature turns on other parts of dependencies";
    RUST_RAISED: Minor, false, "rust_version_raised", "a newer Rust is needed";
    RUST_LOWERED: Minor, false, "rust_version_lowered", "an older Rust is enough";

    // The rest.
    TYPE_GENERICS: Major, true, "type_requires_more_generic_type_params", "the type has other generic parameters";
    TYPE_GENERIC_DEFAULTED: Minor, false, "type_generic_with_default_added", "a generic parameter with a default was added to the type";
    CONST_TYPE_CHANGED: Major, false, "const_type_changed", "the constant has another type";
    CONST_VALUE_CHANGED: Patch, false, "const_value_changed", "the constant has another value";
    STATIC_CHANGED: Major, false, "static_changed", "the static has another type";
    STATIC_NOW_MUTABLE: Major, true, "pub_static_now_mutable", "the static became mutable";
    STATIC_NOW_IMMUTABLE: Major, true, "pub_static_mut_now_immutable", "the static is no longer mutable";
    ALIAS_CHANGED: Major, false, "type_alias_changed", "the type alias stands for another type";
    MACRO_CHANGED: Major, false, "macro_changed", "the macro takes other arguments";
    REEXPORT_CHANGED: Major, false, "reexport_changed", "the re-export names another item";
    KIND_CHANGED: Major, false, "item_kind_changed", "the item is of another kind";
    REPR_CHANGED: Major, false, "repr_changed", "the guaranteed layout of the type changed";
    DEPRECATED: Minor, false, "deprecated", "the item is deprecated";
    ATTRIBUTE_CHANGED: Patch, false, "attribute_changed", "an attribute without effect on compiling changed";
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_class_has_its_own_name() {
        let names: BTreeSet<_> = CLASSES.iter().map(|it| it.id).collect();
        assert_eq!(names.len(), CLASSES.len());
    }
}
