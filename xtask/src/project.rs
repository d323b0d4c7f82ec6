//! Every fact about this project: where its files are, and the settings of the
//! generator. No other file knows the project's names. Paths are relative to the
//! workspace's root, with forward slashes.

/// The pin.
pub const PIN: &str = "openapi/upstream.toml";
/// The slice.
pub const SLICE: &str = "openapi/upstream.json";
/// The overlay.
pub const OVERLAY: &str = "openapi/overlay.yaml";
/// The fragment.
pub const FRAGMENT: &str = "openapi/verify-access-tokens.json";
/// The acknowledged findings of audits.
pub const ACKNOWLEDGED: &str = "openapi/acknowledged.toml";
/// The folder of the bindings.
pub const BINDINGS: &str = "verify-client/src/generated";
/// The folder of the facade that has a file for every operation.
const OPERATIONS: &str = "verify-client/src/operations";
/// The manifests that may declare the facade's version: its own, and the
/// workspace's.
pub const MANIFESTS: [&str; 2] = ["verify-client/Cargo.toml", "Cargo.toml"];
/// The changelog.
pub const CHANGELOG: &str = "CHANGELOG.md";

/// A generator, and its settings.
#[derive(Clone, Copy, Debug)]
pub struct Generator {
    /// Its name and version, and those of the crate that it makes types with.
    pub name: &'static str,
    /// What the headers of the bindings call the document they are made from.
    pub document: &'static str,
    /// The module of the bindings in the facade's crate.
    pub module: &'static str,
    /// Schemas whose types are written by hand in the facade, because their
    /// meaning is more than their structure.
    pub replaced_schemas: &'static [Replaced],
    /// The types of requests that dependents can name, so that a new field must
    /// not break their code.
    pub public_requests: &'static [&'static str],
}

/// A schema whose type is written by hand.
#[derive(Clone, Copy, Debug)]
pub struct Replaced {
    /// Its name.
    pub schema: &'static str,
    /// The path of its type.
    pub path: &'static str,
    /// Whether the type gives its text by `as_str`, as a path needs it.
    pub is_text: bool,
}

const fn text(schema: &'static str, path: &'static str) -> Replaced {
    Replaced { schema, path, is_text: true }
}

const fn value(schema: &'static str, path: &'static str) -> Replaced {
    Replaced { schema, path, is_text: false }
}

/// The generator of the bindings, as in Cargo.lock.
pub const GENERATOR: Generator = Generator {
    name: "progenitor 0.15.1 (typify 0.8.0)",
    document: FRAGMENT,
    module: "crate::generated",
    replaced_schemas: &[
        text("AccessTokenSid", "crate::model::sid::AccessTokenSid"),
        text("AccountSid", "crate::model::sid::AccountSid"),
        text("FactorFriendlyName", "crate::model::personal::FactorFriendlyName"),
        text("FactorType", "crate::model::factor_type::FactorType"),
        text("Identity", "crate::model::personal::Identity"),
        text("ServiceSid", "crate::model::sid::ServiceSid"),
        value("Timestamp", "crate::model::timestamp::Timestamp"),
        value("Token", "crate::model::secret::Token"),
    ],
    public_requests: &["CreateAccessTokenRequest"],
};

/// The package of the facade.
pub const PACKAGE: &str = "verify-client";
/// Its manifest.
pub const MANIFEST: &str = "verify-client/Cargo.toml";
/// The folder of its sources.
pub const SOURCES: &str = "verify-client/src";
/// The release of Rust whose rustdoc writes the JSON that the texts of the
/// public API are made from.
pub const RUSTDOC: &str = "1.95.0";
/// What makes the texts of the public API from it, as in Cargo.lock.
pub const PUBLIC_API_MAKER: &str = "public-api 0.52.1 from rustdoc 1.95.0";

/// A set of the facade's features, and the file with the public API that they
/// make.
#[derive(Clone, Copy, Debug)]
pub struct Surface {
    /// The file.
    pub path: &'static str,
    /// What the set is called.
    pub features: &'static str,
    /// Its first line.
    pub title: &'static str,
    /// What chooses the features on cargo's command line.
    pub arguments: &'static [&'static str],
}

/// The public API with the default features, and with all.
pub const SURFACES: [Surface; 2] = [
    Surface {
        path: "verify-client/public-api.txt",
        features: "default",
        title: "The public API of verify-client with its default features.",
        arguments: &[],
    },
    Surface {
        path: "verify-client/public-api.all-features.txt",
        features: "all",
        title: "The public API of verify-client with all features.",
        arguments: &["--all-features"],
    },
];

/// The file of the facade with the method for an operation.
pub fn operation(method: &str) -> String {
    format!("{OPERATIONS}/{method}.rs")
}

#[cfg(test)]
mod tests {
    use super::GENERATOR;

    #[test]
    fn the_generator_is_named_as_cargo_locked_it() {
        let lock = include_str!("../../Cargo.lock");
        let version = |name: &str| {
            let (_, rest) = lock.split_once(&format!("name = \"{name}\"\nversion = \"")).unwrap();
            rest.split_once('"').unwrap().0
        };
        assert_eq!(
            GENERATOR.name,
            format!(
                "progenitor {} (typify {})",
                version("progenitor-impl"),
                version("typify-impl")
            )
        );
    }
}
