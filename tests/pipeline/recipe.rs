//! The examples of the recipe in CONTRIBUTING.md: an operation without a response
//! body, one that lists with pages, and one with a JSON body, each from the
//! document to a call of the facade's method.
//!
//! `tests/fixtures/recipe/` has what a person writes for them.

use std::path::Path;

use integration_tests::workspace::{Workspace, repository};
use xtask::pipeline::overlay::Overlay;
use xtask::pipeline::produce;
use xtask::pipeline::slice::slice;
use xtask::project::{GENERATOR, Generator, OVERLAY, Replaced};

use super::facade;
use super::operations::{FIXTURE, all_of_verify, complete};

const OPERATIONS: [&str; 3] = ["DeleteFactor", "ListFactor", "CreateChallengePasskeys"];

/// Upstream's names of the schemas, and ours.
const SCHEMAS: [(&str, &str); 3] = [
    ("factor_enum_factor_statuses", "FactorStatus"),
    ("factor_enum_factor_types", "KindOfFactor"),
    ("verify.v2.service.entity.factor", "Factor"),
];

const FACTOR_SID: Replaced =
    Replaced { schema: "FactorSid", path: "crate::model::sid::FactorSid", is_text: true };

/// Text that is added to the end of files of the facade.
const ADDITIONS: [(&str, &str); 4] = [
    (
        "blocking.rs",
        "
use crate::generated::types::PasskeysChallenge;
use crate::model::sid::FactorSid;
use crate::operations::list_factor::{FactorPage, NextPage};
",
    ),
    (
        "operations/mod.rs",
        "
pub(crate) mod create_challenge_passkeys;
pub(crate) mod delete_factor;
pub(crate) mod list_factor;
",
    ),
    (
        "lib.rs",
        "
pub use crate::generated::types::{Factor, FactorStatus, KindOfFactor, PasskeysChallenge};
pub use crate::model::sid::FactorSid;
pub use crate::operations::create_challenge_passkeys::CreateChallengePasskeys;
pub use crate::operations::delete_factor::DeleteFactor;
pub use crate::operations::list_factor::{FactorPage, ListFactor, NextPage};
",
    ),
    (
        "model/sid.rs",
        "
sid! {
    /// SID of a factor: `YF` and 32 hexadecimal digits (`#/components/schemas/FactorSid`).
    FactorSid, \"YF\"
}
",
    ),
];

fn example(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/recipe").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn generate(workspace: &Workspace) {
    let mut pin = workspace.pin();
    pin.operations.extend(OPERATIONS.map(str::to_owned));
    pin.schemas.extend(SCHEMAS.map(|(theirs, ours)| (theirs.to_owned(), ours.to_owned())));
    let slice = slice(FIXTURE, &all_of_verify(), &pin.operations, &pin.schemas).unwrap();
    let overlay = std::fs::read_to_string(repository().join(OVERLAY)).unwrap();
    let overlay = Overlay::parse(OVERLAY, &(overlay + &example("overlay.yaml"))).unwrap();
    let replaced: Vec<_> = GENERATOR.replaced_schemas.iter().copied().chain([FACTOR_SID]).collect();
    let generator = Generator { replaced_schemas: replaced.leak(), ..GENERATOR };
    let products = produce(&slice, &overlay, &generator).unwrap();
    assert_eq!(products.undescribed, []);
    for (name, text) in products.modules {
        workspace.write(&format!("verify-client/src/generated/{name}"), &text);
    }
}

#[test]
fn the_examples_of_the_recipe_work() {
    let workspace = Workspace::new();
    complete(&workspace);
    generate(&workspace);
    for (path, addition) in ADDITIONS {
        let path = format!("verify-client/src/{path}");
        workspace.write(&path, &(workspace.read(&path) + addition));
    }
    for (path, name) in
        [("operations/arguments.rs", "arguments.rs"), ("blocking.rs", "blocking.rs")]
    {
        let path = format!("verify-client/src/{path}");
        workspace.write(&path, &(workspace.read(&path) + &example(name)));
    }
    for name in ["create_challenge_passkeys.rs", "delete_factor.rs", "list_factor.rs"] {
        workspace.write(&format!("verify-client/src/operations/{name}"), &example(name));
    }
    workspace.write("verify-client/tests/calls.rs", &example("calls.rs"));

    let said = facade::run(&workspace, "verify-client/tests/calls.rs");
    assert!(said.contains("5 passed"), "{said}");
}
